"""Events as they travel: the JSON of topic `football.match-events.v1`.

What a message may say is published in `schemas/match-event.v1.json`; this decoder accepts what that schema
accepts, if the match is one of ours and the key is the match's.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from app.clock import written
from app.errors import ValidationFailed
from app.football.inplay.events import LAST_MINUTE, MOST_ADDED, EventKind, Happening, MatchEvent, Replay, Side
from app.football.inplay.refusals import EventRefused, RefusalCode
from app.ids import global_id, row_id

VERSION = 1
OWN_SOURCE = "api"
"""Of events that are recorded here; no feed may claim to be it."""

MAX_BYTES = 64 * 1024
MAX_SEQUENCE = 2**31 - 1
MIN_SPEED, MAX_SPEED = 0.001, 100_000.0
ID_LENGTH = 64
SOURCE_LENGTH = 40
PLAYER_LENGTH = 120
MATCH_LENGTH = 300

ABOUT_NO_SIDE = frozenset(
    {
        EventKind.KICK_OFF,
        EventKind.HALF_TIME,
        EventKind.SECOND_HALF,
        EventKind.FULL_TIME,
        EventKind.ABANDONMENT,
        EventKind.ADDED_TIME,
        EventKind.VAR_CANCELLATION,
        EventKind.CORRECTION,
    }
)
"""Kinds that concern the match; every other one tells the player's side."""
ABOUT_AN_EVENT = frozenset({EventKind.VAR_CANCELLATION, EventKind.CORRECTION})

_HAPPENING = frozenset({"kind", "minute", "added", "side", "player", "announced"})
_REPLAY = frozenset({"run", "speed"})
_REQUIRED = ("id", "match", "source", "sequence", "kind", "minute", "occurredAt")
_FIELDS = _HAPPENING.union(_REQUIRED, ("version", "target", "replacement", "replay"))
_KINDS: Mapping[Any, EventKind] = {kind.value: kind for kind in EventKind}
_SIDES: Mapping[Any, Side] = {side.value: side for side in Side}
_ID = re.compile(rf"[A-Za-z0-9._:-]{{1,{ID_LENGTH}}}")
_PRINTED = re.compile(r"[^\x00-\x1f\x7f]+")
_INSTANT = re.compile(
    r"(1[89]|[2-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|\+00:00)",
    re.ASCII,
)


def match_key(match_id: int) -> bytes:
    """The key of everything that is published about a match."""
    return global_id("Match", match_id).encode()


def encode_event(event: MatchEvent) -> bytes:
    body: dict[str, Any] = {
        "version": VERSION,
        "id": event.id,
        "match": global_id("Match", event.match_id),
        "source": event.source,
        "sequence": event.sequence,
        **happening_to_json(event.happening),
        "occurredAt": written(event.occurred_at),
    }
    if event.target is not None:
        body["target"] = event.target
    if event.replacement is not None:
        body["replacement"] = happening_to_json(event.replacement)
    if event.replay is not None:
        body["replay"] = {"run": event.replay.run, "speed": event.replay.speed}
    return orjson.dumps(body)


def happening_to_json(happening: Happening) -> dict[str, Any]:
    body: dict[str, Any] = {"kind": happening.kind.value, "minute": happening.minute}
    if happening.added:
        body["added"] = happening.added
    if happening.side is not None:
        body["side"] = happening.side.value
    if happening.player is not None:
        body["player"] = happening.player
    if happening.announced is not None:
        body["announced"] = happening.announced
    return body


def decode_event(payload: bytes, key: bytes | None) -> MatchEvent:
    """The event that a message tells of; `key` is the message's (None: it came without Kafka).

    Raises EventRefused, which says what is wrong with the message.
    """
    body = _object(payload)
    _check_version(body)
    _check_fields(body, _FIELDS, _REQUIRED, "")
    event_id = _id(body, "id")
    happening = _happening(body, "")
    target, replacement = _about(body, event_id, happening.kind)
    event = MatchEvent(
        id=event_id,
        source=_text(body, "source", SOURCE_LENGTH),
        sequence=_number(body, "sequence", 1, MAX_SEQUENCE),
        happening=happening,
        occurred_at=_instant(body, "occurredAt"),
        target=target,
        replacement=replacement,
        replay=_replay(body),
        match_id=_match(body),
    )
    if key is not None and event.source == OWN_SOURCE:
        raise EventRefused(
            RefusalCode.INVALID_FIELD,
            f"source: {OWN_SOURCE} is what `recordMatchEvent` records; give the feed a name of its own",
        )
    if key is not None and key != body["match"].encode():
        raise EventRefused(
            RefusalCode.WRONG_KEY,
            f"the message's key must be its match, {body['match']}; so all of a match keeps its order",
        )
    return event


def _object(payload: bytes) -> dict[str, Any]:
    if len(payload) > MAX_BYTES:
        raise EventRefused(
            RefusalCode.TOO_LARGE, f"{len(payload):,} bytes; an event has at most {MAX_BYTES:,}"
        )
    try:
        body = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise EventRefused(RefusalCode.MALFORMED_JSON, f"no JSON: {error}"[:200]) from None
    if not isinstance(body, dict):
        raise EventRefused(RefusalCode.MALFORMED_JSON, "an event is a JSON object")
    return body


def _check_version(body: dict[str, Any]) -> None:
    version = body.get("version")
    if version is None:
        raise EventRefused(RefusalCode.MISSING_FIELD, f"version: missing; this is version {VERSION}")
    if isinstance(version, bool) or version != VERSION:
        raise EventRefused(
            RefusalCode.UNKNOWN_VERSION, f"version: {_shown(version)} is not known here, {VERSION} is"
        )


def _check_fields(body: dict[str, Any], known: frozenset[str], required: tuple[str, ...], at: str) -> None:
    if unknown := body.keys() - known:
        name = min(unknown)
        raise EventRefused(
            RefusalCode.UNKNOWN_FIELD, f"{at}{_printable(name)}: not a field of version {VERSION}"
        )
    for name in required:
        if body.get(name) is None:
            raise EventRefused(RefusalCode.MISSING_FIELD, f"{at}{name}: missing")


def _happening(body: dict[str, Any], at: str) -> Happening:
    kind = _one_of(body, "kind", _KINDS, at)
    needs_side = kind not in ABOUT_NO_SIDE
    announces = kind is EventKind.ADDED_TIME
    _check_presence(body, "side", kind, at, wanted=needs_side)
    _check_presence(body, "announced", kind, at, wanted=announces)
    return Happening(
        kind=kind,
        minute=_minute(body, "minute", LAST_MINUTE, at),
        added=0 if body.get("added") is None else _minute(body, "added", MOST_ADDED, at),
        side=_one_of(body, "side", _SIDES, at) if needs_side else None,
        player=None if body.get("player") is None else _text(body, "player", PLAYER_LENGTH, at),
        announced=_minute(body, "announced", MOST_ADDED, at) if announces else None,
    )


def _about(body: dict[str, Any], event_id: str, kind: EventKind) -> tuple[str | None, Happening | None]:
    """What the event takes back, and what it puts in its place."""
    needs_target = kind in ABOUT_AN_EVENT
    _check_presence(body, "target", kind, "", wanted=needs_target)
    target = _id(body, "target") if needs_target else None
    if target == event_id:
        raise _invalid("target", "an event cannot take itself back")
    new = body.get("replacement")
    if new is None:
        return target, None
    if kind is not EventKind.CORRECTION:
        raise _invalid("replacement", f"only a CORRECTION has one, not a {kind}")
    if not isinstance(new, dict):
        raise _invalid("replacement", "is an object or null")
    _check_fields(new, _HAPPENING, ("kind", "minute"), "replacement.")
    happening = _happening(new, "replacement.")
    if happening.kind in ABOUT_AN_EVENT:
        raise _invalid("replacement.kind", f"a {happening.kind} replaces nothing; send it by itself")
    return target, happening


def _replay(body: dict[str, Any]) -> Replay | None:
    replay = body.get("replay")
    if replay is None:
        return None
    if not isinstance(replay, dict):
        raise _invalid("replay", "is an object or null")
    _check_fields(replay, _REPLAY, ("run", "speed"), "replay.")
    speed = replay["speed"]
    if isinstance(speed, bool) or not isinstance(speed, int | float) or not MIN_SPEED <= speed <= MAX_SPEED:
        raise _invalid("replay.speed", f"is a number from {MIN_SPEED} to {MAX_SPEED:,.0f}")
    return Replay(run=_id(replay, "run", "replay."), speed=float(speed))


def _match(body: dict[str, Any]) -> int:
    text = body["match"]
    if not isinstance(text, str) or not 0 < len(text) <= MATCH_LENGTH:
        raise _invalid("match", "is the id of a match, a text")
    try:
        number = row_id("Match", text, "match")
    except ValidationFailed as error:
        raise EventRefused(RefusalCode.UNKNOWN_MATCH, error.message) from None
    # one spelling only: the key decides the partition, and with it the order
    if global_id("Match", number) != text:
        raise EventRefused(
            RefusalCode.UNKNOWN_MATCH, "match: this service spells the id of a match otherwise"
        )
    return number


def _check_presence(body: dict[str, Any], name: str, kind: EventKind, at: str, *, wanted: bool) -> None:
    if wanted and body.get(name) is None:
        raise EventRefused(RefusalCode.MISSING_FIELD, f"{at}{name}: a {kind} needs it")
    if not wanted and body.get(name) is not None:
        raise _invalid(f"{at}{name}", f"a {kind} has none")


def _one_of(body: dict[str, Any], name: str, known: Mapping[Any, Any], at: str) -> Any:
    value = body[name]
    found = known.get(value) if isinstance(value, str) else None
    if found is None:
        raise _invalid(f"{at}{name}", f"{_shown(value)} is none of {', '.join(known)}")
    return found


def _minute(body: dict[str, Any], name: str, most: int, at: str) -> int:
    value = _integer(body[name], f"{at}{name}")
    if not 0 <= value <= most:
        raise EventRefused(RefusalCode.MINUTE_OUT_OF_RANGE, f"{at}{name}: {value} is not within 0..{most}")
    return value


def _number(body: dict[str, Any], name: str, least: int, most: int) -> int:
    value = _integer(body[name], name)
    if not least <= value <= most:
        raise _invalid(name, f"{value} is not within {least}..{most}")
    return value


def _integer(value: Any, name: str) -> int:
    # to JSON, 1.0 is the integer 1
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _invalid(name, f"{_shown(value)} is no whole number")
    return value


def _id(body: dict[str, Any], name: str, at: str = "") -> str:
    value = body[name]
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise _invalid(f"{at}{name}", f"has 1 to {ID_LENGTH} characters out of A-Z a-z 0-9 . _ : -")
    return value


def _text(body: dict[str, Any], name: str, most: int, at: str = "") -> str:
    value = body[name]
    if not isinstance(value, str) or len(value) > most or not _PRINTED.fullmatch(value):
        raise _invalid(f"{at}{name}", f"has 1 to {most} characters, none of them a control character")
    return value


def _instant(body: dict[str, Any], name: str) -> datetime:
    value = body[name]
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise _invalid(name, f"{_shown(value)} is no instant in UTC such as 2025-08-16T14:03:12Z")


def _invalid(name: str, told: str) -> EventRefused:
    return EventRefused(RefusalCode.INVALID_FIELD, f"{name}: {told}")


def _shown(value: Any) -> str:
    return repr(value)[:60]


def _printable(name: str) -> str:
    return repr(name[:60])[1:-1]
