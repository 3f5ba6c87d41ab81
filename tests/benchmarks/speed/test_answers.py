"""Answers of different servers made comparable, and responses cut out of what a socket gives."""

from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ids import global_id
from benchmarks.speed import dialects
from benchmarks.speed.data import Season
from benchmarks.speed.load import body_of, is_whole
from benchmarks.speed.shapes import Shape, alike

OUTCOME = {"home": 0.5, "draw": 0.3, "away": 0.2}
TEAMS = {"home": {"name": "A"}, "away": {"name": "B"}, "competition": {"code": "L1", "name": "League 1"}}
TOLD = {"madeAt": "2024-08-17T08:00:00+00:00", "model": {"name": "match", "version": "2.0.0"}}


def match(number: object, kickoff: str, latest: object) -> dict[str, object]:
    return {"id": number, "kickoff": kickoff, "status": "FINISHED", **TEAMS, "latestPrediction": latest}


def test_three_dialects_of_one_match_are_one_normal_form() -> None:
    rest = match(7, "2024-08-17T14:00:00+00:00", TOLD | {"outcome": OUTCOME})
    ours = match(global_id("Match", 7), "2024-08-17T14:00:00Z", {"nodes": [TOLD | {"outcome": OUTCOME}]})
    theirs = match("7", "2024-08-17T15:00:00.000000+01:00", {"nodes": [TOLD | OUTCOME]})
    forms = [
        dialects.Rest().normal(Shape.MATCH, orjson.dumps(rest)),
        dialects.ours("").normal(Shape.MATCH, orjson.dumps({"data": {"match": ours}})),
        dialects.postgraphile().normal(Shape.LIST, orjson.dumps({"data": {"matches": {"nodes": [theirs]}}})),
    ]
    assert forms[0] == forms[1] == forms[2]
    assert forms[0][0][:2] == (7, datetime(2024, 8, 17, 14, tzinfo=UTC))


def test_an_answer_with_errors_is_no_answer() -> None:
    with pytest.raises(ValueError, match="INTERNAL"):
        dialects.postgraphile().normal(Shape.MATCH, b'{"errors": [{"message": "INTERNAL"}], "data": null}')


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_only_the_last_digits_of_float32_may_differ(one: float, other: float) -> None:
    near = one + 5e-7
    assert alike([(1, one)], [(1, near)])
    assert alike(one, other) is (abs(one - other) <= 1e-6)
    assert not alike([one], [one, one])
    assert not alike((1, "a"), (1, "b"))


def test_what_a_server_cannot_be_asked_is_left_out() -> None:
    assert dialects.postgraphile().request(Shape.PREDICTION, 1) is None
    assert dialects.postgraphile().request(Shape.LIVENESS, None) is None
    assert dialects.Rest().request(Shape.DECLINED, 1) is None
    request = dialects.Rest().request(Shape.LIST, Season(5, "L1", "0405"))
    assert request is not None
    assert request.startswith(b"GET /matches/L1/0405 HTTP/1.1\r\n")


PLAIN = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"


@pytest.mark.parametrize("response", [PLAIN, CHUNKED])
def test_a_response_is_whole_with_its_last_byte_and_not_before(response: bytes) -> None:
    assert [is_whole(response[:end]) for end in range(len(response))] == [False] * len(response)
    assert is_whole(response)
    assert body_of(response) == b"hello"


def test_a_refusal_is_no_body() -> None:
    with pytest.raises(ValueError, match="500"):
        body_of(PLAIN.replace(b"200", b"500"))
