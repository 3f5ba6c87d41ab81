"""How many operations a viewer may have going over all sockets and streams of a process."""

from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from app.errors import FootballError
from app.http.answer import Answer, failure
from app.http.channel import Listener
from app.http.operation import Operation
from app.http.stream_listener import Running
from app.security.rates import RateLimits
from app.security.viewer import Asker

MOST = 1_000

Going = Counter[str]
"""How many each subject of a rate limit has going."""


class TooManyOperations(FootballError):
    code = "TOO_MANY_OPERATIONS"


class AtOnce:
    """Runs operations as another does, but for a viewer who has too many going; one whose requests nothing
    limits may have any number."""

    def __init__(
        self, running: Running, rates: Callable[[], RateLimits], going: Going, most: int = MOST
    ) -> None:
        self._running = running
        self._rates = rates
        self._going = going
        self._most = most

    async def stream(
        self, operation: Operation, asker: Asker, listener: Listener | None = None
    ) -> AsyncGenerator[Answer, None]:
        policy = self._rates().policy(asker.viewer)
        subject = None if policy is None else policy.subject
        if subject is not None and self._going[subject] >= self._most:
            refused = f"a viewer may follow {self._most:,} operations at once; complete one first"
            yield failure(TooManyOperations(refused), asker.request_id)
            return
        self._more(subject)
        try:
            async with aclosing(self._running.stream(operation, asker, listener)) as answers:
                async for one in answers:
                    yield one
        finally:
            if listener is not None and listener.channel is not None:
                self._less_when_over(listener, subject)
            else:
                self._less(subject)

    def resume(self, listener: Listener, request_id: str) -> AsyncGenerator[Answer, None]:
        return self._running.resume(listener, request_id)

    def _more(self, subject: str | None) -> None:
        if subject is not None:
            self._going[subject] += 1

    def _less(self, subject: str | None) -> None:
        if subject is not None:
            self._going[subject] -= 1
            if not self._going[subject]:
                del self._going[subject]

    def _less_when_over(self, listener: Listener, subject: str | None) -> None:
        then = listener.on_over
        if subject is None:
            return

        def over(outcome: str) -> None:
            self._less(subject)
            if then is not None:
                then(outcome)

        listener.on_over = over
