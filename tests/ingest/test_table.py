"""Reading bytes as a table of named cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.errors import FileRefused
from app.ingest.table import MAX_BYTES, read_table

NAMES = ("a", "b", "c")


def cells(payload: bytes) -> list[dict[str, str]]:
    return [dict(line.cells) for line in read_table(payload, file="x.csv", required=("a", "b")).lines]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_read(end: str) -> None:
    assert cells(end.join(["a,b", "1,2", "3,4", ""]).encode()) == [
        {"a": "1", "b": "2"},
        {"a": "3", "b": "4"},
    ]


def test_a_byte_order_mark_is_not_part_of_the_first_column() -> None:
    assert cells("\ufeffa,b\n1,2\n".encode()) == [{"a": "1", "b": "2"}]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "latin-1"])
def test_accents_survive_every_encoding(encoding: str) -> None:
    assert cells("a,b\nMünster,Málaga\n".encode(encoding)) == [{"a": "Münster", "b": "Málaga"}]


def test_a_byte_order_mark_may_be_followed_by_latin_1() -> None:
    assert cells(b"\xef\xbb\xbfa,b\nM\xe1laga,2\n") == [{"a": "Málaga", "b": "2"}]


def test_bytes_that_no_western_encoding_knows_are_read_as_latin_1() -> None:
    assert cells(b"a,b\n\x81\xfc,2\n") == [{"a": "\x81ü", "b": "2"}]


def test_blank_lines_and_lines_of_commas_are_left_out_and_lines_keep_their_numbers() -> None:
    table = read_table(b"\na,b\n\n , \n,,\n1,2\n", file="x.csv", required=("a",))
    assert [(line.number, dict(line.cells)) for line in table.lines] == [(6, {"a": "1", "b": "2"})]


def test_trailing_commas_name_no_columns() -> None:
    table = read_table(b"a,b,,\n1,2,,\n", file="x.csv", required=("a", "b"))
    assert table.columns == {"a", "b"}
    assert table.lines[0].excess == ()


def test_cells_beyond_the_header_are_kept_apart() -> None:
    table = read_table(b"a,b,,\n1,2,,3\n4,5,,,6\n", file="x.csv", required=("a", "b"))
    assert [line.excess for line in table.lines] == [("3",), ("6",)]


def test_of_a_column_named_twice_the_first_counts() -> None:
    assert cells(b"a,b,a\n1,2,3\n") == [{"a": "1", "b": "2"}]


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"PK\x03\x04\x00\x00", "binary"),
        ("a,b\n1,2\n".encode("utf-16"), "binary"),
        (b"<!DOCTYPE html><html><body>503</body></html>", "HTML"),
        (b"\xef\xbb\xbf  <html>a,b\n1,2\n</html>", "HTML"),
        (b"x,y\n1,2\n", "column(s) a, b"),
        (b"1,2\n3,4\n", "column(s) a, b"),
        (b'a,b\n1,"2', "line 2 is not CSV"),
        (b'a,b\n1,"2" 3\n', "line 2 is not CSV"),
        (b"a,b\n1," + b"9" * 140_000 + b"\n", "line 2 is not CSV"),
        (b",".join(b"a b".split()) + b",c" * 1001 + b"\n", "columns"),
    ],
)
def test_what_is_no_table_is_refused_whole(payload: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match="nothing of it was loaded") as refusal:
        cells(payload)
    assert words in refusal.value.reason


def test_a_file_that_breaks_off_in_its_last_line_is_refused() -> None:
    with pytest.raises(FileRefused, match="breaks off in the middle of line 3"):
        cells(b"a,b,c\n1,2,3\n4,5")


def test_a_whole_last_line_needs_no_line_ending() -> None:
    assert cells(b"a,b,c\n1,2,3\n4,5,6")[-1] == {"a": "4", "b": "5", "c": "6"}


def test_a_payload_above_the_limit_is_refused_unread() -> None:
    with pytest.raises(FileRefused, match="larger than 64 MB"):
        cells(b"a,b\n" + b"1" * MAX_BYTES)


@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_a_table_or_refused(payload: bytes) -> None:
    for start in (b"", b"a,b\n", b"\xef\xbb\xbfa,b,\r\n"):
        try:
            table = read_table(start + payload, file="x.csv", required=("a", "b"))
        except FileRefused:
            continue
        assert {"a", "b"} <= table.columns


text_cells = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12).map(
    lambda text: " ".join(text.replace('"', "").replace(",", "").split())
)


@given(st.lists(st.tuples(text_cells, text_cells, text_cells), max_size=8))
def test_what_is_written_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    payload = "\n".join(",".join(row) for row in (NAMES, *rows)).encode() + b"\n"
    read = read_table(payload, file="x.csv", required=NAMES).lines
    assert [tuple(line.cells[name] for name in NAMES) for line in read] == [row for row in rows if any(row)]
