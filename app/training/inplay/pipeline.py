"""`train_in_play`: the one way from recorded matches to a version of the model `in-play`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import ValidationFailed
from app.football.inplay.features import IN_PLAY
from app.football.match import Fixture
from app.ingest.inplay import RecordedMatch
from app.progress import Say
from app.training.describe import git_revision, packages
from app.training.evaluate import TOP_FIVE
from app.training.export import ModelDescription, check_out, export
from app.training.folder import from_folder
from app.training.inplay.beliefs import Beliefs, fixtures_of, market_beliefs, own_beliefs
from app.training.inplay.card import in_play_card
from app.training.inplay.clock import fit_clock
from app.training.inplay.evaluate import Comparison, MinuteFigures, as_metrics
from app.training.inplay.fit import Lesson, fit_effects
from app.training.inplay.lessons import lesson, rows_to_check, weights_by_age
from app.training.inplay.matches import RecordedMatches, read_matches
from app.training.inplay.model import InPlayModel, outcome_ratios
from app.training.inplay.parameters import Floats
from app.training.pipeline import TrainingReport, unheard
from app.training.processes import in_one_thread
from app.training.request import VERSION

NAME = "in-play"
UNSEEN_SEASONS = 5
"""The last seasons that the figures are of, by a model that was fitted without them."""


@dataclass(frozen=True, slots=True)
class InPlayRequest:
    """Learn from the matches played before `to` (UTC): `inplay` holds their events, `data` season files."""

    version: str
    to: datetime
    out: Path
    data: Path
    inplay: Path

    def __post_init__(self) -> None:
        if self.to.utcoffset() != timedelta(0):
            raise ValidationFailed("to", f"must be an instant in UTC, not {self.to.isoformat()}")
        if VERSION.fullmatch(self.version) is None:
            raise ValidationFailed("version", f"{self.version[:40]!r} must be numbers such as 1.2.0")

    def as_command(self) -> str:
        """What makes the same version again from the same folders."""
        return (
            f"football train --model {NAME} --version {self.version} --to {self.to:%Y-%m-%d} "
            "--data FOLDER --inplay FOLDER"
        )


@dataclass(frozen=True)
class Recorded:
    """Recorded matches with what was believed of them; `market` and `own` are of the same N matches."""

    matches: RecordedMatches
    fixtures: Sequence[Fixture | None]
    market: Beliefs
    own: Beliefs

    @property
    def beliefs(self) -> dict[str, Beliefs]:
        return {"market": self.market, "own": self.own}

    @property
    def learned(self) -> list[RecordedMatch]:
        """Those of which something was believed."""
        known = self.market.known | self.own.known
        return [self.matches.records[place] for place in np.flatnonzero(known).tolist()]


def read_recorded(
    data: Path, inplay: Path, to: datetime | None = None, on_progress: Say = unheard
) -> Recorded:
    """The matches of a folder of in-play files played before `to`, with season files in another.

    Raises ValidationFailed, InPlayDataUnusable or InsufficientData.
    """
    on_progress("reading recorded matches")
    matches = read_matches(inplay, None if to is None else to.date())
    on_progress("reading season files")
    priced = from_folder(data)
    fixtures = fixtures_of(matches, priced)
    on_progress(f"pricing {sum(one is not None for one in fixtures):,} matches")
    market = market_beliefs(fixtures, priced)

    def told(year: int) -> None:
        on_progress(f"what match expected in {year}/{(year + 1) % 100:02}")

    return Recorded(matches, fixtures, market, own_beliefs(fixtures, priced, told))


def fit_in_play(recorded: Recorded, known: NDArray[np.bool_]) -> InPlayModel:
    """Fitted on the `known` [N] matches. Raises InsufficientData for too few."""
    weights = weights_by_age(recorded.matches, known)
    return in_one_thread(_fit, recorded.matches, weights, lesson_of(recorded, weights))


def lesson_of(recorded: Recorded, weights: Floats) -> Lesson:
    """What the matches teach, each by its of `weights` [N], as the market and as our own model saw them."""
    return lesson(recorded.matches, weights, [recorded.market, recorded.own])


def _fit(matches: RecordedMatches, weights: Floats, taught: Lesson) -> InPlayModel:
    start = fit_clock(matches, weights)
    ratios = outcome_ratios(taught.features.astype(np.float64), 0.0)
    draws = np.average(ratios[:, 1], weights=taught.weights)
    return InPlayModel(fit_effects(taught, replace(start, unknown_draws=float(draws))).rounded())


def train_in_play(request: InPlayRequest, on_progress: Say = unheard) -> TrainingReport:
    """Compare on the last five seasons, fit on all of them, export.

    Raises InsufficientData with too few matches, Conflict where the version is there with other content,
    ValidationFailed where `request.out` cannot be written. The same folders and request give the same files.
    """
    check_out(request.out / NAME)
    recorded = read_recorded(request.data, request.inplay, request.to, on_progress)
    on_progress("comparing on the last seasons")
    figures = compare_unseen(recorded)
    weights = weights_by_age(recorded.matches, np.ones(len(recorded.matches), dtype=np.bool_))
    taught = lesson_of(recorded, weights)
    on_progress(f"fitting on {len(recorded.matches):,} matches")
    model = in_one_thread(_fit, recorded.matches, weights, taught)
    description = _description(request, recorded, taught, model, figures)
    told = in_play_card(description, recorded.learned, model.parameters, figures, request.as_command())
    on_progress("exporting")
    folder = export(model, description, rows_to_check(taught.features), {"README.md": told}, request.out)
    return TrainingReport(folder, description, {})


def compare_unseen(recorded: Recorded) -> dict[str, list[MinuteFigures]]:
    """By believer, on the top five leagues of the last seasons, by a model of the seasons before."""
    matches = recorded.matches
    known = matches.seasons <= matches.seasons.max() - UNSEEN_SEASONS
    return compare(recorded, known, ~known & np.isin(matches.divisions, TOP_FIVE))


def compare(
    recorded: Recorded, known: NDArray[np.bool_], asked: NDArray[np.bool_]
) -> dict[str, list[MinuteFigures]]:
    """By believer, on the `asked` [N] matches, by a model of the `known` [N] ones."""
    model = fit_in_play(recorded, known)
    return {
        name: Comparison(model, recorded.matches, recorded.fixtures, beliefs, known, asked).figures()
        for name, beliefs in recorded.beliefs.items()
    }


def _description(
    request: InPlayRequest,
    recorded: Recorded,
    taught: Lesson,
    model: InPlayModel,
    figures: dict[str, list[MinuteFigures]],
) -> ModelDescription:
    metrics = {key: value for name, one in figures.items() for key, value in as_metrics(name, one).items()}
    digest = sha256(recorded.matches.digest.encode() + taught.features.astype("<f4").tobytes()).hexdigest()
    return ModelDescription(
        name=NAME,
        version=request.version,
        data_cutoff=request.to.isoformat(),
        training_rows=len(recorded.learned),
        data_digest=digest,
        git_revision=git_revision(Path(__file__).parent),
        metrics=metrics,
        feature_set=IN_PLAY.name,
        feature_names=IN_PLAY.names,
        parameters=model.parameters.told(),
        packages=packages(),
    )
