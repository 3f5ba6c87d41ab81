from collections.abc import Callable
from pathlib import Path

import pytest

from app.football.match import PlayedMatch
from app.training.backtest.parts import Parts
from app.training.backtest.run import Backtest, BacktestRequest, run_backtest
from app.training.folder import PricedMatches, from_folder
from tests.training.backtest.samples import END, START, write_files

Run = Callable[..., Backtest]


@pytest.fixture(scope="session")
def files(invented: list[PlayedMatch], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of season files; read only."""
    return write_files(tmp_path_factory.mktemp("files"), invented)


@pytest.fixture(scope="session")
def priced(files: Path) -> PricedMatches:
    return from_folder(files)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a backtest in this process, of the fifth season with one fit unless told otherwise."""

    def run_one(priced: PricedMatches, **changes: object) -> Backtest:
        values: dict[str, object] = {
            "model": "match",
            "start": START,
            "end": END,
            "out": tmp_path / "predictions.csv",
            "refit": "season",
        }
        request = BacktestRequest(**(values | changes))  # type: ignore[arg-type]  # any field
        with Parts.beside(request.out) as parts:
            done = run_backtest(priced, request, parts, lambda *_: None, processes=0)
            parts.remove()
        return done

    return run_one


@pytest.fixture(scope="session")
def season(priced: PricedMatches, tmp_path_factory: pytest.TempPathFactory) -> Backtest:
    """The fifth season, forecast with a fit a month."""
    request = BacktestRequest("match", START, END, tmp_path_factory.mktemp("season") / "predictions.csv")
    with Parts.beside(request.out) as parts:
        return run_backtest(priced, request, parts, lambda *_: None, processes=0)
