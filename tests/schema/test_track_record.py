"""Settlements, scores and track records, as a client asks for them."""

from datetime import timedelta
from typing import Any

import pytest

from app.db import models
from app.football.match import MatchStatus
from schema.ids import global_id, uuid_of
from tests import predicted
from tests.schema.conftest import Api
from tests.schema.counting import counted_statements

SETTLE = """
mutation ($id: ID!) { settleMatch(input: { matchId: $id }) { result {
  __typename
  ... on MatchSettlement {
    outcome settledAt baseRates { home } market { home draw away }
    match { id status } scores { predictionId outcome rps logLoss brier }
  }
  ... on Error { code message }
} } }
"""
RECORD = """
query ($where: TrackRecordWhere, $by: [TrackRecordGroup!], $count: CountedPredictions) {
  trackRecord(where: $where, groupBy: $by, count: $count) {
    model version competition season matches skillShare
    predictions { n rps logLoss brier calibrationError calibration { home { count observed low high } } }
    againstBaseRates { predictions { n rps } reference { n rps } }
    againstMarket { predictions { n rps } reference { n rps calibrationError } }
  }
}
"""
HISTORY = """
query ($id: ID!) { match(id: $id) {
  settlement { outcome scores { predictionId rps } }
  predictions { nodes {
    id score { rps outcome } calibration { home { lower upper n happened low high } draw { n } away { n } }
  } }
} }
"""


@pytest.fixture(scope="module", autouse=True)
async def played(services: Any) -> list[models.Match]:
    """Three finished matches with predictions that were stored before their kickoff, the first with two."""
    matches = list(await models.Match.filter(status=MatchStatus.FINISHED).order_by("kickoff").limit(3))
    version = await models.ModelVersion.get(name="match")
    for match in matches:
        await predicted.prediction(match, (0.52, 0.28, 0.2), by=version, before=timedelta(hours=12))
    await predicted.prediction(matches[0], (0.2, 0.3, 0.5), by=version, before=timedelta(hours=2))
    await predicted.prices(matches[2], (1.8, 3.6, 4.8))
    return matches


async def settle(api: Api, match: models.Match) -> dict[str, Any]:
    answer = await api.data(SETTLE, id=global_id("Match", match.id))
    result: dict[str, Any] = answer["settleMatch"]["result"]
    return result


async def test_an_empty_record_is_no_error(api: Api) -> None:
    [empty] = (await api.data(RECORD))["trackRecord"]
    none: dict[str, None] = dict.fromkeys(("rps", "logLoss", "brier", "calibrationError"))
    assert empty["predictions"] == {"n": 0, **none, "calibration": {"home": []}}
    assert empty["againstMarket"]["reference"] == {"n": 0, "rps": None, "calibrationError": None}
    assert (empty["matches"], empty["skillShare"]) == (0, None)
    assert (await api.data(RECORD, by=["MODEL"]))["trackRecord"] == []


async def test_a_settled_match_has_its_scores_and_settling_again_changes_nothing(
    api: Api, played: list[models.Match]
) -> None:
    first = await settle(api, played[0])
    assert first["__typename"] == "MatchSettlement"
    assert first["match"] == {"id": global_id("Match", played[0].id), "status": "FINISHED"}
    assert len(first["scores"]) == 2
    assert all(0 <= one["rps"] <= 1 for one in first["scores"])
    assert first["market"] is None
    assert await settle(api, played[0]) == first


async def test_what_cannot_be_settled_says_why(api: Api) -> None:
    ahead = await models.Match.filter(status=MatchStatus.SCHEDULED).first()
    assert ahead is not None
    refused = await settle(api, ahead)
    assert (refused["__typename"], refused["code"]) == ("Conflict", "CONFLICT")
    assert "not finished" in refused["message"]
    for id_, code in (("nonsense", "VALIDATION_FAILED"), (global_id("Match", 987654), "NOT_FOUND")):
        result = (await api.data(SETTLE, id=id_))["settleMatch"]["result"]
        assert result["code"] == code


async def test_a_prediction_shows_its_score_and_how_earlier_ones_ended(
    api: Api, played: list[models.Match]
) -> None:
    for match in played:
        await settle(api, match)
    an_hour = timedelta(hours=1)
    newest = await predicted.prediction(played[2], (0.51, 0.28, 0.21), by=await version(), before=an_hour)
    told = (await api.data(HISTORY, id=global_id("Match", played[2].id)))["match"]
    latest, scored = told["predictions"]["nodes"]
    assert latest["id"] == global_id("Prediction", newest.id)
    assert latest["score"] is None
    assert scored["score"]["outcome"] == told["settlement"]["outcome"]
    assert scored["score"]["rps"] == told["settlement"]["scores"][0]["rps"]
    earlier = scored["calibration"]
    assert (earlier["home"]["lower"], earlier["home"]["upper"]) == (0.5, pytest.approx(0.55))
    assert earlier["home"]["n"] == 1
    assert earlier["home"]["low"] <= earlier["home"]["happened"] <= earlier["home"]["high"]


async def test_a_prediction_that_is_not_stored_has_no_score_but_a_history(api: Api) -> None:
    query = """{ matches(first: 1, where: { status: [SCHEDULED] }) { nodes {
      settlement { outcome }
      prediction { ... on Prediction { score { rps } calibration { home { lower n } } } } } } }"""
    [match] = (await api.data(query))["matches"]["nodes"]
    assert match["settlement"] is None
    assert match["prediction"]["score"] is None
    assert match["prediction"]["calibration"]["home"]["n"] >= 0


async def version() -> models.ModelVersion:
    return await models.ModelVersion.get(name="match")


async def test_a_record_is_split_and_compared_on_the_same_matches(
    api: Api, played: list[models.Match]
) -> None:
    for match in played:
        await settle(api, match)
    [record] = (await api.data(RECORD, by=["VERSION", "COMPETITION", "SEASON"]))["trackRecord"]
    assert (record["model"], record["version"], record["competition"], record["season"]) == (
        *("match", "1.0.0", "E0", "2425"),
    )
    assert record["predictions"]["n"] == record["matches"] == 3
    assert record["againstMarket"]["predictions"]["n"] == record["againstMarket"]["reference"]["n"] == 1
    assert record["againstBaseRates"]["reference"] == {"n": 0, "rps": None}
    counts = [one["count"] for one in record["predictions"]["calibration"]["home"]]
    assert counts == [1, 1, 1]
    [every] = (await api.data(RECORD, count="ALL"))["trackRecord"]
    assert (every["predictions"]["n"], every["matches"], every["model"]) == (5, 3, None)
    where = {"competitions": ["E0"], "seasons": ["2425"], "model": "match", "version": "1.0.0"}
    [narrowed] = (await api.data(RECORD, where=where))["trackRecord"]
    assert narrowed["predictions"] == record["predictions"]
    [shadows] = (await api.data(RECORD, where={"shadow": True}))["trackRecord"]
    assert shadows["predictions"]["n"] == 0


async def test_a_collection_settles_what_has_ended(api: Api) -> None:
    match = (await models.Match.filter(status=MatchStatus.FINISHED).order_by("-kickoff").limit(1))[0]
    one = await predicted.prediction(match, by=await version())
    started = await api.data(
        "mutation { startCollection(input: { source: FIXTURES }) { result { ... on Job { id } } } }"
    )
    job = uuid_of("Job", started["startCollection"]["result"]["id"])
    ended = [row async for row in api.services.jobs.watch(job)][-1]
    assert ended.result is not None, ended.error
    assert ended.result["settled"]["predictions"] >= 1
    assert await models.PredictionScore.filter(prediction_id=one.id).exists()


async def test_a_record_takes_one_statement_whatever_is_asked_of_it(api: Api) -> None:
    await api.data(RECORD)
    async with counted_statements() as statements:
        await api.data(RECORD)
    assert len(statements) == 1, statements


async def test_scores_and_calibration_of_many_predictions_take_one_statement_each(api: Api) -> None:
    query = """{ predictions(first: 50) { nodes {
      score { rps } calibration { home { n } } match { settlement { outcome scores { rps } } }
    } } }"""
    await api.data(query)
    async with counted_statements() as statements:
        nodes = (await api.data(query))["predictions"]["nodes"]
    assert len(nodes) >= 4
    assert len(statements) == 6, statements
