"""The model of a running match in float64: what the exported graph has to equal.

Goals to come are Poisson. A side's rate is the goals expected before kickoff, times the share of a match's
goals that the time left usually brings, times what score and dismissals have done to it, times what the goals
so far say of the strengths. What the bookmakers or the pre-match model know beyond two rates (above all of
draws) is kept in the proportion of the time left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto
from scipy.special import gammaln

from app.football.inplay.features import IN_PLAY
from app.football.scoregrid import GRID
from app.training.grids import (
    OUTCOME_CELLS,
    SMALLEST_OUTCOME,
    clipped,
    mean_goals,
    outcomes_of,
)
from app.training.inplay.graph import in_play_graph
from app.training.inplay.parameters import APART, LEADS, MOST_REDS, SEGMENTS, Floats, InPlayParameters

COLUMN = {name: index for index, name in enumerate(IN_PLAY.names)}
_STARTS, _ENDS = np.array(SEGMENTS, dtype=np.float64).T


class TimeLeft(NamedTuple):
    """Of the goals that a whole match usually brings: the share still to come, and the share gone [N]."""

    left: Floats
    gone: Floats


@dataclass(frozen=True)
class InPlayModel:
    """A FittedModel over the features of `IN_PLAY`."""

    parameters: InPlayParameters

    def rates(self, features: NDArray[np.float32]) -> Floats:
        """Expected final goals of home and away [N, 2]: the grids' means."""
        return mean_goals(self.grids(features))

    def outcomes(self, features: NDArray[np.float32]) -> Floats:
        """Probabilities of home, draw, away [N, 3]."""
        return outcomes_of(self.grids(features))

    def grids(self, features: NDArray[np.float32]) -> Floats:
        """Probabilities of final scores [N, 11, 11]."""
        given = features.astype(np.float64)
        time = time_left(given, self.parameters)
        coming = rates_to_come(given, time, self.parameters)
        goals = [goals_after(coming[:, side], given[:, COLUMN[name]]) for side, name in enumerate(_GOALS)]
        grids = goals[0][:, :, None] * goals[1][:, None, :]
        ratios = np.exp(outcome_shifts(given, time, self.parameters))
        grids *= (ratios @ OUTCOME_CELLS.T).reshape(-1, GRID, GRID)
        return np.asarray(grids / grids.sum(axis=(1, 2), keepdims=True), dtype=np.float64)

    def graph(self, feature_count: int) -> ModelProto:
        """The same as one ONNX graph, without metadata."""
        return in_play_graph(self.parameters, feature_count)

    def figures(self) -> Mapping[str, float]:
        """Fitted constants worth telling in the card."""
        return {}


_GOALS = ("goals_home", "goals_away")


def time_left(given: Floats, parameters: InPlayParameters) -> TimeLeft:
    """The clock of features [N, F] in shares of a match's goals."""
    minute, second = given[:, COLUMN["minute"]], given[:, COLUMN["second_half"]]
    regulation = np.clip((_ENDS - minute[:, None]) / (_ENDS - _STARTS), 0, 1) @ (
        parameters.pace * (_ENDS - _STARTS)
    )
    usual = _added_in_season(given[:, COLUMN["season"]], parameters)
    first, last = _softplus(usual, parameters.added_spread).T * parameters.added_pace[:, None]
    whole = (parameters.pace * (_ENDS - _STARTS)).sum() + first + last
    expected = np.where(second > 0, usual[:, 1], usual[:, 0])
    beyond = np.where(second > 0, parameters.after_board[1], parameters.after_board[0])
    known = given[:, COLUMN["announced_known"]] > 0
    expected = np.where(known, given[:, COLUMN["announced"]] + beyond, expected)
    rest = _softplus(expected - given[:, COLUMN["added_played"]], parameters.added_spread)
    running = rest * np.where(second > 0, parameters.added_pace[1], parameters.added_pace[0])
    left = (regulation + running + np.where(second > 0, 0, last)) / whole
    left *= 1 - given[:, COLUMN["over"]]
    return TimeLeft(left, np.clip(1 - left, 0, 1))


def _added_in_season(season: Floats, parameters: InPlayParameters) -> Floats:
    row = np.clip(season - parameters.first_season, 0, len(parameters.added) - 1).astype(np.int64)
    return parameters.added[row]


def _softplus(minutes: Floats, spread: float) -> Floats:
    """Minutes left when the whistle is expected in `minutes` (maybe past) and uncertain by `spread`."""
    return np.asarray(spread * np.logaddexp(0, minutes / spread), dtype=np.float64)


def rates_to_come(given: Floats, time: TimeLeft, parameters: InPlayParameters) -> Floats:
    """Goals still expected of home and away [N, 2]."""
    strengths = clipped(given[:, [COLUMN["expected_home"], COLUMN["expected_away"]]])
    goals = given[:, [COLUMN["goals_home"], COLUMN["goals_away"]]]
    reds = np.clip(given[:, [COLUMN["red_cards_home"], COLUMN["red_cards_away"]]], 0, MOST_REDS)
    return np.stack(
        [_side(strengths, goals, reds, time, own=own, parameters=parameters) for own in (0, 1)], axis=1
    )


def _side(
    strengths: Floats,
    goals: Floats,
    reds: Floats,
    time: TimeLeft,
    *,
    own: int,
    parameters: InPlayParameters,
) -> Floats:
    other, gone = 1 - own, time.gone
    lead = np.clip(goals[:, own] - goals[:, other], -LEADS, LEADS).astype(np.int64) + LEADS
    edge = np.log(strengths[:, own] / strengths[:, other])
    terms = np.stack([np.ones_like(gone), gone, gone**2, edge * gone], axis=1)
    effect = (parameters.state[lead] * terms).sum(axis=1)
    effect += reds[:, own] * (parameters.own_red[0] + parameters.own_red[1] * gone)
    effect += reds[:, other] * (parameters.other_red[0] + parameters.other_red[1] * gone)
    effect += parameters.own_evidence * evidence(
        goals[:, own], strengths[:, own] * gone, parameters.own_prior
    )
    effect += parameters.other_evidence * evidence(
        goals[:, other], strengths[:, other] * gone, parameters.other_prior
    )
    return np.asarray(strengths[:, own] * time.left * np.exp(effect), dtype=np.float64)


def evidence(goals: Floats, expected: Floats, prior: float) -> Floats:
    """Log of the mean of a gamma prior worth `prior` goals, once `goals` came where `expected` were."""
    return np.asarray(np.log((prior + goals) / (prior + expected)), dtype=np.float64)


def goals_after(coming: Floats, goals: Floats) -> Floats:
    """Probabilities of 0, ..., 9, "10 or more" final goals [N, 11], none below the `goals` scored."""
    more = np.arange(GRID - 1) - goals[:, None]
    possible = np.maximum(more, 0)
    exact = coming[:, None] ** possible * np.exp(-coming[:, None] - gammaln(possible + 1)) * (more >= 0)
    rest = np.maximum(0.0, 1.0 - exact.sum(axis=1, keepdims=True))
    return np.concatenate([exact, rest], axis=1)


def outcome_shifts(given: Floats, time: TimeLeft, parameters: InPlayParameters) -> Floats:
    """What is added to the logs of the outcome's probabilities [N, 3] before they are made to sum to 1."""
    sides, draws = outcome_ratios(given, parameters.unknown_draws).T
    sides = sides * time.left**parameters.sides
    draws = draws * time.left**parameters.draws + parameters.level[goals_between(given)] * time.gone
    return np.stack([sides, draws, -sides], axis=1)


def goals_between(given: Floats) -> NDArray[np.int64]:
    """How many goals lie between the sides [N], APART at most."""
    apart = np.abs(given[:, COLUMN["goals_home"]] - given[:, COLUMN["goals_away"]])
    return np.asarray(np.minimum(apart, APART), dtype=np.int64)


def outcome_ratios(given: Floats, unknown_draws: float) -> Floats:
    """How the outcome believed before kickoff differs from that of two Poisson sides [N, 2]: half the log
    ratio of home to away, and the log ratio of draws to the mean of both."""
    strengths = clipped(given[:, [COLUMN["expected_home"], COLUMN["expected_away"]]])
    none = np.zeros(len(given))
    ours = [goals_after(strengths[:, side], none) for side in (0, 1)]
    poisson = np.maximum(outcomes_of(ours[0][:, :, None] * ours[1][:, None, :]), SMALLEST_OUTCOME)
    believed = given[:, COLUMN["outcome_home"] : COLUMN["outcome_away"] + 1]
    ratio = np.log(np.maximum(believed, SMALLEST_OUTCOME) / poisson)
    known = given[:, COLUMN["outcome_known"]] > 0
    sides = np.where(known, (ratio[:, 0] - ratio[:, 2]) / 2, 0)
    draws = np.where(known, ratio[:, 1] - (ratio[:, 0] + ratio[:, 2]) / 2, unknown_draws)
    return np.stack([sides, draws], axis=1)
