"""What was believed of recorded matches before kickoff."""

from pathlib import Path

import numpy as np
import pytest

from app.football.odds import implied_probabilities
from app.training.folder import PricedMatches, from_folder
from app.training.grids import outcomes_of, score_grids
from app.training.inplay.beliefs import Beliefs, fixtures_of, market_beliefs, own_beliefs, rates_behind
from app.training.inplay.matches import RecordedMatches, read_matches
from tests.training.backtest.samples import write_files
from tests.training.inplay.samples import write_inplay
from tests.training.leagues import league_system

SYSTEM = league_system()


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> PricedMatches:
    return from_folder(write_files(tmp_path_factory.mktemp("files"), SYSTEM))


@pytest.fixture(scope="module")
def matches(tmp_path_factory: pytest.TempPathFactory) -> RecordedMatches:
    return read_matches(write_inplay(tmp_path_factory.mktemp("recorded") / "inplay", SYSTEM))


def test_rates_behind_an_outcome_give_that_outcome() -> None:
    wanted = outcomes_of(score_grids(np.array([[1.7, 1.1], [0.8, 2.3], [3.2, 0.4]]), 0.0))
    found = rates_behind(wanted, np.full(3, np.nan))
    assert outcomes_of(score_grids(found, 0.0)) == pytest.approx(wanted, abs=1e-6)


def test_a_higher_chance_of_many_goals_gives_higher_rates() -> None:
    outcome = np.array([[0.45, 0.27, 0.28]])
    few, many = (rates_behind(outcome, np.array([over]))[0] for over in (0.4, 0.65))
    assert (many > few).all()


def test_each_recorded_match_finds_its_line_in_the_season_files(
    matches: RecordedMatches, priced: PricedMatches
) -> None:
    found = fixtures_of(matches, priced)
    assert len(found) == len(SYSTEM)
    assert all(
        one is not None and (one.competition, one.kickoff.date()) == (record.division, record.day)
        for one, record in zip(found, matches.records, strict=True)
    )


def test_the_market_is_believed_at_its_closing_prices(
    matches: RecordedMatches, priced: PricedMatches
) -> None:
    fixtures = fixtures_of(matches, priced)
    found = market_beliefs(fixtures, priced)
    assert found.known.all()
    assert fixtures[7] is not None
    closing = priced.closing[fixtures[7].match_id]
    assert found.outcomes[7] == pytest.approx(implied_probabilities(closing), abs=1e-9)


def test_without_a_line_nothing_is_believed(priced: PricedMatches) -> None:
    assert not market_beliefs([None, None], priced).known.any()


@pytest.fixture(scope="module")
def own(matches: RecordedMatches, priced: PricedMatches) -> Beliefs:
    return own_beliefs(fixtures_of(matches, priced), priced)


def test_our_own_model_believes_nothing_before_it_could_learn(matches: RecordedMatches, own: Beliefs) -> None:
    assert not own.known[matches.seasons < 2017].any()
    assert own.known[matches.seasons == 2020].mean() > 0.9


def test_our_own_model_knows_no_result_of_the_season_it_speaks_of(
    matches: RecordedMatches, own: Beliefs, tmp_path: Path
) -> None:
    """The same without the last season's results of the second division: its first division stays."""
    last = matches.seasons == 2020
    kept = [one for one in SYSTEM if one.fixture.season != "2021" or one.fixture.competition == "E0"]
    priced = from_folder(write_files(tmp_path, kept))
    again = own_beliefs(fixtures_of(matches, priced), priced)
    same = last & (matches.divisions == "E0") & own.known
    assert same.any()
    assert again.rates[same] == pytest.approx(own.rates[same], nan_ok=True)
