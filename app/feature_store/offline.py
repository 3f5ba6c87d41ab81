"""The offline store: the stored rows as Parquet, a file for each set and year."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from app.clients.feast import DIGEST, INPUTS, INSTANT, JOIN_KEY
from app.db import feature_export
from app.db.feature_export import Year
from app.db.features import StoredFeatures
from app.files import whole_file
from app.football.features import FeatureSet
from app.progress import OnProgress, unheard

AS_OF = "as_of"
COMPUTED_AT = "computed_at"
CONTENT = b"content"
NOTHING_YET = Year(1970, 0, "0")
"""Feast wants a file to read, also before the first row."""

_INSTANT = pa.timestamp("us", tz="UTC")


def offline_folder(feature_set: FeatureSet) -> str:
    """Relative to the repository."""
    return f"data/{feature_set.name}"


@dataclass(frozen=True, slots=True)
class OfflineReport:
    """Rows of all files, and how many files were written because a row of theirs is new or changed."""

    rows: int
    files: int
    files_written: int


async def write_offline(
    repository: Path, feature_set: FeatureSet, on_progress: OnProgress = unheard
) -> OfflineReport:
    """Make the files of the set hold its stored rows; a file that does is left alone."""
    folder = repository / offline_folder(feature_set)
    folder.mkdir(parents=True, exist_ok=True)
    years = await feature_export.years(feature_set) or [NOTHING_YET]
    stale = outdated(folder, years)
    for done, year in enumerate(stale):
        await on_progress(done, len(stale))
        rows = await feature_export.of_year(feature_set, year.year)
        with whole_file(_file(folder, year)) as path:
            path.write_bytes(_parquet(feature_set, rows, year.content))
    for unknown in set(folder.glob("*.parquet")) - {_file(folder, year) for year in years}:
        unknown.unlink()
    await on_progress(len(stale), len(stale))
    return OfflineReport(sum(year.rows for year in years), len(years), len(stale))


def outdated(folder: Path, years: Sequence[Year]) -> list[Year]:
    """The years whose file does not hold their rows."""
    return [year for year in years if _content(_file(folder, year)) != year.content]


def _file(folder: Path, year: Year) -> Path:
    return folder / f"{year.year}.parquet"


def _content(file: Path) -> str | None:
    """The mark of the rows that the file was written from; None where it is missing or broken."""
    if not file.is_file():
        return None
    try:
        metadata: dict[bytes, bytes] = pq.read_schema(file).metadata or {}
    except pa.ArrowInvalid:
        return None
    return metadata.get(CONTENT, b"").decode()


def _parquet(feature_set: FeatureSet, rows: Sequence[StoredFeatures], content: str) -> bytes:
    table = table_of(feature_set, rows).replace_schema_metadata({CONTENT: content.encode()})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue())


def table_of(feature_set: FeatureSet, rows: Sequence[StoredFeatures]) -> pa.Table:
    """The rows as the columns of the set's feature view, features in float32."""
    instants = pa.array([row.as_of for row in rows], _INSTANT)
    values = np.array([row.values for row in rows], dtype=np.float32).reshape(-1, len(feature_set.names))
    return pa.table(
        {
            JOIN_KEY: pa.array([row.match_id for row in rows], pa.int64()),
            AS_OF: instants,
            COMPUTED_AT: pa.array([row.computed_at for row in rows], _INSTANT),
            **{name: pa.array(values[:, place]) for place, name in enumerate(feature_set.names)},
            INSTANT: instants.cast(pa.int64()),
            DIGEST: pa.array([bytes.fromhex(row.digest) for row in rows], pa.binary()),
            INPUTS: pa.array([bytes.fromhex(row.inputs or "") for row in rows], pa.binary()),
        }
    )
