"""Roads to a real MLflow on which a request to move an alias meets with an accident."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import StrEnum

MOVING = b"POST /api/2.0/mlflow/registered-models/alias"


class Fate(StrEnum):
    """Of a request to move an alias: answered, taken without an answer, or lost on its way there."""

    ANSWERED = "ANSWERED"
    TAKEN = "TAKEN"
    LOST = "LOST"


@asynccontextmanager
async def road(
    upstream: str, fate_of: Callable[[bytes], Fate], then: Callable[[], Awaitable[object]]
) -> AsyncIterator[str]:
    """An address that leads to the server. `then` comes after a request without an answer, and before its
    connection is closed."""
    host, port = upstream.removeprefix("http://").split(":")

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            up_reader, up_writer = await asyncio.open_connection(host, int(port))
            back = asyncio.create_task(_pass_on(up_reader, writer))
            while request := await _request(reader):
                fate = fate_of(request) if request.startswith(MOVING) else Fate.ANSWERED
                if fate is not Fate.ANSWERED:
                    back.cancel()
                    await asyncio.wait({back})
                if fate is not Fate.LOST:
                    up_writer.write(request)
                if fate is not Fate.ANSWERED:
                    if fate is Fate.TAKEN:
                        await up_reader.read(1)
                    await then()
                    break
            back.cancel()
            up_writer.close()
        writer.close()

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _request(reader: asyncio.StreamReader) -> bytes:
    """One whole request; empty at the end of the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        return head + await reader.readexactly(int(lengths[0].partition(b":")[2]) if lengths else 0)
    except asyncio.IncompleteReadError:
        return b""


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
