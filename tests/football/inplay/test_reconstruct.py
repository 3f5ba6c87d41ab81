"""Made-up courses of matches keep to what is known of them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.football.inplay.events import LAST_MINUTE, MOST_ADDED, EventKind, Side
from app.football.inplay.fold import fold
from app.football.inplay.reconstruct import SOURCE, reconstruct
from app.football.inplay.state import MatchPhase
from app.football.inplay.timeline import offsets, tally
from app.football.match import NO_STATISTICS, MatchStatistics, PlayedMatch, Score
from app.live.replay import Course, events_of
from tests.builders import KICKOFF, fixture, played

goals = st.integers(0, 9)
seeds = st.text(max_size=8)


@st.composite
def known_matches(draw: st.DrawFn) -> PlayedMatch:
    """A score with the half-time score that led to it, sometimes unknown."""
    half = Score(draw(goals), draw(goals))
    final = Score(half.home + draw(goals), half.away + draw(goals))
    return PlayedMatch(fixture(), final, draw(st.sampled_from((half, None))), NO_STATISTICS)


@given(match=known_matches(), seed=seeds)
def test_the_goals_give_the_half_time_and_the_final_score(match: PlayedMatch, seed: str) -> None:
    told = reconstruct(match, seed)
    state = fold(events_of(Course(1, match.fixture.kickoff, SOURCE, told), "run", 60, KICKOFF))
    assert (state.score, state.phase, state.missing) == (match.score, MatchPhase.FULL_TIME, 0)
    assert state.half_time == (match.half_time or state.half_time)


@given(match=known_matches(), seed=seeds)
def test_it_is_a_whole_match_in_order(match: PlayedMatch, seed: str) -> None:
    told = reconstruct(match, seed)
    assert (told[0].kind, told[-1].kind) == (EventKind.KICK_OFF, EventKind.FULL_TIME)
    assert all(0 <= one.minute <= LAST_MINUTE and 0 <= one.added <= MOST_ADDED for one in told)
    assert all(earlier <= later for earlier, later in pairwise(offsets(told)))
    halves = [one.kind for one in told if one.kind in (EventKind.HALF_TIME, EventKind.SECOND_HALF)]
    assert halves == [EventKind.HALF_TIME, EventKind.SECOND_HALF]


@given(match=known_matches(), seed=seeds)
def test_the_same_seed_tells_the_same_story(match: PlayedMatch, seed: str) -> None:
    assert reconstruct(match, seed) == reconstruct(match, seed)


def test_another_seed_tells_another_story() -> None:
    assert len({reconstruct(played(3, 2), str(seed)) for seed in range(20)}) == 20


def test_cards_are_as_many_as_were_counted() -> None:
    counted = MatchStatistics(home_yellow_cards=4, away_yellow_cards=0, home_red_cards=0, away_red_cards=2)
    told = reconstruct(played(statistics=counted), "1")
    cards = [(one.kind, one.side) for one in told if one.kind in (EventKind.YELLOW_CARD, EventKind.RED_CARD)]
    assert sorted(cards) == [(EventKind.RED_CARD, Side.AWAY)] * 2 + [(EventKind.YELLOW_CARD, Side.HOME)] * 4


def test_a_half_time_score_that_cannot_be_is_not_told() -> None:
    wrong = PlayedMatch(fixture(), Score(1, 0), Score(2, 0), NO_STATISTICS)
    assert tally(reconstruct(wrong, "1")) == Score(1, 0)


def test_goals_fall_more_often_late() -> None:
    """Of many goals, 55 of 100 in the second half when nobody knows, and more at a half's end."""
    told = [one for seed in range(400) for one in reconstruct(played(3, 3), str(seed))]
    minutes = [one.minute for one in told if one.kind is EventKind.GOAL]
    assert 0.5 < sum(minute > 45 for minute in minutes) / len(minutes) < 0.6
    early = sum(46 <= minute <= 60 for minute in minutes)
    assert sum(76 <= minute <= 90 for minute in minutes) > early * 1.2
