"""The `football` command: a thin door. Each module has the commands of one subject.

Progress and logs go to stderr, results to stdout; `--json` gives the same as JSON.
Exit status: 0 done, 1 failed, 2 usage (a wrong argument or setting).
"""

from app.cli.main import main

__all__ = ["main"]
