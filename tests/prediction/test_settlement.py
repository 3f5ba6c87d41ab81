"""Every prediction made before kickoff is scored once, however often and however rudely settling is run."""

import asyncio
import math
import signal
import sys
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.db import models
from app.db.connection import connection, raw_connection
from app.db.models import OddsTaken, PredictionKind
from app.errors import Conflict, NotFound, ValidationFailed
from app.football.match import MatchStatus, Outcome
from app.football.odds import implied_probabilities
from app.prediction.settlement import SettlementReport, settle, settle_match
from tests import builders, predicted
from tests.predicted import clock
from tests.program import ROOT

A_DAY = timedelta(days=1)
CHILD = """
import asyncio, sys
from app.clock import system_clock
from app.prediction import settlement

settlement.BATCH = 1

async def told(done: int, total: int | None) -> None:
    print(done, flush=True)
    await asyncio.sleep(0.05)

asyncio.run(settlement.settle(sys.argv[1], system_clock, on_progress=told))
"""


async def table(name: str) -> list[dict[str, Any]]:
    """Every row with PostgreSQL's number of its version, which any write would change."""
    rows = await connection().execute_query_dict(f"SELECT *, xmin::text FROM {name} ORDER BY 1")
    return list(rows)


async def scored_ids() -> set[int]:
    return {row["prediction_id"] for row in await table("prediction_score")}


async def finished(days: int = 0, score: tuple[int, int] = (2, 1), **changes: Any) -> models.Match:
    kickoff = builders.KICKOFF + timedelta(days=days)
    meeting = await models.Match.all().count() + 1
    return await builders.match(score=score, kickoff=kickoff, meeting=meeting, **changes)


async def test_the_three_scores_are_those_of_the_formulas(database: str) -> None:
    match = await finished(score=(1, 1))
    one = await predicted.prediction(match, (0.5, 0.3, 0.2))
    assert await settle(database, clock) == SettlementReport(matches=1, predictions=1)
    [score] = await table("prediction_score")
    assert score["prediction_id"] == one.id
    assert score["rps"] == pytest.approx(((0.5 - 0) ** 2 + (0.8 - 1) ** 2) / 2)
    assert score["log_loss"] == pytest.approx(-math.log(0.3))
    assert score["brier"] == pytest.approx(0.5**2 + 0.7**2 + 0.2**2)
    [settled] = await table("match_settlement")
    assert (settled["outcome"], settled["settled_at"]) == (Outcome.DRAW, predicted.SETTLED_AT)


async def test_only_predictions_made_before_kickoff_by_a_model_without_hindsight_are_scored(
    database: str,
) -> None:
    match = await finished()
    kept = {
        (await predicted.prediction(match)).id,
        (await predicted.prediction(match, before=timedelta(seconds=1))).id,
        (await predicted.prediction(match, shadow=True)).id,
    }
    await predicted.prediction(match, before=timedelta(0))
    await predicted.prediction(match, before=-A_DAY, data_cutoff=match.kickoff - A_DAY)
    await predicted.prediction(match, kind=PredictionKind.IN_PLAY)
    hindsight = predicted.TRAINED_TO - A_DAY
    await predicted.prediction(match, data_cutoff=hindsight)
    await settle(database, clock)
    assert await scored_ids() == kept


async def test_matches_without_a_result_or_without_a_prediction_are_left_alone(database: str) -> None:
    await predicted.prediction(await builders.match("Leeds", "Derby"))
    await finished()
    assert await settle(database, clock) == SettlementReport()
    assert await table("match_settlement") == []


async def test_settling_again_writes_nothing_and_a_new_result_adds_its_own(database: str) -> None:
    await predicted.prediction(await finished())
    await settle(database, clock)
    before = await table("match_settlement"), await table("prediction_score")
    assert await settle(database, clock) == SettlementReport()
    assert (await table("match_settlement"), await table("prediction_score")) == before
    await predicted.prediction(await finished(days=1))
    assert await settle(database, clock) == SettlementReport(1, 1)
    assert (await table("prediction_score"))[0] == before[1][0]


async def test_base_rates_are_those_of_the_three_seasons_before(database: str) -> None:
    scores = {"2021": (0, 1), "2122": (1, 0), "2223": (1, 1), "2324": (2, 0), "2425": (5, 0), "2526": (6, 0)}
    matches = {
        code: await finished(days=365 * (place - 4), score=score, season_code=code)
        for place, (code, score) in enumerate(scores.items())
    }
    await predicted.prediction(matches["2425"])
    await settle(database, clock)
    [settled] = await table("match_settlement")
    told = settled["base_home"], settled["base_draw"], settled["base_away"]
    assert told == pytest.approx((2 / 3, 1 / 3, 0))


async def test_without_an_earlier_season_or_prices_there_is_nothing_to_compare_with(database: str) -> None:
    await predicted.prediction(await finished())
    await settle(database, clock)
    [settled] = await table("match_settlement")
    assert settled["base_home"] is settled["market_home"] is None


@pytest.mark.parametrize("left_out", range(4))
async def test_the_market_is_the_best_known_of_its_last_prices(database: str, left_out: int) -> None:
    match = await finished()
    await predicted.prices(match, (1.5, 5.0, 9.0), "B365")
    offers = [
        ((2.0, 3.4, 4.0), "Avg", OddsTaken.CLOSING),
        ((2.1, 3.3, 3.9), "PS", OddsTaken.CLOSING),
        ((2.2, 3.2, 3.8), "Avg", OddsTaken.OPENING),
    ][left_out:]
    for offer in reversed(offers):
        await predicted.prices(match, *offer)
    await settle_match(database, match.id, clock)
    [settled] = await table("match_settlement")
    told = (settled["market_home"], settled["market_draw"], settled["market_away"])
    assert told == (pytest.approx(implied_probabilities(offers[0][0])) if offers else (None, None, None))


async def test_a_match_is_settled_by_itself_with_predictions_or_without(database: str) -> None:
    match = await finished()
    assert await settle_match(database, match.id, clock) == SettlementReport(1, 0)
    one = await predicted.prediction(match)
    assert await settle_match(database, match.id, clock) == SettlementReport(1, 1)
    assert await scored_ids() == {one.id}


async def test_a_match_that_cannot_be_settled_says_why(database: str) -> None:
    ahead = await builders.match()
    with pytest.raises(Conflict, match="the match is scheduled, not finished"):
        await settle_match(database, ahead.id, clock)
    with pytest.raises(NotFound):
        await settle_match(database, 987654, clock)
    with pytest.raises(ValidationFailed, match="XX"):
        await settle(database, clock, ["XX", "E0"])
    assert await table("match_settlement") == []


async def test_a_match_that_is_being_changed_waits_for_the_next_time(database: str) -> None:
    match = await finished()
    await predicted.prediction(match)
    async with raw_connection(database) as writer, writer.transaction():
        await writer.execute("UPDATE match SET home_goals = 0 WHERE id = $1", match.id)
        assert await settle(database, clock) == SettlementReport()
        with pytest.raises(Conflict, match="being changed right now"):
            await settle_match(database, match.id, clock)
    await settle(database, clock)
    [settled] = await table("match_settlement")
    assert settled["outcome"] == Outcome.AWAY


async def test_competitions_narrow_what_is_settled(database: str) -> None:
    await predicted.prediction(await finished())
    other = await builders.competition("D1", country="Germany")
    kept = await predicted.prediction(await finished(of=other))
    assert await settle(database, clock, ["D1"]) == SettlementReport(1, 1)
    assert await scored_ids() == {kept.id}


async def test_settlers_side_by_side_score_each_prediction_once(database: str) -> None:
    for day in range(8):
        await predicted.prediction(await finished(days=day))
    reports = await asyncio.gather(*(settle(database, clock) for _ in range(4)))
    assert sum(report.predictions for report in reports) == 8
    assert len(await scored_ids()) == 8


async def test_a_killed_run_leaves_whole_batches_and_the_next_one_finishes(database: str) -> None:
    for day in range(12):
        await predicted.prediction(await finished(days=day))
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CHILD, database), stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert child.stdout is not None
    while (await child.stdout.readline()).strip() != b"3":
        assert child.returncode is None
    child.send_signal(signal.SIGKILL)
    await child.wait()
    settled, scored = await table("match_settlement"), await table("prediction_score")
    assert 3 <= len(settled) == len(scored) < 12
    report = await settle(database, clock)
    assert report == SettlementReport(12 - len(scored), 12 - len(scored))
    assert (await table("prediction_score"))[: len(scored)] == scored


CHANGES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2)), max_size=6)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
async def test_after_any_corrections_the_scores_are_those_of_a_settlement_from_nothing(
    database: str, changes: list[tuple[int, int, int]]
) -> None:
    matches = [await finished(days=day, season_code="2324") for day in range(4)]
    for match in matches:
        await predicted.prediction(match)
    for which, home, away in changes:
        await settle(database, clock)
        await correct(matches[which].id, home, away)
    await settle(database, clock)
    kept = await values()
    await connection().execute_query("DELETE FROM match_settlement")
    assert await values() == []
    await settle(database, clock)
    assert await values() == kept
    assert len(kept) >= len(matches)


async def correct(match_id: int, home: int, away: int) -> None:
    """As a source that corrects a result does."""
    await models.Match.filter(id=match_id, status=MatchStatus.FINISHED).update(
        home_goals=home, away_goals=away
    )
    await models.MatchSettlement.filter(match_id=match_id).delete()


async def values() -> list[dict[str, Any]]:
    rows = await connection().execute_query_dict(
        "SELECT s.*, p.rps, p.log_loss, p.brier"
        " FROM match_settlement s JOIN prediction_score p USING (match_id) ORDER BY p.prediction_id"
    )
    return list(rows)
