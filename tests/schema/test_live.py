"""Following one match: how it stands first, then every update without a gap, until it ends."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from app.db import models
from app.football.inplay import state as domain
from app.ids import global_id
from app.live.clock import LiveClock
from schema.live_state import MatchState
from tests.conftest import copied_database
from tests.live.told import update
from tests.schema.counting import counted_statements
from tests.schema.live import LiveApi, live_api

FOLLOW = """
subscription ($id: ID, $after: Int, $replay: MatchReplay) {
  matchPrediction(matchId: $id, after: $after, replay: $replay) {
    __typename
    ... on Gap { from to snapshot { ...Told } }
    ...Told
  }
}
fragment Told on MatchUpdate {
  matchId sequence cause madeAt
  match { id status score { home away } home { name } away { name } competition { code } }
  state {
    phase score { home away } halfTime { home away } home { redCards yellowCards } away { redCards }
    clock { minute added running time periodStartedAt } announcedAddedTime events missingEvents
  }
  event { eventId kind time side player }
  change { home draw away }
  movements { cause home draw away }
  replay { run speed }
  prediction {
    __typename
    ... on Prediction {
      id kind outcome { home draw away } expectedGoals { home away } model { name version } featureDigest
      match { id } markets { totalGoals(line: 0.5) { over } correctScore(max: 1) { home away probability } }
    }
    ... on Error { code message }
  }
}
"""


@pytest.fixture(scope="module")
async def live(
    postgres_server: str, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[LiveApi]:
    async with (
        copied_database(postgres_server, template_database) as url,
        live_api(url, tmp_path_factory.mktemp("home")) as opened,
    ):
        yield opened


async def test_a_match_is_followed_from_before_kick_off_to_its_end(live: LiveApi) -> None:
    match = live.match()
    async with live.follow(FOLLOW, id=match.id) as followed:
        before = await followed.next()
        assert (before["sequence"], before["cause"], before["event"]) == (0, None, None)
        assert before["state"]["phase"] == "NOT_STARTED"
        assert before["state"]["score"] == {"home": 0, "away": 0}
        assert before["prediction"]["kind"] == "PRE_MATCH"
        assert before["match"]["id"] == before["prediction"]["match"]["id"] == match.id

        await match.tell("KICK_OFF")
        begun = await followed.next()
        assert (begun["sequence"], begun["state"]["phase"]) == (1, "FIRST_HALF")
        assert begun["match"]["status"] == "LIVE"
        assert begun["prediction"]["kind"] == "IN_PLAY"
        assert begun["prediction"]["model"]["name"] == "in-play"

        live.clock.passes(minutes=23)
        await match.tell("GOAL", 23, side="HOME", player="Someone")
        goal = await followed.next()
        assert goal["event"] == {
            "eventId": match.feed.prefix + ".2",
            "kind": "GOAL",
            "time": "23",
            "side": "HOME",
            "player": "Someone",
        }
        assert goal["prediction"]["outcome"]["home"] > begun["prediction"]["outcome"]["home"]
        assert goal["prediction"]["markets"]["totalGoals"]["over"] == 1
        assert {one["cause"] for one in goal["movements"]} == {"CLOCK", "EVENT"}
        assert sum(one["home"] for one in goal["movements"]) == goal["change"]["home"]

        live.clock.passes(minutes=70)
        await match.tell("FULL_TIME", 90, added=3)
        ended = await followed.next()
        assert (ended["sequence"], ended["state"]["phase"]) == (3, "FULL_TIME")
        assert ended["match"]["status"] == "FINISHED"
        assert ended["match"]["score"] == {"home": 1, "away": 0}
        assert ended["prediction"]["outcome"] == {"home": 1, "draw": 0, "away": 0}
        assert await followed.rest() == []


async def test_a_stored_pre_match_prediction_is_told_as_it_was_stored(live: LiveApi) -> None:
    match = live.match()
    live.clock.passes(minutes=-600)
    mutation = """mutation ($id: ID!) { predictMatch(input: { matchId: $id }) { result {
      ... on Prediction { id } } } }"""
    stored = (await live.data(mutation, id=match.id))["predictMatch"]["result"]["id"]
    live.clock.passes(minutes=600)
    async with live.follow(FOLLOW, id=match.id) as followed:
        assert (await followed.next())["prediction"]["id"] == stored


async def test_a_running_match_begins_with_its_latest_update(live: LiveApi) -> None:
    match = live.match()
    await match.tell("KICK_OFF")
    await match.tell("RED_CARD", 12, side="AWAY")
    async with live.follow(FOLLOW, id=match.id) as followed:
        snapshot = await followed.next()
        assert (snapshot["sequence"], snapshot["state"]["away"]["redCards"]) == (2, 1)
        await match.tell("YELLOW_CARD", 13, side="HOME")
        assert (await followed.next())["sequence"] == 3


async def test_who_comes_back_gets_what_was_missed_and_no_snapshot(live: LiveApi) -> None:
    match = live.match()
    for minute in range(4):
        await match.tell("YELLOW_CARD", 1 + minute, side="HOME")
    async with live.follow(FOLLOW, id=match.id, after=2) as followed:
        told = [await followed.next() for _ in range(2)]
        await match.tell("YELLOW_CARD", 9, side="HOME")
        told.append(await followed.next())
    assert [one["sequence"] for one in told] == [3, 4, 5]


async def test_who_is_too_slow_is_told_of_the_gap_and_goes_on_after_it(live: LiveApi) -> None:
    match = live.match()
    async with live.follow(FOLLOW, id=match.id) as followed:
        assert (await followed.next())["sequence"] == 0
        await match.tell("KICK_OFF")
        assert (await followed.next())["sequence"] == 1
        await live.process([match.feed.tell("SUBSTITUTION", 30, side="HOME") for _ in range(400)])
        gap = await followed.next()
        assert (gap["__typename"], gap["from"], gap["to"]) == ("Gap", 2, 401)
        assert gap["snapshot"]["sequence"] == 401
        await match.tell("GOAL", 31, side="AWAY")
        assert (await followed.next())["sequence"] == 402


async def test_the_clock_shows_the_minute_of_the_update(live: LiveApi) -> None:
    match = live.match()
    await match.tell("KICK_OFF")
    started = live.clock()
    live.clock.passes(minutes=44)
    await match.tell("ADDED_TIME", 45, announced=2)
    live.clock.passes(minutes=2)
    await match.tell("YELLOW_CARD", 45, added=2, side="AWAY")
    async with live.follow(FOLLOW, id=match.id) as followed:
        state = (await followed.next())["state"]
    assert state["clock"] == {
        "minute": 45,
        "added": 2,
        "running": True,
        "time": "45+2",
        "periodStartedAt": started.isoformat().replace("+00:00", "Z"),
    }
    assert state["announcedAddedTime"] == 2


async def test_a_match_played_without_us_is_told_once_as_it_ended(live: LiveApi) -> None:
    match = await live.finished()
    async with live.follow(FOLLOW, id=global_id("Match", match.id)) as followed:
        [only] = await followed.rest()
    assert only["sequence"] == 0
    assert only["state"]["phase"] == "FULL_TIME"
    assert only["state"]["score"] == {"home": match.home_goals, "away": match.away_goals}
    assert only["prediction"]["kind"] == "PRE_MATCH"


async def test_a_match_that_was_live_is_told_once_as_it_ended(live: LiveApi) -> None:
    match = live.match()
    await match.tell("KICK_OFF")
    await match.tell("ABANDONMENT", 70)
    async with live.follow(FOLLOW, id=match.id) as followed:
        [only] = await followed.rest()
    assert (only["sequence"], only["state"]["phase"]) == (2, "ABANDONED")
    async with live.follow(FOLLOW, id=match.id, after=1) as followed:
        assert [one["sequence"] for one in await followed.rest()] == [2]


async def test_a_finished_match_is_told_again_at_any_speed_and_nothing_is_stored(live: LiveApi) -> None:
    match = await live.finished()
    async with live.at_full_speed().follow(
        FOLLOW, id=global_id("Match", match.id), replay={"speed": 3600}
    ) as followed:
        told = await followed.rest()
    assert [one["sequence"] for one in told] == list(range(1, len(told) + 1))
    assert told[0]["event"]["kind"] == "KICK_OFF"
    assert told[-1]["state"]["phase"] == "FULL_TIME"
    assert told[-1]["state"]["score"] == {"home": match.home_goals, "away": match.away_goals}
    assert {one["replay"]["speed"] for one in told} == {3600}
    assert await models.LiveUpdate.filter(match_id=match.id).count() == 0


async def test_without_an_id_the_match_told_of_last_is_followed_or_the_last_played_is_told_again(
    live: LiveApi,
) -> None:
    match = live.match()
    live.clock.passes(minutes=24 * 60)  # later than all that other tests left behind
    await match.tell("KICK_OFF")
    async with live.follow(FOLLOW) as followed:
        assert (await followed.next())["matchId"] == match.id
    async with live.at_full_speed().follow(FOLLOW, replay={"speed": 3600}) as followed:
        again = await followed.next()
    assert (again["match"]["status"], again["sequence"]) == ("FINISHED", 1)


async def test_more_replays_than_a_process_can_bear_are_refused_until_one_ends(live: LiveApi) -> None:
    running = live.at_full_speed()
    given = {"id": global_id("Match", (await live.finished()).id), "replay": {"speed": 1}}
    async with running.follow(FOLLOW, **given) as first:
        await first.next()
        async with running.follow(FOLLOW, **given) as second:
            await second.next()
            async with running.follow(FOLLOW, **given) as third:
                assert (await third.error())[0] == "UNAVAILABLE"
        async with running.follow(FOLLOW, **given) as third:
            assert (await third.next())["sequence"] == 1


@pytest.mark.parametrize("speed", [0, 0.5, 3601])
async def test_a_replay_at_a_speed_that_cannot_be_meant_is_refused(live: LiveApi, speed: float) -> None:
    match = await live.finished()
    async with live.follow(FOLLOW, id=global_id("Match", match.id), replay={"speed": speed}) as followed:
        code, message = await followed.error()
    assert (code, "speed" in message) == ("VALIDATION_FAILED", True)


async def test_only_finished_matches_are_told_again(live: LiveApi) -> None:
    match = live.match()
    async with live.follow(FOLLOW, id=match.id, replay={"speed": 60}) as followed:
        assert (await followed.error())[0] == "CONFLICT"


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"id": global_id("Match", 999_999)}, "NOT_FOUND"),
        ({"id": global_id("Team", 1)}, "VALIDATION_FAILED"),
        ({"id": "nonsense"}, "VALIDATION_FAILED"),
    ],
)
async def test_a_match_that_is_not_there_is_a_coded_error(
    live: LiveApi, variables: dict[str, Any], code: str
) -> None:
    async with live.follow(FOLLOW, **variables) as followed:
        assert (await followed.error())[0] == code


async def test_a_sequence_below_zero_is_refused(live: LiveApi) -> None:
    async with live.follow(FOLLOW, id=live.match().id, after=-1) as followed:
        assert (await followed.error())[0] == "VALIDATION_FAILED"


async def test_an_update_costs_one_statement_however_much_of_it_is_selected(live: LiveApi) -> None:
    match = live.match()
    async with live.follow(FOLLOW, id=match.id) as followed:
        await followed.next()
        await match.tell("KICK_OFF")
        async with counted_statements() as statements:
            assert (await followed.next())["sequence"] == 1
    assert len(statements) == 1, statements


async def test_what_needs_no_row_costs_no_statement(live: LiveApi) -> None:
    match = live.match()
    query = """subscription ($id: ID!) { matchPrediction(matchId: $id) { ... on MatchUpdate {
      sequence state { phase score { home } clock { time } } event { kind } change { home } replay { speed }
      prediction { ... on Prediction { outcome { home } markets { matchResult { homeOdds } } } } } } }"""
    async with live.follow(query, id=match.id) as followed:
        await followed.next()
        await match.tell("KICK_OFF")
        async with counted_statements() as statements:
            assert (await followed.next())["sequence"] == 1
    # each second the feed looks by itself for what it was not told
    looked = ("live_counter", "JOIN live_match l")
    assert [one for one in statements if not any(part in one for part in looked)] == []


async def test_an_in_play_prediction_has_all_that_a_prediction_has(live: LiveApi) -> None:
    match = live.match()
    await match.tell("KICK_OFF")
    query = """subscription ($id: ID!) { matchPrediction(matchId: $id) { ... on MatchUpdate { prediction {
      ... on Prediction {
        id sequence kind madeAt dataCutoff featureSet inSample scoreGrid score { rps }
        match { id } calibration { home { n } } explanation { __typename ... on Error { message } }
        markets { asianHandicap { home { win } } drawNoBet { home } winToNil { home } }
      } } } } }"""
    async with live.follow(query, id=match.id) as followed:
        said = (await followed.next())["prediction"]
    assert (said["id"], said["sequence"], said["score"]) == (None, None, None)
    assert said["match"] == {"id": match.id}
    assert sum(map(sum, said["scoreGrid"])) == pytest.approx(1)
    assert said["explanation"]["__typename"] == "ModelUnavailable"


async def test_a_replayed_match_tells_its_run_and_speed_between_its_events_too(live: LiveApi) -> None:
    match = live.match()
    match.feed.replay = {"run": "r1", "speed": 60}
    await match.tell("KICK_OFF")
    live.clock.passes(seconds=10)
    async with live.follow(FOLLOW, id=match.id) as followed:
        first = await followed.next()
        assert first["replay"] == {"run": "r1", "speed": 60}
        clock = LiveClock(live.services.live.predictor, live.clock, live.services.live.feed.announce)
        await clock.tick()
        passed = await followed.next()
    assert (passed["cause"], passed["event"]) == ("CLOCK", None)
    assert passed["replay"] == first["replay"]
    assert passed["state"]["clock"]["time"] == "10"


def test_a_source_that_skips_more_than_an_answer_can_say_is_told_of_as_far_as_it_can() -> None:
    skipped = replace(update(1), state=domain.MatchState(domain.MatchPhase.FIRST_HALF, missing=2**32))
    assert MatchState.of(skipped, 1.0).missing_events == 2**31 - 1
