"""The id that ties a response, its log lines and its audit entries together."""

import random
import re
from typing import Any

from starlette.types import Scope

HEADER = "X-Request-Id"
_RAW = HEADER.lower().encode()
_VALID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}", re.ASCII)
_KEY = "football.request_id"


def assign_request_id(scope: Scope) -> str:
    """Take over the client's id where it is well-formed, else make one; the scope carries it."""
    request_id = ""
    for name, value in scope["headers"]:
        if name == _RAW:
            request_id = value.decode("latin-1")
            break
    if not _VALID.fullmatch(request_id):
        request_id = _new()
    scope[_KEY] = request_id
    return request_id


def request_id_of(scope: Scope | Any) -> str:
    """The id of this request; a new one where no middleware assigned any."""
    request_id: str = scope.get(_KEY) or _new()
    return request_id


def _new() -> str:
    """It tells requests apart, and opens nothing."""
    return f"{random.getrandbits(64):016x}"
