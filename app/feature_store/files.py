"""Files that are there whole or not at all."""

from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write beside, then rename: a reader, or a kill at any instant, never meets half a file."""
    draft = path.with_name(f".{path.name}.draft")
    draft.write_bytes(content)
    draft.replace(path)
