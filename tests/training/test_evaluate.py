"""Figures on unseen matches, and the base rates they are held against."""

import numpy as np
import pytest

from app.training.dataset import Dataset
from app.training.evaluate import base_rate_forecasts, figures
from app.training.fit import GoalRateModel
from tests.builders import played

SEASONS = {"2021": (1, 0), "2122": (1, 1), "2223": (0, 1), "2324": (2, 0), "2425": (0, 0)}
HISTORY = [
    played(*score, season=season, kickoff=played().fixture.kickoff.replace(year=2000 + int(season[:2])))
    for season, score in SEASONS.items()
]


def test_base_rates_count_the_three_seasons_before_and_nothing_of_the_season_itself() -> None:
    assert base_rate_forecasts(HISTORY, HISTORY[4:]) == pytest.approx(np.full((1, 3), 1 / 3))
    assert base_rate_forecasts(HISTORY, HISTORY[2:3]) == pytest.approx(np.array([[0.5, 0.5, 0.0]]))


def test_a_first_season_has_no_base_rates() -> None:
    assert np.isnan(base_rate_forecasts(HISTORY, HISTORY[:1])).all()
    assert np.isnan(base_rate_forecasts(HISTORY, [played(competition="D1")])).all()


def test_base_rates_of_a_season_to_come_count_the_last_three() -> None:
    coming = base_rate_forecasts(HISTORY, [played(season="2526")])
    assert coming == pytest.approx(np.full((1, 3), 1 / 3))


def test_figures_name_their_window_and_the_top_five(model: GoalRateModel, data: Dataset) -> None:
    found = figures(model.outcomes(data.features), data.matches, "window")
    assert found["window_matches"] == len(data)
    assert 0 < found["window_top_five_rps"] < found["window_brier"] < found["window_log_loss"]
