"""The finished matches of a window, each once, in order of kickoff, whatever the size of a batch."""

from datetime import timedelta

import pytest

from app.db import finished, models
from app.db.finished import Window
from app.football.match import MatchStatus, Outcome
from tests import builders, leagues

pytestmark = pytest.mark.usefixtures("database")
SEASON = Window(leagues.START, leagues.START + timedelta(days=400))


async def test_batches_leave_nothing_out_and_repeat_nothing() -> None:
    """Several matches kick off at the same instant."""
    rows = await leagues.seasons(teams=5)
    found = await finished.of_window(SEASON, most=1000, batch=7)
    expected = [row.id for row in sorted(rows, key=lambda row: (row.kickoff, row.id))]
    assert [int(match.fixture.match_id) for match in found] == expected
    for most in (1, 7, 10):
        assert await finished.of_window(SEASON, most=most, batch=7) == found[:most]
    only = await finished.of_window(SEASON, most=1000, competition="D1", batch=7)
    assert only == [match for match in found if match.fixture.competition == "D1"]


async def test_a_window_begins_with_its_first_instant_and_ends_before_its_last() -> None:
    first = await builders.match(score=(2, 1))
    await builders.match("Everton", "Fulham", score=(0, 0), kickoff=builders.KICKOFF + timedelta(days=1))
    await builders.match("Leeds", "Wolves", status=MatchStatus.SCHEDULED)
    window = Window(builders.KICKOFF, builders.KICKOFF + timedelta(days=1))
    [match] = await finished.of_window(window, most=10)
    assert (int(match.fixture.match_id), match.outcome) == (first.id, Outcome.HOME)
    assert match.season_starts_in == 2024
    assert await finished.last_kickoff() == builders.KICKOFF + timedelta(days=1)


async def test_the_state_changes_with_what_figures_rest_on() -> None:
    row = await builders.match(score=(2, 1))
    window = Window(builders.KICKOFF, builders.KICKOFF + timedelta(days=1))
    before = await finished.state(window)
    assert await finished.state(window) == before
    await models.Odds.create(
        match=row, bookmaker="Avg", market="MATCH_RESULT", taken="CLOSING", home=2.0, draw=3.0, away=4.0
    )
    priced = await finished.state(window)
    assert priced != before
    row.home_goals = 5
    await row.save()
    assert await finished.state(window) != priced
