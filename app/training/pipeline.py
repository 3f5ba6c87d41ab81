"""`train`: the one way from played matches to a model version."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.errors import InsufficientData
from app.football.match import PlayedMatch
from app.football.prices import NO_ODDS, PreMatchOdds
from app.progress import Say
from app.training.card import model_card
from app.training.choice import Chosen, chooser, workers_for
from app.training.dataset import Dataset, build_dataset
from app.training.describe import git_revision, packages, usual
from app.training.evaluation import Unseen
from app.training.export import ModelDescription, check_out, export
from app.training.folder import from_database, from_folder
from app.training.processes import in_one_thread
from app.training.recipes import FittedModel, recipe
from app.training.request import TrainingRequest
from app.training.rows import rows_to_check
from app.training.unseen import FoldTask, fit, forecast, judged_rows, taught_by, year_after, years_before
from app.training.workers import Workers


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """`evaluation`: tables of the unseen years, as in evaluation.json of the folder."""

    folder: Path
    description: ModelDescription
    evaluation: Mapping[str, Any]


def unheard(_: str) -> None:
    """Nobody listens."""


async def train_from_database(
    database_url: str, request: TrainingRequest, on_progress: Say = unheard
) -> TrainingReport:
    """`train` on the finished league matches of the database, which Tortoise is open on."""
    on_progress("reading matches")
    read = await from_database(database_url, prices=recipe(request.name).feature_set.uses_odds)
    return train(read.matches, request, on_progress, odds=read.pre_match)


def train_from_folder(folder: Path, request: TrainingRequest, on_progress: Say = unheard) -> TrainingReport:
    """`train` on a folder of football-data.co.uk's season files."""
    on_progress("reading season files")
    read = from_folder(folder)
    for fault in read.faults:
        on_progress(f"left out {fault}")
    return train(read.matches, request, on_progress, odds=read.pre_match)


def train(
    played: Iterable[PlayedMatch],
    request: TrainingRequest,
    on_progress: Say = unheard,
    *,
    odds: Mapping[str, PreMatchOdds] = NO_ODDS,
) -> TrainingReport:
    """Search if asked to, evaluate on unseen years, fit on the results known before `request.to`, export.

    Matches after the cutoff are used for the figures only. Raises InsufficientData with too few matches,
    Conflict where the version is there with other content, ValidationFailed where `request.out` cannot be
    written. The same matches and request give the same files.
    """
    check_out(request.out / request.name)
    feature_set, history = recipe(request.name).feature_set, list(played)
    if feature_set.uses_odds and not odds:
        raise InsufficientData((f"pre-match prices to train {request.name} on; no match has any",))
    on_progress("building features")
    every = build_dataset(history, feature_set, odds)
    known = every.between(request.start, request.to)
    _check_any(every, known, request)
    with workers_for(known, request) as workers:
        choose = chooser(known, workers, request, on_progress)
        chosen = choose(request.to)
        on_progress("evaluating on unseen years")
        unseen = [
            Unseen.of(rows, told, history) for rows, told in _unseen_years(known, workers, choose, request)
        ]
    training = taught_by(known, chosen.candidate.teachers)
    on_progress(f"fitting on {len(training):,} matches")
    model = in_one_thread(fit, known, chosen.candidate)
    following = year_after(request.to)
    later = taught_by(every.between(following.split, following.end), request.competitions)
    found = _figures(unseen) | dict(model.figures())
    if len(later):
        found |= _span("next_year", [Unseen.of(later, model.outcomes(later.features), history)])
    on_progress("exporting")
    return _write(_Made(model, training, chosen, found, _tables(unseen)), request)


def _check_any(every: Dataset, known: Dataset, request: TrainingRequest) -> None:
    """Say which matches are missing where a fit could only say how many."""
    if len(taught_by(known, request.competitions)):
        return
    whose = f"of {', '.join(request.competitions)} " if request.competitions else ""
    since = f"from {request.start:%Y-%m-%d} and " if request.start else ""
    priced = "pre-match prices and " if every.feature_set.uses_odds else ""
    window = f"matches {whose}with {priced}results known {since}before {request.to:%Y-%m-%d}; there are none"
    first = min((match.known_at for match in every.matches), default=None)
    told = f" (the first usable result of any league is of {first:%Y-%m-%d})" if first else ""
    raise InsufficientData((window + told,))


def _unseen_years(
    known: Dataset, workers: Workers, choose: Callable[[Any], Chosen], request: TrainingRequest
) -> Iterator[tuple[Dataset, Any]]:
    """Rows and forecasts of each of the last years that enough was known before, in order of time."""
    tasks = []
    for fold in years_before(request.to):
        try:
            tasks.append(FoldTask(choose(fold.split).candidate, fold, request.competitions))
        except InsufficientData:
            continue
    for task, answer in zip(tasks, workers.run(forecast, tasks), strict=True):
        if not isinstance(answer, tuple):
            yield judged_rows(known, task), answer


def _figures(unseen: Sequence[Unseen]) -> dict[str, float]:
    """Of the last year, and of all the unseen years together where there are several."""
    if not unseen:
        return {}
    spans = {"last_year": unseen[-1:]} | ({"last_years": unseen} if len(unseen) > 1 else {})
    return {key: value for name, parts in spans.items() for key, value in _span(name, parts).items()}


def _span(name: str, parts: Sequence[Unseen]) -> dict[str, float]:
    whole = Unseen.together(parts)
    return whole.figures(name) | whole.market_figures(name)


def _tables(unseen: Sequence[Unseen]) -> dict[str, Any]:
    return {"years": len(unseen)} | (Unseen.together(unseen).tables() if unseen else {})


@dataclass(frozen=True, slots=True)
class _Made:
    model: FittedModel
    training: Dataset
    chosen: Chosen
    figures: Mapping[str, float]
    evaluation: Mapping[str, Any]


def _write(made: _Made, request: TrainingRequest) -> TrainingReport:
    baselines, base_rates = usual(made.training)
    parameters = asdict(made.chosen.candidate.parameters)
    description = ModelDescription(
        name=request.name,
        version=request.version,
        data_cutoff=request.to.isoformat(),
        training_rows=len(made.training),
        data_digest=made.training.digest,
        git_revision=git_revision(Path(__file__).parent),
        metrics=dict(made.figures),
        feature_set=made.training.feature_set.name,
        feature_names=made.training.feature_set.names,
        seed=request.seed,
        parameters=parameters,
        packages=packages(),
        baselines=baselines,
        base_rates=base_rates,
    )
    made_by = recipe(request.name)
    card = model_card(
        description,
        made.training,
        how=made_by.how,
        odds=made_by.odds,
        command=request.as_command(),
        evaluation=made.evaluation,
        searched=made.chosen.trials,
    )
    documents = {"README.md": card, "evaluation.json": json.dumps(made.evaluation, indent=1) + "\n"}
    rows = rows_to_check(made.training.features, request.seed)
    folder = export(made.model, description, rows, documents, request.out)
    return TrainingReport(folder, description, made.evaluation)
