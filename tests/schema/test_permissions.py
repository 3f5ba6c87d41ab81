"""Every role meets every permission of the schema by every way in."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from types import SimpleNamespace
from typing import Any, TypeAlias

import httpx
import pytest
import strawberry
from graphql import GraphQLField, GraphQLInterfaceType, GraphQLObjectType
from strawberry.types.execution import PreExecutionError

from app.config import Settings
from app.db.audit import Act
from app.main import create_app
from app.operations import api_keys
from app.operations.api_keys import KeyWish
from app.security.viewer import Role, Viewer
from schema.permissions import Needs, enforce, needed_role
from schema.sdl import printed
from tests.http.serving import serving
from tests.http.test_websocket import opened, receive, subscribe
from tests.schema.conftest import NOW
from tests.schema.mutating import HARMLESS, asked, built, mutation_type

Answer: TypeAlias = dict[str, Any]
Way: TypeAlias = Callable[[str, str | None, str, dict[str, Any]], Coroutine[Any, Any, Answer]]
FIELDS = {
    "auditLog": "{ auditLog { totalCount } }",
    "apiKeys": "{ apiKeys { totalCount } }",
}
"""A query for every field that needs a role, by its name."""


def headers_of(key: str | None) -> dict[str, str]:
    return {} if key is None else {"Authorization": f"Bearer {key}"}


async def over_http(address: str, key: str | None, query: str, variables: dict[str, Any]) -> Answer:
    async with httpx.AsyncClient(base_url=address, headers=headers_of(key), timeout=30) as http:
        answer: Answer = (await http.post("/graphql", json={"query": query, "variables": variables})).json()
    return answer


async def over_sse(address: str, key: str | None, query: str, variables: dict[str, Any]) -> Answer:
    headers = headers_of(key) | {"Accept": "text/event-stream"}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as http:
        body = (await http.post("/graphql", json={"query": query, "variables": variables})).text
    answer: Answer = json.loads(body.partition("data: ")[2].partition("\n")[0])
    return answer


async def over_socket(address: str, key: str | None, query: str, variables: dict[str, Any]) -> Answer:
    """The key is shown as browsers must: in the first message."""
    async with opened(address, init=False) as socket:
        payload = {} if key is None else {"authorization": f"Bearer {key}"}
        await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert await receive(socket) == {"type": "connection_ack"}
        await subscribe(socket, query, variables=variables)
        answer: Answer = (await receive(socket))["payload"]
    return answer


WAYS = pytest.mark.parametrize("ask", [over_http, over_sse, over_socket])
ASKERS = pytest.mark.parametrize("role", [None, *Role])


@pytest.fixture(scope="module")
async def address(settings: Settings) -> AsyncIterator[str]:
    roomy = settings.model_copy(update={"database_pool_size": 4, "rate_limit": 0})
    async with serving(create_app(roomy)) as served:
        yield served


@pytest.fixture(scope="module")
async def keys(address: str) -> dict[Role | None, str | None]:
    """A key of each role; None shows none."""
    assert address
    made: dict[Role | None, str | None] = {None: None}
    for role in Role:
        created = await api_keys.create(KeyWish(f"the {role}", role), Act("test", "createApiKey", NOW))
        made[role] = created.text
    return made


def test_every_mutation_needs_at_least_an_operator_and_those_on_models_and_keys_an_admin() -> None:
    needed = {name: needed_role(field) for name, field in mutation_type().fields.items()}
    admins = {name for name in needed if name.endswith(("Model", "ModelVersion", "ApiKey", "Challenger"))}
    assert needed == {name: Role.ADMIN if name in admins else Role.OPERATOR for name in needed}
    assert len(admins) == 5


def test_the_fields_that_need_a_role_are_those_that_are_tried_here() -> None:
    found = {
        name: field
        for kind in built().type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and kind is not built().mutation_type
        for name, field in kind.fields.items()
        if needed_role(field) is not None
    }
    assert found.keys() == FIELDS.keys()
    assert HARMLESS.keys() == mutation_type().fields.keys()


def test_the_printed_schema_says_what_is_needed() -> None:
    text = printed()
    assert "directive @needs(role: Role!) on FIELD_DEFINITION" in text
    assert text.count("@needs(role: ") == len(HARMLESS) + len(FIELDS) + 1


@WAYS
@ASKERS
async def test_a_mutation_runs_for_those_who_may_and_answers_the_others_in_its_union(
    address: str, keys: dict[Role | None, str | None], role: Role | None, ask: Way
) -> None:
    viewer = Viewer("", role or Role.READER)
    for name, field in mutation_type().fields.items():
        answer = await ask(address, keys[role], asked(name), {"input": HARMLESS[name]})
        result = answer["data"][name]["result"]
        assert (result["__typename"] == "PermissionDenied") == (not viewer.may(required(field))), answer
        if result["__typename"] == "PermissionDenied":
            assert result["code"] == "PERMISSION_DENIED"
            assert f"{name} needs the role {required(field)}" in result["message"]


@WAYS
@ASKERS
async def test_a_query_field_is_answered_for_those_who_may_and_an_error_at_its_path_for_others(
    address: str, keys: dict[Role | None, str | None], role: Role | None, ask: Way
) -> None:
    for name, query in FIELDS.items():
        answer = await ask(address, keys[role], query, {})
        if role is Role.ADMIN:
            assert answer["data"][name]["totalCount"] >= 0
            continue
        [error] = answer["errors"]
        assert (error["path"], error["extensions"]["code"]) == ([name], "PERMISSION_DENIED")
        assert "totalCount" not in json.dumps(answer.get("data"))


@WAYS
async def test_what_anybody_may_ask_is_answered_beside_a_mutation_of_those_who_may_not(
    address: str, keys: dict[Role | None, str | None], ask: Way
) -> None:
    """Aliases and fragments hide nothing."""
    query = (
        'mutation { a: settleMatch(input: { matchId: "x" }) { ...F } ... on Mutation {'
        ' b: settleMatch(input: { matchId: "x" }) { ...F } } }'
        " fragment F on SettleMatchPayload { result { __typename } }"
    )
    denied = {"result": {"__typename": "PermissionDenied"}}
    assert (await ask(address, keys[Role.READER], query, {}))["data"] == {"a": denied, "b": denied}


@WAYS
@ASKERS
async def test_a_viewer_is_told_who_they_are(
    address: str, keys: dict[Role | None, str | None], role: Role | None, ask: Way
) -> None:
    key = keys[role]
    viewer = (await ask(address, key, "{ viewer { name role authenticated key { prefix expiresAt } } }", {}))[
        "data"
    ]["viewer"]
    if key is None:
        assert viewer == {"name": "anonymous", "role": "READER", "authenticated": False, "key": None}
    else:
        shown = {"prefix": key[3:11], "expiresAt": None}
        assert viewer == {"name": f"the {role}", "role": role, "authenticated": True, "key": shown}


def required(field: GraphQLField) -> Role:
    role = needed_role(field)
    assert role is not None
    return role


async def test_a_subscription_that_needs_a_role_does_not_start_for_others() -> None:
    @strawberry.type
    class Secrets:
        @strawberry.subscription(directives=[Needs(role=Role.ADMIN)])  # type: ignore[untyped-decorator]  # Strawberry's
        async def secrets(self) -> AsyncGenerator[int, None]:
            yield 1

    @strawberry.type
    class Query:
        nothing: int = 0

    schema = strawberry.Schema(query=Query, subscription=Secrets)
    enforce(schema._schema)
    for role, told in ((Role.ADMIN, {"secrets": 1}), (Role.OPERATOR, None), (None, None)):
        context = SimpleNamespace(viewer=Viewer("somebody", role))
        answers = await schema.subscribe("subscription { secrets }", context_value=context)
        first = answers if isinstance(answers, PreExecutionError) else await anext(answers)
        assert first.data == told
        assert bool(first.errors) is (told is None)
