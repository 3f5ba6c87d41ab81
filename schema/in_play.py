"""In-play predictions as updates carry them, in the shape of stored predictions."""

from dataclasses import dataclass

from app.db.models import PredictionKind
from app.db.predictions import Receipt
from app.football.scoregrid import ExpectedGoals, OutcomeProbabilities, ScoreGrid
from app.live.updates import InPlayPrediction


@dataclass(frozen=True, slots=True)
class ToldPrediction:
    """What an update says of its match. Its row, if it has one, is not looked up for that."""

    match_id: int
    grid: ScoreGrid
    outcome: OutcomeProbabilities
    expected_goals: ExpectedGoals
    receipt: Receipt
    kind: PredictionKind = PredictionKind.IN_PLAY
    id: None = None
    sequence: None = None

    @classmethod
    def of(cls, match_id: int, said: InPlayPrediction) -> "ToldPrediction":
        return cls(match_id, said.grid, said.outcome, said.expected_goals, said.receipt)
