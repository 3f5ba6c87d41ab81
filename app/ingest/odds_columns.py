"""Which odds columns a header has, by name, and reading them.

A column is bookmaker + `C` for closing + what it prices: `B365H`, `B365CH`, `PSCH`, `P>2.5`, `PC<2.5`,
`B365AHH`, `B365CAHA`. Asian handicap lines stand in `AHh` and `AHCh`, to 2018/19 in `BbAHh`, in the first
seasons in a column of each bookmaker (`GBAH`, `LBAH`, `B365AH`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

from app.ingest.errors import LineRefused
from app.ingest.rows import OddsRow

BOOKMAKERS: Mapping[str, str] = {
    "B365": "B365",  # Bet365
    "BS": "BS",  # Blue Square
    "BW": "BW",  # Bet&Win
    "GB": "GB",  # Gamebookers
    "IW": "IW",  # Interwetten
    "LB": "LB",  # Ladbrokes
    "PS": "PS",  # Pinnacle, for the match result
    "P": "PS",  # Pinnacle, for totals and handicaps
    "SO": "SO",  # Sporting Odds
    "SB": "SB",  # Sportingbet
    "SJ": "SJ",  # Stan James
    "SY": "SY",  # Stanleybet
    "VC": "VC",  # VC Bet, later BetVictor
    "WH": "WH",  # William Hill
    "1XB": "1XB",  # 1xBet
    "BF": "BF",  # Betfair sportsbook
    "BFD": "BFD",  # Betfred
    "BMGM": "BMGM",  # BetMGM
    "BV": "BV",  # BetVictor
    "CL": "CL",  # Coral
    "BFE": "BFE",  # Betfair exchange
    "Max": "Max",  # highest of the market
    "Avg": "Avg",  # average of the market
    "BbMx": "Max",  # the same two as Betbrain counted them, to 2018/19
    "BbAv": "Avg",
}
OPENING, CLOSING = "OPENING", "CLOSING"
MATCH_RESULT, TOTAL_GOALS, ASIAN_HANDICAP = "MATCH_RESULT", "TOTAL_GOALS", "ASIAN_HANDICAP"
TOTAL_LINE = 2.5
WIDEST_HANDICAP = 10.0
HIGHEST_PRICE = 10_000.0


@dataclass(frozen=True, slots=True)
class OddsColumns:
    """Where one bookmaker's prices on one market stand; `line` names the column of the handicap."""

    bookmaker: str
    market: str
    taken: str
    prices: tuple[str, ...]
    line: str | None = None


@lru_cache(maxsize=64)
def odds_columns(columns: frozenset[str], *, all_closing: bool = False) -> tuple[OddsColumns, ...]:
    """What this header prices. `all_closing` for files whose unmarked columns are closing prices too."""
    found: dict[tuple[str, str, str], OddsColumns] = {}
    for stem, bookmaker in BOOKMAKERS.items():
        for layout in _layouts(stem, bookmaker, columns):
            if columns.issuperset(layout.prices):
                taken = CLOSING if all_closing else layout.taken
                found.setdefault((bookmaker, layout.market, taken), layout)
    return tuple(
        OddsColumns(bookmaker, market, taken, layout.prices, layout.line)
        for (bookmaker, market, taken), layout in found.items()
    )


def _layouts(stem: str, bookmaker: str, columns: frozenset[str]) -> Iterator[OddsColumns]:
    for mark, taken in (("", OPENING), ("C", CLOSING)):
        at = stem + mark
        yield OddsColumns(bookmaker, MATCH_RESULT, taken, (f"{at}H", f"{at}D", f"{at}A"))
        yield OddsColumns(bookmaker, TOTAL_GOALS, taken, (f"{at}>2.5", f"{at}<2.5"))
        lines = ("AHCh",) if mark else (f"{stem}AH", "AHh", "BbAHh")
        if line := next((name for name in lines if name in columns), None):
            yield OddsColumns(bookmaker, ASIAN_HANDICAP, taken, (f"{at}AHH", f"{at}AHA"), line)


def read_odds(
    cells: Mapping[str, str], layout: tuple[OddsColumns, ...]
) -> tuple[tuple[OddsRow, ...], tuple[str, ...]]:
    """The prices of one line, and why any were left out. A bookmaker without prices is no fault."""
    rows: list[OddsRow] = []
    faults: list[str] = []
    for columns in layout:
        texts = [cells.get(name, "") for name in columns.prices]
        if not any(texts):
            continue
        try:
            rows.append(_row(columns, texts, cells))
        except LineRefused as fault:
            faults.append(str(fault))
    return tuple(rows), tuple(faults)


def _row(columns: OddsColumns, texts: list[str], cells: Mapping[str, str]) -> OddsRow:
    prices = [_price(text, name) for text, name in zip(texts, columns.prices, strict=True)]
    bookmaker, market, taken = columns.bookmaker, columns.market, columns.taken
    if market == MATCH_RESULT:
        return OddsRow(bookmaker, market, None, taken, prices[0], prices[1], prices[2], None, None)
    if market == TOTAL_GOALS:
        return OddsRow(bookmaker, market, TOTAL_LINE, taken, None, None, None, prices[0], prices[1])
    line = _handicap(cells.get(columns.line or "", ""), columns.line or "")
    return OddsRow(bookmaker, market, line, taken, prices[0], None, prices[1], None, None)


def _price(text: str, column: str) -> float:
    if not text:
        raise LineRefused(f"{column} is missing beside its other prices; left out")
    value = _number(text)
    if value is None or not 1 < value <= HIGHEST_PRICE:
        raise LineRefused(f"{column} {text[:20]!r} is not a price above 1; left out")
    return value


def _handicap(text: str, column: str) -> float:
    value = _number(text)
    if value is None or abs(value) > WIDEST_HANDICAP or (value * 4) % 1:
        raise LineRefused(f"{column} {text[:20]!r} is not a handicap in quarters; left out")
    return value + 0.0


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None
