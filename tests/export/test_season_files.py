"""A season file says what the rows say: our own importer reads the same matches and prices back."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.export.season_files import ALWAYS, FIXED, season_table
from app.football.match import STATISTIC_NAMES, MatchStatus
from app.ingest import football_data
from app.ingest.odds_columns import BOOKMAKERS
from app.ingest.rows import MatchRow, OddsRow

KICKOFF = datetime(2024, 8, 17, 14, tzinfo=UTC)
TEAMS = ("Arsenal", "Bayern München", "=SUM(A1)", 'Team "Q", Utd', "Nott'm Forest")
SIDES = {
    "MATCH_RESULT": ("home", "draw", "away"),
    "TOTAL_GOALS": ("over", "under"),
    "ASIAN_HANDICAP": ("home", "away"),
}
Rows = list[dict[str, Any]]
Prices = dict[int, Rows]


def match(number: int = 1, **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": number,
        "kickoff": KICKOFF + timedelta(days=number),
        "kickoff_time_known": True,
        "status": "FINISHED",
        "home_goals": 2,
        "away_goals": 1,
        "half_time_home_goals": 1,
        "half_time_away_goals": 0,
        "referee": "A Referee",
        "home_name": "Arsenal",
        "away_name": "Chelsea",
        **dict.fromkeys(STATISTIC_NAMES),
    }
    return values | changes


def price(
    bookmaker: str = "B365", market: str = "MATCH_RESULT", taken: str = "OPENING", line: float | None = None
) -> dict[str, Any]:
    decimals = dict.fromkeys(("home", "draw", "away", "over", "under"))
    return {
        "bookmaker": bookmaker,
        "market": market,
        "taken": taken,
        "line": line,
        **decimals,
        **dict.fromkeys(SIDES[market], 1.9),
    }


def read_back(matches: Rows, prices: Mapping[int, Rows]) -> tuple[tuple[MatchRow, ...], int]:
    """What the importer makes of the file, and how many prices had no column."""
    header, lines, left_out = season_table("E0", matches, prices)
    text = io.StringIO()
    csv.writer(text).writerows([header, *lines])
    parsed = football_data.parse(text.getvalue().encode(), file="E0.csv", division="E0", season="2425")
    assert parsed.refused == parsed.dropped == ()
    return parsed.rows, left_out


def told(row: dict[str, Any], prices: Rows) -> dict[str, Any]:
    """What the importer should say of a match."""
    scored = row["status"] in {"FINISHED", "ABANDONED"} and row["home_goals"] is not None
    halves = row["half_time_home_goals"], row["half_time_away_goals"]
    return {
        "kickoff": row["kickoff"],
        "kickoff_time_known": row["kickoff_time_known"],
        "status": row["status"],
        "score": (row["home_goals"], row["away_goals"]) if scored else None,
        "half_time": halves if scored and halves[0] is not None else None,
        "teams": (row["home_name"], row["away_name"]),
        "referee": row["referee"],
        "statistics": tuple(row[name] for name in STATISTIC_NAMES) if scored else (None,) * 12,
        "odds": sorted(tuple(one[name] for name in OddsRow._fields) for one in prices),
    }


def said(row: MatchRow) -> dict[str, Any]:
    return {
        "kickoff": row.kickoff,
        "kickoff_time_known": row.kickoff_time_known,
        "status": row.status.value,
        "score": row.score and (row.score.home, row.score.away),
        "half_time": row.half_time and (row.half_time.home, row.half_time.away),
        "teams": (row.home, row.away),
        "referee": row.referee,
        "statistics": tuple(getattr(row.statistics, name) for name in STATISTIC_NAMES),
        "odds": sorted(tuple(one) for one in row.odds),
    }


decimals = st.one_of(st.floats(1.01, 30).map(lambda value: round(value, 2)), st.floats(1.000001, 9999))


@st.composite
def priced(draw: st.DrawFn) -> Rows:
    """Prices of one match as the importer stores them: at closing, all handicaps are of one line."""
    keys = draw(
        st.lists(
            st.tuples(
                st.sampled_from(sorted(set(BOOKMAKERS.values()))),
                st.sampled_from(sorted(SIDES)),
                st.sampled_from(("OPENING", "CLOSING")),
            ),
            unique=True,
            max_size=12,
        )
    )
    closing_line = draw(st.integers(-8, 8)) / 4
    rows = []
    for bookmaker, market, taken in keys:
        line = {"MATCH_RESULT": None, "TOTAL_GOALS": 2.5, "ASIAN_HANDICAP": closing_line}[market]
        if market == "ASIAN_HANDICAP" and taken == "OPENING":
            line = draw(st.sampled_from((closing_line, closing_line, 0.0, -0.25)))
        row = price(bookmaker, market, taken, line)
        rows.append(row | {side: draw(decimals) for side in SIDES[market]})
    return rows


@st.composite
def seasons(draw: st.DrawFn) -> tuple[Rows, Prices]:
    """Up to four matches of different days, in every state a source can tell of."""
    matches = []
    for number in range(draw(st.integers(1, 4))):
        status = draw(
            st.sampled_from(("FINISHED", "FINISHED", "SCHEDULED", "POSTPONED", "ABANDONED", "CANCELLED"))
        )
        known = draw(st.booleans())
        day = datetime(2024, 9, 1, tzinfo=UTC) + timedelta(days=70 * number + draw(st.integers(0, 60)))
        clock = timedelta(minutes=draw(st.integers(9 * 60, 23 * 60 + 59)))
        home, away = draw(st.integers(0, 9)), draw(st.integers(0, 9))
        halves = draw(st.one_of(st.none(), st.tuples(st.integers(0, home), st.integers(0, away))))
        played = status in {"FINISHED", "ABANDONED"}
        counts = draw(st.lists(st.one_of(st.none(), st.integers(0, 40)), min_size=12, max_size=12))
        teams = draw(st.permutations(TEAMS))
        matches.append(
            match(
                number,
                status=status,
                kickoff=day + clock if known else day + timedelta(hours=12),
                kickoff_time_known=known,
                home_goals=home if played else None,
                away_goals=away if played else None,
                half_time_home_goals=halves[0] if halves and played else None,
                half_time_away_goals=halves[1] if halves and played else None,
                referee=draw(st.sampled_from((None, "A Referee", "M. D'Arcy, Jr"))),
                home_name=teams[0],
                away_name=teams[1],
                **dict(zip(STATISTIC_NAMES, counts, strict=True)),
            )
        )
    return matches, {row["id"]: draw(priced()) for row in matches}


@given(seasons())
def test_what_is_written_reads_back_the_same(season: tuple[Rows, Prices]) -> None:
    matches, prices = season
    rows, left_out = read_back(matches, prices)
    assert left_out == 0
    assert [said(row) for row in rows] == [told(row, prices[row["id"]]) for row in matches]


@pytest.mark.parametrize(
    ("kickoff", "date", "time"),
    [
        (datetime(2024, 8, 17, 14, tzinfo=UTC), "17/08/2024", "15:00"),
        (datetime(2024, 12, 26, 15, tzinfo=UTC), "26/12/2024", "15:00"),
        (datetime(2024, 8, 17, 23, 30, tzinfo=UTC), "18/08/2024", "00:30"),
    ],
)
def test_the_time_is_that_of_the_united_kingdom(kickoff: datetime, date: str, time: str) -> None:
    header, [line], _ = season_table("E0", [match(kickoff=kickoff)], {})
    cells = dict(zip(header, line, strict=True))
    assert (cells["Date"], cells["Time"], cells["FTR"], cells["HTR"]) == (date, time, "H", "H")


def test_columns_stand_in_the_order_of_the_source_and_empty_ones_are_left_out() -> None:
    rows = {1: [price("PS"), price("PS", "TOTAL_GOALS", "CLOSING", 2.5), price("Avg")]}
    header, _, _ = season_table("E0", [match()], rows)
    assert [name for name in header if name in FIXED] == header[: len(header) - 8]
    assert header[-8:] == ["PSH", "PSD", "PSA", "AvgH", "AvgD", "AvgA", "PC>2.5", "PC<2.5"]
    assert "HS" not in header
    bare, lines, _ = season_table(
        "E0", [match(status="SCHEDULED", kickoff_time_known=False, referee=None)], {}
    )
    assert bare == list(ALWAYS)
    assert lines[0][-3:] == ["", "", ""]


def test_a_match_in_play_has_no_result_yet() -> None:
    rows, _ = read_back([match(status="LIVE")], {})
    assert (rows[0].status, rows[0].score) == (MatchStatus.SCHEDULED, None)


def test_prices_without_a_column_are_counted_and_the_rest_is_written() -> None:
    prices = [
        price("Unknown Bookmaker"),
        price("B365", "TOTAL_GOALS", line=3.5),
        price("Avg", "ASIAN_HANDICAP", "CLOSING", -0.5),
        price("PS", "ASIAN_HANDICAP", "CLOSING", -0.75),
        price("B365", "ASIAN_HANDICAP", "OPENING", -1.0),
        price("B365", "ASIAN_HANDICAP", "OPENING", -1.25),
        price("B365"),
    ]
    [row], left_out = read_back([match()], {1: prices})
    assert left_out == 4
    assert [(one.bookmaker, one.market, one.line) for one in sorted(row.odds)] == [
        ("Avg", "ASIAN_HANDICAP", -0.5),
        ("B365", "ASIAN_HANDICAP", -1.0),
        ("B365", "MATCH_RESULT", None),
    ]
