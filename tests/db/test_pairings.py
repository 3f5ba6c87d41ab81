"""A match nobody scheduled belongs to the season that its competition plays then."""

from datetime import UTC, datetime

import pytest

from app.db.pairings import unscheduled_fixture
from tests import builders

pytestmark = pytest.mark.usefixtures("database")


async def season_of(kickoff: datetime, code: str = "E0") -> str:
    home, away = await builders.team("Arsenal"), await builders.team("Chelsea")
    return (await unscheduled_fixture(home.id, away.id, code, kickoff, neutral=False)).season


@pytest.mark.parametrize(
    ("kickoff", "season"),
    [
        (datetime(2020, 8, 1, 14, tzinfo=UTC), "1920"),
        (datetime(2020, 9, 20, 14, tzinfo=UTC), "2021"),
        (datetime(2021, 2, 20, 14, tzinfo=UTC), "2021"),
        (datetime(2025, 6, 30, 14, tzinfo=UTC), "2425"),
        (datetime(2025, 7, 1, 14, tzinfo=UTC), "2526"),
    ],
    ids=["a season that ran late", "near a match", "between matches", "before July", "from July"],
)
async def test_a_match_nearby_tells_the_season_else_the_calendar(kickoff: datetime, season: str) -> None:
    await builders.match(kickoff=datetime(2020, 7, 26, 14, tzinfo=UTC), season_code="1920")
    await builders.match(kickoff=datetime(2020, 9, 12, 14, tzinfo=UTC), season_code="2021")
    assert await season_of(kickoff) == season


async def test_a_competition_by_calendar_years_keeps_its_form_of_code() -> None:
    of = await builders.competition("BRA", country="Brazil")
    year = await builders.season(of, "2021")
    year.starts_in = 2021
    await year.save()
    await builders.match(of=of, season_code="2021", kickoff=datetime(2021, 5, 1, tzinfo=UTC))
    assert await season_of(datetime(2023, 9, 1, tzinfo=UTC), "BRA") == "2023"


async def test_a_competition_without_matches_goes_by_the_calendar() -> None:
    await builders.competition("E0")
    assert await season_of(datetime(2024, 9, 1, tzinfo=UTC)) == "2425"
