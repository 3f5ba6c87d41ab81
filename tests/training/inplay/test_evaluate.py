"""The comparison of the model with the reference."""

from datetime import UTC, datetime

import numpy as np
import pytest

from app.football.match import Fixture
from app.training.inplay.beliefs import Beliefs
from app.training.inplay.card import figures_table
from app.training.inplay.clock import fit_clock
from app.training.inplay.evaluate import MINUTES, Comparison, MinuteFigures, as_metrics
from app.training.inplay.model import InPlayModel
from tests.training.inplay.samples import recorded

MATCHES = recorded(1500)
EVERY = np.ones(len(MATCHES), dtype=bool)
BELIEFS = Beliefs(np.tile([1.6, 1.2], (len(MATCHES), 1)), np.tile([0.45, 0.26, 0.29], (len(MATCHES), 1)))


def fixture(place: int) -> Fixture:
    day = datetime(2015, 9, 1 + place % 28, tzinfo=UTC)
    return Fixture(str(place), "E0", "1516", f"H{place}", f"A{place}", day)


@pytest.fixture(scope="module")
def figures() -> list[MinuteFigures]:
    asked = MATCHES.seasons >= 2017
    model = InPlayModel(fit_clock(MATCHES, EVERY.astype(np.float64)))
    fixtures = [fixture(place) for place in range(len(MATCHES))]
    return Comparison(model, MATCHES, fixtures, BELIEFS, EVERY, asked).figures()


def test_each_minute_is_told_of_the_same_matches(figures: list[MinuteFigures]) -> None:
    assert [one.minute for one in figures] == list(MINUTES)
    assert {one.matches for one in figures} == {int((MATCHES.seasons >= 2017).sum())}


def test_the_nearer_the_end_the_more_is_known(figures: list[MinuteFigures]) -> None:
    assert [one.ours for one in figures] == sorted((one.ours for one in figures), reverse=True)


def test_a_difference_is_ours_less_the_references_within_its_interval(figures: list[MinuteFigures]) -> None:
    for one in figures:
        assert one.difference.value == pytest.approx(one.ours - one.reference)
        assert one.difference.low <= one.difference.value <= one.difference.high


def test_average_teams_are_no_worse_where_all_teams_are_average(figures: list[MinuteFigures]) -> None:
    """The invented matches have no dismissals, and every side has the mean strength."""
    for one in figures:
        assert one.average_teams == pytest.approx(one.reference, abs=0.01)


def test_nothing_is_told_of_no_match() -> None:
    nobody = Comparison(
        InPlayModel(fit_clock(MATCHES, EVERY.astype(np.float64))), MATCHES, [], BELIEFS, EVERY, ~EVERY
    )
    assert nobody.figures() == []


def test_figures_are_named_and_tabled(figures: list[MinuteFigures]) -> None:
    assert as_metrics("own", figures)["own_minute_75_log_loss"] == round(figures[4].ours, 6)
    assert f"| 75 | {figures[4].matches} | {figures[4].average_teams:.4f} |" in figures_table(figures)
