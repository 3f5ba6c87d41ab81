"""`football train`: from the stored matches to a model version in a folder."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import AsJson, Competitions, From, ModelName, Out, To, codes, instant
from app.cli.output import out, print_json, say
from app.config import load_settings
from app.errors import Unavailable, ValidationFailed
from app.ingest.catalogue import DIVISIONS, NEW_LEAGUES, parse_competitions
from app.services import open_store


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
    try:
        from app.training import pipeline  # noqa: PLC0415  scikit-learn and skl2onnx load for seconds
    except ImportError as missing:
        raise Unavailable(
            f"training needs the `train` extra ({missing.name} is missing); run `make .venv/.dev`"
        ) from None
    settings = load_settings(os.environ)
    request = pipeline.TrainingRequest(
        version=version,
        to=cutoff,
        out=out_ or settings.models_dir,
        name=model or settings.model,
        start=instant("--from", from_),
        competitions=_wanted(competitions),
    )

    async def work() -> pipeline.TrainingReport:
        async with open_store(settings) as url:
            return await pipeline.train_from_database(url, request, say)

    report = asyncio.run(work())
    folder: Path = report.folder
    if as_json:
        print_json({"folder": folder, "metrics": report.description.metrics})
    else:
        out.print(f"wrote {folder}")
        for name, value in report.description.metrics.items():
            out.print(f"  {name}: {value}")


def _wanted(competitions: list[str] | None) -> tuple[str, ...]:
    named = codes(competitions)
    return parse_competitions(",".join(named), {**DIVISIONS, **NEW_LEAGUES}) if named else tuple(DIVISIONS)
