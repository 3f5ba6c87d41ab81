"""This product's own schema run by graphql-core alone: kept documents, `execute`, and nothing around it."""

import os
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import orjson
from graphql import DocumentNode, ExecutionResult, execute, parse, validate
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from app.config import load_settings
from app.log import configure_logging
from app.security.viewer import ANONYMOUS, Asker, Role, Viewer
from app.services import open_services
from benchmarks.speed.servers import common
from schema import build_schema
from schema.context import Context

settings = load_settings(os.environ)
schema = build_schema()._schema  # noqa: SLF001  graphql-core's own
kept: dict[str, DocumentNode] = {}
asker = Asker("plain", Viewer(ANONYMOUS, Role.READER, address="127.0.0.1"))


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    async with open_services(settings) as services:
        app.state.services = services
        yield


async def answer(request: Request) -> Response:
    asked = orjson.loads(await request.body())
    text = asked["query"]
    if text not in kept:
        document = parse(text)
        assert not validate(schema, document)
        kept[text] = document
    result: Any = execute(
        schema,
        kept[text],
        variable_values=asked["variables"],
        context_value=Context(request.app.state.services, asker),
    )
    if isinstance(result, Awaitable):
        result = await result
    assert isinstance(result, ExecutionResult)
    return Response(orjson.dumps(result.formatted), media_type="application/json")


if __name__ == "__main__":
    configure_logging(settings.log_format, settings.log_level)
    app = Starlette(lifespan=lifespan)
    app.add_route("/graphql", answer, methods=["POST"])
    app.add_route("/health/readiness", common.alive)
    common.run(app, common.arguments().port)
