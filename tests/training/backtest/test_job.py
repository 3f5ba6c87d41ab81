"""What is asked for is checked before anything is read, and the outcome tells everything."""

from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import orjson
import pytest

from app.errors import ValidationFailed
from app.training.backtest.job import Job, dixon_coles_in, run_job
from app.training.backtest.run import BacktestRequest
from app.training.evaluate import TOP_FIVE
from app.training.folder import PricedMatches
from tests.training.backtest.samples import END, START


def unread() -> NoReturn:
    pytest.fail("it was read all the same")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"report": Path("/proc/nobody")}, "--report: /proc/nobody cannot be written"),
        ({"five_thirty_eight": Path("nowhere.csv")}, "--five-thirty-eight: nowhere.csv is not a file"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_read(
    tmp_path: Path, changes: dict[str, Path], says: str
) -> None:
    job = replace(Job(BacktestRequest("match", START, END, tmp_path / "p.csv")), **changes)  # type: ignore[arg-type]  # paths only
    with pytest.raises(ValidationFailed, match=says):
        run_job(job, unread, lambda *_: None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "meant"), [("top-five", TOP_FIVE), ("none", ()), ("E1,e0", ("E0", "E1")), ("SWZ", ("SWZ",))]
)
def test_dixon_coles_is_fitted_where_it_is_asked_for(text: str, meant: tuple[str, ...]) -> None:
    assert dixon_coles_in(text) == meant
    assert len(dixon_coles_in("all")) > 22


def test_an_unknown_division_for_dixon_coles_is_refused() -> None:
    with pytest.raises(ValidationFailed, match="unknown: ZZ"):
        dixon_coles_in("ZZ")


def test_prices_are_read_only_where_they_are_needed(tmp_path: Path) -> None:
    job = Job(BacktestRequest("match", START, END, tmp_path / "p.csv"))
    assert not job.needs_prices
    assert replace(job, report=tmp_path).needs_prices
    assert replace(job, request=replace(job.request, model="match-market")).needs_prices


@pytest.fixture
def without_odds(priced: PricedMatches) -> PricedMatches:
    """Half of the matches of E0 were never priced."""
    bare = {one.match_id for one in priced.fixtures if one.competition == "E0" and int(one.match_id) % 2}
    return replace(priced, pre_match={key: odds for key, odds in priced.pre_match.items() if key not in bare})


def test_a_model_of_odds_leaves_out_what_was_never_priced_and_counts_it(
    without_odds: PricedMatches, tmp_path: Path
) -> None:
    request = BacktestRequest("match-market", START, END, tmp_path / "p.csv", ("E0",), "season")
    done = run_job(Job(request), lambda: without_odds, lambda *_: None)
    told = orjson.loads(orjson.dumps(done.as_json(), default=str))
    assert told["left_out"] == {"no pre-match odds": 66}
    assert told["forecasts"] == len(request.out.read_text().splitlines()) - 1 == 66
    assert len(told["left_out_matches"]) == 66
    assert told["scores"]["rps"] == pytest.approx(done.scores["rps"])
