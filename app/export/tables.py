"""The three formats of a table: CSV from the standard library, Parquet and Arrow from the `export` extra."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from app.clock import written
from app.db.export import Column, Kind
from app.errors import Unavailable

Rows = Sequence[Iterable[Any]]
Write = Callable[[Rows], None]


class Format(StrEnum):
    PARQUET = "parquet"
    CSV = "csv"
    ARROW = "arrow"


def check_available(format_: Format) -> None:
    """Raise Unavailable where the format needs a package that is not installed."""
    if format_ is not Format.CSV:
        _pyarrow("pyarrow")


def open_table(format_: Format, path: Path, columns: Sequence[Column]) -> AbstractContextManager[Write]:
    """A function that appends rows to a new file of this format."""
    return _OPEN[format_](path, columns)


def write_csv(path: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """A whole file of texts."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *lines])


@contextmanager
def _open_csv(path: Path, columns: Sequence[Column]) -> Iterator[Write]:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in columns])
        yield lambda rows: writer.writerows([_text(value) for value in row] for row in rows)


def _text(value: Any) -> Any:
    """As a CSV cell: instants in UTC, booleans in lower case, empty where nothing is known."""
    if isinstance(value, datetime):
        return written(value)
    return str(value).lower() if isinstance(value, bool) else value


@contextmanager
def _open_parquet(path: Path, columns: Sequence[Column]) -> Iterator[Write]:
    arrow, parquet = _pyarrow("pyarrow"), _pyarrow("pyarrow.parquet")
    batch = _Batches(arrow, columns)
    with parquet.ParquetWriter(path, batch.schema, compression="zstd") as writer:
        yield lambda rows: writer.write_batch(batch.of(rows))


@contextmanager
def _open_arrow(path: Path, columns: Sequence[Column]) -> Iterator[Write]:
    arrow, ipc = _pyarrow("pyarrow"), _pyarrow("pyarrow.ipc")
    batch = _Batches(arrow, columns)
    options = ipc.IpcWriteOptions(emit_dictionary_deltas=True)
    with ipc.new_file(path, batch.schema, options=options) as writer:
        yield lambda rows: writer.write_batch(batch.of(rows))


class _Batches:
    """Rows as Arrow's record batches. Categories are numbered as they come, the same in all batches."""

    def __init__(self, arrow: ModuleType, columns: Sequence[Column]) -> None:
        self._arrow = arrow
        self._columns = columns
        # not empty at first: Arrow takes the first addition to an empty dictionary for another one
        self._codes: dict[str, dict[str, int]] = {column.name: {"": 0} for column in columns}
        types = {
            Kind.INTEGER: arrow.int64(),
            Kind.FLOAT: arrow.float64(),
            Kind.BOOLEAN: arrow.bool_(),
            Kind.INSTANT: arrow.timestamp("us", tz="UTC"),
            Kind.TEXT: arrow.string(),
            Kind.CATEGORY: arrow.dictionary(arrow.int32(), arrow.string()),
        }
        self.schema = arrow.schema([(column.name, types[column.kind]) for column in columns])

    def of(self, rows: Rows) -> Any:
        arrays = [
            self._array(column, values)
            for column, values in zip(self._columns, zip(*rows, strict=True), strict=True)
        ]
        return self._arrow.record_batch(arrays, schema=self.schema)

    def _array(self, column: Column, values: Sequence[Any]) -> Any:
        if column.kind is not Kind.CATEGORY:
            return self._arrow.array(values, self.schema.field(column.name).type)
        codes = self._codes[column.name]
        numbers = [None if value is None else codes.setdefault(value, len(codes)) for value in values]
        return self._arrow.DictionaryArray.from_arrays(
            self._arrow.array(numbers, self._arrow.int32()),
            self._arrow.array(list(codes), self._arrow.string()),
        )


def _pyarrow(name: str) -> ModuleType:
    """Loaded here alone: it takes 100 MB."""
    try:
        return import_module(name)
    except ImportError as missing:
        raise Unavailable(
            f"Parquet and Arrow files need the `export` extra ({missing.name} is missing);"
            " run `make .venv/.dev`, or choose --format csv"
        ) from None


_OPEN: dict[Format, Callable[[Path, Sequence[Column]], AbstractContextManager[Write]]] = {
    Format.CSV: _open_csv,
    Format.PARQUET: _open_parquet,
    Format.ARROW: _open_arrow,
}
