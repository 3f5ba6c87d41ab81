"""The other reads: competitions, nodes, models, sources, quality, health, what the process uses."""

from typing import Any

import pytest

from app.db import models
from app.db.audit import Act
from app.db.models import WorkStatus
from tests.schema.conftest import NOW, UPCOMING, Api


async def test_competitions_come_in_order_of_code_with_their_seasons_and_matches(api: Api) -> None:
    data = await api.data(
        """{ competitions { totalCount nodes { id code name kind tier
          seasons { code label }
          matches(first: 1, where: { season: "2526" }) { totalCount nodes { kickoff } } } } }"""
    )
    assert [one["code"] for one in data["competitions"]["nodes"]] == ["CHL", "E0", "INT-FRIENDLY"]
    england = data["competitions"]["nodes"][1]
    assert [season["code"] for season in england["seasons"]] == ["2526", "2425"]
    assert england["matches"]["totalCount"] == UPCOMING
    assert data["competitions"]["nodes"][0]["matches"] == {"totalCount": 0, "nodes": []}


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ({"kind": "INTERNATIONAL"}, ["INT-FRIENDLY"]),
        ({"country": "Chile"}, ["CHL"]),
        ({"codes": ["E0"]}, ["E0"]),
    ],
)
async def test_competitions_are_narrowed(api: Api, where: dict[str, Any], codes: list[str]) -> None:
    query = "query ($where: CompetitionWhere) { competitions(where: $where) { nodes { code } } }"
    found = (await api.data(query, where=where))["competitions"]["nodes"]
    assert [one["code"] for one in found] == codes


async def test_a_competition_is_found_by_code_and_by_id(api: Api) -> None:
    query = "query ($id: ID, $code: String) { competition(id: $id, code: $code) { id code } }"
    found = (await api.data(query, code="E0"))["competition"]
    assert (await api.data(query, id=found["id"]))["competition"] == found
    code, message = await api.error(query, code="E9")
    assert code == "NOT_FOUND"
    assert "E9" in message


NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"


async def test_everything_with_an_id_is_found_by_it_in_the_order_asked(api: Api) -> None:
    run = await models.CollectionRun.create(
        source="test", requested={}, status=WorkStatus.SUCCEEDED, started_at=NOW, added=3
    )
    data = await api.data(
        """{ matches(first: 1) { nodes { id home { id } competition { id } } } models { nodes { id } }
          collectionRuns { nodes { id } } }"""
    )
    match = data["matches"]["nodes"][0]
    ids = [
        match["home"]["id"],
        match["id"],
        match["competition"]["id"],
        data["models"]["nodes"][0]["id"],
        data["collectionRuns"]["nodes"][0]["id"],
        "TWF0Y2g6OTk5OTk5",
    ]
    nodes = (await api.data(NODES, ids=ids))["nodes"]
    kinds = [None if node is None else node["__typename"] for node in nodes]
    assert kinds == ["Team", "Match", "Competition", "ModelVersion", "CollectionRun", None]
    assert [node["id"] for node in nodes if node] == ids[:-1]
    assert (await api.data("query ($id: ID!) { node(id: $id) { id } }", id=ids[0]))["node"]["id"] == ids[0]
    await run.delete()


@pytest.mark.parametrize("ids", [["U2Vhc29uOjE="], ["x"], ["TWF0Y2g6MQ=="] * 101])
async def test_ids_of_nothing_that_is_a_node_are_refused(api: Api, ids: list[str]) -> None:
    assert (await api.error(NODES, ids=ids))[0] == "VALIDATION_FAILED"


async def test_the_served_model_version_says_so(api: Api) -> None:
    data = await api.data(
        "{ model { name version sha256 serving champion metrics trainingRows } models { totalCount } }"
    )
    assert (data["model"]["name"], data["model"]["version"]) == ("match", "1.0.0")
    assert data["model"]["serving"]
    assert data["models"]["totalCount"] == 1
    assert (await api.error('{ model(name: "oracle") { name } }'))[0] == "NOT_FOUND"


async def test_runs_sources_and_quality_tell_what_the_data_is(api: Api) -> None:
    await models.CollectionRun.create(
        source="test",
        requested={"competitions": ["E0"]},
        status=WorkStatus.PARTIAL,
        started_at=NOW,
        finished_at=NOW,
        added=3,
        report={"files": []},
    )
    data = await api.data(
        """{
          collectionRuns(where: { source: "test", status: PARTIAL }) {
            totalCount nodes { requested added report }
          }
          dataSources { name payloads matches lastRun { status } }
          dataQuality(competitions: ["E0"]) {
            competition { code } matches finished withoutOdds unrated overdue
          }
        }"""
    )
    assert data["collectionRuns"]["nodes"] == [
        {"requested": {"competitions": ["E0"]}, "added": 3, "report": {"files": []}}
    ]
    [source] = data["dataSources"]
    assert source == {
        "name": "test",
        "payloads": 0,
        "matches": 30 + UPCOMING,
        "lastRun": {"status": "PARTIAL"},
    }
    [quality] = data["dataQuality"]
    assert quality == {
        "competition": {"code": "E0"},
        "matches": 30 + UPCOMING,
        "finished": 30,
        "withoutOdds": 30,
        "unrated": 0,
        "overdue": 0,
    }


async def test_the_audit_trail_is_the_latest_first(api: Api) -> None:
    for action in ("one", "two"):
        await Act(actor="test", action=action, at=NOW, target="match 1", after={"x": 1}).write()
    data = await api.data('{ auditLog(where: { actor: "test" }) { totalCount nodes { action after } } }')
    assert [entry["action"] for entry in data["auditLog"]["nodes"]] == ["two", "one"]
    assert data["auditLog"]["nodes"][0]["after"] == {"x": 1}


async def test_health_answers_each_probe(api: Api) -> None:
    data = await api.data(
        """{ full: health { probe status version checks { name status required } }
          alive: health(probe: LIVENESS) { probe status checks { name } } }"""
    )
    assert data["alive"] == {"probe": "LIVENESS", "status": "PASS", "checks": []}
    assert data["full"]["status"] in {"PASS", "WARN"}
    assert {check["name"] for check in data["full"]["checks"] if check["required"]}


async def test_the_process_tells_what_it_uses(api: Api) -> None:
    used = (
        await api.data(
            "{ systemMetrics { at cpuS residentBytes threads databaseBytes databaseConnections python } }"
        )
    )["systemMetrics"]
    assert used["residentBytes"] > 10_000_000
    assert used["databaseBytes"] > 1_000_000
    assert used["databaseConnections"] >= 1
    assert used["cpuS"] > 0
    assert used["at"] == "2025-06-01T12:00:00Z"


async def test_nobody_is_known_yet(api: Api) -> None:
    assert (await api.data("{ viewer { name authenticated } }"))["viewer"] == {
        "name": "anonymous",
        "authenticated": False,
    }
