"""MLflow dying in the middle of a promotion: it is done whole or not at all, and what answers answers on."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from app.clients.mlflow import MlflowUnavailable
from app.db import promotions
from app.db.model_versions import Marks
from app.db.paging import Slice
from tests.askers import act
from tests.mlflow_models import alias_of, set_alias
from tests.mlflow_server import kill, mlflow_process
from tests.prediction.test_remote import PATIENT, Place, opened
from tests.roads import Fate, road
from tests.servers import free_port

ASKED, TOOK = "dies-as-asked", "dies-having-taken"
"""Models whose promotions MLflow dies of: as it is asked to move the alias, or when it has done so."""


async def champions(name: str) -> list[str]:
    """The versions as they became the champion, the latest first."""
    rows = (await promotions.page(name, Slice(promotions.LATEST_FIRST, 10))).rows
    return [row.version for row in rows]


async def reign(place: Place, address: str) -> None:
    """Let 2.0.0 be the champion after 1.1.0, and 3.0.0 the challenger, here and in MLflow."""
    there = replace(place, address=address)
    for alias, version in (("champion", "1.1.0"), ("champion", "2.0.0"), ("challenger", "3.0.0")):
        set_alias(address, place.name, alias, await asyncio.to_thread(there.publish, version))
        await place.remote.follow()


async def test_a_promotion_that_mlflow_dies_of_is_whole_or_never_was_and_a_rollback_waits_for_nobody(
    database: str, tmp_path: Path
) -> None:
    """When it returns, what it took is completed; an alias left behind by the rollback is not followed."""
    port = free_port()
    both = asyncio.Barrier(2)
    with mlflow_process(tmp_path, port) as (address, process):

        async def die() -> None:
            await both.wait()
            await asyncio.to_thread(kill, process)

        async with (
            road(address, lambda one: Fate.TAKEN if TOOK.encode() in one else Fate.LOST, die) as deadly,
            AsyncExitStack() as stack,
        ):
            places = [
                await stack.enter_async_context(opened(deadly, tmp_path / name, name, patience=PATIENT))
                for name in (ASKED, TOOK)
            ]
            for place in places:
                await reign(place, address)
            await refused(places)
            changed = await places[0].promotions.rollback(ASKED, act=act("ada"))
            assert "move its alias champion to 1.1.0 when it is back" in (changed.warning or "")
            assert (places[0].answering, await places[0].marks()) == ("1.1.0", Marks("1.1.0", "3.0.0"))
    with mlflow_process(tmp_path, port) as (address, _):
        assert (alias_of(address, ASKED, "champion"), alias_of(address, TOOK, "champion")) == ("2", "3")
        async with opened(address, tmp_path / ASKED, ASKED) as place:
            await place.remote.follow()
            assert (place.answering, "2.0.0 was rolled back" in place.problem) == ("1.1.0", True)
        async with opened(address, tmp_path / TOOK, TOOK) as place:
            await place.remote.follow()
            assert (place.answering, await place.marks()) == ("3.0.0", Marks("3.0.0"))
            assert await champions(TOOK) == ["3.0.0", "2.0.0", "1.1.0"]


async def refused(places: list[Place]) -> None:
    """Promote 3.0.0 everywhere at once: everywhere MLflow dies of it, and 2.0.0 answers on."""
    promoting = [
        place.promotions.promote(place.name, "3.0.0", act=act("ada"), override_reason="it is time")
        for place in places
    ]
    for failure in await asyncio.gather(*promoting, return_exceptions=True):
        assert isinstance(failure, MlflowUnavailable)
        assert "does not answer" in failure.message
    for place in places:
        assert (place.answering, await place.marks()) == ("2.0.0", Marks("2.0.0", "3.0.0"))
        assert await champions(place.name) == ["2.0.0", "1.1.0"]
