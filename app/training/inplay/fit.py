"""The fit: how score, dismissals and goals so far move what is still to come.

Maximum likelihood of the results of matches seen at every few minutes, with the goals to come as a second
teacher that says more of the rates than of the outcome. Gradients are written out; L-BFGS does the rest.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from app.training.grids import clipped
from app.training.inplay.model import COLUMN, evidence, goals_between, outcome_ratios, time_left
from app.training.inplay.outcome import Outcomes, outcome_of
from app.training.inplay.parameters import APART, LEADS, MOST_REDS, STATE_TERMS, Floats, InPlayParameters

GOALS_WEIGHT = 0.25
"""How much the likelihood of the goals to come counts beside that of the outcome."""

PENALTY = 1e-4
"""L2 strength on all effects, for each row on average: it decides only what few matches say."""

_STATES = (2 * LEADS + 1) * STATE_TERMS
_LEVEL = LEADS * STATE_TERMS
"""Where the first effect of a level score stands: it has to be none, for nothing has happened at kickoff."""

_SCALES = slice(_STATES + 6, _STATES + 10)
"""Where the logs of both priors and of both powers stand."""

PRIORS, POWERS = (1.0, 200.0), (0.2, 10.0)
"""Between what the priors, in goals, and the powers of the share left are sought."""

MOST_STEPS = 400
CONVERGED = 1e-8
"""Relative gain of a step below which the fit is done: far less than chance leaves in any figure."""


@dataclass(frozen=True)
class Lesson:
    """Features [N, F] of running matches, with what came of them: outcomes [N] (0, 1, 2) and the goals of
    both sides that were still to come [N, 2]. `weights` [N]: how much each counts."""

    features: NDArray[np.float32]
    outcomes: NDArray[np.int64]
    to_come: Floats
    weights: Floats


def fit_effects(lesson: Lesson, start: InPlayParameters) -> InPlayParameters:
    """`start` with its effects fitted; what it says of the clock stays."""
    rows = _Rows.of(lesson, start)
    options = {"maxiter": MOST_STEPS, "maxcor": 30, "ftol": CONVERGED}
    found = minimize(
        rows.loss, _packed(start), jac=True, method="L-BFGS-B", bounds=_bounds(start), options=options
    )
    return _unpacked(found.x, start)


def _packed(parameters: InPlayParameters) -> Floats:
    return np.concatenate(
        [
            parameters.state.ravel(),
            parameters.own_red,
            parameters.other_red,
            [parameters.own_evidence, parameters.other_evidence],
            np.log([parameters.own_prior, parameters.other_prior, parameters.draws, parameters.sides]),
            parameters.level,
        ]
    )


def _bounds(start: InPlayParameters) -> list[tuple[float | None, float | None]]:
    """Effects are free; few matches could move the rest to where nothing is left to learn."""
    free: list[tuple[float | None, float | None]] = [(None, None)] * len(_packed(start))
    priors, powers = tuple(np.log(PRIORS).tolist()), tuple(np.log(POWERS).tolist())
    free[_SCALES] = [priors, priors, powers, powers]
    return free


def _unpacked(values: Floats, start: InPlayParameters) -> InPlayParameters:
    state = values[:_STATES].copy()
    state[_LEVEL] = 0.0
    rest = values[_STATES:]
    own_prior, other_prior, draws, sides = np.exp(rest[6:10]).tolist()
    return replace(
        start,
        state=state.reshape(-1, STATE_TERMS),
        own_red=rest[0:2],
        other_red=rest[2:4],
        own_evidence=float(rest[4]),
        other_evidence=float(rest[5]),
        own_prior=own_prior,
        other_prior=other_prior,
        draws=draws,
        sides=sides,
        level=rest[10:],
    )


@dataclass(frozen=True)
class _Side:
    """One side's part of the lesson: what its log rate is made of, apart from the parameters [N]."""

    base: Floats
    lead: NDArray[np.int64]
    terms: Floats
    reds: Floats
    own_goals: Floats
    own_expected: Floats
    other_goals: Floats
    other_expected: Floats

    def log_rate(self, p: InPlayParameters) -> Floats:
        effect = (p.state[self.lead] * self.terms).sum(axis=1)
        effect += self.reds @ np.concatenate([p.own_red, p.other_red])
        effect += p.own_evidence * evidence(self.own_goals, self.own_expected, p.own_prior)
        effect += p.other_evidence * evidence(self.other_goals, self.other_expected, p.other_prior)
        return np.asarray(self.base + effect, dtype=np.float64)

    def slopes(self, by_rate: Floats, p: InPlayParameters) -> Floats:
        """Of the loss by the packed effects and priors, from its slope by this side's log rate [N]."""
        state = np.stack(
            [np.bincount(self.lead, by_rate * term, 2 * LEADS + 1) for term in self.terms.T], axis=1
        )
        own = _evidence_slopes(self.own_goals, self.own_expected, p.own_prior)
        other = _evidence_slopes(self.other_goals, self.other_expected, p.other_prior)
        return np.concatenate(
            [
                state.ravel(),
                by_rate @ self.reds,
                [by_rate @ own[0], by_rate @ other[0]],
                [p.own_evidence * (by_rate @ own[1]), p.other_evidence * (by_rate @ other[1])],
            ]
        )


def _evidence_slopes(goals: Floats, expected: Floats, prior: float) -> tuple[Floats, Floats]:
    """Of the evidence's effect by its weight and by the log of its prior."""
    return evidence(goals, expected, prior), prior / (prior + goals) - prior / (prior + expected)


@dataclass(frozen=True)
class _Rows:
    lesson: Lesson
    start: InPlayParameters
    sides: tuple[_Side, _Side]
    lead: Floats
    ratios: Floats
    left: Floats
    gone: Floats
    between: NDArray[np.int64]

    @classmethod
    def of(cls, lesson: Lesson, start: InPlayParameters) -> "_Rows":
        given = lesson.features.astype(np.float64)
        time = time_left(given, start)
        home, away = given[:, COLUMN["goals_home"]], given[:, COLUMN["goals_away"]]
        sides = _side(given, time.left, time.gone, 0), _side(given, time.left, time.gone, 1)
        ratios = outcome_ratios(given, start.unknown_draws)
        return cls(lesson, start, sides, home - away, ratios, time.left, time.gone, goals_between(given))

    def loss(self, values: Floats) -> tuple[float, Floats]:
        """Mean loss by weight and its slopes by the packed parameters."""
        p = _unpacked(values, self.start)
        coming = np.exp(np.stack([side.log_rate(p) for side in self.sides], axis=1))
        made = outcome_of(coming, self.lead)
        fading = np.stack([self.left**p.sides, self.left**p.draws], axis=1)
        shifts = self.ratios * fading
        draws = shifts[:, 1] + p.level[self.between] * self.gone
        scale = np.exp(np.stack([shifts[:, 0], draws, -shifts[:, 0]], axis=1))
        whole = np.maximum((made.probabilities * scale).sum(axis=1), 1e-300)
        final = made.probabilities * scale / whole[:, None]
        weights = self.lesson.weights / self.lesson.weights.sum()
        by_rates = self._by_rates(made, scale, whole, coming) * weights[:, None]
        by_shifts = self._by_shifts(final) * weights[:, None]
        slopes = sum(side.slopes(by_rates[:, place], p) for place, side in enumerate(self.sides))
        logs = np.log(np.maximum(self.left, 1e-12))
        by_draws = (by_shifts[:, 1] * shifts[:, 1] * logs).sum() * p.draws
        by_sides = (by_shifts[:, 0] * shifts[:, 0] * logs).sum() * p.sides
        by_level = np.bincount(self.between, by_shifts[:, 1] * self.gone, APART + 1)
        slopes = np.concatenate([slopes, [by_draws, by_sides], by_level])
        losses = -np.log(np.maximum(final[np.arange(len(final)), self.lesson.outcomes], 1e-15))
        goals = (coming - self.lesson.to_come * np.log(np.maximum(coming, 1e-300))).sum(axis=1)
        effects = np.where(np.arange(len(values)) < _STATES, values, 0)
        total = weights @ (losses + GOALS_WEIGHT * goals) + PENALTY * (effects**2).sum() / 2
        slopes += PENALTY * effects
        slopes[_LEVEL] = 0.0
        return float(total), slopes

    def _by_rates(self, made: Outcomes, scale: Floats, whole: Floats, coming: Floats) -> Floats:
        """Slopes of each row's loss by the logs of both rates [N, 2]."""
        rows = np.arange(len(whole))
        happened = np.maximum(made.probabilities[rows, self.lesson.outcomes], 1e-12)
        slopes = [
            (slope * scale).sum(axis=1) / whole - slope[rows, self.lesson.outcomes] / happened
            for slope in (made.by_home, made.by_away)
        ]
        return np.asarray(
            np.stack(slopes, axis=1) * coming + GOALS_WEIGHT * (coming - self.lesson.to_come),
            dtype=np.float64,
        )

    def _by_shifts(self, final: Floats) -> Floats:
        """Slopes of each row's loss by the shifts of sides and draws [N, 2]."""
        happened = np.eye(3)[self.lesson.outcomes]
        error = final - happened
        return np.stack([error[:, 0] - error[:, 2], error[:, 1]], axis=1)


def _side(given: Floats, left: Floats, gone: Floats, own: int) -> _Side:
    other = 1 - own
    strengths = clipped(given[:, [COLUMN["expected_home"], COLUMN["expected_away"]]])
    goals = given[:, [COLUMN["goals_home"], COLUMN["goals_away"]]]
    reds = np.clip(given[:, [COLUMN["red_cards_home"], COLUMN["red_cards_away"]]], 0, MOST_REDS)
    edge = np.log(strengths[:, own] / strengths[:, other])
    lead = np.clip(goals[:, own] - goals[:, other], -LEADS, LEADS).astype(np.int64) + LEADS
    return _Side(
        base=np.log(strengths[:, own] * left),
        lead=lead,
        terms=np.stack([np.ones_like(gone), gone, gone**2, edge * gone], axis=1),
        reds=np.stack([reds[:, own], reds[:, own] * gone, reds[:, other], reds[:, other] * gone], axis=1),
        own_goals=goals[:, own],
        own_expected=strengths[:, own] * gone,
        other_goals=goals[:, other],
        other_expected=strengths[:, other] * gone,
    )
