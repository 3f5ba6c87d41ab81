"""`football backtest`: what a model would have said of past matches, and how good it was."""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.cli.figures import in_words, number
from app.cli.options import AsJson, Competitions, From, ModelName, To, codes, instant
from app.cli.output import err, out, print_json, say
from app.config import Settings, load_settings
from app.errors import Unavailable, ValidationFailed
from app.services import open_store

if TYPE_CHECKING:
    from app.training.backtest.job import Job, Outcome
    from app.training.backtest.run import OnProgress
    from app.training.folder import PricedMatches

MOST_SHOWN = 5

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Folder with mmz4281/SSSS/DIV.csv; unset: the database."),
]
Out = Annotated[Path | None, typer.Option("--out", help="CSV file that the forecasts are written to.")]
Refit = Annotated[
    str | None, typer.Option("--refit", help="season, month, week or a number of days; unset: month.")
]
Report = Annotated[
    Path | None,
    typer.Option("--report", help="Folder for report.md and report.html, a comparison with others."),
]
FiveThirtyEight = Annotated[
    Path | None,
    typer.Option(
        "--five-thirty-eight",
        help="FiveThirtyEight's forecasts, for --report: CSV (docs/model.md names its columns).",
    ),
]
DixonColes = Annotated[
    str,
    typer.Option(
        "--dixon-coles", help="Divisions that the report fits Dixon-Coles in: top-five, all, none, or codes."
    ),
]


def add_to(app: typer.Typer) -> None:
    app.command("backtest")(backtest)


def backtest(
    *,
    model: ModelName = None,
    from_: From = None,
    to: To = None,
    competitions: Competitions = None,
    data: Data = None,
    refit: Refit = None,
    out_: Out = None,
    report: Report = None,
    five_thirty_eight: FiveThirtyEight = None,
    dixon_coles: DixonColes = "top-five",
    as_json: AsJson = False,
) -> None:
    """Forecast the matches from --from on and before --to as the model would have, and write them to --out.

    The model is fitted anew on each refit date, on results known before it; every match is forecast as of
    its kickoff. All matches teach; --competitions names those to forecast. A run that was ended goes on
    where it stopped when the same command is given again.
    """
    start, end = instant("--from", from_), instant("--to", to)
    if start is None or end is None or out_ is None:
        raise ValidationFailed(
            "--from --to --out", "name the first day, the day to stop before, and the file"
        )
    job_module = _job_module()
    settings = load_settings(os.environ)
    job: Job = job_module.Job(
        request=job_module.BacktestRequest(
            model=model or settings.model,
            start=start,
            end=end,
            out=out_,
            competitions=codes(competitions),
            **({} if refit is None else {"refit": refit}),
        ),
        report=report,
        five_thirty_eight=five_thirty_eight,
        dixon_coles=job_module.dixon_coles_in(dixon_coles),
    )
    with _bars() as on_progress:
        done: Outcome = job_module.run_job(job, lambda: _read(settings, data, job, on_progress), on_progress)
    _show(done, as_json=as_json)


def _job_module() -> Any:
    """app.training.backtest.job, loaded here alone: scikit-learn and matplotlib take seconds."""
    try:
        return import_module("app.training.backtest.job")
    except ImportError as missing:
        raise Unavailable(
            f"a backtest needs the `train` extra ({missing.name} is missing); run `make .venv/.dev`"
        ) from None


def _read(settings: Settings, data: Path | None, job: "Job", on_progress: "OnProgress") -> "PricedMatches":
    folder = import_module("app.training.folder")
    if data is not None:
        read: PricedMatches = folder.from_folder(
            data, lambda done, total: on_progress("reading files", done, total)
        )
        return read
    on_progress("reading the database", 0, None)
    return asyncio.run(_from_database(settings, prices=job.needs_prices))


async def _from_database(settings: Settings, *, prices: bool) -> "PricedMatches":
    async with open_store(settings) as url:
        read: PricedMatches = await import_module("app.training.folder").from_database(url, prices=prices)
        return read


@contextmanager
def _bars() -> "Iterator[OnProgress]":
    """A bar on stderr for each step of the work."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err) as progress:
        steps: dict[str, Any] = {}

        def advance(step: str, done: int, total: int | None) -> None:
            if step not in steps:
                _end(progress, steps)
                steps[step] = progress.add_task(step, total=total)
            progress.update(steps[step], completed=done, total=total)

        yield advance
        _end(progress, steps)


def _end(progress: Progress, steps: dict[str, Any]) -> None:
    """Stop the clock of the step that was running."""
    if steps:
        *_, last = steps.values()
        progress.stop_task(last)


def _show(done: "Outcome", *, as_json: bool) -> None:
    backtest = done.backtest
    if backtest.restarted:
        say(f"begun anew: {' and '.join(backtest.restarted)} changed since the run that was ended")
    if backtest.resumed:
        say(f"{backtest.resumed} of {backtest.fits} fits were done by a run that was ended")
    for fault in done.faults[:MOST_SHOWN]:
        err.print(f"not read: {fault}", markup=False)
    if len(done.faults) > MOST_SHOWN:
        say(f"… and {len(done.faults) - MOST_SHOWN} more; --json and the report list them")
    if as_json:
        print_json(done.as_json())
        return
    out.print(f"{len(backtest.fixtures):,} forecasts in {backtest.request.out}", markup=False)
    for reason, count in Counter(done.reasons).items():
        out.print(f"{count:,} matches left out: {reason}", markup=False)
    for name, value in done.scores.items():
        out.print(f"{in_words(name)} {number(value)}")
    for path in done.written:
        out.print(f"wrote {path}", markup=False)
