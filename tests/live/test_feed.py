"""The feed: what a follower sees never has a gap that it is not told of."""

import asyncio

import pytest

from app.errors import Unavailable
from app.football.inplay.state import MatchPhase
from app.live.feed import Feed
from app.live.following import CAPACITY, Following
from app.live.stream import MOST_MISSED
from app.live.told import Gap, Snapshot, Step, Told
from tests.live.told import Log, turns


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def feed(log: Log) -> Feed:
    return Feed(log)


async def told(following: Following, count: int) -> list[Told]:
    async with asyncio.timeout(2):
        return [await anext(following) for _ in range(count)]


async def nothing(following: Following) -> bool:
    """Whether the follower is told nothing for a moment. Cancels its wait, and so ends it."""
    try:
        async with asyncio.timeout(0.05):
            await anext(following)
    except TimeoutError:
        return True
    return False


def numbers(items: list[Told]) -> list[int]:
    return [item.position for item in items]


async def test_a_snapshot_comes_first_and_every_step_after_it(log: Log, feed: Feed) -> None:
    log.append()
    following = feed.match(1)
    (snapshot,) = await told(following, 1)
    assert snapshot == Snapshot(1, (log.updates[0],))
    for _ in range(3):
        feed.announce([log.append()])
    assert await told(following, 3) == [Step(one.sequence, one) for one in log.updates[1:]]


async def test_a_match_of_which_nothing_was_said_begins_with_an_empty_snapshot(log: Log, feed: Feed) -> None:
    following = feed.match(1)
    assert await told(following, 1) == [Snapshot(0, ())]
    feed.announce([log.append()])
    assert numbers(await told(following, 1)) == [1]


async def test_duplicates_are_told_once_and_early_ones_after_what_was_missed(log: Log, feed: Feed) -> None:
    following = feed.match(1)
    await told(following, 1)
    first, second, third = (log.append() for _ in range(3))
    feed.announce([first, first])
    feed.announce([third, first, third])
    assert numbers(await told(following, 3)) == [1, 2, 3]
    feed.announce([second, third])
    assert await nothing(following)


async def test_what_was_missed_is_read_once_the_database_answers_again(log: Log, feed: Feed) -> None:
    following = feed.match(1)
    await told(following, 1)
    log.append()
    late = log.append()
    log.away = True
    feed.announce([late])
    await asyncio.sleep(0.05)
    log.away = False
    assert numbers(await told(following, 2)) == [1, 2]


async def test_who_comes_back_is_told_what_followed(log: Log, feed: Feed) -> None:
    for _ in range(5):
        log.append()
    assert numbers(await told(feed.match(1, after=2), 3)) == [3, 4, 5]


async def test_who_comes_back_and_missed_nothing_is_told_nothing(log: Log, feed: Feed) -> None:
    log.append()
    assert await nothing(feed.match(1, after=1))


async def test_past_retention_a_gap_says_what_is_not_told(log: Log, feed: Feed) -> None:
    for _ in range(9):
        log.append()
    log.kept_from = 5
    following = feed.match(1, after=2)
    assert await told(following, 1) == [Gap(3, 9, Snapshot(9, (log.updates[8],)))]
    feed.announce([log.append()])
    assert numbers(await told(following, 1)) == [10]


@pytest.mark.parametrize(("missed", "kind"), [(MOST_MISSED, Step), (MOST_MISSED + 1, Gap)])
async def test_a_thousand_missed_steps_are_told_and_more_are_a_gap(
    log: Log, feed: Feed, missed: int, kind: type[Told]
) -> None:
    for _ in range(missed):
        log.append()
    (first,) = await told(feed.match(1, after=0), 1)
    assert isinstance(first, kind)


async def test_who_knows_more_than_this_process_waits_for_nothing_that_is_stored(
    log: Log, feed: Feed
) -> None:
    other = feed.match(1)
    await told(other, 1)
    for _ in range(3):
        log.append()
    following = feed.match(1, after=2)
    assert numbers(await told(following, 1)) == [3]
    assert numbers(await told(other, 3)) == [1, 2, 3]


async def test_what_is_stored_but_not_announced_yet_is_told_once(log: Log, feed: Feed) -> None:
    for _ in range(3):
        log.append()
    await told(feed.match(1), 1)
    late = log.append()
    following = feed.match(1, after=1)
    assert numbers(await told(following, 2)) == [2, 3]
    feed.announce([late, log.append()])
    assert numbers(await told(following, 2)) == [4, 5]


@pytest.mark.parametrize("turn", range(6))
async def test_what_is_announced_while_the_missed_is_read_is_told_once(
    log: Log, feed: Feed, turn: int
) -> None:
    for _ in range(3):
        log.append()
    await told(feed.match(1), 1)
    log.slow = 3
    following = feed.match(1, after=1)
    telling = asyncio.create_task(told(following, 3))
    await turns(turn)
    feed.announce([log.append()])
    assert numbers(await telling) == [2, 3, 4]
    feed.announce([log.append()])
    assert numbers(await told(following, 1)) == [5]


async def test_who_claims_to_know_what_never_was_begins_again(log: Log, feed: Feed) -> None:
    log.append()
    assert await told(feed.match(1, after=77), 1) == [Snapshot(1, (log.updates[0],))]


async def test_a_slow_follower_is_told_a_gap_and_delays_nobody(log: Log, feed: Feed) -> None:
    slow, quick = feed.match(1), feed.match(1)
    await told(slow, 1)
    await told(quick, 1)
    for _ in range(CAPACITY + 10):
        feed.announce([log.append()])
        await told(quick, 1)
    (gap,) = await told(slow, 1)
    assert isinstance(gap, Gap)
    assert (gap.from_, gap.to, gap.missed) == (1, CAPACITY + 10, CAPACITY + 10)
    feed.announce([log.append()])
    assert numbers(await told(slow, 1)) == [CAPACITY + 11]


async def test_the_stream_of_a_match_ends_with_it(log: Log, feed: Feed) -> None:
    following = feed.match(1)
    await told(following, 1)
    feed.announce([log.append(), log.append(phase=MatchPhase.FULL_TIME)])
    assert numbers([item async for item in following]) == [1, 2]
    assert feed.followers == 0


@pytest.mark.parametrize("after", [None, 0, 1])
async def test_who_follows_a_match_that_is_over_is_told_how_it_ended(
    log: Log, feed: Feed, after: int | None
) -> None:
    log.append(phase=MatchPhase.FULL_TIME)
    items = [item async for item in feed.match(1, after)]
    assert len(items) == (0 if after == 1 else 1)


async def test_a_replay_is_followed_past_the_end_of_what_was_before(log: Log, feed: Feed) -> None:
    log.append(phase=MatchPhase.FULL_TIME)
    following = feed.match(1, run="r1")
    await told(following, 1)
    feed.announce([log.append(run="r1"), log.append(run="r1", phase=MatchPhase.FULL_TIME)])
    assert numbers([item async for item in following]) == [2, 3]


async def test_a_competitions_stream_has_its_own_numbers_and_shows_running_matches(
    log: Log, feed: Feed
) -> None:
    log.append(1, "E0")
    log.append(2, "D1")
    log.append(3, "E0", phase=MatchPhase.FULL_TIME)
    england, everywhere = feed.competition("E0"), feed.competition(None)
    assert await told(england, 1) == [Snapshot(2, (log.updates[0],))]
    assert await told(everywhere, 1) == [Snapshot(3, tuple(log.updates[:2]))]
    feed.announce([log.append(2, "D1"), log.append(1, "E0")])
    assert numbers(await told(england, 1)) == [3]
    assert numbers(await told(everywhere, 2)) == [4, 5]


async def test_followers_of_one_match_share_what_is_read(log: Log, feed: Feed) -> None:
    log.append()
    followings = [feed.match(1) for _ in range(50)]
    await asyncio.gather(*(told(one, 1) for one in followings))
    assert log.statements == 1


async def test_a_database_that_is_away_is_told_to_who_begins(log: Log, feed: Feed) -> None:
    log.away = True
    with pytest.raises(Unavailable):
        await anext(feed.match(1))
    log.away = False
    assert await told(feed.match(1), 1) == [Snapshot(0, ())]


async def test_a_closed_following_leaves_nothing_behind(log: Log, feed: Feed) -> None:
    following = feed.match(1)
    await told(following, 1)
    waiting = asyncio.create_task(_rest(following))
    await asyncio.sleep(0)
    await following.aclose()
    assert await waiting == []
    assert (feed.followers, feed._streams) == (0, {})


async def test_resynchronising_tells_what_was_never_announced(log: Log, feed: Feed) -> None:
    one, all_ = feed.match(1), feed.competition(None)
    await told(one, 1)
    await told(all_, 1)
    await feed.resync()
    for match_id in (1, 2, 1):
        log.append(match_id)
    before = log.statements
    await feed.resync()
    assert log.statements - before == 2
    assert numbers(await told(one, 2)) == [1, 2]
    assert numbers(await told(all_, 3)) == [1, 2, 3]


async def test_after_a_long_silence_followers_are_told_a_gap(log: Log, feed: Feed) -> None:
    one, all_ = feed.match(1), feed.competition(None)
    await told(one, 1)
    await told(all_, 1)
    await feed.resync()
    for _ in range(MOST_MISSED + 5):
        log.append()
    await feed.resync()
    for following in (one, all_):
        (gap,) = await told(following, 1)
        assert isinstance(gap, Gap)
        assert (gap.from_, gap.to) == (1, MOST_MISSED + 5)


@pytest.mark.parametrize("away", [True, False])
async def test_what_nobody_announces_is_read_from_the_database(log: Log, away: bool) -> None:
    feed = Feed(log, away=lambda: away, poll_s=0.01)
    polling = asyncio.create_task(feed.poll())
    following = feed.match(1)
    await told(following, 1)
    log.append()
    assert numbers(await told(following, 1)) == [1]
    polling.cancel()


async def test_the_feed_knows_what_it_has_told(log: Log, feed: Feed) -> None:
    await feed.resync()
    first, second, third = (log.append() for _ in range(3))
    assert not feed.knows(first.position)
    feed.announce([first])
    feed.announce([third])
    assert feed.knows(first.position)
    assert not feed.knows(third.position)
    feed.announce([second])
    assert feed.knows(second.position)


async def _rest(following: Following) -> list[Told]:
    return [item async for item in following]
