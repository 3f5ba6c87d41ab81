"""Finished windows survive the process; anything that changed starts anew and says so."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.errors import Conflict, ValidationFailed
from app.training.backtest.parts import Parts
from app.training.backtest.run import Backtest, BacktestRequest, run_backtest
from app.training.backtest.schedule import Window
from app.training.folder import PricedMatches
from tests.training.backtest.samples import END, START


class Killed(BaseException):
    """The process ends here."""


def begun(priced: PricedMatches, request: BacktestRequest, fits: int) -> None:
    """A run that is killed after some fits."""

    def watch(step: str, done: int, total: int | None) -> None:
        if step.startswith("fitting") and done == fits:
            raise Killed

    with Parts.beside(request.out) as parts, pytest.raises(Killed):
        run_backtest(priced, request, parts, watch, processes=0)


def finished(priced: PricedMatches, request: BacktestRequest) -> Backtest:
    with Parts.beside(request.out) as parts:
        done = run_backtest(priced, request, parts, lambda *_: None, processes=0)
        parts.remove()
    return done


@pytest.fixture
def request_(tmp_path: Path) -> BacktestRequest:
    return BacktestRequest("match", START, END, tmp_path / "p.csv", refit="90")


def test_a_killed_run_goes_on_with_what_it_had_and_gives_the_same_bytes(
    priced: PricedMatches, request_: BacktestRequest, tmp_path: Path
) -> None:
    whole = finished(priced, replace(request_, out=tmp_path / "whole.csv"))
    begun(priced, request_, fits=2)
    assert not request_.out.exists()
    done = finished(priced, request_)
    assert (done.fits, done.resumed, done.restarted) == (4, 2, ())
    assert request_.out.read_bytes() == whole.request.out.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.csv", "whole.csv"]


@pytest.mark.parametrize("changed", ["data", "settings", "program"])
def test_what_changed_is_told_and_nothing_old_is_kept(
    priced: PricedMatches, request_: BacktestRequest, tmp_path: Path, changed: str
) -> None:
    begun(priced, request_, fits=2)
    if changed == "data":
        first, *rest = priced.matches
        other = replace(first, score=replace(first.score, home=first.score.home + 5))
        priced = replace(priced, matches=[other, *rest])
    elif changed == "settings":
        request_ = replace(request_, refit="80")
    else:
        inputs = tmp_path / "p.csv.parts" / "inputs.json"
        program = inputs.read_text().split('"program": "')[1][:64]
        inputs.write_text(inputs.read_text().replace(program, "0" * 64))
    done = finished(priced, request_)
    assert (done.resumed, done.restarted) == (0, (changed,))


def test_results_of_after_the_last_fit_do_not_undo_what_is_done(
    priced: PricedMatches, request_: BacktestRequest
) -> None:
    begun(priced, request_, fits=2)
    later = [one for one in priced.matches if one.fixture.kickoff < END]
    done = finished(replace(priced, matches=later), request_)
    assert (done.resumed, done.restarted) == (2, ())


def test_a_torn_part_is_made_again(priced: PricedMatches, request_: BacktestRequest, tmp_path: Path) -> None:
    begun(priced, request_, fits=2)
    part = min((tmp_path / "p.csv.parts").glob("*.npy"))
    part.write_bytes(part.read_bytes()[:50])
    assert finished(priced, request_).resumed == 1


def test_two_runs_do_not_write_one_file(tmp_path: Path) -> None:
    with (
        Parts.beside(tmp_path / "p.csv"),
        pytest.raises(Conflict, match="another backtest is writing"),
        Parts.beside(tmp_path / "p.csv"),
    ):
        pass


def test_a_run_that_finished_nothing_leaves_nothing(tmp_path: Path) -> None:
    with Parts.beside(tmp_path / "new" / "p.csv") as parts:
        parts.begin({"data": "1"})
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: (path.parent / "file").touch()])
def test_an_out_that_cannot_be_written_is_refused(tmp_path: Path, make: Callable[[Path], None]) -> None:
    out = tmp_path / "out"
    make(out)
    where = out if out.is_dir() else tmp_path / "file" / "out"
    with pytest.raises(ValidationFailed, match=r"--out: .* cannot be written"), Parts.beside(where):
        pass


def test_parts_of_another_shape_are_not_taken(tmp_path: Path) -> None:
    window = Window(START, END)
    with Parts.beside(tmp_path / "p.csv") as parts:
        parts.keep(window, np.full((4, 3), 1 / 3))
        assert parts.finished(window, 4) is not None
        assert parts.finished(window, 5) is None
        parts.remove()
