"""Following all live matches, or those of one competition, in one stream without gaps."""

from collections.abc import AsyncIterator

import orjson
import pytest
from graphql import OperationDefinitionNode, execute, parse

from app.http.updates import Updates
from app.live.told import Snapshot, Step
from app.query.sources import GivenUp
from schema.context import Context
from schema.live import _matches_view
from tests.askers import asker
from tests.conftest import copied_database
from tests.query.test_values import MATCHES, VALUES
from tests.schema.live import LiveApi, Message, live_api

FOLLOW = """
subscription ($competition: String, $after: Int) {
  liveMatches(competition: $competition, after: $after) {
    __typename
    ... on LiveMatchesSnapshot { sequence matches { ...Line } }
    ... on LiveMatchUpdate { sequence update { ...Line } }
    ... on LiveMatchesGap { from to snapshot { sequence matches { ...Line } } }
  }
}
fragment Line on MatchUpdate { matchId sequence state { phase } match { competition { code } } }
"""


@pytest.fixture
async def live(
    postgres_server: str, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[LiveApi]:
    async with (
        copied_database(postgres_server, template_database) as url,
        live_api(url, tmp_path_factory.mktemp("home")) as opened,
    ):
        yield opened


def _matches(snapshot: Message) -> dict[str, int]:
    return {one["matchId"]: one["sequence"] for one in snapshot["matches"]}


async def test_the_stream_begins_with_the_running_matches_and_numbers_every_update(live: LiveApi) -> None:
    first, second, third = (live.match() for _ in range(3))
    await first.tell("KICK_OFF")
    await first.tell("GOAL", 3, side="HOME")
    await second.tell("KICK_OFF")
    async with live.follow(FOLLOW) as followed:
        snapshot = await followed.next()
        assert _matches(snapshot) == {first.id: 2, second.id: 1}
        assert snapshot["sequence"] == 3
        await third.tell("KICK_OFF")
        await first.tell("YELLOW_CARD", 5, side="AWAY")
        told = [await followed.next() for _ in range(2)]
    assert [one["sequence"] for one in told] == [4, 5]
    assert [one["update"]["matchId"] for one in told] == [third.id, first.id]


async def test_nothing_live_is_an_empty_snapshot(live: LiveApi) -> None:
    async with live.follow(FOLLOW) as followed:
        assert await followed.next() == {
            "__typename": "LiveMatchesSnapshot", "sequence": 0, "matches": []
        }  # fmt: skip


async def test_a_match_that_ended_is_told_and_then_not_listed_any_more(live: LiveApi) -> None:
    match = live.match()
    await match.tell("KICK_OFF")
    async with live.follow(FOLLOW) as followed:
        assert _matches(await followed.next()) == {match.id: 1}
        live.clock.passes(minutes=110)
        await match.tell("FULL_TIME", 90, added=2)
        assert (await followed.next())["update"]["state"]["phase"] == "FULL_TIME"
    async with live.follow(FOLLOW) as followed:
        assert _matches(await followed.next()) == {}


async def test_one_competition_has_numbers_of_its_own(live: LiveApi) -> None:
    matches = [live.match() for _ in range(6)]
    for match in matches:
        await match.tell("KICK_OFF")
    async with live.follow(FOLLOW, competition="D1") as followed:
        snapshot = await followed.next()
        assert {one["match"]["competition"]["code"] for one in snapshot["matches"]} == {"D1"}
        assert (len(snapshot["matches"]), snapshot["sequence"]) == (2, 2)
        for match in matches:
            await match.tell("YELLOW_CARD", 2, side="HOME")
        told = [await followed.next() for _ in range(2)]
    assert [one["sequence"] for one in told] == [3, 4]


async def test_who_comes_back_gets_what_was_missed_and_who_stayed_away_too_long_a_gap(live: LiveApi) -> None:
    match = live.match()
    await match.tell("KICK_OFF")
    await live.process([match.feed.tell("SUBSTITUTION", 30, side="HOME") for _ in range(4)])
    async with live.follow(FOLLOW, after=3) as followed:
        assert [(await followed.next())["sequence"] for _ in range(2)] == [4, 5]
    await live.process([match.feed.tell("SUBSTITUTION", 31, side="HOME") for _ in range(1001)])
    async with live.follow(FOLLOW, after=5) as followed:
        gap = await followed.next()
    assert (gap["__typename"], gap["from"], gap["to"]) == ("LiveMatchesGap", 6, 1006)
    assert _matches(gap["snapshot"]) == {match.id: 1006}


async def test_a_competition_that_is_not_there_is_a_coded_error(live: LiveApi) -> None:
    async with live.follow(FOLLOW, competition="XX9") as followed:
        assert (await followed.error())[0] == "NOT_FOUND"


LINE = """
{ told { ... on LiveMatchesSnapshot { matches { ...Line } } ... on LiveMatchUpdate { update { ...Line } } } }
fragment Line on MatchUpdate {
  matchId
  match { __typename id home { id name country } away { name } competition { code tier } season { label } }
}
"""


async def test_who_plays_is_read_once_and_then_told_by_the_plan_as_graphql_core_tells_it(
    live: LiveApi,
) -> None:
    match = live.match()
    update = await match.tell("KICK_OFF")
    tree = parse(LINE)
    operation = tree.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    plan = Updates(MATCHES, VALUES).plan(0, tree, operation, {})
    assert plan is not None
    context = Context(live.services, asker())
    view = _matches_view(context)
    for told in (Snapshot(1, (update,)), Step(1, update)):
        live.services.live.pairings._rows.pop(update.match_id)
        with pytest.raises(GivenUp):
            plan(view(told))
        expected = await execute(MATCHES, tree, root_value=view(told), context_value=context)  # type: ignore[misc]  # it reads
        assert expected.errors is None
        assert orjson.dumps(plan(view(told))) == orjson.dumps(expected.data)


def test_a_plan_leaves_what_changes_of_a_match_to_graphql_core() -> None:
    tree = parse("{ told { ... on LiveMatchUpdate { update { match { status } } } } }")
    operation = tree.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    assert Updates(MATCHES, VALUES).plan(0, tree, operation, {}) is None
