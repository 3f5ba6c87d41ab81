"""The answers of queries, kept while the database shows what it showed when they were made.

An answer is given for what is kept only after a check that began when the request was here (`freshness`): it
can never be older than a commit that ended before the request began. Equal questions asked at once are worked
out once: who comes while that is under way waits for its end and for a check of his own; if it fails, whoever
goes on first does so for all who waited.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

import orjson
from graphql import GraphQLSchema, OperationType

from app.clock import Clock
from app.http.answer import Answer
from app.http.caching.freshness import Freshness
from app.http.caching.policy import NOT_KEPT, Policy, Table, policy_of
from app.http.caching.remote import Alone, Remote
from app.http.caching.shelf import Kept, Shelf, fitting
from app.http.documents import Admitted
from app.http.operation import Operation
from app.security.viewer import Viewer

Compute = Callable[[], Awaitable[Answer]]
Models = Callable[[], Hashable]
"""What tells which models answer here, and what is wrong with those that do not."""
EXPENSIVE_S = 0.005
"""What takes longer is worth asking other processes for."""
MOST_VARIABLE_BYTES = 10_000


class Key(NamedTuple):
    """One question: all that its answer depends on but the database."""

    digest: bytes
    variables: bytes
    rights: Hashable
    cost: int
    models: Hashable


@dataclass(slots=True)
class Question:
    """One operation of a document: when its answers may be kept, and how long the last one took."""

    policy: Policy
    took_s: float = 0.0


@dataclass(slots=True, eq=False)
class _Flight:
    """A computation under way; `began` tells its place among all arrivals."""

    began: int
    ended: "asyncio.Future[Answer | None]"


class ResponseCache:
    """`counts` tells how questions that may be kept were answered.

    A process of another `version`, or with other fields, answers otherwise: what it tells is not asked for.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        table: Table,
        *,
        most_bytes: int,
        clock: Clock,
        models: Models = lambda: None,
        freshness: Freshness | None = None,
        remote: Callable[[], Remote] = Alone,
        version: str = "",
    ) -> None:
        self._schema = schema
        self._table = table
        self._clock = clock
        self._models = models
        self._remote = remote
        self._program = f"{version} {sha256(repr(sorted(table)).encode()).hexdigest()}"
        self._freshness = freshness or Freshness()
        self._shelf = Shelf(most_bytes)
        self._flights: dict[Key, _Flight] = {}
        self._arrivals = 0
        self._known_models: Hashable = None
        self.counts = dict.fromkeys(("hit", "shared", "remote", "stale", "miss"), 0)

    @property
    def bytes(self) -> int:
        return self._shelf.bytes

    @property
    def checks(self) -> int:
        """How often the database was asked what it shows."""
        return self._freshness.checks

    async def answer(
        self, admitted: Admitted, operation: Operation, viewer: Viewer, compute: Compute
    ) -> Answer:
        """The kept answer where it is still true, else what `compute` gives.

        It is called at most once for this request, and not at all where another request's call will do.
        """
        question = self._question(admitted, operation)
        key = self._key(question.policy, admitted, operation, viewer)
        if key is None:
            return await compute()
        self._arrivals += 1
        arrived = self._arrivals
        while True:
            if (kept := self._shelf.get(key)) is not None and await self._is_true(key, kept):
                self.counts["hit"] += 1
                return kept.answer
            flight = self._flights.get(key)
            if flight is None:
                return await self._lead(key, question, compute)
            ended = await asyncio.shield(flight.ended)
            if flight.began > arrived:
                # it read nothing before this request was here
                return await self._shared(ended, compute)

    async def settle(self) -> None:
        """Ask what the database shows now: what is made from here on can be kept at once."""
        await self._freshness.current()

    async def _is_true(self, key: Key, kept: Kept) -> bool:
        if await self._freshness.current() == kept.snapshot:
            return True
        self.counts["stale"] += 1
        self._shelf.drop(key, kept)
        return False

    async def _shared(self, ended: Answer | None, compute: Compute) -> Answer:
        if ended is None:
            # errors name the request they are told to
            return await compute()
        self.counts["shared"] += 1
        return ended

    async def _lead(self, key: Key, question: Question, compute: Compute) -> Answer:
        """Work it out, for all who ask the same from now on."""
        self._arrivals += 1
        flight = _Flight(self._arrivals, asyncio.get_running_loop().create_future())
        self._flights[key] = flight
        shared: Answer | None = None
        try:
            answer = await self._found(key, question, compute)
            shared = None if answer.errors or answer.refused else answer
        finally:
            del self._flights[key]
            flight.ended.set_result(shared)
        return answer

    async def _found(self, key: Key, question: Question, compute: Compute) -> Answer:
        if question.took_s > EXPENSIVE_S and (found := await self._told(key)) is not None:
            return found
        self.counts["miss"] += 1
        before = self._freshness.known()
        started = time.perf_counter()
        answer = await compute()
        question.took_s = time.perf_counter() - started
        if before is None or answer.errors or answer.refused or self._models() != key.models:
            return answer
        self._shelf.put(key, answer, before, len(key.variables))
        if question.took_s > EXPENSIVE_S:
            self._remote().put(_name(key, self._program), before, answer.encoded())
        return answer

    async def _told(self, key: Key) -> Answer | None:
        """What another process has worked out, if it is still true."""
        told = await self._remote().get(_name(key, self._program))
        if told is None:
            return None
        snapshot, body = told
        # asked after it was made: what both show is what it was made of
        if await self._freshness.current() != snapshot:
            return None
        self.counts["remote"] += 1
        answer = Answer.of_bytes(body)
        self._shelf.put(key, answer, snapshot, len(key.variables))
        return answer

    def _question(self, admitted: Admitted, operation: Operation) -> Question:
        memo = admitted.document.memo
        name = ("kept", operation.operation_name)
        question: Question | None = memo.get(name)
        if question is None:
            policy = NOT_KEPT
            if admitted.kind is OperationType.QUERY:
                policy = policy_of(
                    self._schema, self._table, admitted.tree, admitted.operation, operation.query
                )
            question = memo[name] = Question(policy)
        return question

    def _key(self, policy: Policy, admitted: Admitted, operation: Operation, viewer: Viewer) -> Key | None:
        if not policy.holds(operation.variables, self._clock):
            return None
        variables = _canonical(policy, operation)
        if variables is None:
            return None
        models = self._models()
        if models != self._known_models:
            # one object for all keys, since keys are kept
            self._known_models = models
        return Key(policy.digest, variables, viewer.rights, admitted.cost, self._known_models)


def _canonical(policy: Policy, operation: Operation) -> bytes | None:
    """The variables that the operation uses, as given, in one spelling; None where there is none."""
    if not policy.variables:
        return b""
    given = operation.variables
    try:
        text = orjson.dumps(
            {name: given[name] for name in policy.variables if name in given}, option=orjson.OPT_SORT_KEYS
        )
    except TypeError:
        return None
    return fitting(text) if len(text) <= MOST_VARIABLE_BYTES else None


def _name(key: Key, program: str) -> str:
    """The question's name among all processes that run the same program."""
    return sha256(f"{program} {tuple(key)!r}".encode()).hexdigest()
