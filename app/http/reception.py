"""What every door asks before it runs an operation: may the viewer ask more, and which document is meant."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field

from app.http.answer import Answer, failure, refusal
from app.http.asking import Authenticate, NotAuthenticated
from app.http.at_once import MOST, AtOnce, Going
from app.http.channel import Listener
from app.http.documents import DocumentRefused
from app.http.operation import Operation
from app.http.persisted import PersistedDocuments
from app.http.rates import require
from app.http.refusals import RequestRefused
from app.http.stream_listener import Running
from app.security.rates import Draw, RateLimits
from app.security.viewer import Asker, Viewer

_UNLIMITED = RateLimits()


def unlimited() -> RateLimits:
    return _UNLIMITED


@dataclass(frozen=True, slots=True)
class Reception:
    """What limits viewers, and the documents that they may name."""

    rates: Callable[[], RateLimits] = unlimited
    documents: PersistedDocuments = field(default_factory=PersistedDocuments)
    going: Going = field(default_factory=Going)
    most_at_once: int = MOST

    async def count(self, viewer: Viewer) -> Draw | None:
        """Take a token for one request of the viewer; None where nothing limits it."""
        return await self.rates().take(viewer)

    def guarding(self, authenticate: Authenticate) -> Authenticate:
        """The same, with refused keys counted against the address that guesses them."""

        async def guarded(key: str | None, address: str) -> Viewer:
            try:
                return await authenticate(key, address)
            except NotAuthenticated:
                require(await self.rates().guessed(address))
                raise

        return guarded

    def counting(self, authenticate: Authenticate) -> Authenticate:
        """The same, taking a token for each time: opening a socket is a request."""
        guarded = self.guarding(authenticate)

        async def counted(key: str | None, address: str) -> Viewer:
            viewer = await guarded(key, address)
            require(await self.count(viewer))
            return viewer

        return counted


class Received:
    """Runs operations as the executor does, once their documents are found; `counted`: and they have a token.

    What is refused is the only answer.
    """

    def __init__(self, running: Running, reception: Reception, *, counted: bool) -> None:
        self._running = AtOnce(running, reception.rates, reception.going, reception.most_at_once)
        self._reception = reception
        self._counted = counted

    async def stream(
        self, operation: Operation, asker: Asker, listener: Listener | None = None
    ) -> AsyncGenerator[Answer, None]:
        try:
            found = await self._receive(operation, asker.viewer)
        except DocumentRefused as refused:
            yield refusal(refused.errors, asker.request_id)
            return
        except RequestRefused as refused:
            yield failure(refused, asker.request_id)
            return
        unknown = found.sha256 is not None
        async with aclosing(self._running.stream(found, asker, listener)) as answers:
            async for one in answers:
                yield one
                if unknown and not one.refused:
                    unknown = False
                    await self._reception.documents.keep(found)

    def resume(self, listener: Listener, request_id: str) -> AsyncGenerator[Answer, None]:
        return self._running.resume(listener, request_id)

    async def _receive(self, operation: Operation, viewer: Viewer) -> Operation:
        if self._counted:
            require(await self._reception.count(viewer))
        return await self._reception.documents.find(operation, viewer)
