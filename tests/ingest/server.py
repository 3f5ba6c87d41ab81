"""A tiny HTTP server on 127.0.0.1 that answers as a test tells it to, and remembers what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Answer = Callable[["Request"], Awaitable[Iterable[bytes]]]


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]


@dataclass
class Site:
    """`answers` maps paths to answers; a path not there is answered 404. `asked` lists the requests."""

    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    drip_s: float = 0.0

    def __setitem__(self, path: str, answer: Answer) -> None:
        self.answers[path] = answer

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await _request(reader)
            self.asked.append(request)
            answer = self.answers.get(request.path, status(404))
            for piece in await answer(request):
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(self.drip_s)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client had enough, which is what some tests are about
        finally:
            writer.close()


async def _request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.split(": ", 1) for line in head[1:] if ": " in line)
    return Request(head[0].split(" ")[1], {name.lower(): value for name, value in pairs})


@asynccontextmanager
async def site() -> AsyncIterator[Site]:
    served = Site()
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(served.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    served.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield served
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


def head(code: int, **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {code} X", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def status(code: int, **headers: str) -> Answer:
    async def answer(_: Request) -> Iterable[bytes]:
        return [head(code, Content_Length="0", **headers)]

    return answer


def payload(body: bytes, **headers: str) -> Answer:
    async def answer(_: Request) -> Iterable[bytes]:
        return [head(200, Content_Length=str(len(body)), **headers), body]

    return answer


def with_etag(body: bytes, etag: str) -> Answer:
    """Answers 304 to whoever has this version."""

    async def answer(request: Request) -> Iterable[bytes]:
        if request.headers.get("if-none-match") == etag:
            return [head(304, ETag=etag)]
        return [head(200, Content_Length=str(len(body)), ETag=etag), body]

    return answer


def in_turn(*answers: Answer) -> Answer:
    """The first answer to the first request, the next to the next, the last to all others."""
    left = list(answers)

    async def answer(request: Request) -> Iterable[bytes]:
        return await (left.pop(0) if len(left) > 1 else left[0])(request)

    return answer


def pieces(*parts: bytes) -> Answer:
    async def answer(_: Request) -> Iterable[bytes]:
        return parts

    return answer


def silent(for_s: float) -> Answer:
    async def answer(_: Request) -> Iterable[bytes]:
        await asyncio.sleep(for_s)
        return []

    return answer


def endless(code_and_headers: bytes, piece: bytes) -> Answer:
    async def answer(_: Request) -> Iterable[bytes]:
        return _endless(code_and_headers, piece)

    return answer


def _endless(start: bytes, piece: bytes) -> Iterable[bytes]:
    yield start
    while True:
        yield piece
