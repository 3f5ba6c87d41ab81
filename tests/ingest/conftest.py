"""A folder in the source's layout, and a collector on it."""

from pathlib import Path

import pytest

from app.ingest.collector import Collector
from app.ingest.fetch import Patience
from tests.ingest.samples import Mirror

QUICK = Patience(connect_s=1, read_s=1, answer_s=5, attempts=2, first_pause_s=0.01, longest_pause_s=0.05)


@pytest.fixture
def mirror(tmp_path: Path) -> Mirror:
    return Mirror(tmp_path / "mirror")


@pytest.fixture
def collector(database_url: str, mirror: Mirror) -> Collector:
    return Collector(database_url, mirror.url, patience=QUICK)
