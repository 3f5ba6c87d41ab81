"""`football models publish`: a version folder recorded in MLflow after it was trained."""

import os
from dataclasses import asdict

import typer

from app.cli.models import Name, Version, models
from app.cli.options import AsJson
from app.cli.output import out, print_json, say
from app.cli.training import training_module
from app.config import load_settings
from app.errors import NotFound


def add_to(_app: typer.Typer) -> None:
    models.command("publish")(publish)


def publish(*, name: Name, version: Version, as_json: AsJson = False) -> None:
    """Record a version in MLflow and make it the challenger; again is no harm, nor after a failure."""
    settings = load_settings(os.environ)
    folder = settings.models_dir / name / version
    if not folder.is_dir():
        raise NotFound(
            f"there is no {folder}: `football train` makes it, FOOTBALL_MODELS_DIR says where it is"
        )
    published = training_module("publish").publish(folder, settings.mlflow_tracking_uri, say)
    if as_json:
        print_json(asdict(published))
    else:
        out.print(str(published))
