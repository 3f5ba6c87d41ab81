"""What benchmarks start from: a database of their own, and season files to fill it with."""

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from app.db.embedded import embedded_postgres


class SeasonFiles(NamedTuple):
    """Where the files are, and the seasons to read, such as 0304-2425."""

    data_url: str
    seasons: str


def season_files(about: str) -> SeasonFiles:
    """What the command line names: `FOLDER [--seasons 0304-2425]`."""
    arguments = argparse.ArgumentParser(description=about)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--seasons", default="0304-2425")
    given = arguments.parse_args()
    return SeasonFiles(given.folder.resolve().as_uri(), given.seasons)


@contextmanager
def fresh_postgres() -> Iterator[str]:
    """URL of an empty database: an embedded PostgreSQL, as durable as in production, gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="football-benchmark-"))
    home.chmod(0o755)
    try:
        with embedded_postgres(home) as url:
            yield url
    finally:
        shutil.rmtree(home, ignore_errors=True)
