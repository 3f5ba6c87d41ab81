"""Matches and prices in football-data.co.uk's columns, one file for each division and season.

What our own importer of that format reads back is what was written. `Time` is UK local time as in the source;
it cannot tell the two instants apart that share one in the night of an October when clocks go back. Names
stand as they are: a program that calculates with cells may take one that begins with = for a formula.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from app.football.match import MatchStatus, Score
from app.ingest.cells import UK
from app.ingest.football_data import STATISTICS
from app.ingest.odds_columns import (
    ASIAN_HANDICAP,
    BOOKMAKERS,
    CLOSING,
    MATCH_RESULT,
    OPENING,
    TOTAL_GOALS,
    TOTAL_LINE,
)

Cells = dict[str, str]


class Row(Protocol):
    """A row of a table, by the names of its columns."""

    def __getitem__(self, column: str, /) -> Any: ...


ALWAYS = ("Div", "Date", "HomeTeam", "AwayTeam", "FTHG", "FTAG", "FTR")
MARKS = {MatchStatus.POSTPONED: "P", MatchStatus.ABANDONED: "Abd", MatchStatus.CANCELLED: "Canc"}
_ORDER = ("HS", "AS", "HST", "AST", "HF", "AF", "HC", "AC", "HY", "AY", "HR", "AR")
FIXED = (
    *("Div", "Date", "Time", "HomeTeam", "AwayTeam", "FTHG", "FTAG", "FTR", "HTHG", "HTAG", "HTR", "Referee"),
    *_ORDER,
)
PINNACLE = "PS"
"""Its prices of totals and handicaps are written P, only those of results PS."""


def season_table(
    division: str, matches: Sequence[Row], prices: Mapping[int, Sequence[Row]]
) -> tuple[list[str], list[list[str]], int]:
    """Header and lines of one file, and how many prices its columns have no place for.

    `matches` are rows of their table with `home_name` and `away_name`, `prices` rows of theirs by match.
    Columns that would be empty in every line are left out, but for those that make a season file.
    """
    layout = _PriceColumns(prices.values())
    lines = [_match_cells(division, match) for match in matches]
    for match, cells in zip(matches, lines, strict=True):
        layout.fill(cells, prices.get(match["id"], ()))
    used = {name for cells in lines for name, text in cells.items() if text}
    header = [name for name in (*FIXED, *layout.names) if name in used or name in ALWAYS]
    return header, [[cells.get(name, "") for name in header] for cells in lines], layout.left_out


def _match_cells(division: str, match: Row) -> Cells:
    status = MatchStatus(match["status"])
    played = status in {MatchStatus.FINISHED, MatchStatus.ABANDONED}
    kickoff = match["kickoff"].astimezone(UK) if match["kickoff_time_known"] else match["kickoff"]
    cells = {
        "Div": division,
        "Date": f"{kickoff:%d/%m/%Y}",
        "Time": f"{kickoff:%H:%M}" if match["kickoff_time_known"] else "",
        "HomeTeam": match["home_name"],
        "AwayTeam": match["away_name"],
        "FTR": MARKS.get(status, ""),
        "Referee": match["referee"] or "",
    }
    if played:
        cells |= _score_cells("FT", match["home_goals"], match["away_goals"])
        cells |= _score_cells("HT", match["half_time_home_goals"], match["half_time_away_goals"])
        cells |= {name: _number(match[column]) for name, column in STATISTICS.items()}
        cells["FTR"] = MARKS.get(status, cells.get("FTR", ""))
    return cells


def _score_cells(prefix: str, home: int | None, away: int | None) -> Cells:
    if home is None or away is None:
        return {}
    letter = Score(home, away).outcome.value[0]
    return {f"{prefix}HG": str(home), f"{prefix}AG": str(away), f"{prefix}R": letter}


class _PriceColumns:
    """Where the prices of one file go. Bookmakers share the column of the handicap, as in the source; one
    whose line differs from the others' in any match has a column of its own, before closing only."""

    def __init__(self, prices: Iterable[Sequence[Row]]) -> None:
        everything = list(prices)
        self._own_line = {name for one in everything for name in _dissenters(one)}
        self.left_out = 0
        self.names = list(_price_names(self._own_line))

    def fill(self, cells: Cells, prices: Sequence[Row]) -> None:
        shared = {taken: _shared_line(prices, taken) for taken in (OPENING, CLOSING)}
        for price in prices:
            placed = self._place(price, shared[price["taken"]])
            if placed is None or not placed.keys().isdisjoint(cells.keys() - {"AHh", "AHCh"}):
                self.left_out += 1
            else:
                cells |= placed

    def _place(self, price: Row, shared: float | None) -> Cells | None:
        """The cells of one price; None where the format has none."""
        bookmaker, market, line = price["bookmaker"], price["market"], price["line"]
        if bookmaker not in _STEMS:
            return None
        closing = price["taken"] == CLOSING
        stem = _stem(bookmaker, market)
        at = stem + ("C" if closing else "")
        if market == MATCH_RESULT:
            return {f"{at}{side}": _number(price[name]) for side, name in _SIDES}
        if market == TOTAL_GOALS:
            if line != TOTAL_LINE:
                return None
            return {f"{at}>2.5": _number(price["over"]), f"{at}<2.5": _number(price["under"])}
        named = "AHCh" if closing else f"{stem}AH" if bookmaker in self._own_line else "AHh"
        if named in {"AHh", "AHCh"} and line != shared:
            return None
        return {named: _number(line), f"{at}AHH": _number(price["home"]), f"{at}AHA": _number(price["away"])}


_SIDES = (("H", "home"), ("D", "draw"), ("A", "away"))
_STEMS = {bookmaker: stem for stem, bookmaker in reversed(list(BOOKMAKERS.items()))}


def _stem(bookmaker: str, market: str) -> str:
    return "P" if bookmaker == PINNACLE and market != MATCH_RESULT else _STEMS[bookmaker]


def _shared_line(prices: Sequence[Row], taken: str) -> float | None:
    """The handicap that a match's common column has: the market average's, else the first bookmaker's."""
    lines = {
        one["bookmaker"]: one["line"]
        for one in reversed(prices)
        if one["market"] == ASIAN_HANDICAP and one["taken"] == taken and one["bookmaker"] in _STEMS
    }
    return lines.get("Avg", next(reversed(lines.values()), None))


def _dissenters(prices: Sequence[Row]) -> set[str]:
    shared = _shared_line(prices, OPENING)
    return {
        one["bookmaker"]
        for one in prices
        if one["market"] == ASIAN_HANDICAP and one["taken"] == OPENING and one["line"] != shared
    }


def _price_names(own_line: set[str]) -> Iterable[str]:
    """Every price column in the source's order: before closing, then at closing."""
    for mark in ("", "C"):
        stems = [(_stem(one, MATCH_RESULT), _stem(one, TOTAL_GOALS), one) for one in _STEMS_IN_ORDER]
        for stem, _, _ in stems:
            yield from (f"{stem}{mark}{side}" for side, _ in _SIDES)
        for _, stem, _ in stems:
            yield from (f"{stem}{mark}>2.5", f"{stem}{mark}<2.5")
        yield f"AH{mark}h"
        for _, stem, bookmaker in stems:
            if not mark and bookmaker in own_line:
                yield f"{stem}AH"
            yield from (f"{stem}{mark}AHH", f"{stem}{mark}AHA")


_STEMS_IN_ORDER = tuple(dict.fromkeys(BOOKMAKERS.values()))


def _number(value: float | None) -> str:
    """The shortest text that reads back as the same number."""
    return "" if value is None else repr(value).removesuffix(".0")
