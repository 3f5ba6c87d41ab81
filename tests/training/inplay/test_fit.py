"""The fit finds what matches were made with."""

from dataclasses import replace

import numpy as np
import pytest

from app.training.inplay.fit import Lesson, fit_effects
from app.training.inplay.model import COLUMN, InPlayModel, rates_to_come, time_left
from app.training.inplay.parameters import LEADS, InPlayParameters
from tests.training.inplay.samples import PLAIN, any_rows

ROWS = 30_000


def taught(truth: InPlayParameters) -> Lesson:
    """Running matches that end as `truth` says."""
    rows = any_rows(ROWS)
    rows[:, COLUMN["over"]] = 0
    rows[:, COLUMN["outcome_known"] : COLUMN["outcome_away"] + 1] = 0
    seen = rows.astype(np.float64)
    to_come = np.random.default_rng(1).poisson(rates_to_come(seen, time_left(seen, truth), truth))
    final = rows[:, COLUMN["goals_home"] : COLUMN["goals_away"] + 1] + to_come
    outcomes = (1 - np.sign(final[:, 0] - final[:, 1])).astype(np.int64)
    return Lesson(rows, outcomes, to_come.astype(np.float64), np.ones(ROWS))


@pytest.fixture(scope="module")
def truth() -> InPlayParameters:
    state = np.zeros_like(PLAIN.state)
    state[LEADS + 1, 0], state[LEADS - 1, 0] = -0.25, 0.2
    return replace(PLAIN, state=state, own_red=np.array([-0.5, 0.0]), other_red=np.array([0.5, 0.0]))


@pytest.fixture(scope="module")
def found(truth: InPlayParameters) -> InPlayParameters:
    return fit_effects(taught(truth), PLAIN)


def test_leads_have_the_effects_they_were_given(found: InPlayParameters, truth: InPlayParameters) -> None:
    """At the middle of a match, by a lead of one goal, for both sides."""
    terms = np.array([1, 0.5, 0.25, 0])
    assert found.state[LEADS + 1] @ terms == pytest.approx(truth.state[LEADS + 1] @ terms, abs=0.08)
    assert found.state[LEADS - 1] @ terms == pytest.approx(truth.state[LEADS - 1] @ terms, abs=0.08)


def test_dismissals_have_the_effects_they_were_given(found: InPlayParameters) -> None:
    assert found.own_red @ [1, 0.5] == pytest.approx(-0.5, abs=0.1)
    assert found.other_red @ [1, 0.5] == pytest.approx(0.5, abs=0.1)


def test_a_level_score_at_kickoff_has_no_effect(found: InPlayParameters) -> None:
    assert found.state[LEADS, 0] == 0


def test_the_fitted_model_tells_the_truth_about_matches_it_has_not_seen(
    found: InPlayParameters, truth: InPlayParameters
) -> None:
    rows = any_rows(2000, seed=9)
    told, meant = (InPlayModel(one).outcomes(rows) for one in (found, replace(truth, unknown_draws=0.0)))
    assert np.abs(told - meant).mean() < 0.01
