"""The walk forward: only earlier matches are visible, and the same matches give the same file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.errors import InsufficientData, ValidationFailed
from app.football.match import PlayedMatch, Score
from app.football.scoring import outcome_codes, rps
from app.training.backtest.parts import Parts
from app.training.backtest.run import Backtest, BacktestRequest, run_backtest, write_forecasts
from app.training.dataset import build_dataset
from app.training.folder import Names, PricedMatches, from_folder
from app.training.recipes import recipe
from app.training.walk import features_at_kickoff
from tests.builders import fixture
from tests.training.backtest.samples import END, START, file_of, write_files

Run = Callable[..., Backtest]


def told(backtest: Backtest) -> list[str]:
    return backtest.request.out.read_text().splitlines()


def test_every_match_of_the_window_has_one_line_spelled_as_the_source_does(
    priced: PricedMatches, season: Backtest
) -> None:
    lines = told(season)
    assert lines[0] == "league,date,home,away,p_home,p_draw,p_away"
    expected = {
        (one.competition, f"{one.kickoff:%Y-%m-%d}", *priced.names[one.match_id])
        for one in priced.fixtures
        if START <= one.kickoff < END
    }
    assert len(lines) - 1 == len(expected) == 264
    assert {tuple(text.split(",")[:4]) for text in lines[1:]} == expected


def test_written_probabilities_are_those_computed_and_sum_to_one(season: Backtest) -> None:
    written = np.array([text.split(",")[4:] for text in told(season)[1:]], dtype=np.float64)
    assert written == pytest.approx(season.forecast, abs=1e-10)
    assert written.sum(axis=1) == pytest.approx(1.0, abs=1e-9)
    assert (written > 0).all()


def test_a_forecast_is_of_a_model_fitted_on_what_was_known_at_its_refit_date(
    priced: PricedMatches, run: Run
) -> None:
    """The same, by hand: features at kickoff, the recipe fitted on the results known at the start."""
    used = recipe("match")
    start = datetime(2020, 1, 1, tzinfo=UTC)
    done = run(priced, start=start, end=start + timedelta(days=20), refit="30")
    rows = {
        fixture.match_id: features
        for fixture, features in features_at_kickoff(priced.matches, priced.fixtures, used.feature_set)
    }
    wanted = np.array([rows[one.match_id].values for one in done.fixtures], dtype=np.float32)  # type: ignore[union-attr]  # all have features
    known = build_dataset([one for one in priced.matches if one.known_at < start], used.feature_set)
    model = used.fit(known, used.parameters)
    assert done.forecast == pytest.approx(model.outcomes(wanted), abs=1e-7)


GOLDEN = """league,date,home,away,p_home,p_draw,p_away
E0,2024-08-16,Man United,"Fulham, London",0.5000000000,0.3000000000,0.2000000000
SP1,2024-08-17,Ath Bilbao,Getafe,0.3333333333,0.3333333333,0.3333333333
"""


def test_the_file_is_plain_csv_with_dates_as_the_source_has_them(tmp_path: Path) -> None:
    """The second match kicks off at half past midnight in British summer time."""
    fixtures = (
        fixture(match_id="1", kickoff=datetime(2024, 8, 16, 19, tzinfo=UTC)),
        fixture(match_id="2", competition="SP1", kickoff=datetime(2024, 8, 16, 23, 30, tzinfo=UTC)),
    )
    names = {"1": Names("Man United", "Fulham, London"), "2": Names("Ath Bilbao", "Getafe")}
    forecast = np.array([[0.5, 0.3, 0.2], [1 / 3, 1 / 3, 1 / 3]])
    write_forecasts(tmp_path / "p.csv", fixtures, forecast, names)
    assert (tmp_path / "p.csv").read_bytes() == GOLDEN.encode()


def test_forecasts_beat_base_rates(priced: PricedMatches, season: Backtest) -> None:
    results = {one.fixture.match_id: one.score for one in priced.matches}
    outcomes = outcome_codes(results[one.match_id].outcome for one in season.fixtures)
    base = np.tile(np.bincount(outcomes, minlength=3) / len(outcomes), (len(outcomes), 1))
    assert rps(season.forecast, outcomes) < rps(base, outcomes)


@pytest.fixture(scope="module")
def usual(priced: PricedMatches, tmp_path_factory: pytest.TempPathFactory) -> Backtest:
    """The fifth season with a fit every sixty days."""
    out = tmp_path_factory.mktemp("usual") / "predictions.csv"
    with Parts.beside(out) as parts:
        request = BacktestRequest("match", START, END, out, refit="60")
        return run_backtest(priced, request, parts, lambda *_: None, processes=0)


@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],  # shrinking would take minutes and tell little more
)
@given(day=st.integers(5, 260), removed=st.booleans(), score=st.tuples(st.integers(0, 9), st.integers(0, 9)))
def test_nothing_that_becomes_known_later_changes_an_earlier_forecast(
    *, priced: PricedMatches, usual: Backtest, run: Run, day: int, removed: bool, score: tuple[int, int]
) -> None:
    at = datetime(2019, 8, 10, tzinfo=UTC) + timedelta(days=day)
    before = told(usual)
    later = {one.fixture.match_id for one in priced.matches if one.known_at > at}
    changed = [
        replace(one, score=Score(*score), closing=None, price_move=None)
        if one.fixture.match_id in later
        else one
        for one in priced.matches
        if not (removed and one.fixture.match_id in later and one.fixture.kickoff > at)
    ]
    other = run(replace(priced, matches=changed), refit="60")
    earlier = 1 + sum(one.kickoff <= at for one in usual.fixtures)
    assert told(other)[:earlier] == before[:earlier]
    assert told(other) != before


def test_the_same_matches_and_settings_give_the_same_bytes(priced: PricedMatches, run: Run) -> None:
    first = run(priced).request.out.read_bytes()
    again = replace(priced, matches=list(reversed(priced.matches)))
    assert run(again).request.out.read_bytes() == first


def test_processes_give_the_bytes_that_one_process_gives(
    priced: PricedMatches, season: Backtest, tmp_path: Path
) -> None:
    request = replace(season.request, out=tmp_path / "p.csv")
    with Parts.beside(request.out) as parts:
        run_backtest(priced, request, parts, lambda *_: None, processes=2)
    assert request.out.read_bytes() == season.request.out.read_bytes()


def test_only_the_named_competitions_are_told_and_all_of_them_teach(
    priced: PricedMatches, season: Backtest, run: Run
) -> None:
    one = run(priced, competitions=("EC",), refit="month")
    assert told(one)[1:] == [text for text in told(season)[1:] if text.startswith("EC,")]


def test_matches_without_a_result_are_forecast_too(
    invented: list[PlayedMatch], priced: PricedMatches, season: Backtest, run: Run, tmp_path: Path
) -> None:
    """A half-played season: what is ahead is forecast from what has been played."""
    folder = write_files(tmp_path / "half", [one for one in invented if one.fixture.season <= "1920"])
    file = file_of(folder, "1920")
    head, *lines = file.read_text().splitlines()
    half = [",".join((*text.split(",")[:5], *[""] * 9, "2.2,3.4,3.3")) for text in lines[60:]]
    file.write_text("\n".join((head, *lines[:60], *half)) + "\n")
    read = from_folder(folder)
    assert len(read.unplayed) == len(half) == 72
    done = run(read, competitions=("E0",))
    assert len(done.fixtures) == 132
    whole = run(priced, competitions=("E0",))
    assert told(done)[1:61] == told(whole)[1:61]


def test_teams_hardly_known_are_left_out_with_what_they_lack(priced: PricedMatches, run: Run) -> None:
    newcomer = priced.fixtures[-1].match_id
    changed = [
        replace(one, fixture=replace(one.fixture, home="England/newcomers"))
        if one.fixture.match_id == newcomer
        else one
        for one in priced.matches
    ]
    done = run(replace(priced, matches=changed), start=START.replace(year=2020), end=END.replace(year=2021))
    [left] = done.left_out
    assert left.fixture.match_id == newcomer
    assert "the home team has 0 matches before" in left.needs[0]
    assert len(told(done)) - 1 == len(done.fixtures) == 263


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"model": "oracle"}, ValidationFailed, "there is no recipe for 'oracle'; there is match"),
        ({"competitions": ("E0", "XX")}, ValidationFailed, "the data have no XX; they have E0, EC"),
        ({"start": END, "end": START}, ValidationFailed, "--from: 2020-07-01 must be before --to"),
        (
            {"start": END.replace(year=2030), "end": END.replace(year=2031)},
            ValidationFailed,
            "no match kicks off from 2030-07-01 to 2031-07-01; the data hold 2015-08-10 to 2021-04-29",
        ),
        (
            {"start": datetime(2015, 9, 15, tzinfo=UTC), "end": datetime(2015, 10, 1, tzinfo=UTC)},
            InsufficientData,
            r"matches to train on; there are \d+ \(known before 2015-09-15\)",
        ),
        (
            {"start": datetime(2015, 8, 1, tzinfo=UTC), "end": datetime(2015, 8, 12, tzinfo=UTC)},
            InsufficientData,
            "for none of 2 matches; the first lacks: competition E",
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_what_cannot_be_meant_or_learned_is_refused(
    run: Run, priced: PricedMatches, changes: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        run(priced, **changes)


def test_no_matches_at_all_say_what_to_do(run: Run) -> None:
    with pytest.raises(InsufficientData, match="collect some, or name a folder with --data"):
        run(PricedMatches([], {}, {}))


def test_an_instant_without_a_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationFailed, match="--from: must be an instant in UTC"):
        BacktestRequest("match", datetime(2019, 7, 1), END, tmp_path / "p.csv")  # noqa: DTZ001  the naive one
