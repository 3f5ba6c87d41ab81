"""`train`: the one way from played matches to a model version."""

import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from app.db.connection import raw_connection
from app.db.matches_fold import played_matches
from app.errors import InsufficientData, ValidationFailed
from app.football.match import PlayedMatch
from app.training.card import model_card
from app.training.dataset import Dataset, build_dataset
from app.training.evaluate import metrics
from app.training.export import ModelDescription, export
from app.training.fit import FitParameters, fit_goal_rates

CHECKED_ROWS = 10_000
"""Rows the exported graph is compared with the fitted model on, newest last."""

HOLDOUT = timedelta(days=365)
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """What to train on and where to write it.

    `to`: the data cutoff (UTC), no result known from then on is learned; `start`: the first, if any;
    `competitions`: the codes to learn from, all leagues when empty (the ratings always see all of them).
    """

    version: str
    to: datetime
    out: Path
    name: str = "match"
    start: datetime | None = None
    competitions: tuple[str, ...] = ()
    parameters: FitParameters = field(default_factory=FitParameters)

    def __post_init__(self) -> None:
        for argument, instant in (("to", self.to), ("from", self.start)):
            if instant is not None and instant.utcoffset() != timedelta(0):
                raise ValidationFailed(argument, f"must be an instant in UTC, not {instant.isoformat()}")


@dataclass(frozen=True, slots=True)
class TrainingReport:
    folder: Path
    description: ModelDescription


async def train_from_database(
    database_url: str, request: TrainingRequest, on_progress: Progress = lambda _: None
) -> TrainingReport:
    """`train` on the finished league matches of the database."""
    on_progress("reading matches")
    async with raw_connection(database_url) as connection, connection.transaction(readonly=True):
        played = [match async for match in played_matches(connection)]
    return train(played, request, on_progress)


def train(
    played: Iterable[PlayedMatch], request: TrainingRequest, on_progress: Progress = lambda _: None
) -> TrainingReport:
    """Fit on the results known before `request.to`, evaluate on later seasons, export.

    Matches after the cutoff are used for the figures only. Raises InsufficientData with too few matches.
    The same matches and request give the same file.
    """
    on_progress("building features")
    data = _chosen(build_dataset(played), request)
    training = data.between(request.start, request.to)
    on_progress(f"fitting on {len(training)} matches")
    model = fit_goal_rates(training, request.parameters)
    on_progress("evaluating")
    later = data.between(request.to, request.to + HOLDOUT)
    figures = _last_year(training, request) | metrics(model, later, "next_year")
    description = ModelDescription(
        name=request.name,
        version=request.version,
        data_cutoff=request.to.isoformat(),
        training_rows=len(training),
        data_digest=training.digest,
        git_revision=git_revision(Path(__file__).parent),
        metrics=figures | dict(model.figures()),
        feature_set=training.feature_set.name,
        feature_names=training.feature_set.names,
    )
    on_progress("exporting")
    card = model_card(description, training)
    folder = export(model, description, training.features[-CHECKED_ROWS:], card, request.out)
    return TrainingReport(folder, description)


def _last_year(training: Dataset, request: TrainingRequest) -> dict[str, float]:
    """Figures on the last year before the cutoff of a model that has not seen that year."""
    split = request.to - HOLDOUT
    try:
        earlier = fit_goal_rates(training.between(None, split), request.parameters)
    except InsufficientData:
        return {}
    return metrics(earlier, training.between(split, None), "last_year")


def _chosen(data: Dataset, request: TrainingRequest) -> Dataset:
    """The rows of the wanted competitions, rated by the matches of all, as they are when the model serves."""
    wanted = request.competitions
    return data.where([match.fixture.competition in wanted for match in data.matches]) if wanted else data


def git_revision(folder: Path) -> str:
    """The revision checked out in `folder`, or "unknown" outside a repository."""
    command = ["git", "rev-parse", "HEAD"]
    try:
        done = subprocess.run(  # noqa: S603 - a constant command
            command, cwd=folder, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()
