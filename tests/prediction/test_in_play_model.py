"""The shipped model of running matches keeps the rules of the game."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import system_clock
from app.errors import ModelUnavailable
from app.football.inplay.features import Expectation, in_play_features
from app.football.inplay.state import MatchClock, MatchPhase, MatchState, SideState
from app.football.match import Score
from app.football.scoregrid import OutcomeProbabilities
from app.prediction.contract import FloatArray
from app.prediction.features import FeatureService
from app.prediction.predictor import Predictor
from app.prediction.registry import ModelRegistry
from app.prediction.runtime import ModelOutput, OnnxModel
from tests.builders import fixture
from tests.program import ROOT

KICKOFF = datetime(2024, 3, 2, 15, tzinfo=UTC)
MODEL = OnnxModel.load(ROOT / "models_onnx" / "in-play" / "1.0.0")
ROUNDING = 2e-5
"""float32, in the worst corner: a grid of many goals."""


@dataclass(frozen=True)
class Running:
    """A match at an instant, as the tests change it."""

    expectation: Expectation
    state: MatchState
    clock: MatchClock

    @property
    def features(self) -> FloatArray:
        values = in_play_features(self.expectation, self.state, self.clock, KICKOFF)
        return np.array([values], dtype=np.float32)

    def turned(self) -> "Running":
        """The same match with the sides named the other way round."""
        expected, state = self.expectation, self.state
        outcome = expected.outcome and OutcomeProbabilities(
            home=expected.outcome.away, draw=expected.outcome.draw, away=expected.outcome.home
        )
        score = Score(state.score.away, state.score.home)
        return Running(
            Expectation(expected.away, expected.home, outcome),
            replace(state, score=score, home=state.away, away=state.home),
            self.clock,
        )


def run(*matches: Running) -> ModelOutput:
    return MODEL.run(np.concatenate([one.features for one in matches]))


def outcomes(shares: tuple[float, float, float]) -> OutcomeProbabilities:
    home, draw, _ = (share / sum(shares) for share in shares)
    return OutcomeProbabilities(home=home, draw=draw, away=1 - home - draw)


RATES = st.floats(0.3, 3.5)
SHARES = st.tuples(st.floats(0.1, 1), st.floats(0.1, 0.4), st.floats(0.1, 1))
EXPECTATIONS = st.builds(Expectation, RATES, RATES, st.none() | SHARES.map(outcomes))
SCORES = st.builds(Score, st.integers(0, 7), st.integers(0, 7))
SIDES = st.builds(SideState, red_cards=st.integers(0, 2))
BOARDS = st.none() | st.integers(0, 12)


@st.composite
def running(draw: st.DrawFn, latest: float = 100.0) -> Running:
    """A match between its kick-off and its end."""
    minute = draw(st.floats(0, latest))
    second = minute > 50 or (minute > 45 and draw(st.booleans()))
    state = MatchState(
        MatchPhase.SECOND_HALF if second else MatchPhase.FIRST_HALF,
        score=draw(SCORES),
        home=draw(SIDES),
        away=draw(SIDES),
        announced_first=draw(BOARDS),
        announced_second=draw(BOARDS),
    )
    return Running(draw(EXPECTATIONS), state, MatchClock(minute, second))


@given(running())
def test_probabilities_are_probabilities_of_scores_that_are_possible(match: Running) -> None:
    output = run(match)
    grid, score = output.score_grid[0], match.state.score
    assert np.isfinite(grid).all()
    assert grid.min() >= 0
    assert grid.sum() == pytest.approx(1, abs=ROUNDING)
    assert (grid[: score.home] == 0).all()
    assert (grid[:, : score.away] == 0).all()


@given(running())
def test_the_outcome_and_the_goals_are_those_of_the_grid(match: Running) -> None:
    output = run(match)
    grid = output.score_grid[0].astype(np.float64)
    wanted = [np.tril(grid, -1).sum(), np.trace(grid), np.triu(grid, 1).sum()]
    assert output.outcome[0] == pytest.approx(wanted, abs=ROUNDING)
    goals = [np.arange(11) @ grid.sum(axis=1), np.arange(11) @ grid.sum(axis=0)]
    assert output.expected_goals[0] == pytest.approx(goals, abs=1e-4)


@given(running(), st.sampled_from([MatchPhase.FULL_TIME, MatchPhase.ABANDONED]))
def test_a_match_that_is_over_has_its_score(match: Running, phase: MatchPhase) -> None:
    over = replace(match, state=replace(match.state, phase=phase))
    score = match.state.score
    assert run(over).score_grid[0, score.home, score.away] == 1


@given(EXPECTATIONS.filter(lambda one: one.outcome is not None))
def test_at_kickoff_the_outcome_is_that_of_before(expectation: Expectation) -> None:
    begun = Running(expectation, MatchState(MatchPhase.FIRST_HALF), MatchClock(0, second_half=False))
    told = expectation.outcome
    assert told is not None
    assert run(begun).outcome[0] == pytest.approx([told.home, told.draw, told.away], abs=1e-4)


@given(running(latest=98), st.floats(0.5, 30))
def test_more_time_means_more_goals(match: Running, minutes: float) -> None:
    """While score and dismissals stay as they are, without what was believed of draws before."""
    alike = replace(match, expectation=replace(match.expectation, outcome=None))
    moved = alike.clock.minute + minutes
    later = replace(
        alike,
        state=replace(alike.state, phase=MatchPhase.SECOND_HALF, announced_first=None, announced_second=None),
        clock=MatchClock(max(moved, 50), second_half=True),
    )
    now = replace(
        alike,
        state=replace(alike.state, announced_first=None, announced_second=None),
        clock=alike.clock if moved > 50 or alike.clock.second_half else MatchClock(moved, second_half=False),
    )
    before, after = run(now, later).expected_goals
    assert (after <= before + ROUNDING).all()


@given(running())
def test_sides_named_the_other_way_round_have_each_others_chances(match: Running) -> None:
    output = run(match, match.turned())
    assert output.score_grid[0] == pytest.approx(output.score_grid[1].T, abs=ROUNDING)


@given(running(latest=97), st.floats(0.001, 0.05))
def test_probabilities_move_with_the_clock_without_jumps(match: Running, minutes: float) -> None:
    """Of the running half: at half time the added time of the first is gone at once."""
    clock = match.clock
    later = replace(match, clock=replace(clock, minute=clock.minute + minutes))
    now, then = run(match, later).outcome
    assert np.abs(now - then).max() <= 0.12 * minutes + ROUNDING


@given(running())
def test_a_dismissal_never_helps_the_side_it_hits(match: Running) -> None:
    state = match.state
    sent_off = replace(state, home=replace(state.home, red_cards=state.home.red_cards + 1))
    before, after = run(match, replace(match, state=sent_off)).outcome
    assert after[0] <= before[0] + ROUNDING
    assert after[2] >= before[2] - ROUNDING


@given(running())
def test_a_goal_helps_the_side_that_scores(match: Running) -> None:
    score = match.state.score
    scored = replace(match.state, score=Score(score.home + 1, score.away))
    before, after = run(match, replace(match, state=scored)).outcome
    assert after[0] >= before[0] - ROUNDING
    assert after[2] <= before[2] + ROUNDING


def test_it_says_nothing_of_matches_before_kickoff() -> None:
    assert not MODEL.pre_match


async def test_asked_about_a_match_before_kickoff_it_names_what_to_ask(database: str) -> None:
    async with ModelRegistry(ROOT / "models_onnx", "match", system_clock) as registry:
        predictor = Predictor(registry, FeatureService(system_clock), system_clock)
        [refused] = await predictor.predict([fixture()], model="in-play")
    assert isinstance(refused, ModelUnavailable)
    assert "name a model of matches before kickoff" in refused.message
