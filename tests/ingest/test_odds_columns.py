"""Which prices a header has, and reading them."""

import pytest

from app.ingest.odds_columns import odds_columns, read_odds
from app.ingest.rows import OddsRow


def read(cells: dict[str, str], *, all_closing: bool = False) -> tuple[tuple[OddsRow, ...], tuple[str, ...]]:
    return read_odds(cells, odds_columns(frozenset(cells), all_closing=all_closing))


def match_result(bookmaker: str, taken: str) -> OddsRow:
    return OddsRow(bookmaker, "MATCH_RESULT", None, taken, 1.9, 3.6, 4.2, None, None)


@pytest.mark.parametrize(
    ("columns", "bookmaker", "taken"),
    [
        ("B365H B365D B365A", "B365", "OPENING"),
        ("B365CH B365CD B365CA", "B365", "CLOSING"),
        ("PSH PSD PSA", "PS", "OPENING"),
        ("PSCH PSCD PSCA", "PS", "CLOSING"),
        ("VCH VCD VCA", "VC", "OPENING"),
        ("VCCH VCCD VCCA", "VC", "CLOSING"),
        ("BFEH BFED BFEA", "BFE", "OPENING"),
        ("BFECH BFECD BFECA", "BFE", "CLOSING"),
        ("BFH BFD BFA", "BF", "OPENING"),
        ("BFDH BFDD BFDA", "BFD", "OPENING"),
        ("MaxH MaxD MaxA", "Max", "OPENING"),
        ("AvgCH AvgCD AvgCA", "Avg", "CLOSING"),
        ("BbMxH BbMxD BbMxA", "Max", "OPENING"),
        ("BbAvH BbAvD BbAvA", "Avg", "OPENING"),
    ],
)
def test_the_three_prices_of_a_match_result_are_read_by_name(
    columns: str, bookmaker: str, taken: str
) -> None:
    cells = dict(zip(columns.split(), ("1.9", "3.6", "4.2"), strict=True))
    assert read(cells) == ((match_result(bookmaker, taken),), ())


@pytest.mark.parametrize(
    ("over", "bookmaker", "taken"),
    [
        ("B365>2.5", "B365", "OPENING"),
        ("P>2.5", "PS", "OPENING"),
        ("PC>2.5", "PS", "CLOSING"),
        ("BbAv>2.5", "Avg", "OPENING"),
        ("GB>2.5", "GB", "OPENING"),
    ],
)
def test_totals_are_read_on_two_and_a_half_goals(over: str, bookmaker: str, taken: str) -> None:
    cells = {over: "1.8", over.replace(">", "<"): "2.05"}
    row = OddsRow(bookmaker, "TOTAL_GOALS", 2.5, taken, None, None, None, 1.8, 2.05)
    assert read(cells) == ((row,), ())


@pytest.mark.parametrize(
    ("line", "home", "away", "bookmaker", "taken"),
    [
        ("AHh", "B365AHH", "B365AHA", "B365", "OPENING"),
        ("AHCh", "B365CAHH", "B365CAHA", "B365", "CLOSING"),
        ("AHh", "PAHH", "PAHA", "PS", "OPENING"),
        ("BbAHh", "BbAvAHH", "BbAvAHA", "Avg", "OPENING"),
        ("GBAH", "GBAHH", "GBAHA", "GB", "OPENING"),
        ("LBAH", "LBAHH", "LBAHA", "LB", "OPENING"),
        ("B365AH", "B365AHH", "B365AHA", "B365", "OPENING"),
    ],
)
def test_handicaps_are_read_with_the_line_of_their_time(
    line: str, home: str, away: str, bookmaker: str, taken: str
) -> None:
    row = OddsRow(bookmaker, "ASIAN_HANDICAP", -1.25, taken, 1.95, None, 1.97, None, None)
    assert read({line: "-1.25", home: "1.95", away: "1.97"}) == ((row,), ())


def test_the_count_of_bookmakers_is_no_handicap() -> None:
    assert read({"BbAH": "26", "BbAHh": "-0.5", "Bb1X2": "40"}) == ((), ())


def test_in_a_file_of_closing_prices_unmarked_columns_are_closing() -> None:
    cells = {"PH": "1.9", "PD": "3.6", "PA": "4.2"}
    assert read(cells, all_closing=True) == ((match_result("PS", "CLOSING"),), ())


def test_a_bookmaker_without_prices_is_no_fault() -> None:
    assert read({"B365H": "", "B365D": "", "B365A": ""}) == ((), ())


@pytest.mark.parametrize("price", ["1", "0", "-2", "0.9", "nan", "inf", "#", "1xBet", "1,9", "1e9"])
def test_a_price_that_is_not_above_one_is_left_out_and_reported(price: str) -> None:
    rows, faults = read(
        {"B365H": price, "B365D": "3.6", "B365A": "4.2", "BWH": "1.9", "BWD": "3.6", "BWA": "4.2"}
    )
    assert rows == (match_result("BW", "OPENING"),)
    assert faults == (f"B365H {price!r} is not a price above 1; left out",)


def test_two_prices_of_three_are_left_out_and_reported() -> None:
    rows, faults = read({"B365H": "1.9", "B365D": "", "B365A": "4.2"})
    assert (rows, faults) == ((), ("B365D is missing beside its other prices; left out",))


@pytest.mark.parametrize("line", ["", "-1.2", "11", "nan", "x"])
def test_a_handicap_that_is_not_in_quarters_is_left_out_and_reported(line: str) -> None:
    rows, faults = read({"AHh": line, "B365AHH": "1.95", "B365AHA": "1.97"})
    assert (rows, faults) == ((), (f"AHh {line!r} is not a handicap in quarters; left out",))
