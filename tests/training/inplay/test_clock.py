"""Paces and added time, counted from goals."""

import numpy as np
import pytest

from app.errors import InsufficientData
from app.training.inplay.clock import fit_clock
from tests.training.inplay.samples import recorded

MATCHES = recorded(12_000, seasons=4)
"""Goals come evenly over 94 minutes: 4 of them are told as minute 90."""


def test_an_even_pace_is_found_even() -> None:
    pace = fit_clock(MATCHES, np.ones(len(MATCHES))).pace
    assert pace == pytest.approx(np.full(6, 2.8 / 94), rel=0.05)


def test_added_time_is_what_the_last_minute_has_too_many_goals_for() -> None:
    added = fit_clock(MATCHES, np.ones(len(MATCHES))).added
    assert added[-1] == pytest.approx([0, 4], abs=0.6)


def test_a_season_is_told_by_the_seasons_before_it_alone() -> None:
    known = (MATCHES.seasons < 2018).astype(np.float64)
    later = np.where(MATCHES.goals.minute == 1, 90, MATCHES.goals.minute)
    moved = np.where(MATCHES.seasons[MATCHES.goals.match] == 2018, later, MATCHES.goals.minute)
    changed = type(MATCHES)(MATCHES.records, MATCHES.goals._replace(minute=moved), MATCHES.dismissals)
    before, after = (fit_clock(one, known).added for one in (MATCHES, changed))
    assert before[:4] == pytest.approx(after[:4])
    assert after[4][1] > before[4][1] + 0.2


def test_too_few_matches_are_refused() -> None:
    with pytest.raises(InsufficientData, match="there are 3"):
        fit_clock(MATCHES, (np.arange(len(MATCHES)) < 3).astype(np.float64))
