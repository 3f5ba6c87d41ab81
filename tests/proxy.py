"""A TCP proxy on 127.0.0.1 that plays a network: it passes, refuses connections, or lets nothing through."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

CHUNK = 65_536


class Proxy:
    """Listens on `port` and passes to `target`, both of 127.0.0.1."""

    def __init__(self, port: int, target: int) -> None:
        self.port = port
        self._target = target
        self._server: asyncio.Server | None = None
        self._passing = asyncio.Event()
        self._passing.set()
        self._open: set[asyncio.StreamWriter] = set()
        self._served: set[asyncio.Task[None]] = set()

    async def heal(self) -> None:
        """Pass again; what was held up arrives now."""
        self._passing.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def refuse(self) -> None:
        """Reset every connection and refuse new ones."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in tuple(self._open):
            writer.transport.abort()

    def hang(self) -> None:
        """Hold every byte up, of new connections too: nothing is said, nothing is refused."""
        self._passing.clear()

    async def close(self) -> None:
        await self.refuse()
        self._passing.set()
        served = tuple(self._served)
        for task in served:
            task.cancel()
        await asyncio.gather(*served, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._served.add(task)
        self._open.add(writer)
        try:
            await self._passing.wait()
            with contextlib.suppress(OSError):
                await self._join(reader, writer)
        finally:
            writer.close()
            self._open.discard(writer)
            self._served.discard(task)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass both ways until either side ends, then close both: a dead server looks dead."""
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._open.add(far_writer)
        ways = [
            asyncio.create_task(self._pump(reader, far_writer)),
            asyncio.create_task(self._pump(far_reader, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            far_writer.close()
            self._open.discard(far_writer)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            await self._passing.wait()
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def proxied(port: int, target: int) -> AsyncIterator[Proxy]:
    """A proxy that passes, until the block ends."""
    proxy = Proxy(port, target)
    await proxy.heal()
    try:
        yield proxy
    finally:
        await proxy.close()
