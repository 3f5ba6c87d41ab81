"""Predictions that were stored earlier, written straight into the tables."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.db import models
from app.db.models import OddsMarket, OddsTaken, PredictionKind
from app.football.scoregrid import ScoreGrid
from tests import builders

Probabilities = tuple[float, float, float]

SETTLED_AT = datetime(2025, 6, 1, 12, tzinfo=UTC)
GRID = ScoreGrid.from_rates(1.4, 1.1).to_bytes()
DIGEST = "a" * 64
TRAINED_TO = builders.KICKOFF - timedelta(days=400)


def clock() -> datetime:
    """Stands at SETTLED_AT, long after every match of the builders."""
    return SETTLED_AT


async def version(name: str = "match", number: str = "1.0.0") -> models.ModelVersion:
    """A registered version that was trained long before `builders.KICKOFF`."""
    values = {
        "sha256": DIGEST,
        "feature_set": "match-1",
        "data_cutoff": TRAINED_TO,
        "training_rows": 1,
        "opset": 18,
        "metrics": {},
        "registered_at": TRAINED_TO,
    }
    return (await models.ModelVersion.get_or_create(name=name, version=number, defaults=values))[0]


async def prediction(
    match: models.Match,
    outcome: Probabilities = (0.5, 0.3, 0.2),
    *,
    before: timedelta = timedelta(days=1),
    by: models.ModelVersion | None = None,
    shadow: bool = False,
    **changes: Any,
) -> models.Prediction:
    """One made so long before kickoff, from everything known then."""
    home, draw, away = outcome
    made_at = match.kickoff - before
    number = await models.Prediction.filter(match_id=match.id, shadow=False).count() + 1
    values: dict[str, Any] = {
        "match_id": match.id,
        "model_version": by or await version(),
        "kind": PredictionKind.PRE_MATCH,
        "sequence": None if shadow else number,
        "shadow": shadow,
        "data_cutoff": made_at,
        "made_at": made_at,
        "feature_set": "match-1",
        "feature_digest": DIGEST,
        "home": home,
        "draw": draw,
        "away": away,
        "expected_home_goals": 1.4,
        "expected_away_goals": 1.1,
        "score_grid": GRID,
    }
    return await models.Prediction.create(**(values | changes))


async def prices(
    match: models.Match,
    decimal: Probabilities,
    bookmaker: str = "Avg",
    taken: OddsTaken = OddsTaken.CLOSING,
) -> None:
    """Match result prices."""
    home, draw, away = decimal
    await models.Odds.create(
        match=match,
        bookmaker=bookmaker,
        market=OddsMarket.MATCH_RESULT,
        taken=taken,
        home=home,
        draw=draw,
        away=away,
    )
