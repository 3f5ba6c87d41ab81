"""docs/api.md is exact: no code and no limit is missing or otherwise than in the program."""

import re

import pytest
from graphql import GraphQLObjectType, build_schema

from app.db import paging
from app.db.ratings import RatingsOutdated
from app.errors import Unavailable
from app.http import (
    application,
    at_once,
    body,
    documents,
    heartbeat,
    messages,
    persisted,
    refusals,
    shape,
    socket,
)
from app.http.answer import INTERNAL
from app.http.deadline import OperationTimedOut
from app.http.documents import COST_EXCEEDED, PARSE_FAILED, VALIDATION_FAILED, Documents
from app.http.messages import CloseCode
from app.security.viewer import Role, Viewer
from schema import build_schema as build_service_schema
from schema import limits, prediction_mutations
from schema.enums import ErrorCode
from tests.program import ROOT

PAGE = (ROOT / "docs" / "api.md").read_text()
CODE = re.compile(r"`([A-Z][A-Z_]+)`(?: (\d{3}))?")


def request_refusals(kind: type[refusals.RequestRefused] = refusals.RequestRefused) -> set[str]:
    """Each code with its HTTP status, as the page writes them."""
    own = {f"`{kind.code}` {kind.status}"}
    return own.union(*map(request_refusals, kind.__subclasses__()))


def test_all_refusals_are_looked_for() -> None:
    """They are children of one class, known once the doors are."""
    assert application.__doc__
    assert len(request_refusals()) > 8


def table(heading: str) -> list[str]:
    """The first cells of the table below the heading."""
    rows = PAGE.split(f"| {heading} |")[1].split("\n\n")[0].splitlines()[2:]
    return [row.split("|")[1] for row in rows]


CODES = {
    *(one.value for one in ErrorCode),
    *(PARSE_FAILED, VALIDATION_FAILED, COST_EXCEEDED, INTERNAL, OperationTimedOut.code),
    *(Unavailable.code, RatingsOutdated.code, at_once.TooManyOperations.code),
    *(persisted.DOCUMENT_NOT_FOUND, persisted.QUERY_NOT_FOUND),
    *(persisted.QUERY_NOT_SUPPORTED, persisted.TRUSTED_ONLY),
}


def test_the_table_of_codes_has_each_code_once_and_no_other() -> None:
    told = [code for cell in table("code | what happened") for code, _ in CODE.findall(cell)]
    refused = {code for one in request_refusals() for code, _ in CODE.findall(one)}
    assert sorted(told) == sorted(CODES | refused)


def test_the_table_of_close_codes_has_each_code_of_ours_and_of_the_frames() -> None:
    ours = {code for name, code in vars(CloseCode).items() if name.isupper()}
    told = {int(code) for cell in table("code | why") for code in cell.split(",")}
    assert told == ours | {1002, 1007}


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
        f"| message on a WebSocket | {messages.MAX_MESSAGE_BYTES:,} bytes |",
        f"streams of a process | {at_once.MOST:,} |",
        f"cut off after\n{socket.SocketLimits().send_timeout_s:g} seconds",
        f"more than {socket.SocketLimits().operations} operations at once",
        f"within {socket.SocketLimits().init_timeout_s:g} seconds",
        f"every {heartbeat.HEARTBEAT_S:g} seconds",
    ],
)
def test_every_limit_is_told_as_it_is(said: str) -> None:
    assert said in PAGE


def test_the_example_of_a_cost_is_counted_right() -> None:
    [(document, cost)] = re.findall(r"```graphql\n([^`]+)```\n\nmay cost (\d+)", PAGE)
    priced = Documents(limits.TARIFF)
    priced.install(build_service_schema())
    viewer = Viewer("somebody", Role.READER)
    assert priced.admit(document, None, {}, viewer).cost == int(cost)
