"""`backtest`: the one way from played matches to the forecasts that a model would have made of them."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import InsufficientData, ValidationFailed
from app.files import whole_file
from app.football.match import Fixture
from app.training.backtest.parts import Parts
from app.training.backtest.rows import LeftOut, Rows, build_rows
from app.training.backtest.schedule import Window, windows
from app.training.backtest.workers import Task, forecasts
from app.training.describe import program_digest
from app.training.folder import Names, PricedMatches, source_day
from app.training.recipes import recipe

Floats = NDArray[np.float64]
OnProgress = Callable[[str, int, int | None], None]
"""Called with what is being done, how much of it is, and of how much."""

REFIT = "month"
COLUMNS = ("league", "date", "home", "away", "p_home", "p_draw", "p_away")


@dataclass(frozen=True, slots=True)
class BacktestRequest:
    """Forecast, with the recipe `model`, the matches of `competitions` (all when empty) that kick off from
    `start` on and before `end` (UTC); `out` is the CSV file to make, `refit` a schedule (see `windows`)."""

    model: str
    start: datetime
    end: datetime
    out: Path
    competitions: tuple[str, ...] = ()
    refit: str = REFIT

    def __post_init__(self) -> None:
        for argument, instant in (("--from", self.start), ("--to", self.end)):
            if instant.utcoffset() != timedelta(0):
                raise ValidationFailed(argument, f"must be an instant in UTC, not {instant.isoformat()}")
        windows(self.start, self.end, self.refit)


@dataclass(frozen=True)
class Backtest:
    """`forecast` [M, 3]: home, draw, away of each of `fixtures`, in order of kickoff; `names` by match id.

    `fits` models were fitted, `resumed` of them by an earlier run that was ended; `restarted` says what had
    changed since, where that run could not be gone on with.
    """

    request: BacktestRequest
    fixtures: tuple[Fixture, ...]
    forecast: Floats
    left_out: tuple[LeftOut, ...]
    names: Mapping[str, Names]
    fits: int
    resumed: int
    restarted: tuple[str, ...]


def run_backtest(
    priced: PricedMatches,
    request: BacktestRequest,
    parts: Parts,
    on_progress: OnProgress,
    *,
    processes: int | None = None,
) -> Backtest:
    """Forecast every window by a model fitted on the results known before it, and write `request.out`.

    Finished windows are kept in `parts`. The same matches and request give the same bytes. Raises
    ValidationFailed for a request that no match answers, InsufficientData where too little is known before
    its first window.
    """
    used = recipe(request.model)
    planned = windows(request.start, request.end, request.refit)
    competitions = _competitions(priced, request)
    on_progress("building features", 0, None)
    rows = build_rows(priced, used.feature_set, request.start, request.end, competitions)
    _check_any(priced, request, rows)
    tasks = _tasks(planned, rows)
    # what became known after the last fit is no input: it must not undo finished windows
    rows = replace(rows, learned=rows.learned.between(None, tasks[-1].cutoff))
    parts.begin(_inputs(request, competitions, rows, priced.names))
    done = _finished(parts, planned, tasks)
    resumed = len(done)
    on_progress("fitting and forecasting", resumed, len(tasks))
    waiting = [task for task in tasks if task.key not in done]
    for key, forecast in forecasts(used.name, rows.learned, waiting, processes=processes):
        parts.keep(planned[key], forecast)
        done[key] = forecast
        on_progress("fitting and forecasting", len(done), len(tasks))
    forecast = np.concatenate([done[task.key] for task in tasks])
    write_forecasts(request.out, rows.fixtures, forecast, priced.names)
    told = rows.fixtures, forecast, rows.left_out, priced.names
    return Backtest(request, *told, len(tasks), resumed, parts.restarted)


def write_forecasts(
    out: Path, fixtures: Sequence[Fixture], forecast: Floats, names: Mapping[str, Names]
) -> None:
    """The CSV file: one line a match, dates as the source has them, probabilities to ten digits."""
    with whole_file(out) as path, path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for fixture, probabilities in zip(fixtures, forecast.tolist(), strict=True):
            writer.writerow(
                (
                    fixture.competition,
                    source_day(fixture.kickoff).isoformat(),
                    *names[fixture.match_id],
                    *(f"{one:.10f}" for one in probabilities),
                )
            )


def _competitions(priced: PricedMatches, request: BacktestRequest) -> tuple[str, ...]:
    known = sorted({fixture.competition for fixture in priced.fixtures})
    if not known:
        raise InsufficientData(("matches: there are none; collect some, or name a folder with --data",))
    if unknown := sorted(set(request.competitions) - set(known)):
        raise ValidationFailed(
            "--competitions",
            f"the data have no {', '.join(unknown)[:80]}; they have {', '.join(known)}",
        )
    return tuple(sorted(set(request.competitions))) or tuple(known)


def _check_any(priced: PricedMatches, request: BacktestRequest, rows: Rows) -> None:
    if len(rows.fixtures):
        return
    if rows.left_out:
        first = "; ".join(rows.left_out[0].needs)
        raise InsufficientData((f"for none of {len(rows.left_out)} matches; the first lacks: {first}",))
    kickoffs = [fixture.kickoff for fixture in priced.fixtures]
    raise ValidationFailed(
        "--from",
        f"no match kicks off from {request.start:%Y-%m-%d} to {request.end:%Y-%m-%d}; the data hold "
        f"{min(kickoffs):%Y-%m-%d} to {max(kickoffs):%Y-%m-%d}",
    )


def _tasks(planned: Sequence[Window], rows: Rows) -> list[Task]:
    """One task for each window that has matches, by the window's number."""
    kickoffs = np.array([fixture.kickoff.timestamp() for fixture in rows.fixtures])
    tasks = []
    for number, window in enumerate(planned):
        inside = (kickoffs >= window.start.timestamp()) & (kickoffs < window.end.timestamp())
        if inside.any():
            tasks.append(Task(number, window.start, rows.features[inside]))
    return tasks


def _finished(parts: Parts, planned: Sequence[Window], tasks: Sequence[Task]) -> dict[int, Floats]:
    found = {task.key: parts.finished(planned[task.key], len(task.features)) for task in tasks}
    return {key: forecast for key, forecast in found.items() if forecast is not None}


def _inputs(
    request: BacktestRequest, competitions: Sequence[str], rows: Rows, names: Mapping[str, Names]
) -> dict[str, str]:
    """Digests of all that the forecasts follow from, by what they are of."""
    settings = (
        request.model,
        request.start.isoformat(),
        request.end.isoformat(),
        request.refit,
        *competitions,
    )
    spelled = "\n".join("\t".join(names[fixture.match_id]) for fixture in rows.fixtures)
    return {
        "data": sha256((rows.digest + spelled).encode()).hexdigest(),
        "settings": sha256("\n".join(settings).encode()).hexdigest(),
        "program": program_digest(),
    }
