"""What replays leave is pruned after a day; what was played stays, and so does each match's last word."""

from datetime import timedelta

from app.db import live_updates, match_events, models
from app.live.retention import KEPT, Retention
from tests.live.playing import World


async def test_old_replays_go_and_the_match_itself_stays(world: World) -> None:
    played = world.feed(1, prefix="p")
    await world.applied(played.tell("KICK_OFF"), played.tell("GOAL", 3, side="HOME"))
    for run in ("first", "second"):
        feed = world.feed(prefix=run, replay={"run": run, "speed": 60})
        await world.applied(feed.tell("KICK_OFF"), feed.tell("GOAL", 3, side="HOME"))
        world.clock.passes(seconds=1)
    retention = Retention(world.clock)
    assert await retention.prune() == 0
    world.clock.passes(days=1, seconds=1)
    assert retention.due()
    assert await retention.prune() == 3 + 2
    assert not retention.due()
    [last] = await live_updates.after(world.id(), 0, 10)
    assert (last.sequence, last.run) == (4, "second")
    assert last.event is not None
    assert len((await match_events.of_matches([world.id()]))[world.id()]) == 2
    assert len(await live_updates.after(world.id(1), 0, 10)) == 2
    assert await models.MatchEvent.filter(match_id=world.id(1)).count() == 2


async def test_what_is_a_day_old_or_less_is_kept(world: World) -> None:
    for run in ("first", "second"):
        feed = world.feed(prefix=run, replay={"run": run, "speed": 60})
        await world.applied(feed.tell("KICK_OFF"))
        world.clock.passes(seconds=1)
    world.clock.now += KEPT - timedelta(seconds=2)
    assert await Retention(world.clock).prune() == 0
