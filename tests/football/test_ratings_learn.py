"""What counts teach: the course of a match, great counts, and where nothing was counted."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.match import MatchStatistics, Score
from app.football.ratings import CompetitionState, TeamState, after_match, new_competition, new_team
from app.football.ratings.channels import CHANNEL_NAMES, CHANNELS
from app.football.ratings.learn import learn
from app.football.ratings.strength import Counting, Memory, Strength, gain, returned, tired
from tests.builders import played

SHOTS = MatchStatistics(
    home_shots=14,
    away_shots=8,
    home_shots_on_target=6,
    away_shots_on_target=3,
    home_corners=7,
    away_corners=2,
)
COMPETITION = new_competition()
TEAM = new_team(COMPETITION)


def _attack(name: str, statistics: MatchStatistics, half_time: Score | None = None) -> float:
    match = replace(played(2, 1, statistics), half_time=half_time)
    return learn(match, TEAM, TEAM, COMPETITION).home[CHANNEL_NAMES.index(name)].attack


@pytest.mark.parametrize("name", ["on_target", "off_target", "corners"])
def test_shots_of_a_side_that_leads_at_half_time_say_more_of_it(name: str) -> None:
    """Who leads shoots less, so that the same shots are more than was to be expected."""
    level, ahead = (_attack(name, SHOTS, half_time) for half_time in (Score(1, 1), Score(2, 0)))
    assert ahead > level == _attack(name, SHOTS)


def test_goals_against_ten_men_say_less() -> None:
    ten_men = replace(SHOTS, home_red_cards=0, away_red_cards=1)
    ten_each = replace(SHOTS, home_red_cards=1, away_red_cards=1)
    assert _attack("on_target", ten_men) < _attack("on_target", ten_each)


def test_shots_off_target_are_those_that_were_not_on_it() -> None:
    channel = CHANNELS[CHANNEL_NAMES.index("off_target")]
    assert channel.count(played(statistics=SHOTS)) == (8, 5)
    assert channel.count(played(statistics=replace(SHOTS, home_shots=4))) == (0, 5)
    assert channel.count(played(statistics=replace(SHOTS, away_shots=None))) is None


@given(st.integers(0, 40))
def test_a_greater_count_never_weighs_less(count: int) -> None:
    for channel in CHANNELS:
        assert channel.counting.weighed(count + 1) > channel.counting.weighed(count) >= 0


def test_counts_beyond_the_cap_are_damped() -> None:
    counting = Counting(dispersion=1.0, cap=3.0, beyond=0.5, half_time=0.0, dismissal=0.0)
    assert [counting.weighed(count) for count in (2, 3, 5)] == [2, 3, 4]


@given(st.floats(1e-4, 1), st.floats(1e-4, 1), st.floats(1e-4, 10))
def test_the_less_known_side_takes_more_of_a_surprise(own: float, other: float, noise: float) -> None:
    one, two = Strength(0, 0, own), Strength(0, 0, other)
    assert (gain(one, two, noise) - gain(two, one, noise)) * (own - other) >= 0
    assert 0 < gain(one, two, noise) < 1


MEMORY = Memory(
    start=0.1, drift=0.001, break_drift=0.02, keep=0.8, anchor=0.5, division=0.2, entrant=-0.1, defence=1.0
)


def test_variance_grows_with_days_and_breaks_up_to_that_of_a_stranger() -> None:
    known = Strength(0.2, 0.1, 0.01)
    assert tired(known, MEMORY, days=10, breaks=1, unrest=2) == pytest.approx(0.01 + 2 * (0.01 + 0.02))
    assert tired(known, MEMORY, days=1000, breaks=1, unrest=1) == MEMORY.start


def test_a_strength_returns_part_of_the_way_to_its_anchor() -> None:
    back = returned(Strength(0.6, 0.0, 0.03), MEMORY, breaks=1, anchor=Strength(0.4, 0.2, 0.0))
    assert [back.attack, back.defence] == pytest.approx([0.2 + 0.4 * 0.8, 0.1 - 0.1 * 0.8])
    assert back.variance == 0.03


def _season(results: list[tuple[str, str, int, int]]) -> tuple[dict[str, TeamState], CompetitionState]:
    teams: dict[str, TeamState] = {}
    competition = COMPETITION
    for home, away, scored, conceded in results:
        match = played(scored, conceded, home=home, away=away)
        update = after_match(match, teams.get(home, TEAM), teams.get(away, TEAM), competition)
        teams |= {home: update.home, away: update.away}
        competition = update.competition
    return teams, competition


def test_the_table_holds_the_points_of_every_team_that_has_played() -> None:
    teams, competition = _season([("1", "2", 2, 1), ("3", "1", 0, 0), ("2", "3", 1, 4)])
    assert {name: team.season_points for name, team in teams.items()} == {"1": 4.0, "2": 0.0, "3": 4.0}
    assert competition.table == (4.0, 4.0, 0.0)
    assert competition.rounds == 2.0


def test_a_new_season_opens_an_empty_table_and_remembers_the_rounds() -> None:
    teams, competition = _season([("1", "2", 2, 1), ("2", "1", 0, 0)])
    later = after_match(played(1, 1, season="2526"), teams["1"], teams["2"], competition)
    assert later.competition.table == (1.0, 1.0)
    assert (later.competition.last_rounds, later.competition.rounds) == (2.0, 1.0)
    assert later.home.season_points == 1.0
