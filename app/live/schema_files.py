"""The JSON Schemas of the messages that other programs read and write, at `/schemas/NAME`."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

FOLDER = Path(__file__).with_name("schemas")
SCHEMA_JSON = "application/schema+json"
CACHED = {"Cache-Control": "public, max-age=3600"}


def schema_routes() -> list[BaseRoute]:
    """One route for each schema, read once."""
    return [_route(path) for path in sorted(FOLDER.glob("*.json"))]


def _route(path: Path) -> Route:
    content = path.read_bytes()

    async def respond(_: Request) -> Response:
        return Response(content, media_type=SCHEMA_JSON, headers=CACHED)

    return Route(f"/schemas/{path.name}", respond, name=f"schema {path.stem}")
