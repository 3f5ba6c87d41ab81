"""Files that appear whole or not at all."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.errors import FootballError


class OutputRefused(FootballError):
    """The folder cannot be written to, or a file is there already."""

    code = "OUTPUT_REFUSED"


def check_free(files: Sequence[Path], *, force: bool) -> None:
    """Raise OutputRefused where one of the files exists, unless `force`."""
    taken = [file for file in files if file.exists()]
    if taken and not force:
        more = f" and {len(taken) - 1} more" if len(taken) > 1 else ""
        raise OutputRefused(f"{taken[0]}{more} exists already; add --force to write it anew")


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; it takes that name when the block ends well, or goes.

    Raises OutputRefused where the system does not let it be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(path)
    except OSError as error:
        raise OutputRefused(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
