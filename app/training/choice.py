"""Which candidate is fitted: the recipe's own, or the best that a search found on earlier years."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime
from importlib import import_module
from typing import Any

from app.errors import Unavailable
from app.football.ratings.divisions import tier
from app.progress import Say
from app.training.dataset import Dataset
from app.training.recipes import recipe
from app.training.request import TrainingRequest
from app.training.unseen import Candidate
from app.training.workers import ThisProcess, Workers, open_workers

NAMED, TIERS, ALL = "named", "tiers", "all"


@dataclass(frozen=True, slots=True)
class Chosen:
    """`trials`: how many candidates it was the best of, 0 without a search."""

    candidate: Candidate
    trials: int = 0


@contextmanager
def workers_for(data: Dataset, request: TrainingRequest) -> Iterator[Workers]:
    """Several only where there is much to fit."""
    if request.search is None:
        yield ThisProcess(data)
        return
    with open_workers(data, request.search.ray_address, request.search.processes) as workers:
        yield workers


def chooser(
    data: Dataset, workers: Workers, request: TrainingRequest, say: Say
) -> Callable[[datetime], Chosen]:
    """For each end of a window (UTC), the candidate to fit on what was known before."""
    made_by = recipe(request.name)
    if request.search is None:
        own = Candidate(request.name, _seeded(made_by.parameters, request.seed), request.competitions)
        return lambda _end: Chosen(own)
    search = _search_module()
    plan = search.SearchRequest(
        trials=request.search.trials,
        folder=request.search.folder,
        seed=request.seed,
        judged=request.competitions,
        teachers=teachers(data, request),
    )
    running = search.Search(made_by, data, workers, plan, say)

    def found(end: datetime) -> Chosen:
        best = running.best(end)
        return Chosen(best.candidate, best.trials)

    return found


def teachers(data: Dataset, request: TrainingRequest) -> dict[str, tuple[str, ...]]:
    """Sets of competitions to learn from: those asked for, all of the same tiers, all; each set once."""
    codes = sorted({match.fixture.competition for match in data.matches})
    named = tuple(code for code in codes if not request.competitions or code in request.competitions)
    found = {NAMED: named}
    if request.search is not None and request.search.competitions:
        tiers = {tier(code) for code in named}
        found[TIERS] = tuple(code for code in codes if tier(code) in tiers)
        found[ALL] = tuple(codes)
    return {name: chosen for name, chosen in found.items() if name == _first(found, chosen)}


def _first(found: dict[str, tuple[str, ...]], chosen: tuple[str, ...]) -> str:
    return next(name for name, other in found.items() if other == chosen)


def _seeded(parameters: Any, seed: int) -> Any:
    """The parameters with the request's seed, where the recipe draws lots."""
    draws = any(one.name == "seed" for one in fields(parameters))
    return replace(parameters, seed=seed) if draws else parameters


def _search_module() -> Any:
    """Optuna takes a second to load and is needed for nothing else."""
    try:
        return import_module("app.training.search")
    except ImportError as missing:
        raise Unavailable(
            f"a search needs the `train` extra ({missing.name} is missing); run `make .venv/.dev`"
        ) from None
