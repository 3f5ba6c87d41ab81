"""Events of this very process wait their turn, again until committed."""

import asyncio

from app.live.sources import LocalSource
from tests.live import stage


async def test_a_full_local_source_makes_the_feed_wait() -> None:
    source = LocalSource(capacity=3)
    events = stage.goals(matches=1, each=5)
    for event in events[:3]:
        await source.put(event)
    waiting = asyncio.create_task(source.put(events[3]))
    await asyncio.sleep(0.02)
    assert not waiting.done()
    assert source.lag() == 3
    assert [one.event for one in await source.batch(2, 1)] == events[:2]
    assert [one.event for one in await source.batch(2, 1)] == events[:2]  # not committed: again
    await source.commit()
    await waiting
    assert [one.event for one in await source.batch(9, 1)] == events[2:4]
    await source.commit()
    assert await source.batch(9, 0.01) == []
