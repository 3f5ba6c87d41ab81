"""The toy application with limits, keys and documents."""

from typing import Any

import httpx
from starlette.applications import Starlette

from app.http.application import Wiring, make_application
from app.http.asking import NotAuthenticated
from app.security.viewer import ANONYMOUS, Role, Viewer
from tests.http.toy import Pitch, toy_schema

ROLES = {"reader": Role.READER, "admin": Role.ADMIN}
KEYS = {name: number for number, name in enumerate(ROLES, 1)}


async def authenticate(key: str | None, address: str) -> Viewer:
    """The keys are named as their roles; without one, a reader."""
    if key is None:
        return Viewer(ANONYMOUS, Role.READER, address=address)
    if key not in ROLES:
        raise NotAuthenticated("no such key")
    return Viewer(key, ROLES[key], key_id=KEYS[key], address=address)


def reception_app(pitch: Pitch | None = None, **wiring: Any) -> Starlette:
    toy = pitch or Pitch()
    given: dict[str, Any] = {"schema": toy_schema(), "context_factory": toy.make_context}
    return make_application(Wiring(**given | {"authenticate": authenticate} | wiring))


def client_at(app: Starlette, address: str = "192.0.2.1", key: str | None = None) -> httpx.AsyncClient:
    """A client without a socket between, from this address."""
    headers = {"Accept": "application/json"}
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    transport = httpx.ASGITransport(app, client=(address, 50_000))
    return httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers)
