"""Scoring rules against published examples, an oracle, and the properties that make them worth trusting."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import ArrayLike, NDArray
from penaltyblog import metrics

from app.errors import InsufficientData, ValidationFailed
from app.football.match import Outcome
from app.football.scoring import (
    OutcomeCounts,
    base_rates,
    brier,
    brier_per_match,
    calibration_bins,
    calibration_error,
    log_loss,
    log_loss_per_match,
    outcome_codes,
    rps,
    rps_per_match,
    skill_share,
    wilson_interval,
)
from tests.strategies import forecasts

Forecasts = tuple[NDArray[np.float64], NDArray[np.int64]]
PerMatch = Callable[[ArrayLike, ArrayLike], NDArray[np.float64]]

RULES = (rps_per_match, log_loss_per_match, brier_per_match)
HOME, DRAW, AWAY = 0, 1, 2


@pytest.mark.parametrize(
    ("forecast", "outcome", "expected"),
    [
        ((1.0, 0.0, 0.0), HOME, 0.0),
        ((0.9, 0.1, 0.0), HOME, 0.005),
        ((0.8, 0.1, 0.1), HOME, 0.025),
        ((0.5, 0.25, 0.25), HOME, 0.1563),
        ((0.35, 0.3, 0.35), DRAW, 0.1225),
        ((0.6, 0.3, 0.1), DRAW, 0.185),
        ((0.6, 0.25, 0.15), HOME, 0.0913),
        ((0.6, 0.15, 0.25), HOME, 0.1113),
        ((0.57, 0.33, 0.1), HOME, 0.0975),
        ((0.6, 0.2, 0.2), HOME, 0.1),
    ],
)
def test_rps_gives_the_figures_of_constantinou_and_fenton(
    forecast: tuple[float, float, float], outcome: int, expected: float
) -> None:
    """Their five hypothetical matches in "Solving the problem of inadequate scoring rules" (2012)."""
    assert rps([forecast], [outcome]) == pytest.approx(expected, abs=6e-5)


@given(forecasts())
def test_scores_stay_within_their_bounds(drawn: Forecasts) -> None:
    for rule, worst in zip(RULES, (1, 34.6, 2), strict=True):
        scores = rule(*drawn)
        assert scores.shape == drawn[1].shape
        assert (scores >= 0).all()
        assert (scores <= worst).all()


@pytest.mark.parametrize(("rule", "worst"), [(rps_per_match, 1), (brier_per_match, 2)])
def test_certainty_scores_best_when_right_and_worst_when_opposite(rule: PerMatch, worst: float) -> None:
    assert_allclose(rule([[1, 0, 0], [1, 0, 0]], [HOME, AWAY]), [0, worst])


def test_rps_forgives_a_near_miss_more_than_a_far_one() -> None:
    """A draw is nearer to a home win than an away win is; Brier and log loss do not see that."""
    near, far = [[0.6, 0.3, 0.1]], [[0.6, 0.1, 0.3]]
    assert rps(near, [HOME]) < rps(far, [HOME])
    assert brier(near, [HOME]) == pytest.approx(brier(far, [HOME]))
    assert log_loss(near, [HOME]) == log_loss(far, [HOME])


@given(forecasts(most=1), forecasts(most=1))
def test_no_forecast_beats_the_true_probabilities_on_average(truth: Forecasts, other: Forecasts) -> None:
    weights = truth[0][0]
    for rule in RULES:
        honest = rule(np.repeat(truth[0], 3, axis=0), [HOME, DRAW, AWAY]) @ weights
        dishonest = rule(np.repeat(other[0], 3, axis=0), [HOME, DRAW, AWAY]) @ weights
        assert honest <= dishonest + 1e-12


@given(forecasts())
def test_means_are_means_of_the_matches(drawn: Forecasts) -> None:
    for mean, rule in zip((rps, log_loss, brier), RULES, strict=True):
        assert mean(*drawn) == pytest.approx(rule(*drawn).mean())


@given(forecasts())
def test_scores_agree_with_penaltyblog(drawn: Forecasts) -> None:
    probabilities, outcomes = drawn
    codes = outcomes.astype(np.int32)
    assert_allclose(rps_per_match(*drawn), metrics.rps_array(probabilities, codes), atol=1e-12)
    assert brier(*drawn) == pytest.approx(metrics.multiclass_brier_score(probabilities, codes))
    in_bits = metrics.ignorance_score(probabilities, codes)
    assert log_loss(*drawn) == pytest.approx(in_bits * math.log(2))


@given(forecasts())
def test_seeing_the_match_from_the_other_side_changes_no_score(drawn: Forecasts) -> None:
    probabilities, outcomes = drawn
    for rule in RULES:
        assert_allclose(rule(probabilities[:, ::-1], 2 - outcomes), rule(probabilities, outcomes), atol=1e-12)


def test_an_impossible_result_costs_much_but_not_everything() -> None:
    assert log_loss([[1, 0, 0]], [AWAY]) == pytest.approx(15 * math.log(10))


def test_outcomes_are_coded_in_the_order_of_the_probabilities() -> None:
    assert outcome_codes([Outcome.AWAY, Outcome.HOME, Outcome.DRAW]).tolist() == [2, 0, 1]
    assert outcome_codes([]).shape == (0,)


def test_forecasts_in_float32_are_taken() -> None:
    probabilities = np.array([[0.5, 0.3, 0.2]], dtype=np.float32)
    assert rps(probabilities, [HOME]) == pytest.approx(0.145, abs=1e-6)


@pytest.mark.parametrize(
    ("probabilities", "outcomes", "reason"),
    [
        ([0.5, 0.3, 0.2], [0], "N, 3"),
        ([[0.5, 0.5]], [0], "N, 3"),
        ([[0.5, 0.3, 0.2]], [0, 1], "N, 3"),
        (np.empty((0, 3)), np.empty(0, dtype=int), "no match"),
        ([[0.5, 0.3, 0.2]], [3], "0 .home., 1 .draw. or 2 .away."),
        ([[0.5, 0.3, 0.2]], [-1], "0 .home., 1 .draw. or 2 .away."),
        ([[0.5, 0.3, 0.2]], [0.0], "0 .home., 1 .draw. or 2 .away."),
        ([[0.5, 0.3, 0.3]], [0], "sum to 1"),
        ([[1.2, -0.1, -0.1]], [0], "sum to 1"),
        ([[math.nan, 0.5, 0.5]], [0], "sum to 1"),
    ],
)
def test_what_cannot_be_scored_is_refused(probabilities: ArrayLike, outcomes: ArrayLike, reason: str) -> None:
    with pytest.raises(ValidationFailed, match=reason):
        rps(probabilities, outcomes)


def drawn_from(probabilities: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.int64]:
    """Outcomes that happen with exactly these probabilities."""
    below = random.random((len(probabilities), 1)) > probabilities.cumsum(axis=1)[:, :2]
    outcomes: NDArray[np.int64] = below.sum(axis=1).astype(np.int64)
    return outcomes


def test_a_forecaster_who_knows_the_probabilities_is_calibrated() -> None:
    random = np.random.default_rng(1863)
    truth = random.dirichlet([4, 2.5, 3], 60_000)
    outcomes = drawn_from(truth, random)
    assert calibration_error(truth, outcomes) < 0.008
    bins = calibration_bins(truth[:, HOME], outcomes == HOME)
    covered = sum(bin_.low <= bin_.mean_forecast <= bin_.high for bin_ in bins)
    assert covered >= 12


def test_an_overconfident_forecaster_is_not_calibrated() -> None:
    random = np.random.default_rng(1863)
    truth = random.dirichlet([4, 2.5, 3], 20_000)
    sharpened = truth**2 / (truth**2).sum(axis=1, keepdims=True)
    assert calibration_error(sharpened, drawn_from(truth, random)) > 0.04


def test_a_forecaster_who_is_always_right_has_no_calibration_error() -> None:
    outcomes = np.array([HOME, DRAW, AWAY, HOME, AWAY, HOME])
    assert calibration_error(np.eye(3)[outcomes], outcomes, bins=3) == 0


def test_calibration_error_is_the_mean_gap_of_the_three_outcomes() -> None:
    """Ten equal forecasts in one bin: gaps of 0.1, 0.1 and 0.0."""
    outcomes = [HOME] * 6 + [DRAW] * 2 + [AWAY] * 2
    assert calibration_error([[0.5, 0.3, 0.2]] * 10, outcomes, bins=1) == pytest.approx(0.2 / 3)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=80), st.integers(1, 20))
def test_bins_hold_every_match_once_in_equal_counts_and_ascending(
    matches: list[tuple[float, bool]], wanted: int
) -> None:
    forecast, happened = zip(*matches, strict=True)
    bins = calibration_bins(forecast, happened, wanted)
    counts = [bin_.count for bin_ in bins]
    assert len(bins) == min(wanted, len(matches))
    assert sum(counts) == len(matches)
    assert max(counts) - min(counts) <= 1
    means = [bin_.mean_forecast for bin_ in bins]
    assert means == pytest.approx(sorted(means))
    assert sum(bin_.count * bin_.observed for bin_ in bins) == pytest.approx(sum(happened))
    assert all(bin_.low <= bin_.observed <= bin_.high for bin_ in bins)


@pytest.mark.parametrize(
    ("forecast", "happened", "bins"), [([], [], 15), ([0.5], [True, False], 15), ([0.5], [True], 0)]
)
def test_bins_of_nothing_are_refused(forecast: list[float], happened: list[bool], bins: int) -> None:
    with pytest.raises(ValidationFailed):
        calibration_bins(forecast, happened, bins)


@pytest.mark.parametrize(
    ("successes", "trials", "expected"),
    [(8, 10, (0.4902, 0.9433)), (0, 10, (0.0, 0.2775)), (10, 10, (0.7225, 1.0)), (81, 263, (0.2553, 0.3662))],
)
def test_wilson_intervals_are_the_published_ones(
    successes: int, trials: int, expected: tuple[float, float]
) -> None:
    """The last is the example of Newcombe (1998), 81 of 263."""
    assert wilson_interval(successes, trials) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (3, 2), (-1, 5)])
def test_an_interval_of_no_frequency_is_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValidationFailed, match="not a frequency"):
        wilson_interval(successes, trials)


@given(st.floats(0.21, 0.24), st.floats(0.15, 0.2))
def test_skill_runs_from_nothing_at_base_rates_to_one_at_the_closing_odds(
    base: float, closing: float
) -> None:
    assert skill_share(base, base, closing) == 0
    assert skill_share(base, closing, closing) == 1
    assert skill_share(base, (base + closing) / 2, closing) == pytest.approx(0.5)
    assert skill_share(base, base + 0.01, closing) < 0


@pytest.mark.parametrize("closing", [0.2, 0.21, math.nan])
def test_skill_needs_closing_odds_better_than_base_rates(closing: float) -> None:
    with pytest.raises(ValidationFailed, match="closing"):
        skill_share(0.2, 0.19, closing)


PREMIER_LEAGUE = {
    "2018/19": OutcomeCounts(home=181, draw=71, away=128),
    "2019/20": OutcomeCounts(home=172, draw=92, away=116),
    "2020/21": OutcomeCounts(home=144, draw=83, away=153),
    "2021/22": OutcomeCounts(home=163, draw=88, away=129),
}
"""Results of the Premier League; in 2020/21, without spectators, away sides won more than home sides."""


def test_base_rates_are_the_frequencies_of_the_three_seasons_before() -> None:
    seasons = list(PREMIER_LEAGUE.values())
    rates = base_rates(seasons)
    assert sum(season.total for season in seasons[-3:]) == 1140
    assert rates.home == pytest.approx((172 + 144 + 163) / 1140)
    assert rates.draw == pytest.approx((92 + 83 + 88) / 1140)
    assert rates.away == pytest.approx((116 + 153 + 129) / 1140)


def test_fewer_seasons_than_three_are_used_as_they_are() -> None:
    rates = base_rates([PREMIER_LEAGUE["2020/21"]])
    assert rates.away > rates.home


@pytest.mark.parametrize("seasons", [[], [OutcomeCounts(0, 0, 0)]])
def test_base_rates_of_a_league_without_a_past_are_insufficient_data(seasons: list[OutcomeCounts]) -> None:
    with pytest.raises(InsufficientData, match="earlier season"):
        base_rates(seasons)
