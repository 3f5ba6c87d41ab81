"""The tables. Checks, append-only triggers and composite keys are in the migrations, in SQL."""

from app.db.models.access import ApiKey
from app.db.models.collection import CollectionRun, RawRecord
from app.db.models.competitions import Competition, CompetitionKind, Season, Team, TeamAlias, TeamKind
from app.db.models.live import (
    DeadLetter,
    LiveCounter,
    LiveMatch,
    LiveUpdate,
    MatchEvent,
    OutboxMessage,
)
from app.db.models.matches import Match, MatchRevision, Odds, OddsMarket, OddsTaken
from app.db.models.predictions import (
    MatchSettlement,
    ModelPromotion,
    ModelVersion,
    Prediction,
    PredictionKind,
    PredictionScore,
    PromotionKind,
)
from app.db.models.ratings import CompetitionRatingHistory, FeatureRow, RatingHistory
from app.db.models.work import AuditEntry, Job, WorkStatus

__all__ = [
    "ApiKey",
    "AuditEntry",
    "CollectionRun",
    "Competition",
    "CompetitionKind",
    "CompetitionRatingHistory",
    "DeadLetter",
    "FeatureRow",
    "Job",
    "LiveCounter",
    "LiveMatch",
    "LiveUpdate",
    "Match",
    "MatchEvent",
    "MatchRevision",
    "MatchSettlement",
    "ModelPromotion",
    "ModelVersion",
    "Odds",
    "OddsMarket",
    "OddsTaken",
    "OutboxMessage",
    "Prediction",
    "PredictionKind",
    "PredictionScore",
    "PromotionKind",
    "RatingHistory",
    "RawRecord",
    "Season",
    "Team",
    "TeamAlias",
    "TeamKind",
    "WorkStatus",
]
