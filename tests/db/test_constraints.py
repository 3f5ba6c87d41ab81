"""The database itself refuses what must never be, whoever writes it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tortoise.exceptions import BaseORMException

from app.db import models
from app.db.connection import connection
from app.football.match import MatchStatus
from tests import builders

pytestmark = pytest.mark.usefixtures("database")

DIGEST = "0" * 64
NOW = datetime(2024, 8, 1, tzinfo=UTC)


async def model_version(version: str = "1.0.0", **changes: Any) -> models.ModelVersion:
    values: dict[str, Any] = {
        "name": "match",
        "sha256": DIGEST,
        "feature_set": "match-1",
        "data_cutoff": NOW,
        "training_rows": 1,
        "opset": 18,
        "metrics": {},
        "registered_at": NOW,
    }
    return await models.ModelVersion.create(version=version, **(values | changes))


async def prediction(**changes: Any) -> models.Prediction:
    values: dict[str, Any] = {
        "kind": models.PredictionKind.PRE_MATCH,
        "sequence": 1,
        "data_cutoff": NOW,
        "made_at": NOW,
        "feature_set": "match-1",
        "feature_digest": DIGEST,
        "home": 0.5,
        "draw": 0.3,
        "away": 0.2,
        "expected_home_goals": 1.5,
        "expected_away_goals": 1.1,
        "score_grid": bytes(484),
    }
    if "match" not in changes:
        changes["match"] = await builders.match()
    if "model_version" not in changes:
        changes["model_version"] = await model_version()
    return await models.Prediction.create(**(values | changes))


@pytest.mark.parametrize(
    "wrong",
    [
        {"home": 1.2, "draw": -0.2, "away": 0.0},
        {"home": 0.6, "draw": 0.3, "away": 0.2},
        {"home": float("nan")},
        {"sequence": 0},
        {"made_at": datetime(2024, 7, 1, tzinfo=UTC)},
        {"feature_digest": "abc"},
        {"expected_home_goals": -0.1},
        {"score_grid": bytes(4)},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
async def test_a_prediction_that_is_no_probability_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BaseORMException):
        await prediction(**wrong)


@pytest.mark.parametrize(
    "statement",
    [
        'UPDATE "prediction" SET "home" = 0.4, "draw" = 0.4',
        'DELETE FROM "prediction"',
        'TRUNCATE "prediction" CASCADE',
        'DELETE FROM "match"',
        'DELETE FROM "model_version"',
    ],
)
async def test_a_prediction_is_never_changed_or_lost(statement: str) -> None:
    await prediction()
    with pytest.raises(BaseORMException):
        await connection().execute_script(statement)
    assert await models.Prediction.all().count() == 1


async def test_an_audit_entry_is_never_changed() -> None:
    await models.AuditEntry.create(at=NOW, actor="cli", action="promote", target="match", result="done")
    for statement in ('UPDATE "audit_entry" SET "actor" = \'x\'', 'DELETE FROM "audit_entry"'):
        with pytest.raises(BaseORMException):
            await connection().execute_script(statement)


async def test_a_pair_meets_once_in_a_season_of_a_competition() -> None:
    first = await builders.match()
    with pytest.raises(BaseORMException):
        await builders.match()
    await builders.match(meeting=2)
    await builders.match(season_code="2526")
    assert await models.Match.filter(home_id=first.home_id).count() == 3  # type: ignore[attr-defined]  # Tortoise's column


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": MatchStatus.FINISHED},
        {"home_goals": 1},
        {"status": MatchStatus.SCHEDULED, "home_goals": 1, "away_goals": 0},
        {"score": (2, 0), "half_time_home_goals": 3, "half_time_away_goals": 0},
        {"score": (-1, 0)},
        {"score": (1, 0), "home_shots": -1},
        {"score": (1, 0), "known_at": builders.KICKOFF},
        {"away": "Arsenal"},
        {"meeting": 0},
    ],
    ids=str,
)
async def test_an_impossible_match_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BaseORMException):
        await builders.match(**wrong)


async def test_a_match_belongs_to_a_season_of_its_own_competition() -> None:
    other = await builders.season(await builders.competition("D1", country="Germany"))
    with pytest.raises(BaseORMException):
        await builders.match(season=other)


@pytest.mark.parametrize(
    "wrong",
    [
        {"home": 1.0, "draw": 3.4, "away": 4.2},
        {"home": 1.9, "draw": 3.4},
        {"market": models.OddsMarket.TOTAL_GOALS, "over": 1.9, "under": 1.9},
        {"market": models.OddsMarket.ASIAN_HANDICAP, "line": -0.5, "home": 1.9, "draw": 3.0, "away": 1.9},
        {"home": 1.9, "draw": 3.4, "away": 4.2, "line": 2.5},
    ],
    ids=str,
)
async def test_a_price_that_does_not_fit_its_market_is_refused(wrong: dict[str, Any]) -> None:
    values: dict[str, Any] = {
        "bookmaker": "B365",
        "market": models.OddsMarket.MATCH_RESULT,
        "taken": "OPENING",
    }
    with pytest.raises(BaseORMException):
        await models.Odds.create(match=await builders.match(), **(values | wrong))


async def test_a_bookmaker_has_one_price_of_a_market_at_a_time() -> None:
    row = await builders.match()
    price: dict[str, Any] = {
        "bookmaker": "B365",
        "market": "MATCH_RESULT",
        "home": 1.9,
        "draw": 3.4,
        "away": 4.2,
    }
    await models.Odds.create(match=row, taken="OPENING", **price)
    await models.Odds.create(match=row, taken="CLOSING", **price)
    with pytest.raises(BaseORMException):
        await models.Odds.create(match=row, taken="CLOSING", **price)


async def test_a_model_has_one_champion() -> None:
    await model_version(champion=True)
    await model_version("1.1.0")
    with pytest.raises(BaseORMException):
        await model_version("1.2.0", champion=True)


async def test_a_job_cannot_be_more_than_done() -> None:
    with pytest.raises(BaseORMException):
        await models.Job.create(
            id="0c9e9f5e-0d5c-4f0e-9f4e-0a7d4f4c8b11",
            kind="backfill",
            status="RUNNING",
            done=3,
            total=2,
            input={},
            created_at=NOW,
        )
