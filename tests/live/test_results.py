"""What the live path says of a match's result, and how it goes together with the other sources."""

from dataclasses import replace
from datetime import timedelta

from app.db import ingest, models, predictions
from app.db.connection import connection, raw_connection
from app.db.ingest import MATCH_COLUMNS, MatchRecord, StoredMatch
from app.db.models import PredictionKind
from app.football.match import MatchStatus, result_known_at
from app.ingest.merge import correction, is_stale, merge
from app.prediction import ratings
from app.prediction.settlement import settle
from tests.live.playing import Feed, World
from tests.live.test_expectation import store_prediction


async def test_a_match_is_live_from_its_first_event_and_has_no_result_yet(world: World) -> None:
    await world.applied(world.feed().tell("GOAL", 3, side="HOME"))
    match = await models.Match.get(id=world.id())
    assert (match.status, match.home_goals, match.known_at) == (MatchStatus.LIVE, None, None)


async def test_a_change_of_something_not_known_yet_starts_no_match(world: World) -> None:
    await world.applied(world.feed().tell("VAR_CANCELLATION", 3, target="later"))
    assert (await models.Match.get(id=world.id())).status is MatchStatus.SCHEDULED


async def test_a_result_is_not_known_before_it_was_told_nor_before_the_usual_time(world: World) -> None:
    await play(world, world.feed())
    early = await models.Match.get(id=world.id())
    assert early.known_at == result_known_at(early.kickoff, kickoff_time_known=True)
    world.clock.passes(hours=5)
    await play(world, world.feed(1, prefix="late"))
    late = await models.Match.get(id=world.id(1))
    assert late.known_at == world.clock()


async def test_a_goal_taken_back_after_full_time_changes_the_result_and_is_remembered(world: World) -> None:
    feed = world.feed()
    await play(world, feed)
    await rate(world)
    assert await rated(world)
    world.clock.passes(minutes=10)
    await world.applied(feed.tell("CORRECTION", 90, target="e.2"))
    match = await models.Match.get(id=world.id())
    assert (match.status, match.home_goals, match.half_time_home_goals) == (MatchStatus.FINISHED, 0, 0)
    revision = await models.MatchRevision.get(match_id=world.id())
    assert (revision.before["home_goals"], revision.after["home_goals"]) == (1, 0)
    assert not await rated(world)


async def test_a_late_card_changes_no_result(world: World) -> None:
    feed = world.feed()
    await play(world, feed)
    before = await world.match_row()
    card = feed.tell("YELLOW_CARD", 80, side="HOME", sequence=feed.number - 1, source="late")
    await world.applied(replace(card, occurred_at=world.clock() - timedelta(minutes=5)))
    assert await world.match_row() == before


async def test_a_full_time_taken_back_lets_the_match_go_on(world: World) -> None:
    feed = world.feed()
    await play(world, feed)
    await world.applied(feed.tell("VAR_CANCELLATION", 90, target=f"e.{feed.number}"))
    match = await models.Match.get(id=world.id())
    assert (match.status, match.home_goals, match.known_at) == (MatchStatus.LIVE, None, None)
    await world.applied(feed.tell("GOAL", 90, added=4, side="AWAY"), feed.tell("FULL_TIME", 90, added=5))
    match = await models.Match.get(id=world.id())
    assert (match.status, match.home_goals, match.away_goals) == (MatchStatus.FINISHED, 1, 1)


async def test_an_abandoned_match_has_no_result(world: World) -> None:
    feed = world.feed()
    [*_, update] = await world.applied(
        feed.tell("KICK_OFF"), feed.tell("GOAL", 3, side="HOME"), feed.tell("ABANDONMENT", 60)
    )
    match = await models.Match.get(id=world.id())
    assert (match.status, match.home_goals) == (MatchStatus.ABANDONED, None)
    assert (await models.LiveMatch.get(match_id=world.id())).ended_at is not None
    assert update.state.score.home == 1


async def test_what_another_source_says_later_holds_against_the_live_feed(world: World) -> None:
    feed = world.feed()
    await play(world, feed)
    await models.Match.filter(id=world.id()).update(home_goals=3, source="football-data")
    await world.applied(feed.tell("CORRECTION", 90, target="e.2"))
    match = await models.Match.get(id=world.id())
    assert (match.home_goals, match.source) == (3, "football-data")


async def test_a_list_of_fixtures_does_not_take_a_live_match_back(world: World) -> None:
    scheduled = await record(world)
    await world.applied(world.feed().tell("KICK_OFF"))
    assert is_stale(await record(world), scheduled)
    await play(world, world.feed(), begun=True)
    assert is_stale(await record(world), scheduled)


async def test_a_file_of_results_completes_a_match_that_was_live(world: World) -> None:
    await play(world, world.feed())
    live = await record(world)
    told = live._replace(
        source="football-data", half_time_home_goals=None, half_time_away_goals=None, home_shots=9
    )
    merged = merge(live, told)
    assert (merged.half_time_home_goals, merged.home_shots, merged.source) == (1, 9, "football-data")
    assert correction(StoredMatch(world.id(), live), merged) is None
    contradicted = merge(live, told._replace(away_goals=4))
    assert correction(StoredMatch(world.id(), live), contradicted) is not None
    async with raw_connection(world.url) as raw, raw.transaction():
        await ingest.update_matches(raw, [StoredMatch(world.id(), merged)], renumbered=[], at=world.clock())
    assert await record(world) == merged


async def test_ratings_learn_from_a_match_that_was_live_and_only_what_came_before_it_is_scored(
    world: World,
) -> None:
    world.clock.passes(days=-2)
    before = await store_prediction(world)
    world.clock.passes(days=2)
    await play(world, world.feed())
    world.clock.passes(days=1)
    await rate(world)
    assert await rated(world)
    in_play = await models.Prediction.filter(match_id=world.id(), kind=PredictionKind.IN_PLAY).count()
    assert in_play == 3
    await settle(world.url, world.clock)
    [score] = await models.PredictionScore.all().values("prediction_id")
    assert score["prediction_id"] == before.id
    latest = await predictions.latest_for([world.id()], kind=PredictionKind.PRE_MATCH)
    assert latest[world.id()].id == before.id


async def play(world: World, feed: Feed, *, begun: bool = False) -> None:
    """Kick-off, a goal of the home side in the 23rd minute, full time."""
    if begun:
        feed.number = 1
    else:
        await world.applied(feed.tell("KICK_OFF"))
    await world.applied(feed.tell("GOAL", 23, side="HOME"))
    world.clock.passes(minutes=110)
    await world.applied(feed.tell("FULL_TIME", 90, added=3))


async def record(world: World) -> MatchRecord:
    rows = await connection().execute_query_dict(
        f"SELECT {', '.join(MATCH_COLUMNS)} FROM match WHERE id = $1", [world.id()]
    )
    return MatchRecord(**rows[0])


async def rate(world: World) -> None:
    await ratings.refresh(world.url)


async def rated(world: World) -> bool:
    rows = await connection().execute_query_dict(
        "SELECT 1 FROM rating_history WHERE match_id = $1", [world.id()]
    )
    return bool(rows)
