"""Mutations are counted one by one, however many come in one request."""

from dataclasses import replace

from app.security.rates import RateLimits
from app.security.viewer import Asker, Role, Viewer
from app.services import Services
from schema.context import Context
from tests.schema.conftest import SCHEMA

SETTLE = 'settleMatch(input: { matchId: "nothing" })'
RESULT = "{ result { __typename ... on RateLimited { code message retryAfter } } }"
TWENTY = "mutation { " + " ".join(f"a{number}: {SETTLE} {RESULT}" for number in range(20)) + " }"


async def test_each_mutation_of_a_request_takes_a_token_and_is_told_when_there_is_none(
    services: Services,
) -> None:
    limited = replace(services, rates=RateLimits(5))
    asker = Asker("request-1", Viewer("anonymous", Role.OPERATOR, address="192.0.2.1"))
    answer = await SCHEMA.execute(TWENTY, context_value=Context(limited, asker))
    assert answer.errors is None
    assert answer.data is not None
    results = [one["result"] for one in answer.data.values()]
    assert [one["__typename"] for one in results] == ["ValidationFailed"] * 6 + ["RateLimited"] * 14
    assert results[-1]["code"] == "RATE_LIMITED"
    assert results[-1]["retryAfter"] == 12
    assert "try again in 12 s" in results[-1]["message"]
