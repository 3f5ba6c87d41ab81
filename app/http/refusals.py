"""Why a request is refused before it reaches the schema; each kind carries its HTTP status."""

from collections.abc import Mapping
from typing import ClassVar

from app.errors import FootballError


class RequestRefused(FootballError):
    """The request is not well-formed GraphQL over HTTP."""

    code = "BAD_REQUEST"
    status: ClassVar[int] = 400
    headers: ClassVar[Mapping[str, str]] = {}


class MethodNotAllowed(RequestRefused):
    code = "METHOD_NOT_ALLOWED"
    status = 405
    headers: ClassVar[Mapping[str, str]] = {"Allow": "GET, HEAD, POST"}


class MutationNeedsPost(MethodNotAllowed):
    headers: ClassVar[Mapping[str, str]] = {"Allow": "POST"}


class NotAcceptable(RequestRefused):
    code = "NOT_ACCEPTABLE"
    status = 406


class BodyTooSlow(RequestRefused):
    code = "REQUEST_TIMEOUT"
    status = 408
    headers: ClassVar[Mapping[str, str]] = {"Connection": "close"}


class BodyTooLarge(RequestRefused):
    code = "BODY_TOO_LARGE"
    status = 413
    headers: ClassVar[Mapping[str, str]] = {"Connection": "close"}


class EncodingUnsupported(RequestRefused):
    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415
    headers: ClassVar[Mapping[str, str]] = {"Accept-Encoding": "identity", "Connection": "close"}


class MediaTypeUnsupported(RequestRefused):
    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415
