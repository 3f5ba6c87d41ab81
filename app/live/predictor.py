"""What the in-play model says of running matches, and what was expected of them before kickoff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from struct import Struct
from typing import Any

import numpy as np
import orjson

from app.clock import Clock
from app.db import matches, predictions
from app.db.live_updates import InPlayPrediction
from app.db.models import PredictionKind
from app.db.predictions import Receipt
from app.errors import FootballError, InsufficientData, ModelUnavailable
from app.football.inplay.features import IN_PLAY, Expectation, in_play_features
from app.football.inplay.state import MatchClock, MatchState
from app.football.scoregrid import ExpectedGoals, OutcomeProbabilities, ScoreGrid
from app.prediction.contract import ModelInfo
from app.prediction.predictor import Predictor
from app.prediction.registry import ModelRegistry
from app.prediction.runtime import ModelOutput, OnnxModel

MODEL = "in-play"
_FLOATS = Struct(f"<{len(IN_PLAY.names)}f")
_NAMED = sha256("\n".join((IN_PLAY.name, *IN_PLAY.names)).encode())


@dataclass(frozen=True, slots=True)
class Expected:
    """What was believed of a match before kickoff, and where that came from; `missing` where nothing was.

    `settled`: whether that stays so for the whole match (a model that cannot be used now may be used later).
    """

    expectation: Expectation | None
    receipt: Receipt | None
    missing: tuple[str, ...] = ()
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Situation:
    """A match at an instant: the state known then, and what its clock shows."""

    expectation: Expectation
    state: MatchState
    clock: MatchClock
    kickoff: datetime


class InPlayAnswers:
    """What one version of the model says of several situations; read only what is needed."""

    def __init__(self, info: ModelInfo, features: Sequence[tuple[float, ...]], output: ModelOutput) -> None:
        self.info = info
        self.features = features
        self._output = output

    def grid(self, place: int) -> ScoreGrid:
        """Raises ProbabilitiesInvalid."""
        return ScoreGrid.from_cells(self._output.score_grid[place])

    def expected_goals(self, place: int) -> ExpectedGoals:
        home, away = self._output.expected_goals[place].tolist()
        return ExpectedGoals(home=home, away=away)

    def prediction(self, place: int, *, cutoff: datetime, made_at: datetime) -> InPlayPrediction:
        """Raises ProbabilitiesInvalid."""
        grid = self.grid(place)
        return InPlayPrediction(
            grid=grid,
            outcome=grid.match_result,
            expected_goals=self.expected_goals(place),
            receipt=Receipt(
                model_name=self.info.name,
                model_version=self.info.version,
                model_sha256=self.info.sha256,
                feature_set=IN_PLAY.name,
                feature_digest=features_digest(self.features[place]),
                data_cutoff=cutoff,
                made_at=made_at,
                in_sample=cutoff < self.info.data_cutoff,
            ),
        )


class InPlayPredictor:
    """`predictor` is what predicts matches before kickoff."""

    def __init__(self, models: ModelRegistry, predictor: Predictor, clock: Clock) -> None:
        self._models = models
        self._predictor = predictor
        self._clock = clock

    def model(self) -> OnnxModel:
        """The version that answers now. Raises ModelUnavailable."""
        return self._models.get(MODEL)

    async def expectations(self, match_ids: Sequence[int]) -> dict[int, Expected]:
        """Of each known match, what was believed as of its kickoff (as of now, if it starts early).

        That is what the default model had stored before kickoff, else what it says from what was known then.
        Raises Unavailable.
        """
        fixtures = await matches.fixtures(match_ids)
        try:
            name = self._models.get().info.name
        except ModelUnavailable as unavailable:
            return dict.fromkeys(fixtures, _unknown(unavailable))
        stored = await predictions.latest_for(list(fixtures), model=name, kind=PredictionKind.PRE_MATCH)
        found = {
            match_id: Expected(_expectation(one.expected_goals, one.outcome), one.receipt)
            for match_id, one in stored.items()
            if one.receipt.data_cutoff <= fixtures[match_id].kickoff
        }
        rest = [match_id for match_id in fixtures if match_id not in found]
        predicted = await self._predictor.predict([fixtures[one] for one in rest])
        return found | {
            match_id: _unknown(one)
            if isinstance(one, FootballError)
            else Expected(_expectation(one.expected_goals, one.outcome), one.receipt)
            for match_id, one in zip(rest, predicted, strict=True)
        }

    async def predict(self, model: OnnxModel, situations: Sequence[Situation]) -> InPlayAnswers:
        """One run of the model for all situations. Raises ModelContractBroken."""
        features = [
            in_play_features(one.expectation, one.state, one.clock, one.kickoff) for one in situations
        ]
        output = await model.run_async(np.array(features, dtype=np.float32).reshape(len(features), -1))
        return InPlayAnswers(model.info, features, output)


def features_digest(values: Sequence[float]) -> str:
    """sha256 (hex) of the set's name, the feature names and the values as little-endian float32."""
    digest = _NAMED.copy()
    digest.update(_FLOATS.pack(*values))
    return digest.hexdigest()


def expected_to_json(expected: Expected) -> dict[str, Any]:
    """As the database keeps it; read again by `expected_from_text`."""
    if expected.expectation is None or expected.receipt is None:
        return {"missing": list(expected.missing)}
    one, receipt = expected.expectation, expected.receipt
    return {
        "home": one.home,
        "away": one.away,
        "outcome": None if one.outcome is None else [one.outcome.home, one.outcome.draw, one.outcome.away],
        "receipt": {
            "model_name": receipt.model_name,
            "model_version": receipt.model_version,
            "model_sha256": receipt.model_sha256,
            "feature_set": receipt.feature_set,
            "feature_digest": receipt.feature_digest,
            "data_cutoff": receipt.data_cutoff.isoformat(),
            "made_at": receipt.made_at.isoformat(),
            "in_sample": receipt.in_sample,
        },
    }


def expected_from_json(value: Mapping[str, Any]) -> Expected:
    if "missing" in value:
        return Expected(None, None, tuple(value["missing"]))
    receipt, outcome = value["receipt"], value["outcome"]
    instants = {name: datetime.fromisoformat(receipt[name]) for name in ("data_cutoff", "made_at")}
    return Expected(
        Expectation(
            value["home"], value["away"], None if outcome is None else OutcomeProbabilities(*outcome)
        ),
        Receipt(**(receipt | instants)),
    )


@lru_cache(maxsize=1024)
def expected_text(expected: Expected | None) -> str | None:
    """What is kept of it: nothing as long as it may change."""
    if expected is None or not expected.settled:
        return None
    return orjson.dumps(expected_to_json(expected)).decode()


@lru_cache(maxsize=1024)
def expected_from_text(text: str) -> Expected:
    """The same from JSON text: a match that runs is read again and again, and its expectation stays."""
    return expected_from_json(orjson.loads(text))


def _expectation(goals: ExpectedGoals, outcome: OutcomeProbabilities) -> Expectation:
    return Expectation(goals.home, goals.away, outcome)


def _unknown(error: FootballError) -> Expected:
    if isinstance(error, InsufficientData):
        return Expected(None, None, error.missing)
    return Expected(None, None, (error.message,), settled=False)
