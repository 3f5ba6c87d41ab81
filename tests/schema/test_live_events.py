"""What happened in a match: recording it, asking for it, and why it moved the probabilities."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.ids import global_id
from tests.conftest import copied_database
from tests.schema.live import LiveApi, Message, live_api

RECORD = """
mutation ($input: RecordMatchEventInput!) { recordMatchEvent(input: $input) { result {
  __typename
  ... on MatchUpdate { sequence state { score { home away } } event { eventId source time occurredAt } }
  ... on ValidationFailed { field }
  ... on Error { code message }
} } }
"""
DELTA = """
query ($id: ID, $from: Int, $to: Int) { predictionDelta(matchId: $id, from: $from, to: $to) {
  __typename
  ... on PredictionDelta {
    matchId from to before { ...P } after { ...P } change { ...E } parts { cause home draw away }
    steps { sequence cause event { kind } movements { cause home draw away } change { ...E } }
  }
  ... on ValidationFailed { field }
  ... on InsufficientData { missing }
  ... on Error { code message }
} }
fragment P on OutcomeProbabilities { home draw away }
fragment E on OutcomeEffect { home draw away }
"""
ABOUT = """
query ($id: ID!, $first: Int! = 20) { match(id: $id) {
  live { sequence cause state { phase } prediction { __typename } }
  timeline { kind time side score { home away } }
  events(first: $first) { eventId kind time side player target replacement { kind side } sequence source }
} }
"""
SIDES = ("home", "draw", "away")


@pytest.fixture(scope="module")
async def live(
    postgres_server: str, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[LiveApi]:
    async with (
        copied_database(postgres_server, template_database) as url,
        live_api(url, tmp_path_factory.mktemp("home")) as opened,
    ):
        yield opened


async def _record(live: LiveApi, match_id: str, key: str, kind: str, minute: int, **more: Any) -> Message:
    given = {"matchId": match_id, "idempotencyKey": key, "kind": kind, "minute": minute}
    result: Message = (await live.data(RECORD, input=given | more))["recordMatchEvent"]["result"]
    return result


async def _delta(live: LiveApi, match_id: str | None, from_: int | None, to: int | None) -> Message:
    result: Message = (await live.data(DELTA, id=match_id, **{"from": from_, "to": to}))["predictionDelta"]
    return result


async def test_a_recorded_event_answers_its_update_and_again_the_same(live: LiveApi) -> None:
    match = live.match()
    assert (await _record(live, match.id, "start", "KICK_OFF", 0))["sequence"] == 1
    goal = await _record(live, match.id, "goal", "GOAL", 45, added=2, side="AWAY", player="Someone")
    assert (goal["__typename"], goal["sequence"]) == ("MatchUpdate", 2)
    assert goal["state"]["score"] == {"home": 0, "away": 1}
    assert (goal["event"]["source"], goal["event"]["time"]) == ("api", "45+2")
    live.clock.passes(minutes=1)
    again = await _record(live, match.id, "goal", "GOAL", 45, added=2, side="AWAY", player="Someone")
    assert again == goal
    other = await _record(live, match.id, "goal", "GOAL", 44, side="AWAY")
    assert (other["__typename"], other["code"]) == ("Conflict", "CONFLICT")


async def test_a_recorded_event_reaches_the_followers_of_the_match(live: LiveApi) -> None:
    match = live.match()
    query = "subscription ($id: ID!) { matchPrediction(matchId: $id) { ... on MatchUpdate { sequence } } }"
    async with live.follow(query, id=match.id) as followed:
        assert await followed.next() == {"sequence": 0}
        await _record(live, match.id, "start", "KICK_OFF", 0)
        assert await followed.next() == {"sequence": 1}


async def test_a_recorded_event_is_taken_back_by_its_id(live: LiveApi) -> None:
    match = live.match()
    await _record(live, match.id, "start", "KICK_OFF", 0)
    goal = await _record(live, match.id, "goal", "GOAL", 10, side="HOME")
    target = goal["event"]["eventId"]
    back = await _record(live, match.id, "var", "VAR_CANCELLATION", 11, target=target)
    assert back["state"]["score"] == {"home": 0, "away": 0}
    own = {"kind": "OWN_GOAL", "minute": 10, "side": "HOME"}
    second = await _record(live, match.id, "fix", "CORRECTION", 12, target=target, replacement=own)
    assert second["__typename"] == "Conflict"


@pytest.mark.parametrize(
    ("changes", "kind", "field"),
    [
        ({"minute": 300}, "ValidationFailed", "minute"),
        ({"side": None}, "ValidationFailed", "side"),
        ({"idempotencyKey": "ü"}, "ValidationFailed", "idempotencyKey"),
        ({"matchId": "nonsense"}, "ValidationFailed", "matchId"),
        ({"matchId": global_id("Match", 999_999)}, "NotFound", None),
        ({"matchId": global_id("Match", 1)}, "Conflict", None),
        ({"occurredAt": "2024-08-17T12:00:00Z"}, "Conflict", None),
    ],
)
async def test_what_cannot_be_recorded_is_a_typed_error(
    live: LiveApi, changes: Message, kind: str, field: str | None
) -> None:
    given = {"matchId": live.waiting[0], "idempotencyKey": "key", "kind": "GOAL", "minute": 5, "side": "HOME"}
    result = (await live.data(RECORD, input=given | changes))["recordMatchEvent"]["result"]
    assert (result["__typename"], result.get("field")) == (kind, field)


async def test_the_events_of_a_match_come_the_last_told_first(live: LiveApi) -> None:
    match = live.match()
    await match.tell("KICK_OFF")
    await match.tell("GOAL", 23, side="HOME", player="Someone")
    instead = {"kind": "OWN_GOAL", "minute": 23, "side": "AWAY"}
    await match.tell("CORRECTION", 24, target=f"{match.feed.prefix}.2", replacement=instead)
    about = (await live.data(ABOUT, id=match.id))["match"]
    assert [event["kind"] for event in about["events"]] == ["CORRECTION", "GOAL", "KICK_OFF"]
    assert about["events"][0]["replacement"] == {"kind": "OWN_GOAL", "side": "AWAY"}
    assert about["live"] == {
        "sequence": 3,
        "cause": "CORRECTION",
        "state": {"phase": "FIRST_HALF"},
        "prediction": {"__typename": "Prediction"},
    }
    assert about["timeline"] == [
        {"kind": "KICK_OFF", "time": "0", "side": None, "score": {"home": 0, "away": 0}},
        {"kind": "OWN_GOAL", "time": "23", "side": "AWAY", "score": {"home": 1, "away": 0}},
    ]
    fewer = (await live.data(ABOUT, id=match.id, first=1))["match"]["events"]
    assert [event["kind"] for event in fewer] == ["CORRECTION"]


async def test_a_match_of_which_nothing_was_told_has_no_events_and_no_update(live: LiveApi) -> None:
    assert (await live.data(ABOUT, id=live.match().id))["match"] == {
        "live": None,
        "timeline": [],
        "events": [],
    }


async def test_a_delta_adds_up_to_the_last_bit(live: LiveApi) -> None:
    match = live.match()
    await match.tell("KICK_OFF")
    for minute in (7, 19, 33):
        live.clock.passes(minutes=12)
        await match.tell("GOAL", minute, side="HOME" if minute % 2 else "AWAY")
    await match.tell("VAR_CANCELLATION", 34, target=f"{match.feed.prefix}.4")
    delta = await _delta(live, match.id, 1, 5)
    assert [step["sequence"] for step in delta["steps"]] == [2, 3, 4, 5]
    assert {part["cause"] for part in delta["parts"]} == {"CLOCK", "EVENT", "CORRECTION"}
    for side in SIDES:
        change = delta["change"][side]
        assert delta["before"][side] + change == delta["after"][side]
        assert sum(part[side] for part in delta["parts"]) == change
        assert sum(step["change"][side] for step in delta["steps"]) == change
        for step in delta["steps"]:
            assert sum(one[side] for one in step["movements"]) == step["change"][side]


async def test_without_arguments_the_delta_is_of_all_that_was_told_of_the_match_told_of_last(
    live: LiveApi,
) -> None:
    match = live.match()
    for kind in ("KICK_OFF", "GOAL", "HALF_TIME"):
        live.clock.passes(minutes=15)
        await match.tell(kind, 45 if kind == "HALF_TIME" else 0, side="HOME" if kind == "GOAL" else None)
    delta = await _delta(live, None, None, None)
    assert (delta["matchId"], delta["from"], delta["to"]) == (match.id, 1, 3)
    assert [step["event"]["kind"] for step in delta["steps"]] == ["GOAL", "HALF_TIME"]
    found = "query { matches(first: 100, where: { toldLive: true }) { nodes { id } } }"
    assert {"id": match.id} in (await live.data(found))["matches"]["nodes"]


@pytest.mark.parametrize(
    ("from_", "to", "kind"),
    [
        (0, 1, "ValidationFailed"),
        (2, 1, "ValidationFailed"),
        (1, 2002, "ValidationFailed"),
        (1, 9, "NotFound"),
    ],
)
async def test_a_delta_of_updates_that_are_not_there_is_a_typed_error(
    live: LiveApi, from_: int, to: int, kind: str
) -> None:
    assert (await _delta(live, live.match().id, from_, to))["__typename"] == kind
