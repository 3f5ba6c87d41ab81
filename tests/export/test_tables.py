"""Each format keeps values and types, whatever comes in which batch; a missing package is told by name."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from app.db.export import Column, Kind
from app.export.tables import Format, open_table
from tests.program import ROOT

COLUMNS = tuple(Column(kind.lower(), kind, "") for kind in Kind)
NOON = datetime(2024, 8, 17, 12, tzinfo=UTC)
WITHOUT_PYARROW = """
import sys
sys.modules["pyarrow"] = None
from app.errors import FootballError
from app.export.tables import Format, check_available

check_available(Format.CSV)
try:
    check_available(Format.PARQUET)
except FootballError as error:
    print(error.code, error.message)
"""

names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=6)
table_rows = st.tuples(
    st.integers(-(2**40), 2**40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  zone beside
    names,
    names,
).flatmap(lambda row: st.tuples(*(st.one_of(st.none(), st.just(value)) for value in row)))
tables = st.lists(st.lists(table_rows, min_size=1, max_size=4), max_size=4)
Batches = list[list[tuple[Any, ...]]]


def write(format_: Format, path: Path, batches: Batches) -> None:
    with open_table(format_, path, COLUMNS) as append:
        for batch in batches:
            append(batch)


@settings(max_examples=50)
@given(tables)
def test_parquet_and_arrow_give_back_what_was_written(batches: Batches) -> None:
    expected = [row for batch in batches for row in batch]
    for table in written(batches):
        assert [tuple(row.values()) for row in table.to_pylist()] == expected
        assert table.schema.names == [kind.lower() for kind in Kind]
        assert pa.types.is_dictionary(table.schema.field("category").type)


def written(batches: Batches) -> tuple[pa.Table, pa.Table]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for format_ in (Format.PARQUET, Format.ARROW):
            write(format_, folder / f"table.{format_}", batches)
        with pa.ipc.open_file(folder / "table.arrow") as reader:
            return pq.read_table(folder / "table.parquet"), reader.read_all()


def test_a_csv_file_has_utc_instants_and_empty_cells(tmp_path: Path) -> None:
    row = (3, 0.1, False, NOON, "=1+1", "a, b")
    write(Format.CSV, tmp_path / "table.csv", [[row, (None,) * 6]])
    assert (tmp_path / "table.csv").read_text().splitlines() == [
        "integer,float,boolean,instant,text,category",
        '3,0.1,false,2024-08-17T12:00:00Z,=1+1,"a, b"',
        ",,,,,",
    ]


def test_a_missing_package_is_told_with_the_extra_that_has_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_PYARROW], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.startswith("UNAVAILABLE")
    assert "`export` extra (pyarrow is missing)" in done.stdout
