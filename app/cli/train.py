"""`football train`: from the stored matches to a model version in a folder."""

import asyncio
import os
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import AsJson, Competitions, From, ModelName, Out, To, codes, instant
from app.cli.output import out, print_json, say
from app.config import Settings, load_settings
from app.errors import Unavailable, ValidationFailed
from app.ingest.catalogue import DIVISIONS, NEW_LEAGUES, parse_competitions
from app.services import open_store

if TYPE_CHECKING:
    from app.training.pipeline import TrainingReport, TrainingRequest


def add_to(app: typer.Typer) -> None:
    app.command("train")(train)


def train(
    *,
    version: Annotated[str, typer.Option(help="Version of the model to make, such as 1.1.0.")],
    to: To = None,
    from_: From = None,
    competitions: Competitions = None,
    model: ModelName = None,
    out_: Out = None,
    as_json: AsJson = False,
) -> None:
    """Fit a model on the results known before --to, and write it as MODELS/NAME/VERSION.

    It learns from the 22 European divisions unless --competitions names others.
    """
    cutoff = instant("--to", to)
    if cutoff is None:
        raise ValidationFailed("--to", "name the instant whose later results may not be learned")
    pipeline = _pipeline()
    settings = load_settings(os.environ)
    request = pipeline.TrainingRequest(
        version=version,
        to=cutoff,
        out=out_ or settings.models_dir,
        name=model or settings.model,
        start=instant("--from", from_),
        competitions=_wanted(competitions),
    )

    report = asyncio.run(_train(settings, request))
    if as_json:
        print_json({"folder": report.folder, "metrics": report.description.metrics})
    else:
        out.print(f"wrote {report.folder}")
        for name, value in report.description.metrics.items():
            out.print(f"  {name}: {value}")


def _pipeline() -> ModuleType:
    """app.training.pipeline, loaded here alone: scikit-learn and skl2onnx take seconds and 200 MB."""
    try:
        return import_module("app.training.pipeline")
    except ImportError as missing:
        raise Unavailable(
            f"training needs the `train` extra ({missing.name} is missing); run `make .venv/.dev`"
        ) from None


async def _train(settings: Settings, request: "TrainingRequest") -> "TrainingReport":
    async with open_store(settings) as url:
        report: TrainingReport = await _pipeline().train_from_database(url, request, say)
        return report


def _wanted(competitions: list[str] | None) -> tuple[str, ...]:
    named = codes(competitions)
    return parse_competitions(",".join(named), {**DIVISIONS, **NEW_LEAGUES}) if named else tuple(DIVISIONS)
