"""How long an operation may run, and for whom: it ends when its time is up or nobody waits for it any more.

Ending it cancels the task that runs it, and with that the statement that it waits for, in PostgreSQL too.
"""

import asyncio
from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any, TypeVar

from graphql import OperationType

from app.errors import FootballError
from app.http.direct import DirectBody

T = TypeVar("T")


class OperationTimedOut(FootballError):
    """The operation was ended."""

    code = "TIMEOUT"

    def __init__(self, kind: OperationType, timeout_s: float) -> None:
        advice = "ask for less at once, or try again later"
        if kind is OperationType.MUTATION:
            advice = "whether it took effect is not known: look before you repeat it"
        super().__init__(f"the {kind.value} was ended after {timeout_s:g} s: {advice}")


class ClientGone(Exception):
    """The connection that waited for the answer was closed."""


class TimeUp(Exception):
    """It was ended: it took too long."""


async def bounded(
    running: Coroutine[Any, Any, T], timeout_s: float, connection: DirectBody | None = None
) -> T:
    """What it returns, if it does so in time and before the connection is gone. Raises TimeUp or ClientGone.

    What never waits is neither timed nor watched: nothing could happen meanwhile.
    """
    steps = running.__await__()
    try:
        waiting = steps.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    gone = False

    def leave() -> None:
        nonlocal gone
        if not limit.expired():
            gone = True
            limit.reschedule(0)

    try:
        async with asyncio.timeout(timeout_s) as limit:
            if connection is None:
                return await _rest(steps, waiting)
            connection.watch(leave)
            try:
                return await _rest(steps, waiting)
            finally:
                connection.watch(None)
    except TimeoutError:
        if limit.expired():
            raise (ClientGone if gone else TimeUp) from None
        raise


@coroutine
def _rest(steps: Generator[Any, Any, T], waiting: Any) -> Generator[Any, Any, T]:
    """All that follows the first step, which waits for this."""
    try:
        while True:
            try:
                sent = yield waiting
            except BaseException as thrown:  # noqa: BLE001  handed on
                waiting = steps.throw(thrown)
            else:
                waiting = steps.send(sent)
    except StopIteration as done:
        result: T = done.value
        return result
