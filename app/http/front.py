"""The way of the paths that are asked most: past the router and the layers that only it needs."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.exchange import deliver

Door = Callable[[Request], Awaitable[Response]]
Doors = Mapping[tuple[str, str], Door]
"""By method and path."""


class Front:
    """Those doors, and nothing else."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        door = self._doors[scope["method"], scope["path"]]
        await deliver(await door(Request(scope, receive, send)), scope, receive, send)


class FrontedApplication(Starlette):
    """Starlette, but for HTTP requests of `doors`, which go to `front` at once."""

    def __init__(self, front: ASGIApp, doors: Doors, **starlette: Any) -> None:
        super().__init__(**starlette)
        self._front = front
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (scope["method"], scope["path"]) in self._doors:
            scope["app"] = self
            await self._front(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)
