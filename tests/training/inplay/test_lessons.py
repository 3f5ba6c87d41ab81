"""What recorded matches teach, and how much each counts."""

import numpy as np
import pytest

from app.training.inplay.beliefs import Beliefs
from app.training.inplay.lessons import HALF_LIFE_SEASONS, features_at, lesson, rows_to_check, weights_by_age
from app.training.inplay.model import COLUMN
from tests.training.inplay.samples import recorded

MATCHES = recorded(400, seasons=4, red_cards=0.2)
EVERY = np.ones(len(MATCHES), dtype=bool)
MARKET, OWN = (
    Beliefs(np.tile(rates, (len(MATCHES), 1)), np.tile([0.45, 0.26, 0.29], (len(MATCHES), 1)))
    for rates in ([1.6, 1.2], [1.4, 1.3])
)


def test_a_match_is_seen_as_it_stood() -> None:
    rows, state = np.arange(len(MATCHES)), MATCHES.states(60)
    told = features_at(MATCHES, rows, 60, MARKET)
    assert told[:, COLUMN["goals_home"]].tolist() == state[:, 0].tolist()
    assert told[:, COLUMN["red_cards_away"]].tolist() == state[:, 3].tolist()
    assert set(told[:, COLUMN["minute"]]) == {60}


def test_what_has_happened_and_what_is_to_come_make_the_final_score() -> None:
    taught = lesson(MATCHES, EVERY.astype(np.float64), [MARKET], minutes=[30])
    so_far = taught.features[:, [COLUMN["goals_home"], COLUMN["goals_away"]]]
    assert (so_far + taught.to_come == MATCHES.final).all()
    assert taught.outcomes.tolist() == MATCHES.outcomes.tolist()


def test_believers_take_turns() -> None:
    taught = lesson(MATCHES, EVERY.astype(np.float64), [MARKET, OWN], minutes=[15, 25])
    assert len(taught.features) == 2 * len(MATCHES)
    assert np.mean(taught.features[:, COLUMN["expected_home"]]) == pytest.approx(1.5)


def test_a_match_that_nothing_was_believed_of_teaches_nothing() -> None:
    rates = MARKET.rates.copy()
    rates[::2] = np.nan
    taught = lesson(MATCHES, EVERY.astype(np.float64), [Beliefs(rates, MARKET.outcomes)], minutes=[15])
    assert len(taught.features) == len(MATCHES) / 2


def test_older_seasons_count_less_and_unknown_matches_nothing() -> None:
    known = MATCHES.seasons <= 2017
    weights = weights_by_age(MATCHES, known)
    assert set(weights[MATCHES.seasons == 2017]) == {1}
    assert weights[MATCHES.seasons == 2015] == pytest.approx(0.5 ** (2 / HALF_LIFE_SEASONS))
    assert not weights[~known].any()


def test_graphs_are_compared_on_situations_that_no_record_tells() -> None:
    rows = rows_to_check(features_at(MATCHES, np.arange(len(MATCHES)), 60, MARKET))
    assert 0 < rows[:, COLUMN["over"]].mean() < 1
    assert 0 < rows[:, COLUMN["outcome_known"]].mean() < 1
    assert rows[:, COLUMN["added_played"]].any()
    assert rows[:, COLUMN["announced_known"]].any()
