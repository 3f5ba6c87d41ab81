"""docs/api.md is exact: no code and no limit is missing or otherwise than in the program."""

import pytest
from graphql import GraphQLObjectType, build_schema

from app.db import paging
from app.db.ratings import RatingsOutdated
from app.errors import Unavailable
from app.http import body, documents, heartbeat, refusals, shape, socket
from app.http.answer import INTERNAL
from app.http.documents import COST_EXCEEDED, PARSE_FAILED, VALIDATION_FAILED
from app.security.viewer import Role
from schema import limits, prediction_mutations
from schema.enums import ErrorCode
from tests.program import ROOT

PAGE = (ROOT / "docs" / "api.md").read_text()


def request_refusals(kind: type[refusals.RequestRefused] = refusals.RequestRefused) -> set[str]:
    """Each code with its HTTP status, as the page writes them."""
    own = {f"`{kind.code}` {kind.status}"}
    return own.union(*map(request_refusals, kind.__subclasses__()))


@pytest.mark.parametrize(
    "code",
    [
        *(one.value for one in ErrorCode),
        *(PARSE_FAILED, VALIDATION_FAILED, COST_EXCEEDED, INTERNAL),
        *(Unavailable.code, RatingsOutdated.code, socket.TooManyOperations.code),
    ],
)
def test_every_code_is_told(code: str) -> None:
    assert f"`{code}`" in PAGE


@pytest.mark.parametrize("kind", ["Query", "Mutation", "Subscription"])
def test_every_operation_is_listed(kind: str) -> None:
    root = build_schema((ROOT / "schema" / "schema.graphql").read_text()).type_map[kind]
    assert isinstance(root, GraphQLObjectType)
    assert [name for name in root.fields if f"`{name}`" not in PAGE] == []


def test_every_refusal_of_a_request_is_told_with_its_status() -> None:
    assert [one for one in request_refusals() if one not in PAGE] == []


@pytest.mark.parametrize(
    "said",
    [
        f"`first` (1 to {paging.MOST}, {paging.DEFAULT} unless given)",
        f"| entries of a page, ids in `nodes` | {paging.MOST} |",
        f"| matches in `predictMatches` | {prediction_mutations.MOST} |",
        f"| depth of an operation | {shape.MAX_DEPTH} levels |",
        f"| aliases | {shape.MAX_ALIASES} |",
        f"| root fields | {shape.MAX_ROOT_FIELDS} |",
        f"| {', '.join(f'{limits.BUDGETS[role]:,}' for role in Role)} |",
        f"| tokens of a document | {documents.MAX_TOKENS:,} |",
        f"| request body | {body.MAX_BODY_BYTES:,} bytes |",
        f"more than {socket.SocketLimits().operations} operations at once",
        f"within {socket.SocketLimits().init_timeout_s:g} seconds",
        f"every {heartbeat.HEARTBEAT_S:g} seconds",
    ],
)
def test_every_limit_is_told_as_it_is(said: str) -> None:
    assert said in PAGE
