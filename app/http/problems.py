"""Errors outside GraphQL, as problem details (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


def problem(
    status: int,
    code: str,
    detail: str,
    request_id: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    body["detail"] = detail
    if request_id:
        body["requestId"] = request_id
    return Response(
        orjson.dumps(body),
        status_code=int(status),
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store"} | dict(headers or {}),
    )


async def on_http_exception(request: Request, error: Exception) -> Response:
    """What the router refuses: unknown paths and methods."""
    assert isinstance(error, HTTPException)  # noqa: S101  registered for this class only
    status = HTTPStatus(error.status_code)
    details = {
        HTTPStatus.NOT_FOUND: f"nothing is at {request.url.path[:200]}; / lists what is",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.method[:20]} is not accepted at {request.url.path[:200]}",
    }
    return problem(status, status.name, details.get(status, error.detail), headers=error.headers)
