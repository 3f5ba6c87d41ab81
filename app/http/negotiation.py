"""Choosing the response's media type from the Accept header (RFC 9110, 12.5.1)."""

from functools import lru_cache

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
EVENT_STREAM = "text/event-stream"
KEPT = 64
"""Headers whose meaning is kept: most clients send one of very few."""


@lru_cache(KEPT)
def choose(accept: str | None, offered: tuple[str, ...]) -> str | None:
    """The offered media type the client likes best; ties go to what the client, then we, name first.

    None when it accepts none of them. No header accepts everything.
    """
    if not accept or not accept.strip():
        return offered[0]
    ranges = _ranges(accept)
    best: tuple[float, int, int] | None = None
    chosen = None
    for place, media_type in enumerate(offered):
        quality, position = _liking(media_type, ranges)
        rank = (quality, -position, -place)
        if quality > 0 and (best is None or rank > best):
            best, chosen = rank, media_type
    return chosen


@lru_cache(KEPT)
def accepts(accept: str | None, media_type: str) -> bool:
    """Whether the header names this very type (not by a wildcard)."""
    return any(name == media_type and quality > 0 for name, quality in _ranges(accept or ""))


def _ranges(accept: str) -> list[tuple[str, float]]:
    return [_range(part) for part in accept.split(",") if part.strip()]


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            return name, _quality(parameter[2:])
    return name, 1.0


def _quality(text: str) -> float:
    try:
        quality = float(text)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0


def _liking(media_type: str, ranges: list[tuple[str, float]]) -> tuple[float, int]:
    """Quality and place of the most specific range that covers the type."""
    wildcards = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    for wanted in wildcards:
        for position, (name, quality) in enumerate(ranges):
            if name == wanted:
                return quality, position
    return 0.0, len(ranges)
