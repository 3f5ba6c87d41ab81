"""`football train`: from matches to a model version in a folder and, where there is one, in MLflow."""

import asyncio
import os
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.figures import figures_table, in_words, number
from app.cli.options import AsJson, Competitions, From, ModelName, To, codes, instant
from app.cli.output import out, print_json, say, table
from app.cli.train_in_play import IN_PLAY, train_in_play
from app.cli.training import training_module
from app.clock import system_clock
from app.config import Settings, load_settings
from app.errors import ValidationFailed
from app.ingest.catalogue import DIVISIONS, NEW_LEAGUES, parse_competitions
from app.services import open_store

if TYPE_CHECKING:
    from app.training.pipeline import TrainingReport
    from app.training.request import SearchPlan, TrainingRequest


def add_to(app: typer.Typer) -> None:
    app.command("train")(train)


def train(
    *,
    version: Annotated[str, typer.Option(help="Version of the model to make, such as 2.1.0.")],
    to: To = None,
    from_: From = None,
    competitions: Competitions = None,
    model: ModelName = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Folder of season files (mmz4281/2425/E0.csv); unset: the database."),
    ] = None,
    inplay: Annotated[
        Path | None,
        typer.Option("--inplay", help="Folder of in-play files, for in-play; unset: FOOTBALL_INPLAY_DATA."),
    ] = None,
    search: Annotated[
        int | None, typer.Option("--search", help="Search parameters: candidates to try in each window.")
    ] = None,
    search_competitions: Annotated[
        bool, typer.Option("--search-competitions", help="Search for the leagues to learn from, too.")
    ] = False,
    processes: Annotated[
        int | None, typer.Option(min=1, help="Processes that a search runs in; unset: one for each core.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of everything that draws lots.")] = 0,
    out_: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for NAME/VERSION; unset: where the service looks for versions."),
    ] = None,
    publish: Annotated[
        bool | None,
        typer.Option("--publish/--no-publish", help="Record it in MLflow; unset: where MLflow is named."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Fit a model on the results known before --to, and write it to FOOTBALL_MODELS_DIR/NAME/VERSION.

    It learns from the 22 European divisions unless --competitions names others. With --search, parameters are
    chosen on earlier years only. Where FOOTBALL_MLFLOW_TRACKING_URI is set, it becomes the challenger.
    The model in-play, of matches being played, learns from --inplay and --data.
    """
    cutoff = _cutoff(to)
    if search is None and (search_competitions or processes is not None):
        raise ValidationFailed("--search", "say how many candidates to try")
    settings = load_settings(os.environ)
    publisher = _publisher(settings, publish)
    if (model or settings.model) == IN_PLAY:
        report = train_in_play(
            settings,
            version=version,
            to=cutoff,
            data=data,
            inplay=inplay,
            out=out_ or settings.models_dir,
            unused={
                "--from": from_ is not None,
                "--competitions": bool(competitions),
                "--search": search is not None,
                "--seed": seed != 0,
            },
        )
    else:
        request = training_module("request").TrainingRequest(
            version=version,
            to=cutoff,
            out=out_ or settings.models_dir,
            name=model or settings.model,
            start=instant("--from", from_),
            competitions=_wanted(competitions),
            search=_plan(settings, search, search_competitions, processes),
            seed=seed,
        )
        report = _train(settings, request, data)
    published = publisher.publish(report.folder, settings.mlflow_tracking_uri, say) if publisher else None
    if as_json:
        print_json(_as_json(report) | {"run": published and published.address})
    else:
        _show(report)
        if published:
            out.print(str(published))


def _cutoff(to: str | None) -> datetime:
    cutoff = instant("--to", to)
    if cutoff is None:
        raise ValidationFailed("--to", "name the instant whose later results may not be learned")
    if cutoff > system_clock():
        raise ValidationFailed(
            "--to", f"{cutoff:%Y-%m-%d} is in the future: results are known until now at the latest"
        )
    return cutoff


def _train(settings: Settings, request: "TrainingRequest", data: Path | None) -> "TrainingReport":
    pipeline = training_module("pipeline")
    if data is not None:
        report: TrainingReport = pipeline.train_from_folder(data, request, say)
        return report
    return asyncio.run(_train_from_database(settings, request))


async def _train_from_database(settings: Settings, request: "TrainingRequest") -> "TrainingReport":
    async with open_store(settings) as url:
        report: TrainingReport = await training_module("pipeline").train_from_database(url, request, say)
        return report


def _plan(
    settings: Settings, trials: int | None, competitions: bool, processes: int | None
) -> "SearchPlan | None":
    if trials is None:
        return None
    plan: SearchPlan = training_module("request").SearchPlan(
        trials=trials,
        folder=settings.home / "search",
        competitions=competitions,
        ray_address=settings.ray_address,
        processes=processes,
    )
    return plan


def _publisher(settings: Settings, wanted: bool | None) -> ModuleType | None:
    """What publishes, if it is wanted: what it lacks is said before the work, not after."""
    if wanted is False or (wanted is None and settings.mlflow_tracking_uri is None):
        return None
    publisher = training_module("publish")
    publisher.check(settings.mlflow_tracking_uri)
    return publisher


def _wanted(competitions: list[str] | None) -> tuple[str, ...]:
    named = codes(competitions)
    return parse_competitions(",".join(named), {**DIVISIONS, **NEW_LEAGUES}) if named else tuple(DIVISIONS)


def _as_json(report: "TrainingReport") -> dict[str, Any]:
    told = report.description
    return {"folder": report.folder, "metrics": told.metrics, "parameters": told.parameters}


def _show(report: "TrainingReport") -> None:
    description = report.description
    out.print(f"wrote {report.folder}")
    numbers = ((name, value) for name, value in description.parameters.items() if not isinstance(value, list))
    told = ", ".join(f"{name} {value}" for name, value in numbers)
    out.print(f"{description.training_rows:,} matches before {description.data_cutoff[:10]}; {told}")
    if seasons := report.evaluation.get("seasons"):
        _show_seasons(seasons)
    out.print()
    out.print(figures_table(description.metrics))


def _show_seasons(seasons: list[dict[str, float]]) -> None:
    columns = ("matches", "rps", "base_rps", "closing_rps", "market_skill")
    headings = tuple(map(in_words, columns))
    rows = table("unseen season", *headings, right=headings)
    for season in seasons:
        rows.add_row(str(season["name"]), *(number(season.get(name)) for name in columns))
    out.print(rows)
