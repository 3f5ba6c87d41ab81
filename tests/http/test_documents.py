"""A repeated document is neither parsed nor validated again, and what is kept is bounded."""

import gc
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from graphql import DocumentNode, GraphQLError, Token
from graphql.language import Location
from starlette.applications import Starlette

from app.http.documents import DOCUMENT_TOKENS, MAX_NEW_TOKENS, Admitted, Document, DocumentRefused, Documents
from app.http.executor import Executor
from app.http.metrics import Metrics
from app.http.operation import Operation
from tests.askers import asker
from tests.http.toy import Pitch, toy_schema


@pytest.fixture
def documents() -> Documents:
    return Documents()


@pytest.fixture
def executor(documents: Documents, pitch: Pitch) -> Executor:
    return Executor(toy_schema(), pitch.make_context, Metrics("1"), documents)


async def test_a_repeated_document_is_parsed_and_validated_once(
    executor: Executor, documents: Documents
) -> None:
    for number in range(5):
        answer = await executor.execute(
            Operation("query Q($t: String!) { echo(text: $t) }", {"t": str(number)}), asker("r")
        )
        assert answer.data == {"echo": str(number)}
    assert (documents.parsed, documents.validated) == (1, 1)


async def test_a_refused_document_is_refused_again_from_memory(
    executor: Executor, documents: Documents
) -> None:
    answers = [await executor.execute(Operation("{ nope }"), asker("r")) for _ in range(3)]
    assert all(answer.refused and answer.errors == answers[0].errors for answer in answers)
    assert documents.validated == 1


async def test_a_subscription_shares_the_kept_documents(executor: Executor, documents: Documents) -> None:
    for _ in range(2):
        stream = executor.stream(Operation("subscription { count(to: 3) }"), asker("r"))
        assert [answer.data async for answer in stream] == [{"count": n} for n in (1, 2, 3)]
    assert (documents.parsed, documents.validated) == (1, 1)


def test_the_least_recently_used_are_dropped_when_tokens_run_out() -> None:
    documents = Documents(max_kept_tokens=3 * (DOCUMENT_TOKENS + 3))
    for text in ("{ a }", "{ b }", "{ c }", "{ d }"):
        for _ in range(2):
            documents.get(text)
    assert documents.parsed == 4
    documents.get("{ b }")
    assert documents.parsed == 4
    documents.get("{ a }")
    assert documents.parsed == 5


def test_documents_that_are_sent_once_push_out_none_that_was_sent_twice() -> None:
    documents = Documents()
    for _ in range(2):
        documents.get("{ good }")
    for number in range(5_000):
        documents.get(f"{{ a{number} }}")
        documents.get(f"{{ refused{number}")
        documents.get(f"{{ refused{number}")
    parsed = documents.parsed
    documents.get("{ good }")
    assert documents.parsed == parsed


async def test_requests_that_are_sent_once_push_out_no_document_that_was_sent_twice(pitch: Pitch) -> None:
    documents = Documents(max_kept_tokens=400)
    executor = Executor(toy_schema(), pitch.make_context, Metrics("1"), documents)

    async def send(text: str) -> None:
        """As a door does, which asks for the kind first."""
        executor.kind(Operation(text))
        await executor.execute(Operation(text), asker("r"))

    for _ in range(2):
        await send("{ hello }")
    for number in range(100):
        await send(f"{{ a{number}: hello }}")
        for _ in range(2):
            await send(f"{{ unknown{number} }}")
    parsed = documents.parsed
    await send("{ hello }")
    assert documents.parsed == parsed


def test_operations_are_found_by_name_or_by_being_alone(documents: Documents) -> None:
    both = documents.get("query A { hello } mutation B { add(number: 1) }")
    assert both.operation("B").operation.value == "mutation"
    with pytest.raises(DocumentRefused, match="several operations"):
        both.operation(None)
    with pytest.raises(DocumentRefused, match="no operation is named 'C'"):
        both.operation("C")
    assert documents.get("{ hello }").operation(None).operation.value == "query"


@pytest.mark.parametrize(
    "query",
    [
        "{ " + "hello " * 1_990 + "}",
        "{ " + "... { hello } " * 490 + "}",
        "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(180)),
        "{ a" * 400 + " }" * 400,
        "query Q(" + " ".join(f"$v{n}: Int" for n in range(490)) + ") { hello }",
    ],
    ids=["fields", "inline fragments", "fragments spread twice", "depth", "variables"],
)
async def test_no_document_within_the_token_limit_stops_the_process(executor: Executor, query: str) -> None:
    started = time.process_time()
    await executor.execute(Operation(query), asker("r"))
    assert time.process_time() - started < 5


async def test_documents_in_which_the_name_decides_run_the_named_operation(http: httpx.AsyncClient) -> None:
    body = {"query": 'query A { hello } query B { echo(text: "b") }', "operationName": "B"}
    assert (await http.post("/graphql", json=body)).json() == {"data": {"echo": "b"}}


async def test_a_nul_character_in_a_literal_never_reaches_a_resolver(app: Starlette, pitch: Pitch) -> None:
    documents = Documents()
    executor = Executor(toy_schema(), pitch.make_context, Metrics("1"), documents)
    answer = await executor.execute(Operation('{ echo(text: "\\u0000") }'), asker("r"))
    assert answer.refused
    assert pitch.contexts == []


async def test_a_schema_served_by_two_applications_keeps_one_cache_of_documents(pitch: Pitch) -> None:
    schema = toy_schema()
    first, second = Documents(), Documents()
    executors = [Executor(schema, pitch.make_context, Metrics("1"), one) for one in (first, second)]
    assert len(schema.extensions) == 1
    for executor in executors:
        assert (await executor.execute(Operation("{ hello }"), asker("r"))).data == {"hello": "hello"}


COUNTED = (Document, Admitted, DocumentNode, Location, Token, GraphQLError)


def alive() -> Counter[type]:
    return Counter(kind for one in gc.get_objects() if (kind := type(one)) in COUNTED)


@contextmanager
def without_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def test_dropped_documents_are_freed_without_the_collector(pitch: Pitch) -> None:
    documents = Documents(max_kept_tokens=200)
    executor = Executor(toy_schema(), pitch.make_context, Metrics("1"), documents)
    gc.collect()
    before = alive()
    for number in range(5):
        await executor.execute(Operation(f"{{ a{number}: hello }}"), asker("r"))
        await executor.execute(Operation(f"{{ unknown{number} }}"), asker("r"))
    with without_collector():  # validation itself leaves cycles, which are young and soon found
        assert (alive() - before)[Admitted] == 5
        for number in range(300):
            documents.get(f"{{ b{number}: hello }}")
            documents.get(f"{{ broken{number} ")
        more = alive() - before
    assert documents.kept <= 20
    assert more[Document] == documents.kept
    assert more[DocumentNode] <= documents.kept
    assert more[Location] <= 6 * documents.kept
    assert (more[Admitted], more[Token]) == (0, 0)


async def test_three_thousand_different_documents_leave_as_many_as_fit(
    executor: Executor, documents: Documents
) -> None:
    gc.collect()
    before = alive()
    for number in range(1_000):
        for text in (f"{{ a{number}: hello }}", f"{{ unknown{number} }}", f"{{ broken{number} "):
            await executor.execute(Operation(text), asker("r"))
    more = alive() - before
    assert documents.parsed == 3_000
    assert documents.kept <= MAX_NEW_TOKENS // DOCUMENT_TOKENS
    assert more[Document] <= documents.kept
    assert more[DocumentNode] <= documents.kept
    assert more[Token] == 0
