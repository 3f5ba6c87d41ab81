"""Answers to GET that a client has already: told by their ETag (RFC 9110, 8.8 and 13.1.2)."""

import re
from hashlib import blake2b

from starlette.responses import Response

from app.http.answer import Answer

REVALIDATED = {"Cache-Control": "no-cache, private", "Vary": "Accept, Authorization"}
"""Anybody may keep it for himself, and asks each time whether it is still true."""
_TAGS = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def etag_of(answer: Answer, media_type: str) -> str:
    """Equal for equal bytes of one media type."""
    name = f"etag {media_type}"
    form = answer.forms.get(name)
    if form is None:
        digest = blake2b(answer.encoded(), digest_size=16, person=media_type.encode()[-16:])
        form = answer.forms[name] = f'"{digest.hexdigest()}"'.encode()
    return form.decode()


def names(if_none_match: str | None, etag: str) -> bool:
    """Whether the header names this ETag, by the weak comparison."""
    if not if_none_match:
        return False
    return if_none_match.strip() == "*" or etag in _TAGS.findall(if_none_match)


def tagged(answer: Answer, media_type: str, response: Response, if_none_match: str | None) -> Response:
    """The response to a GET with its ETag; without its body for a client that names it."""
    etag = etag_of(answer, media_type)
    if names(if_none_match, etag):
        return Response(status_code=304, headers=REVALIDATED | {"ETag": etag})
    response.headers.update(REVALIDATED | {"ETag": etag})
    return response
