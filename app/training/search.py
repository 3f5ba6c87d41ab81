"""The search for parameters, nested in time: candidates are judged on years before those they are told for.

Inside a window that ends at `end`, each candidate forecasts the last three years before `end`, each by a fit
without it; its loss is the mean RPS over all those matches. Called for several ends, it leaves an honest
figure for the year after each: neither the fit nor the search has seen that year.

Optuna's tree-structured Parzen estimator (Bergstra et al. 2011) proposes candidates in batches of a fixed
size, seeded batch by batch, and is told the losses in the order of the batch. So the same data, seed and
number of trials find the same parameters on any number of workers and after any number of interruptions;
losses already in the study's file are not computed again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import optuna
from optuna.exceptions import StorageInternalError
from optuna.trial import TrialState
from sqlalchemy.exc import SQLAlchemyError

from app.errors import InsufficientData, Unavailable
from app.football import scoring
from app.progress import Say
from app.training.dataset import Dataset
from app.training.describe import program_digest
from app.training.recipes import Recipe
from app.training.unseen import Candidate, FoldTask, forecast, judged_rows, years_before
from app.training.workers import Workers

BATCH = 4
MOST_SEEDS = 2**32
"""As many as numpy's older generators, which Optuna uses, take."""
TEACHERS = "teachers"
"""Name of the choice between competitions to learn from, in the study."""

Key = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`trials`: candidates for each window; `folder`: where studies are kept; `judged`: competitions whose
    forecasts count, all when empty; `teachers`: sets of competitions to choose among, by name."""

    trials: int
    folder: Path
    seed: int = 0
    judged: tuple[str, ...] = ()
    teachers: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"all": ()})


@dataclass(frozen=True, slots=True)
class Found:
    """The best candidate and its loss (mean RPS over the folds), after how many trials."""

    candidate: Candidate
    loss: float
    trials: int


class Search:
    """Searches the space of a recipe over windows of one dataset, which the workers hold as well."""

    def __init__(
        self, recipe: Recipe, data: Dataset, workers: Workers, request: SearchRequest, say: Say
    ) -> None:
        self._recipe, self._data, self._workers = recipe, data, workers
        self._request, self._say = request, say

    def best(self, end: datetime) -> Found:
        """The best candidate on the years before `end` (UTC). Raises InsufficientData without one."""
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        kept = self._kept(end)
        judge = _Judge(self._losses, end, {_key(trial.params): trial.value for trial in kept.trials})
        study = optuna.create_study(sampler=self._sampler(0))
        self._propose_defaults(study)
        for start in range(0, self._request.trials, BATCH):
            study.sampler = self._sampler(start)
            asked = [study.ask() for _ in range(min(BATCH, self._request.trials - start))]
            candidates = [self._candidate(trial) for trial in asked]
            judge.consider(dict(zip((_key(trial.params) for trial in asked), candidates, strict=True)))
            for trial in asked:
                self._tell(study, kept, trial, judge.known.get(_key(trial.params)))
            self._report(study, start + len(asked), end)
        return self._found(study, judge.lacking)

    def _sampler(self, batch: int) -> optuna.samplers.BaseSampler:
        return optuna.samplers.TPESampler(seed=(self._request.seed * 100_003 + batch) % MOST_SEEDS)

    def _kept(self, end: datetime) -> optuna.Study:
        """The study on disk: finished trials of earlier runs of the same search. Raises Unavailable."""
        content = sha256(program_digest().encode())
        content.update(self._data.between(None, end).digest.encode())
        content.update(repr((end, self._request.judged, sorted(self._request.teachers.items()))).encode())
        name = f"{self._recipe.name} before {end:%Y-%m-%d} {content.hexdigest()[:16]}"
        file = self._request.folder / f"{self._recipe.name}.db"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            return optuna.create_study(storage=f"sqlite:///{file}", study_name=name, load_if_exists=True)
        except (OSError, SQLAlchemyError, StorageInternalError) as error:
            why = str(error).partition("\n")[0]
            raise Unavailable(
                f"{file}, where a search keeps what it has found, cannot be used ({why}): "
                "remove the file, or set FOOTBALL_HOME to a folder that can be written"
            ) from error

    def _propose_defaults(self, study: optuna.Study) -> None:
        """The recipe's own parameters are the first candidate: a search is never worse than none."""
        first = asdict(self._recipe.parameters)
        if len(self._request.teachers) > 1:
            first[TEACHERS] = next(iter(self._request.teachers))
        study.enqueue_trial(first)

    def _candidate(self, trial: optuna.trial.BaseTrial) -> Candidate:
        parameters = self._recipe.suggest(trial)
        names = list(self._request.teachers)
        chosen = trial.suggest_categorical(TEACHERS, names) if len(names) > 1 else names[0]
        return Candidate(self._recipe.name, parameters, self._request.teachers[chosen])

    def _losses(self, candidates: Sequence[Candidate], end: datetime) -> list[float | tuple[str, ...]]:
        folds = years_before(end)
        tasks = [FoldTask(one, fold, self._request.judged) for one in candidates for fold in folds]
        answers = self._workers.run(forecast, tasks)
        happened = [judged_rows(self._data, task).outcomes for task in tasks[: len(folds)]]
        return [
            _loss(answers[start : start + len(folds)], happened) for start in range(0, len(tasks), len(folds))
        ]

    @staticmethod
    def _tell(study: optuna.Study, kept: optuna.Study, trial: optuna.Trial, loss: float | None) -> None:
        if loss is None:
            study.tell(trial, state=TrialState.FAIL)
            return
        told = study.tell(trial, loss)
        if all(_key(told.params) != _key(one.params) for one in kept.get_trials(deepcopy=False)):
            kept.add_trial(told)

    def _report(self, study: optuna.Study, done: int, end: datetime) -> None:
        best = _best(study)
        if best is not None:
            self._say(
                f"search before {end:%Y-%m-%d}: {done}/{self._request.trials}, best RPS {best.value:.5f} "
                f"({_told(best.params)})"
            )

    def _found(self, study: optuna.Study, lacking: tuple[str, ...]) -> Found:
        best = _best(study)
        if best is None or best.value is None:
            raise InsufficientData(lacking)
        candidate = self._candidate(optuna.trial.FixedTrial(best.params))
        return Found(candidate, best.value, len(study.trials))


def _best(study: optuna.Study) -> optuna.trial.FrozenTrial | None:
    """The first of the trials with the least loss."""
    finished = [trial for trial in study.trials if trial.state == TrialState.COMPLETE]
    return min(finished, key=lambda trial: (trial.value, trial.number), default=None)


class _Judge:
    """The losses known of a window's candidates, and how to learn the others."""

    def __init__(
        self,
        losses: Callable[[Sequence[Candidate], datetime], list[float | tuple[str, ...]]],
        end: datetime,
        known: Mapping[Key, float | None],
    ) -> None:
        self._losses, self._end = losses, end
        self.known = dict(known)
        self.lacking: tuple[str, ...] = ()

    def consider(self, candidates: Mapping[Key, Candidate]) -> None:
        new = {key: candidate for key, candidate in candidates.items() if key not in self.known}
        for key, loss in zip(new, self._losses(list(new.values()), self._end), strict=True):
            if isinstance(loss, float):
                self.known[key] = loss
            else:
                self.lacking = loss


def _loss(
    answers: Sequence[Any], happened: Sequence[np.ndarray[Any, np.dtype[np.int64]]]
) -> float | tuple[str, ...]:
    """Mean RPS over all matches of the folds, or what the first fold that has none lacks."""
    for answer in answers:
        if isinstance(answer, tuple):
            return answer
    return scoring.rps(np.concatenate(answers), np.concatenate(happened))


def _key(parameters: Mapping[str, Any]) -> Key:
    return tuple(sorted(parameters.items()))


def _told(parameters: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in parameters.items()
    )
