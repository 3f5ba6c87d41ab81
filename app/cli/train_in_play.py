"""`football train --model in-play`: from recorded matches and season files to a version."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.output import say
from app.cli.training import training_module
from app.config import Settings, variable
from app.errors import ValidationFailed

if TYPE_CHECKING:
    from app.training.pipeline import TrainingReport

IN_PLAY = "in-play"


def train_in_play(
    settings: Settings,
    *,
    version: str,
    to: datetime,
    data: Path | None,
    inplay: Path | None,
    out: Path,
    unused: Mapping[str, bool],
) -> "TrainingReport":
    """`unused`: options of the other models, and whether they were given: this one has no use for them."""
    if given := [option for option, is_given in unused.items() if is_given]:
        raise ValidationFailed(given[0], f"model {IN_PLAY} has no such choice; leave it out")
    if data is None:
        raise ValidationFailed("--data", f"model {IN_PLAY} learns from season files; name their folder")
    recorded = inplay or settings.inplay_data
    if recorded is None:
        raise ValidationFailed(
            "--inplay",
            f"name the folder of the in-play files (matches.csv, events.parquet) or set "
            f"{variable('inplay_data')}",
        )
    pipeline = training_module("inplay.pipeline")
    request = pipeline.InPlayRequest(version=version, to=to, out=out, data=data, inplay=recorded)
    report: TrainingReport = pipeline.train_in_play(request, say)
    return report
