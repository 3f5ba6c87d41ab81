"""Bytes to a table of named cells: encodings, separators, and refusing what is not a CSV file at all."""

import codecs
import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from app.ingest.errors import FileRefused

MAX_BYTES = 64 * 1024 * 1024
MAX_COLUMNS = 1000
_NOTHING: Mapping[str, str] = {}
_HTML = re.compile(rb"\s*<(!doctype|html|head|body|\?xml|error)", re.IGNORECASE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table; `excess` are cells beyond the last named column."""

    number: int
    cells: Mapping[str, str]
    excess: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    columns: frozenset[str]
    lines: tuple[Line, ...]


def read_table(
    payload: bytes, *, file: str, required: Sequence[str], renamed: Mapping[str, str] = _NOTHING
) -> Table:
    """The file as lines of named, stripped cells; blank lines are left out.

    `renamed` maps other names of a column to the one it goes by here. Raises FileRefused for what is not a
    CSV file with the `required` columns, and for one that breaks off in the middle of its last line.
    """
    text = _decode(payload, file)
    rows = _rows(text, file)
    header = [renamed.get(name, name) for name in next(rows, (0, []))[1]]
    missing = [name for name in required if name not in header]
    if missing:
        raise FileRefused(file, f"its first line does not name the column(s) {', '.join(missing)}")
    if len(header) > MAX_COLUMNS:
        raise FileRefused(file, f"it has {len(header)} columns, more than {MAX_COLUMNS}")
    body = list(rows)
    if body and not text.endswith(("\n", "\r")) and len(body[-1][1]) < _width(header):
        raise FileRefused(file, f"it breaks off in the middle of line {body[-1][0]}; fetch it again")
    return Table(frozenset(filter(None, header)), tuple(_line(header, *row) for row in body))


def _decode(payload: bytes, file: str) -> str:
    if len(payload) > MAX_BYTES:
        raise FileRefused(file, f"it is larger than {MAX_BYTES >> 20} MB")
    if not payload.strip():
        raise FileRefused(file, "it is empty")
    if payload.startswith(_UTF16) or b"\0" in payload:
        raise FileRefused(file, "it is binary, not a CSV file")
    # apart from the text: some files begin with the mark of UTF-8 and go on in Latin-1
    body = payload.removeprefix(codecs.BOM_UTF8)
    if _HTML.match(body):
        raise FileRefused(file, "it is an HTML or XML page, not a CSV file")
    for encoding in ("utf-8", "cp1252"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("latin-1")


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise FileRefused(file, f"line {reader.line_num} is not CSV ({error})") from error


def _width(header: Sequence[str]) -> int:
    """Columns up to the last named one: trailing commas name nothing."""
    return max((index for index, name in enumerate(header, start=1) if name), default=0)


def _line(header: Sequence[str], number: int, row: Sequence[str]) -> Line:
    cells: dict[str, str] = {}
    excess: list[str] = []
    for index, value in enumerate(row):
        name = header[index] if index < len(header) else ""
        if not name:
            excess += [value] if value else []
        elif name not in cells:
            cells[name] = value
    return Line(number, cells, tuple(excess))
