"""Every mutation leaves its entry in the audit trail, in the transaction of its effect."""

import asyncio
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from app.db import audit
from app.db.audit import AuditFilter, AuditRow
from app.db.connection import connection
from app.db.paging import Slice
from app.operations.auditing import A_MINUTE, AuditTrail
from app.security.viewer import Asker, Role, Viewer
from schema.context import Context
from tests.askers import act
from tests.schema.conftest import NOW, SCHEMA, Api
from tests.schema.mutating import HARMLESS, asked, mutation_type

OPERATOR = Viewer("ada", Role.OPERATOR, key_id=7, key_prefix="abcdefgh")
ADMIN = Viewer("bob", Role.ADMIN)
EFFECTS: dict[str, tuple[str, str]] = {
    "predictMatch": ("prediction", "DONE"),
    "predictMatches": ("prediction", "DONE"),
    "settleMatch": ("match_settlement", "DONE"),
    "computeMatchFeatures": ("feature_row", "DONE"),
    "backfillFeatures": ("job", "STARTED"),
    "startCollection": ("job", "STARTED"),
    "createApiKey": ("api_key", "DONE"),
}
"""Mutations that add a row of this table here, and what the trail says came of them."""


async def entries(**where: Any) -> tuple[AuditRow, ...]:
    return (await audit.page(AuditFilter(**where), Slice(audit.LATEST_FIRST, 100))).rows


async def run(api: Api, viewer: Viewer, name: str, request: str, /, **values: Any) -> Any:
    context = Context(api.services, Asker(request, viewer))
    return await SCHEMA.execute(asked(name), {"input": values}, context_value=context)


async def match_id(api: Api, place: int, status: str) -> str:
    query = f"{{ matches(first: 100, where: {{ status: {status} }}) {{ nodes {{ id }} }} }}"
    found: str = (await api.data(query))["matches"]["nodes"][place]["id"]
    return found


async def effective(api: Api, name: str, place: int) -> dict[str, Any]:
    """An input with an effect; each place names another match."""
    match name:
        case "predictMatch" | "computeMatchFeatures":
            return {"matchId": await match_id(api, place, "SCHEDULED")}
        case "predictMatches":
            return {"matchIds": [await match_id(api, place + 5, "SCHEDULED")]}
        case "settleMatch":
            return {"matchId": await match_id(api, place, "FINISHED")}
        case "backfillFeatures":
            return {"season": "2324"}
        case "startCollection":
            return {"source": "FIXTURES"}
    return {"name": f"key {place}", "role": "READER"}


async def rows_in(table: str) -> int:
    return int((await connection().execute_query_dict(f"SELECT count(*) AS n FROM {table}"))[0]["n"])


@pytest.mark.parametrize("name", HARMLESS)
async def test_a_mutation_that_is_refused_for_want_of_a_role_is_in_the_trail(api: Api, name: str) -> None:
    viewer = Viewer(f"reader of {name}", Role.READER)
    await run(api, viewer, name, f"refused-{name}", **HARMLESS[name])
    [entry] = await entries(request_id=f"refused-{name}")
    assert (entry.actor, entry.action, entry.result) == (viewer.name, name, "PERMISSION_DENIED")
    assert (entry.before, entry.after, entry.at) == (None, None, NOW)


@pytest.mark.parametrize("name", HARMLESS)
async def test_a_mutation_that_fails_is_in_the_trail_with_its_code(api: Api, name: str) -> None:
    viewer = Viewer(f"admin of {name}", Role.ADMIN, key_id=3, key_prefix="12345678")
    result = await run(api, viewer, name, f"failed-{name}", **HARMLESS[name])
    code = result.data[name]["result"]["code"]
    entry = (await entries(request_id=f"failed-{name}"))[0]
    assert (entry.actor, entry.key_prefix, entry.action) == (viewer.name, "12345678", name)
    assert (entry.result, entry.after) == (code, None)


@pytest.mark.parametrize("name", EFFECTS)
async def test_a_mutation_with_an_effect_is_in_the_trail_once(api: Api, name: str) -> None:
    table, told = EFFECTS[name]
    before = await rows_in(table)
    viewer = OPERATOR if name != "createApiKey" else ADMIN
    result = await run(api, viewer, name, f"done-{name}", **await effective(api, name, 1))
    assert result.errors is None
    assert await rows_in(table) == before + 1, result.data
    [entry] = await entries(request_id=f"done-{name}")
    assert (entry.actor, entry.key_prefix, entry.action) == (viewer.name, viewer.key_prefix, name)
    assert entry.result == told
    assert entry.after
    assert entry.target or name == "predictMatches"


async def test_a_mutation_that_is_cut_off_is_in_the_trail(api: Api) -> None:
    before = await rows_in("prediction")
    values = await effective(api, "predictMatch", 3)
    running = asyncio.create_task(run(api, OPERATOR, "predictMatch", "cut-off", **values))
    await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    async with asyncio.timeout(5):
        while not (found := await entries(request_id="cut-off")):  # noqa: ASYNC110  a table offers no event
            await asyncio.sleep(0.01)
    assert [(one.actor, one.action, one.result) for one in found] == [("ada", "predictMatch", "CANCELLED")]
    assert await rows_in("prediction") == before


@pytest.mark.parametrize("name", EFFECTS)
async def test_a_mutation_that_cannot_be_audited_has_no_effect(api: Api, name: str) -> None:
    table, _ = EFFECTS[name]
    before = await rows_in(table)
    values = await effective(api, name, 2)
    await connection().execute_script(
        "CREATE TRIGGER out_of_order BEFORE INSERT ON audit_entry"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    try:
        result = await run(api, ADMIN, name, f"unaudited-{name}", **values)
    finally:
        await connection().execute_script("DROP TRIGGER out_of_order ON audit_entry")
    assert result.errors is not None
    assert result.errors[0].extensions["code"] == "INTERNAL"
    assert await rows_in(table) == before


async def test_what_is_done_again_is_in_the_trail_as_unchanged(api: Api) -> None:
    made = await api.data(
        'mutation { createApiKey(input: { name: "twice", role: READER }) { result {'
        " ... on CreatedApiKey { key apiKey { prefix } } } } }"
    )
    prefix = made["createApiKey"]["result"]["apiKey"]["prefix"]
    for _ in range(2):
        await run(api, ADMIN, "revokeApiKey", f"revoke-{prefix}", prefix=prefix)
    again, first = await entries(request_id=f"revoke-{prefix}")
    assert (first.result, first.before) == ("DONE", {"revokedAt": None})
    assert (again.result, again.after) == ("UNCHANGED", None)
    assert {row.target for row in (again, first)} == {f"key {prefix}"}


async def test_a_key_is_never_in_the_trail_wherever_it_is_put(api: Api) -> None:
    made = await api.data(
        'mutation { createApiKey(input: { name: "secretive", role: READER }) { result {'
        " ... on CreatedApiKey { key } } } }"
    )
    key = made["createApiKey"]["result"]["key"]
    await run(api, ADMIN, "createApiKey", "leak-name", name=key, role="READER")
    await run(api, ADMIN, "revokeApiKey", "leak-prefix", prefix=key)
    await run(api, ADMIN, "promoteModelVersion", "leak-model", name=key, version="1")
    await run(api, ADMIN, "revokeApiKey", key, prefix="?")
    stored = await connection().execute_query_dict("SELECT row_to_json(e)::text AS text FROM audit_entry e")
    rows = await connection().execute_query_dict("SELECT row_to_json(k)::text AS text FROM api_key k")
    assert len(stored) > 3
    assert not [row for row in [*stored, *rows] if key.rpartition("_")[2][:12] in row["text"]]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'nobody'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "SET session_replication_role = replica; DELETE FROM audit_entry",
        "INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT (id) DO UPDATE SET actor = 'nobody'",
        "DELETE FROM api_key",
        "TRUNCATE api_key",
        "UPDATE api_key SET role = 'ADMIN'",
        "UPDATE api_key SET revoked_at = NULL WHERE revoked_at IS NOT NULL",
    ],
)
async def test_the_applications_own_user_cannot_change_the_trail_or_what_a_key_allows(
    api: Api, statement: str
) -> None:
    made = await api.data(
        f'mutation {{ createApiKey(input: {{ name: "{abs(hash(statement))}", role: READER }}) {{ result {{'
        " ... on CreatedApiKey { apiKey { prefix } } } } }"
    )
    await run(api, ADMIN, "revokeApiKey", "r", prefix=made["createApiKey"]["result"]["apiKey"]["prefix"])
    before = await entries()
    with pytest.raises(IntegrityError):
        await connection().execute_script(statement)
    assert await entries() == before


async def test_filters_narrow_the_trail(api: Api) -> None:
    for place in range(3):
        await act("filtered", f"act {place}", NOW).write()
    found = await api.data(
        "query ($where: AuditWhere) { auditLog(where: $where) { totalCount nodes {"
        " action requestId keyPrefix } } }",
        where={"actor": "filtered", "action": "act 1", "since": NOW.isoformat(), "result": "DONE"},
    )
    assert found["auditLog"] == {
        "totalCount": 1,
        "nodes": [{"action": "act 1", "requestId": None, "keyPrefix": None}],
    }
    for where in ({"until": NOW.isoformat()}, {"target": "elsewhere"}, {"keyPrefix": "none"}):
        nothing = await api.data(
            "query ($where: AuditWhere) { auditLog(where: $where) { totalCount } }",
            where={"actor": "filtered", **where},
        )
        assert nothing["auditLog"]["totalCount"] == 0


async def test_a_flood_of_refusals_is_counted_instead_of_written(api: Api) -> None:
    assert api.services
    now = 0.0
    trail = AuditTrail(lambda: now)
    for _ in range(1000):
        await trail.ineffective(act("flood", "predictMatch", NOW))
    assert len(await entries(actor="flood")) == A_MINUTE
    await trail.ineffective(act("other", "predictMatch", NOW))
    assert len(await entries(actor="other")) == 1
    now = 60.0
    await trail.ineffective(act("flood", "predictMatch", NOW))
    assert (await entries(actor="flood"))[0].after == {"leftOut": 1000 - A_MINUTE}


def test_every_mutation_is_tried_here() -> None:
    assert HARMLESS.keys() == mutation_type().fields.keys()
