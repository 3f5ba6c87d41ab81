"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write to, which takes the place of `path` when the block ends without an error: a reader, or
    a kill at any instant, never meets half a file."""
    beside = path.with_name(f".{path.name}.writing")
    try:
        yield beside
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    with beside.open("rb") as written:
        os.fsync(written.fileno())
    beside.replace(path)
