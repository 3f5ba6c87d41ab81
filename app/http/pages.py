"""Pages and files for people: the index, the playground, static assets."""

import base64
import hashlib
import os
from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

INDEX = Path(__file__).with_name("index.html")
STATIC = Path(__file__).parents[1] / "static"
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
NO_PLAYGROUND = "The playground is not part of this installation. POST your queries to /graphql.\n"

# unsafe-inline: the editor writes its colours into style elements
PAGE_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; "
    "font-src 'self' data:; "
    "connect-src 'self'; "
    "worker-src 'self' blob:; "
    "manifest-src 'self'; "
    "base-uri 'none'; "
    "form-action 'none'; "
    "frame-ancestors 'none'"
)

MEDIA_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""What this machine's own table of types says must not matter."""


class Assets(StaticFiles):
    """Built files: those with a digest in their name are kept for a year, pages are asked for again."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        path = Path(full_path)
        response.headers["Cache-Control"] = IMMUTABLE if path.parent.name == "assets" else REVALIDATE
        response.headers["Content-Security-Policy"] = PAGE_POLICY
        if media_type := MEDIA_TYPES.get(path.suffix):
            response.headers["Content-Type"] = media_type
        return response


class Index:
    """The plain page at `/` that links everything."""

    def __init__(self, version: str) -> None:
        page = INDEX.read_text(encoding="utf-8")
        style = page.split("<style>", 1)[1].split("</style>", 1)[0]
        self._page = Template(page)
        self._version = escape(version)
        self._policy = (
            f"default-src 'none'; style-src '{_digest(style)}'; base-uri 'none'; frame-ancestors 'none'"
        )

    async def respond(self, request: Request) -> Response:
        address = escape(str(request.base_url).rstrip("/"))
        page = self._page.substitute(version=self._version, address=address)
        return HTMLResponse(
            page, headers={"Content-Security-Policy": self._policy, "Cache-Control": REVALIDATE}
        )


def page_routes(version: str, static: Path = STATIC) -> list[BaseRoute]:
    """`/`, `/playground` and `/static`. The playground's files refer to each other relative to its folder."""
    routes: list[BaseRoute] = [Route("/", Index(version).respond)]
    playground = static / "playground"
    if (playground / "index.html").is_file():
        routes.append(Route("/playground", _to_playground))
        routes.append(Mount("/playground", Assets(directory=playground, html=True)))
    else:
        routes.append(Route("/playground", _no_playground))
    if static.is_dir():
        routes.append(Mount("/static", Assets(directory=static)))
    return routes


async def _to_playground(request: Request) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/playground/{query}", status_code=308)


async def _no_playground(_: Request) -> Response:
    return PlainTextResponse(NO_PLAYGROUND, status_code=404)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
