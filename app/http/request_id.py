"""The id that ties a response, its log lines and its audit entries together."""

import re
import secrets
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Scope

HEADER = "X-Request-Id"
_VALID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}", re.ASCII)
_KEY = "football.request_id"


def assign_request_id(scope: Scope) -> str:
    """Take over the client's id where it is well-formed, else make one; the scope carries it."""
    given = Headers(scope=scope).get(HEADER, "")
    scope[_KEY] = given if _VALID.fullmatch(given) else secrets.token_hex(8)
    return request_id_of(scope)


def request_id_of(scope: Scope | Any) -> str:
    """The id of this request; a new one where no middleware assigned any."""
    request_id: str = scope.get(_KEY) or secrets.token_hex(8)
    return request_id
