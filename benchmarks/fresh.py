"""A database of a benchmark's own: an embedded PostgreSQL, as durable as in production, gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.db.embedded import embedded_postgres


@contextmanager
def fresh_postgres() -> Iterator[str]:
    """URL of an empty database."""
    home = Path(tempfile.mkdtemp(prefix="football-benchmark-"))
    home.chmod(0o755)
    try:
        with embedded_postgres(home) as url:
            yield url
    finally:
        shutil.rmtree(home, ignore_errors=True)
