"""Subscriptions that are the same for all: executed once, and to each what it would get alone."""

from websockets.asyncio.client import ClientConnection

from tests.http.test_events import until
from tests.http.test_websocket import opened, receive, subscribe
from tests.http.toy import Pitch

TICKS = "subscription { ticks { number missed padded(size: 3) viewed } }"


async def numbers(socket: ClientConnection, count: int) -> list[int]:
    return [(await receive(socket))["payload"]["data"]["ticks"]["number"] for _ in range(count)]


async def test_an_update_is_executed_once_for_all_its_subscribers(address: str, pitch: Pitch) -> None:
    async with opened(address) as one, opened(address) as other:
        for socket in (one, other):
            await subscribe(socket, TICKS, "x")
            assert (await receive(socket))["payload"]["data"]["ticks"]["number"] == 0
        before = pitch.views
        for _ in range(5):
            pitch.ticker.tick()
            told = [await receive(socket) for socket in (one, other)]
            assert told[0] == told[1]
        assert pitch.views == before + 5
    await until(lambda: not pitch.ticker.following)
