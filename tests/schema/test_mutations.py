"""What changes something: receipts, features, jobs; every expected failure is a value."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.db import models
from app.db.models import WorkStatus
from app.football.features import FEATURE_SETS
from schema.context import Context
from schema.ids import global_id
from tests import builders
from tests.askers import asker
from tests.schema.conftest import NOW, PATIENCE_S, SCHEMA, Api


async def _ids(api: Api, first: int, status: str = "SCHEDULED") -> list[str]:
    query = """query ($first: Int!, $status: [MatchStatus!]) {
      matches(first: $first, where: { status: $status }) { nodes { id } } }"""
    found = await api.data(query, first=first, status=[status])
    return [node["id"] for node in found["matches"]["nodes"]]


PREDICT = """
mutation ($input: PredictMatchInput!) { predictMatch(input: $input) { result {
  __typename ... on Prediction { id sequence madeAt match { id } } ... on Error { code message }
  ... on ValidationFailed { field }
} } }
"""


async def test_a_stored_prediction_has_an_id_and_the_next_number(api: Api) -> None:
    match = (await _ids(api, 1))[0]
    results = [
        (await api.data(PREDICT, input={"matchId": match}))["predictMatch"]["result"] for _ in range(3)
    ]
    assert [one["sequence"] for one in results] == [1, 2, 3]
    history = await api.data(
        """query ($id: ID!) { match(id: $id) { predictions(first: 2) {
          totalCount nodes { id sequence match { id } scoreGrid } pageInfo { hasNextPage endCursor } } } }""",
        id=match,
    )
    page = history["match"]["predictions"]
    recent = """query ($where: PredictionWhere) { predictions(where: $where) {
      totalCount nodes { match { id } inSample } } }"""
    for where, count in (
        ({}, 3),
        ({"competitions": ["E0"], "kind": "PRE_MATCH", "model": "match", "version": "1.0.0"}, 3),
        ({"competitions": ["D1"]}, 0),
        ({"from": "2025-06-01T12:00:00Z", "to": "2025-06-01T12:00:01Z"}, 3),
        ({"to": "2025-06-01T12:00:00Z"}, 0),
    ):
        found = (await api.data(recent, where=where))["predictions"]
        assert found["totalCount"] == len(found["nodes"]) == count
    assert page["totalCount"] == 3
    assert [one["id"] for one in page["nodes"]] == [results[2]["id"], results[1]["id"]]
    assert {one["match"]["id"] for one in page["nodes"]} == {match}
    assert page["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize(
    ("change", "kind", "code"),
    [
        ({"matchId": "TWF0Y2g6OTk5OTk5"}, "NotFound", "NOT_FOUND"),
        ({"matchId": "VGVhbTox"}, "ValidationFailed", "VALIDATION_FAILED"),
        ({"model": "oracle"}, "ModelUnavailable", "MODEL_UNAVAILABLE"),
    ],
)
async def test_why_nothing_was_stored_is_a_value(
    api: Api, change: dict[str, Any], kind: str, code: str
) -> None:
    asked = {"matchId": (await _ids(api, 1))[0]} | change
    result = (await api.data(PREDICT, input=asked))["predictMatch"]["result"]
    assert (result["__typename"], result["code"]) == (kind, code)


async def test_a_match_that_has_started_is_in_conflict(api: Api) -> None:
    asked = {"matchId": (await _ids(api, 30, "FINISHED"))[-1]}
    result = (await api.data(PREDICT, input=asked))["predictMatch"]["result"]
    assert result["__typename"] == "Conflict"
    assert "has started" in result["message"]


async def test_fifty_matches_give_fifty_results_in_order(api: Api) -> None:
    ids = (await _ids(api, 48))[::-1]
    asked = [ids[0], "TWF0Y2g6OTk5OTk5", *ids[1:], "nonsense"]
    query = """mutation ($input: PredictMatchesInput!) { predictMatches(input: $input) { result {
      ... on PredictionList { results { __typename ... on Prediction { match { id } } } } } } }"""
    results = (await api.data(query, input={"matchIds": asked}))["predictMatches"]["result"]["results"]
    assert [one["__typename"] for one in results] == [
        "Prediction",
        "NotFound",
        *(["Prediction"] * 47),
        "ValidationFailed",
    ]
    assert [one["match"]["id"] for one in results if "match" in one] == ids


@pytest.mark.parametrize("count", [0, 51])
async def test_more_than_fifty_or_none_is_refused(api: Api, count: int) -> None:
    query = """mutation ($input: PredictMatchesInput!) { predictMatches(input: $input) { result {
      __typename ... on ValidationFailed { field message } } } }"""
    asked = {"matchIds": ["TWF0Y2g6MQ=="] * count}
    result = (await api.data(query, input=asked))["predictMatches"]["result"]
    assert result["__typename"] == "ValidationFailed"
    assert result["field"] == "matchIds"
    assert f"not {count}" in result["message"]


UPCOMING = """
mutation ($input: PredictMatchesInput!) { predictMatches(input: $input) { result {
  __typename ... on PredictionList { results { ... on Prediction { match { id } } } }
  ... on ValidationFailed { field } ... on Error { message }
} } }
"""


async def test_upcoming_predicts_the_next_matches_in_order_of_kickoff(api: Api) -> None:
    result = (await api.data(UPCOMING, input={"upcoming": 3}))["predictMatches"]["result"]
    assert [one["match"]["id"] for one in result["results"]] == await _ids(api, 3)


async def test_ids_win_over_upcoming(api: Api) -> None:
    [*_, last] = await _ids(api, 4)
    result = (await api.data(UPCOMING, input={"upcoming": 3, "matchIds": [last]}))["predictMatches"]["result"]
    assert [one["match"]["id"] for one in result["results"]] == [last]


@pytest.mark.parametrize(
    ("asked", "field"), [({"upcoming": 0}, "upcoming"), ({"upcoming": 51}, "upcoming"), ({}, "matchIds")]
)
async def test_a_number_of_matches_out_of_range_or_none_is_refused(
    api: Api, asked: dict[str, Any], field: str
) -> None:
    result = (await api.data(UPCOMING, input=asked))["predictMatches"]["result"]
    assert (result["__typename"], result["field"]) == ("ValidationFailed", field)


COMPUTE = """
mutation ($input: ComputeMatchFeaturesInput!) { computeMatchFeatures(input: $input) { result {
  __typename ... on FeatureRow { id digest asOf match { id } } ... on Error { code message }
} } }
"""


async def test_computed_features_are_kept_once(api: Api) -> None:
    match = (await _ids(api, 30, "FINISHED"))[-1]
    first, again = [
        (await api.data(COMPUTE, input={"matchId": match}))["computeMatchFeatures"]["result"]
        for _ in range(2)
    ]
    assert first == again
    query = """query ($id: ID!) { featureRows(where: { match: $id, featureSet: "match-2" }) {
      totalCount nodes { id digest values { name } } } node: nodes(ids: []) { id } }"""
    rows = (await api.data(query, id=match))["featureRows"]
    assert rows["totalCount"] == 1
    assert rows["nodes"][0]["id"] == first["id"]
    node = await api.data(
        "query ($id: ID!) { node(id: $id) { ... on FeatureRow { digest match { id } } } }", id=first["id"]
    )
    assert node["node"] == {"digest": first["digest"], "match": {"id": match}}


async def test_two_teams_stand_for_their_last_match(api: Api) -> None:
    query = """{ matches(first: 1, orderBy: KICKOFF_DESC,
      where: { team: { name: "Arsenal" }, opponent: { name: "Leeds" } }) { nodes { id } } }"""
    [last] = (await api.data(query))["matches"]["nodes"]
    asked = {"team": {"name": "Leeds"}, "opponent": {"name": "Arsenal"}}
    result = (await api.data(COMPUTE, input=asked))["computeMatchFeatures"]["result"]
    assert result["match"]["id"] == last["id"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "VALIDATION_FAILED"),
        ({"team": {"name": "Arsenal"}}, "VALIDATION_FAILED"),
        ({"team": {"name": "Arsenal"}, "opponent": {"name": "Nobody"}}, "NOT_FOUND"),
        ({"team": {"name": "Arsenal"}, "opponent": {"name": "Everton", "country": "Chile"}}, "NOT_FOUND"),
    ],
)
async def test_a_match_that_cannot_be_meant_is_a_value(api: Api, asked: dict[str, Any], code: str) -> None:
    result = (await api.data(COMPUTE, input=asked))["computeMatchFeatures"]["result"]
    assert result["code"] == code


async def test_features_of_the_first_match_lack_data(api: Api) -> None:
    match = (await _ids(api, 1, "FINISHED"))[0]
    result = (await api.data(COMPUTE, input={"matchId": match}))["computeMatchFeatures"]["result"]
    assert result["code"] == "INSUFFICIENT_DATA"


async def test_features_of_an_unknown_set_are_refused_by_name(api: Api) -> None:
    match = (await _ids(api, 1, "FINISHED"))[0]
    asked = {"matchId": match, "set": "match-0"}
    computed = (await api.data(COMPUTE, input=asked))["computeMatchFeatures"]["result"]
    assert computed["code"] == "VALIDATION_FAILED"
    query = """mutation { backfillFeatures(input: { set: "match-0" }) { result {
      ... on ValidationFailed { field message } } } }"""
    result = (await api.data(query))["backfillFeatures"]["result"]
    assert result["field"] == "set"
    assert "match-0" in result["message"]


async def test_a_backfill_of_an_unknown_competition_starts_no_job(api: Api) -> None:
    query = """mutation { backfillFeatures(input: { competition: "ZZ" }) { result {
      ... on ValidationFailed { field message } } } }"""
    result = (await api.data(query))["backfillFeatures"]["result"]
    assert result["field"] == "competition"
    assert "there is no ZZ" in result["message"]


COMPUTE_TEAM = """
mutation ($input: ComputeTeamFeaturesInput!) { computeTeamFeatures(input: $input) { result {
  __typename ... on TeamFeatures { matches asOf } ... on Error { code message }
} } }
"""


async def test_a_teams_features_follow_a_match_that_has_just_finished(api: Api) -> None:
    asked = {"team": {"name": "Fulham"}}
    before = (await api.data(COMPUTE_TEAM, input=asked))["computeTeamFeatures"]["result"]["matches"]
    await builders.match(
        "Fulham", "Leeds", score=(2, 0), kickoff=NOW - timedelta(days=2), season_code="2425", meeting=9
    )
    after = (await api.data(COMPUTE_TEAM, input=asked))["computeTeamFeatures"]["result"]["matches"]
    assert (before, after) == (10, 11)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"team": {"name": "Nobody"}}, "NOT_FOUND"),
        ({"team": {"id": "VGVhbTo5OTk5"}}, "NOT_FOUND"),
        ({"team": {"name": "Everton"}}, "VALIDATION_FAILED"),
        ({"team": {"name": "Fulham"}, "asOf": "2030-01-01T00:00:00Z"}, "VALIDATION_FAILED"),
        ({"team": {"name": "Fulham"}, "asOf": "2000-01-01T00:00:00Z"}, "INSUFFICIENT_DATA"),
    ],
)
async def test_why_a_team_has_no_features_is_a_value(api: Api, asked: dict[str, Any], code: str) -> None:
    assert (await api.data(COMPUTE_TEAM, input=asked))["computeTeamFeatures"]["result"]["code"] == code


async def _follow(api: Api, query: str, **variables: Any) -> list[dict[str, Any]]:
    context = Context(api.services, asker("request-2"))
    stream = await SCHEMA.subscribe(query, variables, context_value=context)
    updates = []
    async with asyncio.timeout(PATIENCE_S):
        async for result in stream:
            assert result.errors is None, result.errors
            assert result.data is not None
            updates.append(result.data["jobProgress"])
    return updates


PROGRESS = (
    "subscription ($id: ID) { jobProgress(id: $id) { id kind status done total progress result error } }"
)


async def test_a_backfill_is_followed_to_its_end(api: Api) -> None:
    started = await api.data(
        """mutation { backfillFeatures(input: { competition: "E0" }) {
          result { __typename ... on Job { id kind status input } } } }"""
    )
    job = started["backfillFeatures"]["result"]
    assert job["kind"] == "backfillFeatures"
    assert job["input"]["competition"] == "E0"
    updates = await _follow(api, PROGRESS, id=job["id"])
    last = updates[-1]
    assert {update["id"] for update in updates} == {job["id"]}
    assert last["status"] == "SUCCEEDED", last
    assert last["progress"] == 1
    assert last["done"] == last["total"] >= 30
    assert (
        last["result"]["added"] + last["result"]["unchanged"] + last["result"]["insufficient"]
        == last["total"]
    )
    assert (await api.data("{ job { id status } }"))["job"]["id"] == job["id"]
    assert (await _follow(api, PROGRESS))[-1]["id"] == job["id"]


async def test_a_collection_that_finds_nothing_says_so_in_its_job(api: Api) -> None:
    started = await api.data(
        """mutation { startCollection(
          input: { source: FOOTBALL_DATA, competitions: ["E0"], seasons: ["2324"] }
        ) { result { ... on Job { id } } } }"""
    )
    last = (await _follow(api, PROGRESS, id=started["startCollection"]["result"]["id"]))[-1]
    assert last["status"] == "SUCCEEDED", last
    assert last["result"]["collection"]["added"] == 0


@pytest.mark.parametrize("source", ["FIXTURES", "NEW_LEAGUES"])
async def test_every_source_is_collected_by_a_job(api: Api, source: str) -> None:
    started = await api.data(
        """mutation ($input: StartCollectionInput!) { startCollection(input: $input) {
          result { ... on Job { id } } } }""",
        input={"source": source},
    )
    job = started["startCollection"]["result"]["id"]
    assert (await _follow(api, PROGRESS, id=job))[-1]["status"] == "SUCCEEDED"
    assert (await api.data("query ($id: ID!) { node(id: $id) { __typename } }", id=job))["node"] == {
        "__typename": "Job"
    }


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"source": "FOOTBALL_DATA"}, "competitions"),
        ({"source": "FOOTBALL_DATA", "competitions": ["E0"]}, "seasons"),
        ({"source": "FOOTBALL_DATA", "competitions": ["XX"], "seasons": ["2324"]}, "competitions"),
        ({"source": "FOOTBALL_DATA", "competitions": ["E0"], "seasons": ["2423"]}, "seasons"),
        ({"source": "NEW_LEAGUES", "competitions": ["XX"]}, "competitions"),
    ],
)
async def test_a_collection_of_nothing_known_is_refused_before_it_starts(
    api: Api, asked: dict[str, Any], field: str
) -> None:
    query = """mutation ($input: StartCollectionInput!) { startCollection(input: $input) { result {
      __typename ... on ValidationFailed { field } } } }"""
    jobs = await models.Job.all().count()
    result = (await api.data(query, input=asked))["startCollection"]["result"]
    assert result == {"__typename": "ValidationFailed", "field": field}
    assert await models.Job.all().count() == jobs


async def test_a_job_that_nobody_started_is_not_found(api: Api) -> None:
    unknown = "Sm9iOjAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMA=="
    assert (await api.error("query ($id: ID) { job(id: $id) { id } }", id=unknown))[0] == "NOT_FOUND"
    assert (await api.data("query ($id: ID!) { node(id: $id) { id } }", id=unknown))["node"] is None


async def test_a_failed_job_says_why(api: Api) -> None:
    async def work(_: object) -> dict[str, Any]:
        raise ValueError("secret")

    job = await api.services.jobs.start("test", {}, work)
    async for row in api.services.jobs.watch(job.id):
        status = row.status
    assert status is WorkStatus.FAILED
    asked = global_id("Job", job.id)
    told = (await api.data("query ($id: ID) { job(id: $id) { status error result } }", id=asked))["job"]
    assert told["status"] == "FAILED"
    assert "secret" not in told["error"]


@pytest.mark.parametrize("feature_set", FEATURE_SETS)
async def test_any_feature_set_can_be_backfilled_with_what_is_to_come(api: Api, feature_set: str) -> None:
    query = """mutation ($set: String!) { backfillFeatures(input: { set: $set, ahead: true }) {
      result { ... on Job { id input } } } }"""
    job = (await api.data(query, set=feature_set))["backfillFeatures"]["result"]
    assert job["input"].items() >= {"set": feature_set, "ahead": "true"}.items()
    last = (await _follow(api, PROGRESS, id=job["id"]))[-1]
    told = last["result"]
    assert last["done"] == last["total"] == sum(told.values())
    rows = await api.data(
        "query ($set: String) { featureRows(where: { featureSet: $set }) { totalCount } }", set=feature_set
    )
    assert rows["featureRows"]["totalCount"] >= told["added"] + told["unchanged"]
