"""The model of running matches in float64, and the graph that has to equal it."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from app.football.inplay.features import IN_PLAY
from app.training.export import TOLERANCE, run_onnx
from app.training.inplay.model import InPlayModel, time_left
from app.training.inplay.parameters import LEADS, STATE_TERMS, InPlayParameters
from tests.training.inplay.samples import PLAIN, any_rows, running


def everything() -> InPlayParameters:
    """Every effect at work."""
    chance = np.random.default_rng(4)
    state = chance.normal(size=(2 * LEADS + 1, STATE_TERMS)) * 0.1
    state[LEADS, 0] = 0
    return replace(
        PLAIN,
        state=state,
        own_red=np.array([-0.4, 0.1]),
        other_red=np.array([0.3, 0.1]),
        own_evidence=0.8,
        other_evidence=-0.3,
        own_prior=7.0,
        draws=3.0,
        sides=1.2,
        unknown_draws=0.1,
        level=np.array([0.1, 0.2, 0.3]),
    )


def left(features: NDArray[np.float32]) -> float:
    return float(time_left(features.astype(np.float64), PLAIN).left[0])


def test_the_graph_equals_the_model_on_all_kinds_of_matches() -> None:
    model, rows = InPlayModel(everything()), any_rows(3000)
    got = run_onnx(model.graph(len(IN_PLAY.names)).SerializeToString(), rows)
    for name, wanted in (
        ("score_grid", model.grids(rows)),
        ("outcome", model.outcomes(rows)),
        ("expected_goals", model.rates(rows)),
    ):
        assert np.abs(got[name] - wanted).max() < TOLERANCE


def test_the_whole_match_is_to_come_at_kickoff_and_nothing_when_it_is_over() -> None:
    assert left(running(second_half=0, minute=0)) == pytest.approx(1)
    assert left(running(minute=90, over=1)) == 0


def test_at_half_time_no_added_time_of_the_first_half_is_to_come() -> None:
    before = left(running(second_half=0, minute=45))
    assert left(running(second_half=1, minute=45)) < before - 0.015


def test_the_board_replaces_what_the_season_usually_has() -> None:
    usual = left(running(minute=90, season=2019))
    assert left(running(minute=90, announced_known=1, announced=9)) > 1.5 * usual
    assert left(running(minute=90, announced_known=1, announced=1)) < 0.5 * usual


def test_later_seasons_have_the_last_known_added_time() -> None:
    assert left(running(minute=90, season=2040)) == left(running(minute=90, season=2019))
    assert left(running(minute=90, season=2018)) < left(running(minute=90, season=2019))


def test_added_time_runs_out_but_never_before_the_whistle() -> None:
    shares = [left(running(minute=90, added_played=played)) for played in (0, 2, 5, 8, 20)]
    assert shares == sorted(shares, reverse=True)
    assert 0 < shares[-1] < 1e-6


def test_at_kickoff_the_outcome_is_that_of_before() -> None:
    believed = running(
        second_half=0, minute=0, outcome_known=1, outcome_home=0.48, outcome_draw=0.30, outcome_away=0.22
    )
    assert InPlayModel(everything()).outcomes(believed)[0] == pytest.approx([0.48, 0.30, 0.22], abs=1e-6)


def test_without_effects_goals_come_as_expected_in_the_time_left() -> None:
    rows = running(minute=60, goals_home=1)
    share = left(rows)
    assert InPlayModel(PLAIN).rates(rows)[0] == pytest.approx([1 + 1.6 * share, 1.1 * share], abs=1e-3)
