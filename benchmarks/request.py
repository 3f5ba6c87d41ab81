"""What a request costs this process besides its query, layer by layer: `python benchmarks/request.py`.

The server's own protocol on a connection that goes nowhere, so that no kernel and no client is measured.
Microseconds of the process for a request, the best of several rounds.
"""

import asyncio
import gc
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

sys.path.insert(0, str(Path(__file__).parents[1]))

import orjson
import uvicorn
import uvloop
from uvicorn.server import ServerState

from app.clock import system_clock
from app.config import LogFormat, Settings
from app.db import api_keys
from app.health.checks import HealthService
from app.health.routes import health_doors, health_routes
from app.http.application import VERSION, Wiring, make_application
from app.http.asking import by_keys
from app.http.caching.cache import ResponseCache
from app.http.guard import GuardedProtocol
from app.http.worker import configuration
from app.log import configure_logging
from app.security.keyring import KeyRing
from app.security.rates import RateLimits
from app.security.viewer import Role
from schema import build_schema
from schema.compiled import catalogue
from schema.errors import coded
from schema.keeping import keeping
from schema.limits import TARIFF

ROUNDS = 7
REQUESTS = 2_000
PLAIN_HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"36")]
BODY = orjson.dumps({"query": "{ __typename }", "variables": {}})
POST = (
    b"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    b"content-length: %d\r\n\r\n%b" % (len(BODY), BODY)
)
LIVENESS = b"GET /health/liveness HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"


class Nowhere(asyncio.Transport):
    """Counts what is written, and throws it away."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []

    def write(self, data: Any) -> None:
        self.written.append(data)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return {"sockname": ("127.0.0.1", 80), "peername": ("127.0.0.1", 4321)}.get(name, default)

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        pass

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


async def plain(_scope: Any, _receive: Any, send: Any) -> None:
    """The least that an application can do."""
    await send({"type": "http.response.start", "status": 200, "headers": PLAIN_HEADERS})
    await send({"type": "http.response.body", "body": b'{"data":{"__typename":"Query","a":1}}'[:36]})


def served(*, rates: RateLimits, cached: bool) -> Any:
    """The application with all that is asked of a request, but without a database."""
    schema = build_schema()
    core = schema._schema  # noqa: SLF001  Strawberry's is a view of it
    ring = KeyRing(api_keys, system_clock, Role.READER)
    health = HealthService([], system_clock, 1.0)
    cache = ResponseCache(core, keeping(schema), most_bytes=1_000_000, clock=system_clock, version=VERSION)
    wiring = Wiring(
        schema=schema,
        context_factory=lambda asker: asker,
        authenticate=by_keys(lambda: ring),
        tariff=TARIFF,
        code=coded,
        catalogue=catalogue(schema),
        cache=cache if cached else None,
        rates=lambda: rates,
        routes=health_routes(lambda: health),
        doors=health_doors(lambda: health),
    )
    return make_application(wiring)


async def cost_us(config: uvicorn.Config, request: bytes) -> float:
    """Of one request of a connection that is kept."""
    state = ServerState()
    transport = Nowhere()
    protocol = cast(type[GuardedProtocol], config.http_protocol_class)(
        config=config, server_state=state, app_state={}
    )
    protocol.connection_made(transport)
    best = float("inf")
    for _ in range(ROUNDS):
        gc.collect()
        started = time.process_time()
        for _ in range(REQUESTS):
            protocol.data_received(request)
            while not protocol.cycle.response_complete:  # noqa: ASYNC110  an event is one more thing to measure
                await asyncio.sleep(0)
        best = min(best, time.process_time() - started)
        assert transport.written[0].startswith(b"HTTP/1.1 200 "), transport.written[0]
        transport.written.clear()
    protocol.connection_lost(None)
    return best / REQUESTS * 1e6


def layers() -> dict[str, Callable[[], Awaitable[float]]]:
    def of(app: Any, request: bytes) -> Callable[[], Awaitable[float]]:
        config = configuration(app, Settings())
        config.load()
        return lambda: cost_us(config, request)

    limited = RateLimits(1_000_000_000, 1_000_000_000)
    free = served(rates=RateLimits(), cached=False)
    return {
        "nothing but uvicorn": of(plain, POST),
        "__typename": of(free, POST),
        "__typename, answers kept": of(served(rates=RateLimits(), cached=True), POST),
        "__typename, requests limited": of(served(rates=limited, cached=False), POST),
        "liveness": of(free, LIVENESS),
    }


async def main() -> None:
    wanted = sys.argv[1:]
    for name, cost in layers().items():
        if not wanted or name in wanted:
            print(f"{await cost():8.1f} us  {name}")


if __name__ == "__main__":
    # the line of each request is made and written, to nobody
    sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  for as long as the process lives
    configure_logging(LogFormat.JSON, "info")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
