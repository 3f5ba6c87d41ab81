"""Every error has a code; nothing internal leaves."""

from collections.abc import AsyncGenerator
from functools import partial
from typing import Any

import pytest
import strawberry
from graphql import GraphQLError
from structlog.testing import capture_logs

from app.errors import Conflict, InsufficientData, Unavailable, ValidationFailed
from app.http.documents import Documents
from app.http.executor import Executor
from app.http.metrics import Metrics
from app.http.operation import Operation
from app.services import Services
from schema import build_schema
from schema.context import Context
from schema.errors import CodedErrors, coded
from tests.askers import asker
from tests.schema.conftest import Api

SECRET = "postgres://user:secret@host/db"
RAISED: dict[str, Exception] = {
    "validation": ValidationFailed("first", "too many"),
    "insufficient": InsufficientData(("a match",)),
    "conflict": Conflict("it has started"),
    "unavailable": Unavailable("PostgreSQL does not answer"),
    "internal": RuntimeError(SECRET),
}


@strawberry.type
class Query:
    @strawberry.field
    def fail(self, how: str) -> str:
        raise RAISED[how]


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def fail(self, how: str) -> AsyncGenerator[str, None]:
        yield "once"
        raise RAISED[how]


class Caller:
    request_id = "request-7"


SCHEMA = strawberry.Schema(query=Query, subscription=Subscription, extensions=[CodedErrors])


async def _error(query: str, **variables: Any) -> GraphQLError:
    result = await SCHEMA.execute(query, variables, context_value=Caller())
    assert result.errors is not None
    return result.errors[0]


@pytest.mark.parametrize(
    ("how", "extensions"),
    [
        ("validation", {"code": "VALIDATION_FAILED", "field": "first"}),
        ("insufficient", {"code": "INSUFFICIENT_DATA", "missing": ["a match"]}),
        ("conflict", {"code": "CONFLICT"}),
        ("unavailable", {"code": "UNAVAILABLE"}),
    ],
)
async def test_an_error_of_ours_keeps_its_words_and_tells_its_code(how: str, extensions: Any) -> None:
    error = await _error("query ($how: String!) { fail(how: $how) }", how=how)
    assert error.message == str(RAISED[how])
    assert error.extensions == extensions
    assert error.path == ["fail"]


async def test_an_unforeseen_error_is_logged_and_only_names_the_request() -> None:
    with capture_logs() as logs:
        error = await _error('{ fail(how: "internal") }')
    assert error.extensions == {"code": "INTERNAL", "requestId": "request-7"}
    assert "request-7" in error.message
    assert SECRET not in str(error.formatted)
    assert error.original_error is None
    [line] = [one for one in logs if one["event"] == "resolver failed"]
    assert line["exc_info"] is RAISED["internal"]
    assert line["log_level"] == "error"


async def test_a_subscription_masks_as_a_query_does() -> None:
    stream = await SCHEMA.subscribe('subscription { fail(how: "internal") }', context_value=Caller())
    with capture_logs():
        results = [result async for result in stream]
    errors = results[-1].errors
    assert errors is not None
    assert SECRET not in str(errors[0].formatted)
    assert (errors[0].extensions or {})["code"] == "INTERNAL"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ matches(", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ match { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ('{ matches(first: "x") { totalCount } }', "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_a_document_that_cannot_run_has_graphqls_codes(api: Api, query: str, code: str) -> None:
    result = await api.run(query)
    assert result.errors
    assert (result.errors[0].extensions or {})["code"] == code


@pytest.mark.parametrize(
    "variables", [{"first": "x"}, {"first": None}, {"first": 2**40}, {"where": {"nothing": 1}}, {"where": 1}]
)
async def test_a_variable_of_the_wrong_kind_is_a_failed_validation(api: Api, variables: Any) -> None:
    query = """query ($first: Int! = 1, $where: MatchWhere) {
      matches(first: $first, where: $where) { totalCount }
    }"""
    assert (await api.error(query, **variables))[0] == "VALIDATION_FAILED"


async def test_a_value_written_into_the_document_fails_like_one_in_a_variable(services: Services) -> None:
    executor = Executor(build_schema(), partial(Context, services), Metrics("1"), Documents(), code=coded)
    for _ in range(2):
        answer = await executor.execute(
            Operation('{ matches(where: {from: "yesterday"}) { totalCount } }'), asker("request-1")
        )
        assert answer.refused
        assert answer.errors[0]["extensions"] == {"code": "VALIDATION_FAILED", "field": "DateTime"}


async def test_a_misspelt_field_is_told_with_the_nearest_one(api: Api) -> None:
    code, message = await api.error("{ matches { nodes { kickof } } }")
    assert code == "GRAPHQL_VALIDATION_FAILED"
    assert "Did you mean 'kickoff'" in message


def test_an_error_that_has_a_code_keeps_it() -> None:
    error = GraphQLError("no", extensions={"code": "MINE"})
    assert coded(error, "") is error
