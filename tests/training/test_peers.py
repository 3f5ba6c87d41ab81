"""The other forecasters: nobody sees the week he forecasts, and nothing is fitted twice."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from app.errors import ValidationFailed
from app.football.match import PlayedMatch, Score
from app.football.scoring import outcome_codes, rps
from app.ingest.errors import FileRefused
from app.training.folder import Names
from app.training.peers import (
    Week,
    dixon_coles_forecasts,
    fit_week,
    five_thirty_eight_forecasts,
    odds_forecasts,
)
from tests.builders import fixture

MONDAY = datetime(2019, 3, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def league(invented: list[PlayedMatch]) -> list[PlayedMatch]:
    return [one for one in invented if one.fixture.competition == "E0"]


def week_of(league: list[PlayedMatch]) -> list[PlayedMatch]:
    return [one for one in league if MONDAY <= one.fixture.kickoff < MONDAY + timedelta(days=7)]


def test_dixon_coles_knows_the_teams_better_than_chance_and_each_fit_is_kept(
    league: list[PlayedMatch], tmp_path: Path
) -> None:
    cache, told = tmp_path / "dc.jsonl", []
    matches = [one for one in league if MONDAY <= one.fixture.kickoff < MONDAY + timedelta(days=56)]
    fixtures = [one.fixture for one in matches]
    first = dixon_coles_forecasts(league, fixtures, cache, lambda *done: told.append(done))
    assert first.sum(axis=1) == pytest.approx(1.0)
    outcomes = outcome_codes(one.score.outcome for one in matches)
    assert rps(first, outcomes) < rps(np.full_like(first, 1 / 3), outcomes)
    assert told[-1] == (8, 8)
    cache.write_text(cache.read_text() + '["torn')
    told.clear()
    again = dixon_coles_forecasts(league, fixtures, cache, lambda *done: told.append(done))
    assert np.array_equal(first, again)
    assert told == [(8, 8)]


def test_dixon_coles_sees_nothing_after_its_monday(league: list[PlayedMatch], tmp_path: Path) -> None:
    fixtures = [one.fixture for one in week_of(league)]
    changed = [PlayedMatch(one.fixture, Score(9, 0)) if one.known_at > MONDAY else one for one in league]
    usual, other = (
        dixon_coles_forecasts(some, fixtures, tmp_path / name, lambda *_: None, processes=0)
        for name, some in (("a", league), ("b", changed))
    )
    assert np.array_equal(usual, other)


def test_a_team_or_league_without_history_has_no_forecast() -> None:
    past = tuple(
        (MONDAY - timedelta(days=day), *pair, day % 3, day % 2)
        for day in range(1, 40)
        for pair in (("a", "b"), ("b", "c"), ("c", "a"))
    )
    _, found = fit_week(Week(MONDAY, past, (("a", "c"), ("a", "new"))))
    assert found[0] == pytest.approx(found[0])
    assert found[1] is None
    assert fit_week(Week(MONDAY, (), (("a", "b"),)))[1] == [None]


def test_matches_without_a_price_have_no_forecast() -> None:
    fixtures = [fixture(match_id="1"), fixture(match_id="2")]
    found = odds_forecasts(fixtures, {"2": (2.0, 4.0, 4.0)})
    assert np.isnan(found[0]).all()
    assert found[1] == pytest.approx([0.5, 0.25, 0.25])
    assert np.isnan(odds_forecasts(fixtures, {})).all()


@pytest.mark.parametrize(
    "line", ["E0,2024-08-17,A,B,0.5,x,0.3", "E0,2024-08-17,A,B,0.9,0.3,0.3", "E0,x,A,B,,,"]
)
def test_lines_without_three_probabilities_are_no_forecasts(tmp_path: Path, line: str) -> None:
    file = tmp_path / "spi.csv"
    file.write_text(f"Div,fd_date,HomeTeam,AwayTeam,prob1,probtie,prob2\n{line}\n")
    assert np.isnan(five_thirty_eight_forecasts(file, [fixture()], {"1": Names("A", "B")})).all()


def test_a_file_that_is_none_of_five_thirty_eights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationFailed, match=r"--five-thirty-eight: .*No such file"):
        five_thirty_eight_forecasts(tmp_path / "absent.csv", [], {})
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(FileRefused, match="does not name the column"):
        five_thirty_eight_forecasts(tmp_path / "other.csv", [], {})
