"""MLflow dying in the middle of a promotion: it is done whole or not at all, and what answers answers on."""

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import pytest

from app.clients.mlflow import MlflowUnavailable
from app.db import promotions
from app.db.model_versions import Marks
from app.db.paging import Slice
from app.db.promotions import PromotionRow
from tests.mlflow_models import alias_of, set_alias
from tests.mlflow_server import kill, mlflow_process
from tests.prediction.test_remote import opened
from tests.servers import free_port

SETTING = b"POST /api/2.0/mlflow/registered-models/alias"


class Moment(StrEnum):
    """When the server dies: as it is asked to move the alias, or when it has done so and not answered yet."""

    ASKED = "ASKED"
    DONE = "DONE"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the servers of this module keep, one after the other."""
    return tmp_path_factory.mktemp("mlflow-dies")


@asynccontextmanager
async def deadly_road(upstream: str, process: subprocess.Popen[bytes], moment: Moment) -> AsyncIterator[str]:
    """An address that leads to the server and kills it at that moment."""
    host, port = upstream.removeprefix("http://").split(":")

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            up_reader, up_writer = await asyncio.open_connection(host, int(port))
            back = asyncio.create_task(_pass_on(up_reader, writer))
            while data := await reader.read(65536):
                if data.startswith(SETTING):
                    back.cancel()
                    await asyncio.wait({back})
                    if moment is Moment.DONE:
                        up_writer.write(data)
                        await up_reader.read(1)
                    await asyncio.to_thread(kill, process)
                    break
                up_writer.write(data)
            back.cancel()
            up_writer.close()
        writer.close()

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)


async def promote_into_death(address: str, road: str, folder: Path, name: str) -> None:
    """With 2.0.0 as the champion on both sides, promote 3.0.0 over the road that kills."""
    async with opened(road, folder, name) as here:
        there = replace(here, address=address)
        for alias, version in (("champion", "1.1.0"), ("champion", "2.0.0"), ("challenger", "3.0.0")):
            set_alias(address, name, alias, await asyncio.to_thread(there.publish, version))
            await here.remote.follow()
        with pytest.raises(MlflowUnavailable, match="does not answer"):
            await here.promotions.promote(name, "3.0.0", actor="ada", override_reason="it is time")
        assert (here.answering, await here.marks()) == ("2.0.0", Marks("2.0.0", "3.0.0"))
        assert [row.version for row in await changes(name)] == ["2.0.0", "1.1.0"]


async def changes(name: str) -> tuple[PromotionRow, ...]:
    return (await promotions.page(name, Slice(promotions.LATEST_FIRST, 10))).rows


async def test_a_promotion_that_mlflow_did_not_take_never_was_and_a_rollback_waits_for_nobody(
    database: str, kept: Path, tmp_path: Path
) -> None:
    """The alias that is left behind by the rollback is not followed when MLflow returns."""
    name, port = "dying-asked", free_port()
    with mlflow_process(kept, port) as (address, process):
        async with deadly_road(address, process, Moment.ASKED) as road:
            await promote_into_death(address, road, tmp_path, name)
        assert process.returncode is not None
        async with opened(address, tmp_path, name) as place:
            changed = await place.promotions.rollback(name, actor="ada")
            assert "move its alias champion to 1.1.0 when it is back" in (changed.warning or "")
            assert (place.answering, await place.marks()) == ("1.1.0", Marks("1.1.0", "3.0.0"))
    with mlflow_process(kept, port) as (address, _):
        assert alias_of(address, name, "champion") == "2"
        async with opened(address, tmp_path, name) as place:
            await place.remote.follow()
            assert (place.answering, "2.0.0 was rolled back" in place.problem) == ("1.1.0", True)


async def test_a_promotion_that_mlflow_took_as_it_died_is_completed_when_it_returns(
    database: str, kept: Path, tmp_path: Path
) -> None:
    name, port = "dying-done", free_port()
    with mlflow_process(kept, port) as (address, process):
        async with deadly_road(address, process, Moment.DONE) as road:
            await promote_into_death(address, road, tmp_path, name)
    with mlflow_process(kept, port) as (address, _):
        assert alias_of(address, name, "champion") == "3"
        async with opened(address, tmp_path, name) as place:
            await place.remote.follow()
            assert (place.answering, await place.marks()) == ("3.0.0", Marks("3.0.0"))
            assert [row.version for row in await changes(name)] == ["3.0.0", "2.0.0", "1.1.0"]
