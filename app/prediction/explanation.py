"""Why a prediction says what it says: its features are computed again and proven to be the same."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.clock import written
from app.db.models import PredictionKind
from app.db.predictions import Receipt
from app.errors import Conflict, FootballError, ModelUnavailable
from app.football.features import FeatureSet, FeatureVector
from app.football.match import Fixture
from app.football.scoregrid import OutcomeProbabilities
from app.football.shapley import coalitions, mixed_rows
from app.prediction.contract import ModelContractBroken, ModelInfo
from app.prediction.contributions import ByOutcome, Explanation, FloatArray, Reference, explanation, group_of
from app.prediction.features import FeatureService
from app.prediction.neutral import turned
from app.prediction.registry import ModelRegistry
from app.prediction.runtime import INLINE_ROWS, OnnxModel

EVERY_LEAGUE = "*"
"""Stands for all leagues together in a model's baselines and base rates."""

MOST_ROWS = 4096
"""Rows of one run of the model: more matches than that holds take several runs."""

TOLERANCE = 1e-5
"""How far the model may be from what it said before (float32, other rows beside it)."""

VENUE_FEATURE = "neutral"
"""The group of this feature makes a match one without a home side."""

Explained = Explanation | FootballError
_Version = tuple[str, str, str]
"""Name, version and sha256 of the file that made a prediction."""


@dataclass(frozen=True, slots=True)
class Told:
    """A prediction, computed or stored, as far as an explanation needs it."""

    fixture: Fixture
    kind: PredictionKind
    outcome: OutcomeProbabilities
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class _Case:
    """A prediction with what it is explained by; `mirror` as in the predictor, on neutral ground."""

    told: Told
    reference: Reference
    vector: FeatureVector
    mirror: FeatureVector | None


class Explainer:
    def __init__(self, registry: ModelRegistry, features: FeatureService) -> None:
        self._registry = registry
        self._features = features

    async def explain(self, told: Sequence[Told]) -> list[Explained]:
        """One value for each prediction, in order: its explanation or why there is none. Never writes.

        ModelUnavailable: its file is not on this machine, has no baselines, or the match had begun; Conflict:
        the features are not those of the receipt any more; or what computing features gives. Two statements
        for each version of a model, whatever the number.
        """
        versions = dict.fromkeys(map(_version, told))
        found = {version: iter(await self._of_version(version, told)) for version in versions}
        return [next(found[_version(one)]) for one in told]

    async def _of_version(self, version: _Version, every: Sequence[Told]) -> list[Explained]:
        """The explanations of those that this version made."""
        told = [one for one in every if _version(one) == version]
        try:
            model = await self._model(version)
            cases = await self._cases(model, told)
            solved = iter(await _solved(model, [one for one in cases if isinstance(one, _Case)]))
        except FootballError as failure:
            return [failure for _ in told]
        return [next(solved) if isinstance(one, _Case) else one for one in cases]

    async def _model(self, version: _Version) -> OnnxModel:
        """The file that made a prediction, whoever answers now."""
        name, number, sha256 = version
        model = self._registry.get(name)
        if model.info.sha256 != sha256:
            model = await self._registry.load(name, number)
        if model.info.sha256 != sha256:
            raise ModelUnavailable(
                f"it was made by {name} {number}, file {sha256[:16]}, and {number} is file "
                f"{model.info.sha256[:16]} here: ask for the prediction anew"
            )
        return model

    async def _cases(self, model: OnnxModel, told: Sequence[Told]) -> list[_Case | FootballError]:
        """What explains each prediction, its features computed again as they were when it was made."""
        references = [_reference(model.info, one) for one in told]
        asked = [
            (one.fixture, one.receipt.data_cutoff)
            for one, reference in zip(told, references, strict=True)
            if isinstance(reference, Reference)
        ]
        mirrors = [(turned(fixture), as_of) for fixture, as_of in asked if fixture.neutral]
        computed = await self._features.compute_at([*asked, *mirrors], feature_set=model.feature_set)
        own, other_way = iter(computed[: len(asked)]), iter(computed[len(asked) :])
        return [
            _case(one, reference, next(own), next(other_way) if one.fixture.neutral else None)
            if isinstance(reference, Reference)
            else reference
            for one, reference in zip(told, references, strict=True)
        ]


def _version(told: Told) -> _Version:
    return told.receipt.model_name, told.receipt.model_version, told.receipt.model_sha256


def _reference(info: ModelInfo, told: Told) -> Reference | FootballError:
    """What this prediction is compared with, or why this model cannot explain it."""
    if told.kind is not PredictionKind.PRE_MATCH:
        return ModelUnavailable("only predictions made before the match are explained")
    known = [key for key in (told.fixture.competition, EVERY_LEAGUE) if _knows(info, key)]
    if not known:
        return ModelUnavailable(
            f"model {info.name} {info.version} was made without baselines; train a newer version"
        )
    key = known[0]
    return Reference(
        None if key == EVERY_LEAGUE else key, info.baselines[key], ByOutcome(*info.base_rates[key])
    )


def _knows(info: ModelInfo, key: str) -> bool:
    return key in info.baselines and key in info.base_rates


def _case(
    told: Told,
    reference: Reference,
    own: FeatureVector | FootballError,
    other_way: FeatureVector | FootballError | None,
) -> _Case | FootballError:
    if isinstance(own, FootballError):
        return own
    if isinstance(other_way, FootballError):
        return other_way
    if own.digest != told.receipt.feature_digest:
        return Conflict(
            f"the match, or what is known of the time before {written(told.receipt.data_cutoff)}, was "
            "corrected since it was made: its features cannot be had any more; ask for the prediction anew"
        )
    return _Case(told, reference, own, other_way)


async def _solved(model: OnnxModel, cases: Sequence[_Case]) -> list[Explained]:
    """The explanations, off the event loop where the model answers many rows."""
    rows = len(cases) * 2 ** len(model.feature_set.groups)
    if rows <= INLINE_ROWS:
        return _explained(model, cases)
    return await asyncio.to_thread(_explained, model, cases)


def _explained(model: OnnxModel, cases: Sequence[_Case]) -> list[Explained]:
    answers: list[Explained] = []
    most = max(1, MOST_ROWS // 2 ** (len(model.feature_set.groups) + 1))
    for start in range(0, len(cases), most):
        part = cases[start : start + most]
        for case, probabilities in zip(part, _probabilities(model, part), strict=True):
            answers.append(_answer(model, case, probabilities))
    return answers


def _answer(model: OnnxModel, case: _Case, probabilities: FloatArray) -> Explained:
    said = case.told.outcome
    outcome = np.array([said.home, said.draw, said.away])
    if np.abs(probabilities[-1] - outcome).max() > TOLERANCE:
        return ModelContractBroken(f"{model.label} answers otherwise than before to the same features")
    probabilities[-1] = outcome  # exactly what was told is explained, not its float32 neighbour
    return explanation(model.feature_set, case.vector.values, case.reference, probabilities)


def _probabilities(model: OnnxModel, cases: Sequence[_Case]) -> FloatArray:
    """[M, 2^groups, 3]: what the model says of each match when only a coalition of groups is its own.

    Once the venue is, a match on neutral ground is asked about both ways round.
    """
    neutral = [place for place, case in enumerate(cases) if case.mirror is not None]
    vectors = [*(case.vector for case in cases), *(case.mirror for case in cases if case.mirror is not None)]
    means = np.array([case.reference.means for case in cases])
    rows = mixed_rows(
        np.array([vector.values for vector in vectors]),
        np.concatenate([means, means[neutral]]),
        group_of(model.feature_set),
    )
    grids = model.run(rows.reshape(-1, rows.shape[-1]).astype(np.float32)).score_grid
    found = _outcomes(grids.astype(np.float64)).reshape(*rows.shape[:2], 3)
    own, other_way = found[: len(cases)], found[len(cases) :, :, ::-1]
    both = (own[neutral] + other_way) / 2
    own[neutral] = np.where(without_home_side(model.feature_set)[:, None], both, own[neutral])
    return own


def _outcomes(grids: FloatArray) -> FloatArray:
    """[N, 11, 11] -> [N, 3]: home, draw, away of each score grid, summing to 1."""
    axes = (1, 2)
    parts = [np.tril(grids, -1).sum(axes), np.trace(grids, axis1=1, axis2=2), np.triu(grids, 1).sum(axes)]
    return np.asarray(np.stack(parts, axis=1) / grids.sum(axes)[:, None])


def without_home_side(feature_set: FeatureSet) -> NDArray[np.bool_]:
    """[2^groups]: whether a coalition makes a match on neutral ground one without a home side."""
    venue = [VENUE_FEATURE in names for names in feature_set.groups.values()]
    within = coalitions(len(venue))
    return np.asarray(within[:, venue].any(axis=1)) if any(venue) else np.ones(len(within), dtype=np.bool_)
