"""What a feed may send: the published schema and the decoder agree, and every refusal names its reason."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.inplay.events import EventKind, Happening, MatchEvent, Replay, Side
from app.football.inplay.refusals import EventRefused, RefusalCode
from app.ids import global_id
from app.live import wire
from app.live.wire import decode_event, encode_event, match_key

GOAL: dict[str, Any] = {
    "version": 1,
    "id": "feed:1:7",
    "match": global_id("Match", 123),
    "source": "feed",
    "sequence": 7,
    "kind": "GOAL",
    "minute": 45,
    "added": 2,
    "side": "HOME",
    "player": "A. Striker",
    "occurredAt": "2025-08-16T14:47:12Z",
}
KEY = match_key(123)
MATCH_BEYOND_SCHEMA = {RefusalCode.UNKNOWN_MATCH}


def oracle() -> Any:
    """The published schema in another program's hands. `$` means the end there, before no newline."""
    text = (Path(wire.__file__).parent / "schemas" / "match-event.v1.json").read_text()
    schema = json.loads(text.replace('$"', '\\\\Z"'))
    jsonschema.Draft202012Validator.check_schema(schema)
    formats = jsonschema.FormatChecker(formats=())
    formats.checks("date-time", raises=ValueError)(_instant)
    return jsonschema.Draft202012Validator(schema, format_checker=formats)


def _instant(value: object) -> bool:
    return not isinstance(value, str) or bool(datetime.fromisoformat(value))


SCHEMA = oracle()


def refusal(body: object, key: bytes | None = KEY) -> RefusalCode | None:
    return refusal_of(orjson.dumps(body), key)


def refusal_of(payload: bytes, key: bytes | None = KEY) -> RefusalCode | None:
    try:
        decode_event(payload, key)
    except EventRefused as refused:
        return refused.refusal if refused.reason else None
    return None


def changed(**fields: Any) -> dict[str, Any]:
    return GOAL | fields


def without(*names: str, **fields: Any) -> dict[str, Any]:
    return {name: value for name, value in (GOAL | fields).items() if name not in names}


def test_a_message_becomes_an_event() -> None:
    event = decode_event(orjson.dumps(GOAL), KEY)
    assert event == MatchEvent(
        id="feed:1:7",
        match_id=123,
        source="feed",
        sequence=7,
        happening=Happening(EventKind.GOAL, 45, 2, Side.HOME, "A. Striker"),
        occurred_at=datetime(2025, 8, 16, 14, 47, 12, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (changed(version=2, weather="rain"), RefusalCode.UNKNOWN_VERSION),
        (changed(version=True), RefusalCode.UNKNOWN_VERSION),
        (without("version"), RefusalCode.MISSING_FIELD),
        (changed(weather="rain"), RefusalCode.UNKNOWN_FIELD),
        (changed(minute=300), RefusalCode.MINUTE_OUT_OF_RANGE),
        (changed(minute=-1), RefusalCode.MINUTE_OUT_OF_RANGE),
        (changed(added=31), RefusalCode.MINUTE_OUT_OF_RANGE),
        (changed(minute="45"), RefusalCode.INVALID_FIELD),
        (changed(sequence=0), RefusalCode.INVALID_FIELD),
        (changed(sequence=2**31), RefusalCode.INVALID_FIELD),
        (changed(match="TWF0Y2g6"), RefusalCode.UNKNOWN_MATCH),
        (changed(match=global_id("Team", 1)), RefusalCode.UNKNOWN_MATCH),
        (changed(match=global_id("Match", "007")), RefusalCode.UNKNOWN_MATCH),
        (changed(match=7), RefusalCode.INVALID_FIELD),
        (changed(id="a b"), RefusalCode.INVALID_FIELD),
        (changed(id="a\n"), RefusalCode.INVALID_FIELD),
        (changed(source="\0"), RefusalCode.INVALID_FIELD),
        (changed(player="x" * 121), RefusalCode.INVALID_FIELD),
        (changed(occurredAt="2025-08-16T14:47:12"), RefusalCode.INVALID_FIELD),
        (changed(occurredAt="2025-02-30T14:47:12Z"), RefusalCode.INVALID_FIELD),
        (changed(kind="THROW_IN"), RefusalCode.INVALID_FIELD),
        (without("side"), RefusalCode.MISSING_FIELD),
        (changed(kind="KICK_OFF"), RefusalCode.INVALID_FIELD),
        (changed(announced=3), RefusalCode.INVALID_FIELD),
        (without("side", kind="ADDED_TIME"), RefusalCode.MISSING_FIELD),
        (without("side", kind="CORRECTION"), RefusalCode.MISSING_FIELD),
        (without("side", kind="CORRECTION", target="feed:1:7"), RefusalCode.INVALID_FIELD),
        (changed(replacement={"kind": "GOAL", "minute": 3, "side": "HOME"}), RefusalCode.INVALID_FIELD),
        (changed(replay={"run": "r", "speed": 0}), RefusalCode.INVALID_FIELD),
        (changed(replay={"run": "r", "speed": 1e-300}), RefusalCode.INVALID_FIELD),
        (changed(occurredAt="0001-01-01T00:00:00Z"), RefusalCode.INVALID_FIELD),
        (changed(replay={"run": "r", "speed": 1, "x": 1}), RefusalCode.UNKNOWN_FIELD),
        ([GOAL], RefusalCode.MALFORMED_JSON),
        (None, RefusalCode.MALFORMED_JSON),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(body: object, code: RefusalCode) -> None:
    assert refusal(body) is code


@pytest.mark.parametrize("payload", [b"", b"{", b"\xff", b'{"version":1,}', b"NaN", b"[" * 5000])
def test_what_is_no_json_is_refused(payload: bytes) -> None:
    assert refusal_of(payload) is RefusalCode.MALFORMED_JSON


@pytest.mark.parametrize("odd", [{"\0": 1}, {"replay": {"run": "r", "speed": 1, "\0": 1}}, {"kind": "\0"}])
def test_a_reason_can_be_kept_whatever_the_message_says(odd: dict[str, Any]) -> None:
    with pytest.raises(EventRefused) as refused:
        decode_event(orjson.dumps(GOAL | odd), KEY)
    assert refused.value.reason.isprintable()


def test_five_megabytes_are_refused_unread() -> None:
    assert refusal_of(b"x" * 5_000_000) is RefusalCode.TOO_LARGE
    assert refusal_of(orjson.dumps(GOAL) + b" " * wire.MAX_BYTES) is RefusalCode.TOO_LARGE


@pytest.mark.parametrize("key", [b"", b"123", match_key(124)])
def test_a_message_under_another_matchs_key_is_refused(key: bytes) -> None:
    assert refusal(GOAL, key) is RefusalCode.WRONG_KEY


def test_no_feed_may_claim_to_be_what_is_recorded_here() -> None:
    body = GOAL | {"source": "api"}
    assert refusal(body, body["match"].encode()) is RefusalCode.INVALID_FIELD
    assert decode_event(orjson.dumps(body), None).source == "api"
    assert refusal(GOAL, None) is None


texts = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=40)
ids = st.from_regex(r"[A-Za-z0-9._:-]{1,64}", fullmatch=True)
instants = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  the zone is drawn


@st.composite
def happenings(draw: st.DrawFn, kinds: st.SearchStrategy[EventKind]) -> Happening:
    kind = draw(kinds)
    return Happening(
        kind=kind,
        minute=draw(st.integers(0, 90)),
        added=draw(st.integers(0, 30)),
        side=None if kind in wire.ABOUT_NO_SIDE else draw(st.sampled_from(Side)),
        player=draw(st.none() | texts),
        announced=draw(st.integers(0, 30)) if kind is EventKind.ADDED_TIME else None,
    )


@st.composite
def events(draw: st.DrawFn) -> MatchEvent:
    happening = draw(happenings(st.sampled_from(EventKind)))
    is_correction = happening.kind is EventKind.CORRECTION
    plain = st.sampled_from(sorted(set(EventKind) - wire.ABOUT_AN_EVENT))
    return MatchEvent(
        id="e-" + draw(ids)[:60],
        match_id=draw(st.integers(0, 2**63 - 1)),
        source=draw(texts),
        sequence=draw(st.integers(1, wire.MAX_SEQUENCE)),
        happening=happening,
        occurred_at=draw(instants),
        target="t-" + draw(ids)[:60] if happening.kind in wire.ABOUT_AN_EVENT else None,
        replacement=draw(st.none() | happenings(plain)) if is_correction else None,
        replay=draw(st.none() | st.builds(Replay, ids, st.floats(0.001, wire.MAX_SPEED))),
    )


@given(events())
def test_every_event_survives_the_wire_and_keeps_the_schema(event: MatchEvent) -> None:
    payload = encode_event(event)
    assert decode_event(payload, match_key(event.match_id)) == event
    assert SCHEMA.is_valid(orjson.loads(payload))


odd_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 400),
    st.sampled_from([1.0, 1.5, 2**31, -0.0, "", "HOME", "GOAL", "KICK_OFF", "CORRECTION", "x\n", "\0", []]),
    st.sampled_from(["2025-08-16T14:47:12Z", "2025-13-16T14:47:12Z", "2025-08-16T14:47:12+02:00"]),
    st.sampled_from([{}, {"run": "r", "speed": 2}, {"kind": "GOAL", "minute": 3, "side": "AWAY"}]),
    st.dictionaries(st.sampled_from(["kind", "minute", "side", "run", "speed", "announced"]), st.integers()),
    st.sampled_from(EventKind).map(lambda kind: kind.value),
    st.text(max_size=130),
)
fields = st.sampled_from([*sorted(wire._FIELDS), "weather"])


@given(
    event=events(), odd=st.dictionaries(fields, odd_values, max_size=3), dropped=st.sets(fields, max_size=1)
)
def test_the_decoder_and_the_published_schema_accept_the_same(
    event: MatchEvent, odd: dict[str, Any], dropped: set[str]
) -> None:
    body = orjson.loads(encode_event(event)) | odd
    body = {name: value for name, value in body.items() if name not in dropped}
    try:
        payload = orjson.dumps(body)
    except orjson.JSONEncodeError:  # lone surrogates
        return
    code = refusal_of(payload, None)
    if code in MATCH_BEYOND_SCHEMA or body.get("target") == body.get("id"):
        return
    assert SCHEMA.is_valid(orjson.loads(payload)) == (code is None), code


@given(event=events(), cut=st.integers(0, 400), noise=st.binary(max_size=8))
def test_broken_bytes_are_refused_and_nothing_else_happens(event: MatchEvent, cut: int, noise: bytes) -> None:
    payload = encode_event(event)
    refusal_of(payload[:cut] + noise + payload[cut + len(noise) :], match_key(event.match_id))


def test_the_schema_names_every_kind_and_every_limit() -> None:
    text = (Path(wire.__file__).parent / "schemas" / "match-event.v1.json").read_text()
    assert set(json.loads(text)["$defs"]["kind"]["enum"]) == {kind.value for kind in EventKind}
    assert re.search(rf"{wire.MAX_BYTES:,}", text)
