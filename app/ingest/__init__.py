"""Bringing matches and odds in: fetch, keep the raw payload, read it, write what changed.

One module per source format turns bytes into `ParsedFile` and touches nothing else; `normalise` writes one
file in one transaction; `collector` runs over the files of a source. A line that cannot be meant is refused
with its number and a reason and the rest of the file still loads; a file that is not what it should be is
refused whole.
"""
