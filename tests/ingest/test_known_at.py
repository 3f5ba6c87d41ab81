"""When a price was first collected stays with it; season files of what is over tell no instant."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.ingest.collector import Collector
from tests.ingest.conftest import QUICK
from tests.ingest.contents import rows
from tests.ingest.samples import E0_KEY, FIXTURES_HEADER, Mirror, csv_file, season

FIRST = datetime(2024, 8, 20, 9, tzinfo=UTC)
KEY = "fixtures.csv"
AHEAD = "E0,24/08/2024,15:00,Chelsea,Leeds"
HEADER = f"{FIXTURES_HEADER},PSH,PSD,PSA"


class Clock:
    def __init__(self) -> None:
        self.now = FIRST

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def dated(database_url: str, mirror: Mirror, clock: Clock) -> Collector:
    return Collector(database_url, mirror.url, clock, patience=QUICK)


async def known(url: str) -> dict[str, Any]:
    told = await rows(url, "SELECT bookmaker, known_at FROM odds WHERE taken = 'OPENING'")
    return dict(told)


async def test_a_price_keeps_the_instant_at_which_it_was_first_collected(
    dated: Collector, mirror: Mirror, clock: Clock, database_url: str
) -> None:
    mirror.write(KEY, csv_file(HEADER, f"{AHEAD},1.7,3.8,5.0,,,"))
    await dated.fixtures()
    clock.now = FIRST + timedelta(hours=6)
    mirror.write(KEY, csv_file(HEADER, f"{AHEAD},1.7,3.8,5.0,1.72,3.9,5.1"))
    await dated.fixtures()
    assert await known(database_url) == {"B365": FIRST, "PS": clock.now}
    clock.now = datetime(2024, 8, 26, tzinfo=UTC)
    mirror.write(E0_KEY, season("E0,24/08/2024,15:00,Chelsea,Leeds,1,0,H,0,0,D,,,,,,1.7,3.8,5.0"))
    await dated.football_data(["E0"], ["2425"])
    assert await known(database_url) == {"B365": FIRST, "PS": FIRST + timedelta(hours=6)}


async def test_another_price_is_known_from_when_it_was_collected(
    dated: Collector, mirror: Mirror, clock: Clock, database_url: str
) -> None:
    mirror.write(KEY, csv_file(HEADER, f"{AHEAD},1.7,3.8,5.0,,,"))
    await dated.fixtures()
    clock.now = FIRST + timedelta(hours=6)
    mirror.write(KEY, csv_file(HEADER, f"{AHEAD},1.65,3.9,5.2,,,"))
    await dated.fixtures()
    assert await known(database_url) == {"B365": clock.now}


async def test_prices_of_matches_that_are_over_tell_no_instant(
    dated: Collector, mirror: Mirror, clock: Clock, database_url: str
) -> None:
    mirror.write(E0_KEY, season("E0,17/08/2024,15:00,Arsenal,Chelsea,2,1,H,1,0,H,,,,,,1.9,3.6,4.2"))
    await dated.football_data(["E0"], ["2425"])
    assert await known(database_url) == {"B365": None}


async def test_a_new_average_of_a_rated_match_has_it_rated_again(
    dated: Collector, mirror: Mirror, clock: Clock, database_url: str
) -> None:
    """Ratings learn how the market's average moved: those made from another price are stale."""
    clock.now = datetime(2024, 8, 26, tzinfo=UTC)
    line = "E0,17/08/2024,15:00,Arsenal,Chelsea,2,1,H,{}"
    columns = "Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,AvgH,AvgD,AvgA"
    mirror.write(E0_KEY, csv_file(columns, line.format("1.9,3.6,4.2")))
    await dated.football_data(["E0"], ["2425"])
    await rows(
        database_url,
        "INSERT INTO rating_history"
        " (match_id, team_id, known_at, elo, pi_home, pi_away, state_version, state)"
        " SELECT id, home_id, known_at, 1500, 0, 0, 'x', '{}' FROM match",
    )
    mirror.write(E0_KEY, csv_file(columns, line.format("1.8,3.7,4.5")))
    await dated.football_data(["E0"], ["2425"])
    assert await rows(database_url, "SELECT * FROM rating_history") == []
