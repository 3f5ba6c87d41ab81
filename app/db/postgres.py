"""Tortoise's asyncpg backend for a server that may go away and come back.

Every wait is bounded, a server that does not answer is Unavailable whoever notices, and no connection is lost
from the pool, however a statement or a transaction ends. Tortoise loads this module by name (`engine`).
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any, cast

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    NestedTransactionContext,
    PoolConnectionWrapper,
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections

from app.errors import Unavailable
from app.log import get_logger

ABSENT = (
    OSError,  # a TimeoutError is one
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.InternalClientError,  # the server has said goodbye, and asyncpg has not yet seen it leave
)
"""What asyncpg raises when the server is away, stops, starts, or is full."""

BUSY = (
    "PostgreSQL gave no connection within {timeout_s:g} s: it does not answer, or all connections are busy; "
    "try again, and raise FOOTBALL_DATABASE_POOL_SIZE if this keeps happening"
)

log = get_logger(__name__)


class Busy(Unavailable):
    """No connection came free in time."""


_known: ContextVar[Busy | None] = ContextVar("busy", default=None)


@contextmanager
def known_busy(error: Busy) -> Iterator[None]:
    """Meanwhile tell this error at once to whoever wants a connection in vain: it was waited for already."""
    token = _known.set(error)
    try:
        yield
    finally:
        _known.reset(token)


def is_absence(error: BaseException) -> bool:
    """Whether the error says that the server is away, rather than that we asked for something wrong."""
    if isinstance(error, asyncpg.InterfaceError):
        # a connection that ends while a transaction holds it goes back to the pool by itself
        return any(word in str(error) for word in ("closed", "closing", "released"))
    return isinstance(error, ABSENT)


@contextmanager
def absence_is_unavailable() -> Iterator[None]:
    """Turn what is raised when the server is away into Unavailable."""
    try:
        yield
    except (*ABSENT, asyncpg.InterfaceError) as error:
        if not is_absence(error):
            raise
        raise unavailable(error) from error


def unavailable(error: BaseException) -> Unavailable:
    """The error to raise, logged: an operator wants to know what the driver met."""
    log.warning("database_unavailable", error=type(error).__name__, detail=str(error)[:200])
    return Unavailable(
        f"PostgreSQL does not answer ({type(error).__name__}); try again, and check that it runs"
    )


class Connection(asyncpg.Connection):
    """One that is not cleaned with a statement of its own when it goes back to the pool.

    Nothing here leaves anything behind on a connection of the pool: no setting outlives a transaction, no
    lock, channel or cursor a statement. What needs one holds a raw connection, which ends with it. A
    transaction that is still open is rolled back by the driver.
    """

    def get_reset_query(self) -> str:
        return ""


class PostgresClient(AsyncpgDBClient):
    """`acquire_timeout_s` bounds the wait for a connection of the pool, and for its return."""

    connection_class: Any = Connection

    def __init__(self, *, acquire_timeout_s: float, **credentials: Any) -> None:
        super().__init__(**credentials)
        self.acquire_timeout_s = acquire_timeout_s

    def acquire_connection(self) -> PoolConnectionWrapper[Any]:
        return cast(PoolConnectionWrapper[Any], self._borrowed())

    @asynccontextmanager
    async def _borrowed(self) -> AsyncIterator[Any]:
        borrowed = await self.take()
        try:
            yield borrowed
        finally:
            await self.give_back(borrowed)

    async def records(self, sql: str, params: Sequence[object] = ()) -> list[asyncpg.Record]:
        """The rows of one statement as the driver makes them."""
        borrowed = await self.take()
        try:
            with absence_is_unavailable():
                return cast(list[asyncpg.Record], await borrowed.fetch(sql, *params))
        finally:
            await self.give_back(borrowed)

    async def take(self) -> Any:
        """A connection of the pool. Raises Unavailable."""
        with absence_is_unavailable():
            await self._ensure_pool()
            assert self._pool is not None  # noqa: S101  just made
            try:
                # a timer costs more than the rest of taking one that is there
                waits = not self._pool.get_idle_size()
                if waits and (known := _known.get()) is not None:
                    raise known
                return await self._pool.acquire(timeout=self.acquire_timeout_s if waits else None)
            except TimeoutError as error:
                raise Busy(BUSY.format(timeout_s=self.acquire_timeout_s)) from error
            except asyncpg.PostgresError as error:
                # nothing was asked yet: whatever the reason, it does not let us in
                raise unavailable(error) from error

    async def give_back(self, borrowed: Any) -> None:
        """Return a connection to the pool, which drops it if it cannot be made clean."""
        if self._pool is None:
            return
        try:
            if _is_clean(borrowed):
                borrowed._con._on_release()  # noqa: SLF001  the two steps of the pool's own release ...
                await borrowed._holder.release(None)  # noqa: SLF001  ... without the task that shields the wait
                return
            await self._pool.release(borrowed)
        except Exception as error:
            # the pool has replaced it; what was asked of it is answered already
            if not is_absence(error):
                raise

    async def _ensure_pool(self) -> None:
        if self._pool is None:
            async with self._pool_init_lock:
                if self._pool is None:
                    await self.create_connection(with_db=True)

    def _in_transaction(self) -> TransactionContext:
        return _Pooled(_Transaction(self), self._pool_init_lock)

    async def _translate_exceptions(self, func: Any, *args: Any, **kwargs: Any) -> Any:
        with absence_is_unavailable():
            return await super()._translate_exceptions(func, *args, **kwargs)


def _is_clean(borrowed: Any) -> bool:
    """Whether the connection can go back without anything to be asked of the server or waited for."""
    held = borrowed._con  # noqa: SLF001  the driver tells nobody else
    if held is None or held.is_closed() or held.is_in_transaction():
        return False
    return not held._protocol._is_cancelling()  # noqa: SLF001  as above


class _Transaction(TransactionWrapper):
    """One transaction on one connection."""

    _parent: PostgresClient

    async def records(self, sql: str, params: Sequence[object] = ()) -> list[asyncpg.Record]:
        """Asked in the transaction; of the pool where a task has outlived the one it was started in."""
        if self._finalized:
            return await self._parent.records(sql, params)
        async with self.acquire_connection() as held:
            with absence_is_unavailable():
                return await held.fetch(sql, *params)

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(_Transaction(self))

    async def _translate_exceptions(self, func: Any, *args: Any, **kwargs: Any) -> Any:
        with absence_is_unavailable():
            return await super()._translate_exceptions(func, *args, **kwargs)

    async def commit(self) -> None:
        with absence_is_unavailable():
            await super().commit()

    async def rollback(self) -> None:
        try:
            await super().rollback()
        except Exception as error:
            # a server that is away has rolled back; the error that brought us here is the one to tell
            if not is_absence(error):
                raise


class _Pooled(TransactionContextPooled):
    """Tortoise's own loses the connection when BEGIN fails: its `__aexit__` does not run then."""

    client: _Transaction

    async def __aenter__(self) -> TransactionalDBClient:
        parent = self.client._parent  # noqa: SLF001  both are ours
        self.client._connection = await parent.take()  # noqa: SLF001  as above
        try:
            await self.client.begin()
        except BaseException:
            await parent.give_back(self.client._connection)  # noqa: SLF001  as above
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, kind: object, error: object, trace: object) -> None:
        try:
            await self._end(failed=kind is not None)
        finally:
            get_connections().reset(self.token)
            await self.client._parent.give_back(self.client._connection)  # noqa: SLF001  as above

    async def _end(self, *, failed: bool) -> None:
        if self.client._finalized:  # noqa: SLF001  as above
            return
        await (self.client.rollback() if failed else self.client.commit())


client_class = PostgresClient
"""What Tortoise looks for."""
