"""What is asked or set up wrongly gets a typed answer that says what to do, and changes nothing.

Told elsewhere, end to end too: an unknown setting (tests/cli/test_commands.py), wrong arguments of the
command (there and in tests/cli/test_predict.py), a taken port for `demo` (tests/cli/test_demo.py), a request
that is no GraphQL over HTTP (tests/http/test_body.py).
"""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from tests.conftest import execute
from tests.program import ROOT, football, served_by

LAST_MATCH = "{ matches(first: 1, orderBy: KICKOFF_DESC) { nodes { id } } }"
STORED = "{ predictions { totalCount } featureRows { totalCount } job { id } }"
TRAIL = "{ auditLog(first: 1) { totalCount nodes { action result } } }"
DERBY = '{ name: "Dortmund", country: "Germany" }'
OTHER = '{ name: "Schalke 04" }'


def ask(address: str, query: str, **variables: Any) -> dict[str, Any]:
    response = httpx.post(f"{address}/graphql", json={"query": query, "variables": variables}, timeout=30)
    assert "Traceback" not in response.text
    body: dict[str, Any] = response.json()
    return body


def get(address: str) -> httpx.Response:
    return httpx.get(address, timeout=30)


def hypothetical(home: str = DERBY, kickoff: str = "2008-02-10T16:00:00Z", rest: str = "") -> str:
    return (
        f'{{ answer: hypotheticalMatch(home: {home}, away: {OTHER}, competition: "D1", kickoff: "{kickoff}"'
        f"{rest}) {{ __typename ... on Error {{ code message }} }} }}"
    )


@pytest.mark.parametrize(
    ("query", "code", "says"),
    [
        ('{ matches(after: "Z2FyYmFnZQ==") { nodes { id } } }', "VALIDATION_FAILED", "pageInfo.endCursor"),
        ('{ matches(after: "") { nodes { id } } }', "VALIDATION_FAILED", "pageInfo.endCursor"),
        ("{ matches(first: 1000) { nodes { id } } }", "VALIDATION_FAILED", "from 1 to 100, not 1000"),
        ("{ matches(first: 0) { nodes { id } } }", "VALIDATION_FAILED", "from 1 to 100, not 0"),
        ('{ match(id: "TWF0Y2g6OTk5OTk5OTk=") { id } }', "NOT_FOUND", "the query `matches` finds"),
        ('{ match(id: "VGVhbTox") { id } }', "VALIDATION_FAILED", "the id of a Team"),
        ('{ match(id: "nonsense") { id } }', "VALIDATION_FAILED", "take ids from its answers"),
        ('{ team(name: "Dortmnd") { id } }', "NOT_FOUND", "did you mean Dortmund"),
        ('{ competition(code: "XX") { id } }', "NOT_FOUND", "`competitions` lists them"),
        ("{ competition { id } }", "VALIDATION_FAILED", "give the competition's id or its code"),
        ('{ ratings(competition: "XX") { totalCount } }', "NOT_FOUND", "`competitions` lists them"),
        (hypothetical(kickoff="2008-02-10T16:00"), "VALIDATION_FAILED", "has no time zone; end it with Z"),
        (hypothetical(kickoff="tomorrow"), "VALIDATION_FAILED", "write 2025-08-16T14:00:00Z"),
    ],
)
def test_a_question_that_cannot_be_meant_is_an_error_with_code_and_remedy(
    served: str, query: str, code: str, says: str
) -> None:
    [error] = ask(served, query)["errors"]
    assert error["extensions"]["code"] == code
    assert says in error["message"]


def test_a_kickoff_without_zone_is_refused_in_variables_too(served: str) -> None:
    query = f"""query ($kickoff: DateTime!) {{ hypotheticalMatch(
      home: {DERBY}, away: {OTHER}, competition: "D1", kickoff: $kickoff) {{ __typename }} }}"""
    [error] = ask(served, query, kickoff="2008-02-10T16:00")["errors"]
    assert error["extensions"]["code"] == "VALIDATION_FAILED"
    assert "has no time zone; end it with Z" in error["message"]


@pytest.mark.parametrize(
    ("rest", "kind", "code", "says"),
    [
        (', asOf: "1950-01-01T00:00:00Z"', "InsufficientData", "INSUFFICIENT_DATA", "3 are needed"),
        (', asOf: "2008-03-01T00:00:00Z"', "ValidationFailed", "VALIDATION_FAILED", "is after kickoff"),
        (', model: "oracle"', "ModelUnavailable", "MODEL_UNAVAILABLE", "match, match-market"),
    ],
)
def test_a_question_without_an_answer_is_a_value_that_says_why(
    served: str, rest: str, kind: str, code: str, says: str
) -> None:
    answer = ask(served, hypothetical(rest=rest))["data"]["answer"]
    assert (answer["__typename"], answer["code"]) == (kind, code)
    assert says in answer["message"]


@pytest.mark.parametrize(
    ("mutation", "code"),
    [
        ("predictMatch(input: { matchId: $id })", "CONFLICT"),
        ('predictMatch(input: { matchId: "TWF0Y2g6OTk5OTk5OTk=" })', "NOT_FOUND"),
        ("predictMatches(input: { matchIds: [] })", "VALIDATION_FAILED"),
        ("predictMatches(input: { upcoming: 10 })", "NOT_FOUND"),
        (
            'computeMatchFeatures(input: { matchId: $id, asOf: "1950-01-01T00:00:00Z" })',
            "INSUFFICIENT_DATA",
        ),
        ("computeMatchFeatures(input: {})", "VALIDATION_FAILED"),
        ('backfillFeatures(input: { competition: "XX" })', "VALIDATION_FAILED"),
        ("startCollection(input: { source: FOOTBALL_DATA })", "VALIDATION_FAILED"),
    ],
)
def test_a_refused_mutation_stores_nothing_but_its_entry_in_the_audit_trail(
    served: str, mutation: str, code: str
) -> None:
    before, told = ask(served, STORED), ask(served, TRAIL)["data"]["auditLog"]["totalCount"]
    [match] = ask(served, LAST_MATCH)["data"]["matches"]["nodes"]
    declared = "($id: ID!)" if "$id" in mutation else ""
    query = f"mutation {declared} {{ done: {mutation} {{ result {{ ... on Error {{ code message }} }} }} }}"
    result = ask(served, query, **({"id": match["id"]} if declared else {}))["data"]["done"]["result"]
    assert result["code"] == code
    assert result["message"]
    assert ask(served, STORED) == before
    entry = {"action": mutation.partition("(")[0], "result": code}
    assert ask(served, TRAIL)["data"]["auditLog"] == {"totalCount": told + 1, "nodes": [entry]}


async def test_two_teams_of_the_same_name_are_told_apart_by_country(archive_url: str, tmp_path: Path) -> None:
    await execute(archive_url, "INSERT INTO team (name, country, kind) VALUES ('Dortmund', 'Chile', 'CLUB')")
    with served_by(database_url=archive_url, log=tmp_path / "server.log") as (_, address):
        answer = ask(address, hypothetical(home='{ name: "Dortmund" }'))["data"]["answer"]
        chosen = ask(address, hypothetical())["data"]["answer"]
    assert answer["code"] == "VALIDATION_FAILED"
    assert all(word in answer["message"] for word in ("Chile", "Germany", "country"))
    assert chosen["__typename"] == "Prediction"
    done = football("predict", "Dortmund", "Schalke 04", database_url=archive_url)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "Chile" in done.stderr


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_serve_tells_of_a_taken_port(database_url: str, taken_port: int) -> None:
    done = football("serve", "--port", str(taken_port), database_url=database_url)
    assert done.returncode == 1
    assert f"port {taken_port} on 127.0.0.1 is taken by another program" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [("serve", "--port", "0"), ("migrate",), ("collect", "archive"), ("predict", "--upcoming")]
)
async def test_a_database_of_a_newer_migration_is_left_alone(
    database_url: str, arguments: tuple[str, ...]
) -> None:
    await execute(
        database_url, "INSERT INTO aerich (version, app, content) VALUES ('99_next.py', 'football', '{}')"
    )
    done = football(*arguments, database_url=database_url)
    assert done.returncode == 1
    assert "99_next.py" in done.stderr
    assert "run the program that made them" in done.stderr
    assert "Traceback" not in done.stderr
    assert await count(database_url, "SELECT count(*) FROM match") == 0
    assert await count(database_url, "SELECT count(*) FROM raw_record") == 0


async def test_a_corrupt_model_file_is_not_served_and_readiness_says_so(
    archive_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "models" / "match" / "2.0.0"
    shutil.copytree(ROOT / "models_onnx" / "match" / "2.0.0", folder)
    content = bytearray((folder / "model.onnx").read_bytes())
    content[len(content) // 2] ^= 0xFF
    (folder / "model.onnx").write_bytes(content)
    log = tmp_path / "server.log"
    with served_by(
        database_url=archive_url, settings={"FOOTBALL_MODELS_DIR": str(folder.parents[1])}, log=log
    ) as (_, address):
        answer = ask(address, hypothetical())["data"]["answer"]
        readiness = get(f"{address}/health/readiness")
    assert (answer["__typename"], answer["code"]) == ("ModelUnavailable", "MODEL_UNAVAILABLE")
    assert "2.0.0" in answer["message"]
    assert "sha256" in answer["message"].lower().replace("-", "")
    assert readiness.status_code == 503
    assert "2.0.0" in readiness.text
    assert "Traceback" not in log.read_text()
    assert await count(archive_url, "SELECT count(*) FROM model_version") == 0


async def count(url: str, sql: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        number: int = await connection.fetchval(sql)
        return number
    finally:
        await connection.close()
