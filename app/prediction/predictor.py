"""The one use case: the probabilities of matches, with receipts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import numpy as np

from app.clock import Clock
from app.db import predictions as rows
from app.db.audit import Act
from app.db.models import CompetitionKind, PredictionKind
from app.db.pairings import unscheduled_fixture
from app.db.predictions import NewPrediction, Numbered, Receipt
from app.db.ratings import States
from app.errors import FootballError, ModelUnavailable, ValidationFailed
from app.football.features import FeatureSet, FeatureVector
from app.football.match import Fixture
from app.football.scoregrid import ExpectedGoals, OutcomeProbabilities, ProbabilitiesInvalid, Read, ScoreGrid
from app.prediction.contract import ModelContractBroken, ModelInfo
from app.prediction.features import Computed, FeatureService
from app.prediction.instants import resolve_as_of, utc
from app.prediction.neutral import both_ways, turned
from app.prediction.registry import ModelRegistry
from app.prediction.runtime import ModelOutput, OnnxModel
from app.prediction.shadows import Shadows

__all__ = ["MatchPrediction", "Predictor", "Receipt"]

OUTCOME_TOLERANCE = 1e-5
"""How far the graph's own outcome (float32 sums) may be from the grid's."""


@dataclass(frozen=True, slots=True)
class MatchPrediction:
    """What is believed of a match; every market is read off `grid`, and so is `outcome`.

    `id` and `sequence` are set once it is stored.
    """

    fixture: Fixture
    kind: PredictionKind
    grid: ScoreGrid
    outcome: OutcomeProbabilities
    expected_goals: ExpectedGoals
    receipt: Receipt
    id: int | None = None
    sequence: int | None = None

    @property
    def match_id(self) -> int:
        """The match's database id. Raises ValueError for an unscheduled match."""
        return int(self.fixture.match_id)


@dataclass(frozen=True, slots=True)
class Known:
    """The states of some fixtures as known at `now`, or at the earlier instant that is asked about."""

    now: datetime
    states: Sequence[States]


Predicted = MatchPrediction | FootballError
Belief = tuple[ScoreGrid, OutcomeProbabilities, ExpectedGoals]
Asked = tuple[Fixture, FeatureVector, FeatureVector | None]
"""A fixture, its features and, on neutral ground, those of the same match turned round."""


class Predictor:
    """`shadows` is where challengers predict; without it they do not."""

    def __init__(
        self,
        registry: ModelRegistry,
        features: FeatureService,
        clock: Clock,
        shadows: Shadows | None = None,
    ) -> None:
        self._registry = registry
        self._features = features
        self._clock = clock
        self._shadows = shadows

    async def predict(
        self,
        fixtures: Sequence[Fixture],
        *,
        as_of: datetime | None = None,
        model: str | None = None,
        known: Known | None = None,
    ) -> list[Predicted]:
        """One value for each fixture, in order: a prediction or why there is none. Never writes.

        One statement (two for a model that reads prices) and one run of the model, whatever the number.
        `as_of` is by default the earlier of now and kickoff; `model` names another model than the default
        one. `known` spares the statement where the states were read before.
        """
        try:
            chosen = self._registry.get(model)
            return await self.predict_by(chosen, fixtures, as_of, known)
        except FootballError as failure:
            return [failure for _ in fixtures]

    async def predict_and_store(
        self,
        fixtures: Sequence[Fixture],
        *,
        as_of: datetime | None = None,
        model: str | None = None,
        act: Act | None = None,
    ) -> list[Predicted]:
        """The same, each prediction stored with the match's next sequence number.

        A match that has started gives Conflict: what is stored was made before kickoff.
        """
        return await self.store(await self.predict(fixtures, as_of=as_of, model=model), act)

    async def store(self, predicted: Sequence[Predicted], act: Act | None = None) -> list[Predicted]:
        """What `predict` returned, its predictions stored; one value for each, in order."""
        made = [one for one in predicted if isinstance(one, MatchPrediction)]
        stored = iter(await rows.append([_new(one) for one in made], act))
        numbered = [
            _numbered(one, next(stored)) if isinstance(one, MatchPrediction) else one for one in predicted
        ]
        self.shadow([one for one in numbered if isinstance(one, MatchPrediction)])
        return numbered

    def shadow(self, made: Sequence[MatchPrediction]) -> None:
        """Let the challengers say what they think of the same matches at the same instants; at once done."""
        if self._shadows is None:
            return
        asked: dict[tuple[str, datetime], list[Fixture]] = {}
        for one in made:
            if one.kind is PredictionKind.PRE_MATCH:
                key = (one.receipt.model_name, one.receipt.data_cutoff)
                asked.setdefault(key, []).append(one.fixture)
        for (name, as_of), fixtures in asked.items():
            if (challenger := self._registry.challenger(name)) is not None:
                self._shadows.submit(partial(self._shadow, challenger, fixtures, as_of))

    async def _shadow(self, challenger: OnnxModel, fixtures: Sequence[Fixture], as_of: datetime) -> int:
        predicted = await self.predict_by(challenger, fixtures, as_of)
        for one in predicted:
            if isinstance(one, ModelContractBroken):
                raise one
        return await rows.append_shadows([_new(one) for one in predicted if isinstance(one, MatchPrediction)])

    async def hypothetical(
        self,
        home_id: int,
        away_id: int,
        competition_code: str,
        kickoff: datetime,
        *,
        neutral: bool,
        as_of: datetime | None = None,
        model: str | None = None,
    ) -> MatchPrediction:
        """The same for a match that nobody has scheduled; raises what `predict` returns, and NotFound."""
        fixture = await unscheduled_fixture(
            home_id, away_id, competition_code, utc("kickoff", kickoff), neutral=neutral
        )
        predicted = (await self.predict([fixture], as_of=as_of, model=model))[0]
        if isinstance(predicted, FootballError):
            raise predicted
        return predicted

    async def predict_by(
        self,
        model: OnnxModel,
        fixtures: Sequence[Fixture],
        as_of: datetime | None = None,
        known: Known | None = None,
    ) -> list[Predicted]:
        """`predict` by this very version. Raises RatingsOutdated, ModelUnavailable for a model of running
        matches, and what running the model raises."""
        _check_pre_match(model)
        now = self._clock() if known is None else known.now
        instants = [_instant(model.info, fixture, as_of, now) for fixture in fixtures]
        states = None if known is None else known.states
        computed = await self._computed(fixtures, instants, model.feature_set, states)
        asked = [
            (fixture, *vectors)
            for fixture, vectors in zip(fixtures, computed, strict=True)
            if not isinstance(vectors, FootballError)
        ]
        made = iter(await _run(model, asked, now))
        return [one if isinstance(one, FootballError) else next(made) for one in computed]

    async def _computed(
        self,
        fixtures: Sequence[Fixture],
        instants: Sequence[datetime | FootballError],
        feature_set: FeatureSet,
        states: Sequence[States] | None,
    ) -> list[tuple[FeatureVector, FeatureVector | None] | FootballError]:
        """The features of each fixture and, on neutral ground, of the same match turned round."""
        requests = list(zip(fixtures, instants, strict=True))
        mirrors = [(turned(fixture), as_of) for fixture, as_of in requests if fixture.neutral]
        if states is not None:
            turned_states = (one.turned() for one, own in zip(states, fixtures, strict=True) if own.neutral)
            states = [*states, *turned_states]
        computed = await self._features.compute_at(
            [*requests, *mirrors], feature_set=feature_set, known=states
        )
        other_way = iter(computed[len(requests) :])
        return [
            _paired(own, next(other_way) if fixture.neutral else None)
            for fixture, own in zip(fixtures, computed[: len(requests)], strict=True)
        ]


def _check_pre_match(model: OnnxModel) -> None:
    if not model.pre_match:
        raise ModelUnavailable(
            f"{model.label} predicts matches that are being played, from the state they are in: "
            "name a model of matches before kickoff"
        )


def _instant(
    info: ModelInfo, fixture: Fixture, as_of: datetime | None, now: datetime
) -> datetime | FootballError:
    """What may be seen for this fixture, or why this model says nothing about it."""
    kind = CompetitionKind.INTERNATIONAL if fixture.international else CompetitionKind.LEAGUE
    if kind not in info.competition_kinds:
        trained = " and ".join(name.lower() for name in info.competition_kinds)
        return ModelUnavailable(
            f"model {info.name} {info.version} was trained on {trained} matches, "
            f"{fixture.competition} is {kind.lower()}: name a model that was trained on such matches"
        )
    try:
        return resolve_as_of(fixture, as_of, now)
    except ValidationFailed as refused:
        return refused


def _paired(
    own: Computed, other_way: Computed | None
) -> tuple[FeatureVector, FeatureVector | None] | FootballError:
    if isinstance(own, FootballError):
        return own
    return other_way if isinstance(other_way, FootballError) else (own, other_way)


async def _run(model: OnnxModel, asked: Sequence[Asked], now: datetime) -> list[Predicted]:
    if not asked:
        return []
    neutral = {place: mirror for place, (_, _, mirror) in enumerate(asked) if mirror is not None}
    vectors = [*(vector for _, vector, _ in asked), *neutral.values()]
    features = np.frombuffer(b"".join([vector.packed for vector in vectors]), dtype="<f4")
    output = both_ways(await model.run_together(features.reshape(len(vectors), -1)), list(neutral))
    return [
        _made(model, one, belief, now) for one, belief in zip(asked, _beliefs(model, output), strict=True)
    ]


def _beliefs(model: OnnxModel, output: ModelOutput) -> list[Belief | ModelContractBroken]:
    """What the model says of each match, or that it says no probabilities."""
    beside = zip(output.expected_goals.tolist(), output.outcome.tolist(), strict=True)
    return [
        _belief(model, read, *stated)
        for read, stated in zip(ScoreGrid.many(output.score_grid), beside, strict=True)
    ]


def _belief(
    model: OnnxModel, read: Read | ProbabilitiesInvalid, goals: Sequence[float], own: Sequence[float]
) -> Belief | ModelContractBroken:
    """`goals` and `own`: the expected goals and the outcome that the model states beside its grid."""
    try:
        if isinstance(read, ProbabilitiesInvalid):
            raise read
        expected = ExpectedGoals(*goals)
    except ProbabilitiesInvalid as broken:
        return ModelContractBroken(f"{model.label} answered with no probabilities: {broken.message}")
    grid, outcome = read
    gaps = abs(own[0] - outcome.home), abs(own[1] - outcome.draw), abs(own[2] - outcome.away)
    if max(gaps) > OUTCOME_TOLERANCE:
        return ModelContractBroken(f"{model.label} contradicts itself: its outcome is not its score grid's")
    return grid, outcome, expected


def _made(model: OnnxModel, asked: Asked, belief: Belief | ModelContractBroken, now: datetime) -> Predicted:
    if isinstance(belief, ModelContractBroken):
        return belief
    fixture, vector, _ = asked
    grid, outcome, expected = belief
    return MatchPrediction(
        fixture=fixture,
        kind=PredictionKind.PRE_MATCH,
        grid=grid,
        outcome=outcome,
        expected_goals=expected,
        receipt=_receipt(model.info, vector, now),
    )


def _receipt(info: ModelInfo, vector: FeatureVector, now: datetime) -> Receipt:
    return Receipt(
        model_name=info.name,
        model_version=info.version,
        model_sha256=info.sha256,
        feature_set=vector.feature_set,
        feature_digest=vector.digest,
        data_cutoff=vector.as_of,
        made_at=now,
        in_sample=vector.as_of < info.data_cutoff,
    )


def _new(made: MatchPrediction) -> NewPrediction:
    return NewPrediction(
        match_id=made.match_id,
        kind=made.kind,
        grid=made.grid,
        expected_goals=made.expected_goals,
        receipt=made.receipt,
    )


def _numbered(made: MatchPrediction, stored: Numbered | FootballError) -> Predicted:
    if isinstance(stored, FootballError):
        return stored
    return replace(made, id=stored.id, sequence=stored.sequence)
