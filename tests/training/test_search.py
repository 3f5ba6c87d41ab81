"""A search that sees earlier years only and finds the same wherever it runs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.errors import InsufficientData, ValidationFailed
from app.football.match import PlayedMatch, Score
from app.training.choice import teachers
from app.training.dataset import Dataset, build_dataset
from app.training.recipes import recipe
from app.training.request import SearchPlan, TrainingRequest
from app.training.search import Found, Search, SearchRequest
from app.training.unseen import Candidate, FoldTask, forecast, judged_rows, years_before
from app.training.workers import Answer, Task, ThisProcess, Workers, open_workers

END = datetime(2021, 1, 1, tzinfo=UTC)
EARLY = datetime(2020, 11, 1, tzinfo=UTC)
TRIALS = 6


class Counting:
    """Workers that count what they fit."""

    def __init__(self, inner: Workers) -> None:
        self.inner, self.fits = inner, 0

    def run(self, function: Callable[[Dataset, Task], Answer], tasks: Sequence[Task]) -> list[Answer]:
        self.fits += len(tasks)
        return self.inner.run(function, tasks)


def search(
    data: Dataset, workers: Workers, folder: Path, *, trials: int = TRIALS, end: datetime = END, seed: int = 3
) -> Found:
    wanted = SearchRequest(trials=trials, folder=folder, seed=seed)
    return Search(recipe("match"), data, workers, wanted, lambda _: None).best(end)


def test_any_number_of_workers_finds_the_same(data: Dataset, tmp_path: Path) -> None:
    alone = search(data, ThisProcess(data), tmp_path / "a")
    with open_workers(data, processes=2) as workers:
        assert search(data, workers, tmp_path / "b") == alone
    assert search(data, ThisProcess(data), tmp_path / "c", seed=4) != alone


def test_a_search_goes_on_where_it_was_stopped(data: Dataset, tmp_path: Path) -> None:
    """The first four trials are known; the result is that of a search which was not stopped."""
    whole = search(data, ThisProcess(data), tmp_path / "whole")
    search(data, ThisProcess(data), tmp_path / "stopped", trials=4)
    counting = Counting(ThisProcess(data))
    assert search(data, counting, tmp_path / "stopped") == whole
    assert counting.fits == (TRIALS - 4) * len(years_before(END))
    search(data, counting, tmp_path / "stopped")
    assert counting.fits == (TRIALS - 4) * len(years_before(END))


def test_results_after_the_end_of_the_window_change_nothing(
    invented: list[PlayedMatch], tmp_path: Path
) -> None:
    changed = [replace(match, score=Score(0, 7)) if match.known_at >= EARLY else match for match in invented]
    found = []
    for number, played in enumerate((invented, changed)):
        data = build_dataset(played)
        found.append(search(data, ThisProcess(data), tmp_path / str(number), end=EARLY, trials=2))
    assert found[0] == found[1]


def test_it_is_never_worse_than_the_recipes_own_parameters_on_the_years_it_looks_at(
    data: Dataset, tmp_path: Path
) -> None:
    first = search(data, ThisProcess(data), tmp_path, trials=1)
    assert first.candidate == Candidate("match", recipe("match").parameters, ())
    assert search(data, ThisProcess(data), tmp_path).loss <= first.loss


def test_too_little_before_the_window_is_told(data: Dataset, tmp_path: Path) -> None:
    with pytest.raises(InsufficientData, match="matches between 2013-07-01 and 2014-07-01"):
        search(data, ThisProcess(data), tmp_path, end=datetime(2016, 7, 1, tzinfo=UTC), trials=2)


def test_a_fold_forecasts_its_own_year_by_what_was_known_before(data: Dataset) -> None:
    fold = years_before(END)[-1]
    task = FoldTask(Candidate("match", recipe("match").parameters, ("E0",)), fold, ("EC",))
    rows, answer = judged_rows(data, task), forecast(data, task)
    assert all(fold.split <= match.known_at < fold.end for match in rows.matches)
    assert {match.fixture.competition for match in rows.matches} == {"EC"}
    assert not isinstance(answer, tuple)
    assert answer.shape == (len(rows), 3)


def test_the_years_before_a_leap_day_are_whole() -> None:
    folds = years_before(datetime(2024, 2, 29, tzinfo=UTC))
    assert [f"{fold.split:%Y-%m-%d}" for fold in folds] == ["2021-02-28", "2022-02-28", "2023-02-28"]
    assert [fold.split for fold in folds[1:]] == [fold.end for fold in folds[:-1]]


def test_teachers_are_those_named_those_of_their_tiers_and_all(data: Dataset, tmp_path: Path) -> None:
    plan = SearchPlan(trials=1, folder=tmp_path, competitions=True)
    wanted = TrainingRequest("1.0.0", END, tmp_path, competitions=("E0",), search=plan)
    assert teachers(data, wanted) == {"named": ("E0",), "all": ("E0", "EC")}
    assert teachers(data, replace(wanted, search=replace(plan, competitions=False))) == {"named": ("E0",)}


def test_any_seed_is_taken(data: Dataset, tmp_path: Path) -> None:
    assert search(data, ThisProcess(data), tmp_path, seed=10**12, trials=2).trials == 2


@pytest.mark.parametrize("trials", [0, -1, 10_001])
def test_a_number_of_trials_that_cannot_be_meant_is_refused(tmp_path: Path, trials: int) -> None:
    with pytest.raises(ValidationFailed, match="--search"):
        SearchPlan(trials=trials, folder=tmp_path)
