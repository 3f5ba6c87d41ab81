"""MLflow over REST: what it says, and what becomes of a server that is not there, hangs or talks nonsense."""

import asyncio
import time
from collections.abc import AsyncIterator
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from app.clients.mlflow import MAX_ANSWER_BYTES, MlflowClient, MlflowUnavailable, Patience, RemoteVersion
from app.prediction.shipped import FILES
from tests.fakes import write_model
from tests.ingest.server import Site, payload, site
from tests.mlflow_models import publish, set_alias
from tests.servers import free_port

HASTY = Patience(connect_s=0.3, answer_s=0.3, file_s=0.5)
ALIAS = "/api/2.0/mlflow/registered-models/alias?name=match&alias=champion"
_names = count(1)


@pytest.fixture
async def client(mlflow_server: str) -> AsyncIterator[MlflowClient]:
    async with MlflowClient(mlflow_server) as opened:
        yield opened


async def test_an_alias_names_a_version_with_its_tags(
    client: MlflowClient, mlflow_server: str, tmp_path: Path
) -> None:
    name = f"client-{next(_names)}"
    assert await client.by_alias(name, "champion") is None
    folder = write_model(tmp_path, "1.2.0", name=name)
    number = publish(mlflow_server, folder, name=name)
    assert await client.by_alias(name, "champion") is None
    set_alias(mlflow_server, name, "champion", number)
    found = await client.by_alias(name, "champion")
    assert found is not None
    digest = sha256((folder / FILES[0]).read_bytes()).hexdigest()
    assert (found.name, found.number, found.tags) == (name, "1", {"version": "1.2.0", "sha256": digest})
    assert await client.by_tags(name, {"version": "1.2.0", "sha256": digest}) == found
    assert await client.by_tags(name, {"version": "1.2.0", "sha256": "0" * 64}) is None


async def test_an_alias_is_set_moved_and_removed(
    client: MlflowClient, mlflow_server: str, tmp_path: Path
) -> None:
    name = f"client-{next(_names)}"
    numbers = [publish(mlflow_server, write_model(tmp_path, one, name=name), name=name) for one in ("1", "2")]
    for number in numbers:
        await client.set_alias(name, "champion", number)
        found = await client.by_alias(name, "champion")
        assert found is not None
        assert found.number == number
    with pytest.raises(MlflowUnavailable, match="has no version 77"):
        await client.set_alias(name, "champion", "77")
    for _ in range(2):
        await client.delete_alias(name, "champion")
        assert await client.by_alias(name, "champion") is None


async def test_of_two_versions_with_the_same_tags_the_newest_is_found(
    client: MlflowClient, mlflow_server: str, tmp_path: Path
) -> None:
    name = f"client-{next(_names)}"
    folder = write_model(tmp_path, "1.0.0", name=name)
    numbers = [publish(mlflow_server, folder, name=name) for _ in range(2)]
    found = await client.by_tags(name, {"version": "1.0.0"})
    assert found is not None
    assert found.number == numbers[-1]


async def test_files_are_downloaded_as_they_were_uploaded(
    client: MlflowClient, mlflow_server: str, tmp_path: Path
) -> None:
    name = f"client-{next(_names)}"
    folder = write_model(tmp_path, "1.0.0", name=name)
    publish(mlflow_server, folder, name=name)
    found = await client.by_tags(name, {"version": "1.0.0"})
    assert found is not None
    for file in FILES:
        digest = await client.download(found, file, tmp_path / file)
        assert (tmp_path / file).read_bytes() == (folder / file).read_bytes()
        assert digest == sha256((folder / file).read_bytes()).hexdigest()
    with pytest.raises(MlflowUnavailable, match=r"has no file weather\.txt"):
        await client.download(found, "weather.txt", tmp_path / "weather.txt")


async def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    port = free_port()
    async with MlflowClient(f"http://me:hunter2@127.0.0.1:{port}", HASTY) as client:
        with pytest.raises(MlflowUnavailable, match=f"MLflow at 127.0.0.1:{port} does not answer") as told:
            await client.by_alias("match", "champion")
    assert "hunter2" not in told.value.message


async def test_a_server_that_accepts_and_says_nothing_is_given_up_in_time() -> None:
    stuck: set[asyncio.StreamWriter] = set()
    server = await asyncio.start_server(lambda _, writer: stuck.add(writer), "127.0.0.1", 0)
    async with (
        server,
        MlflowClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", HASTY) as client,
    ):
        begun = time.monotonic()
        with pytest.raises(MlflowUnavailable, match=r"TimeoutError|ReadTimeout"):
            await client.by_alias("match", "champion")
        assert time.monotonic() - begun < 2
        for writer in stuck:
            writer.close()


@pytest.fixture
async def odd() -> AsyncIterator[Site]:
    async with site() as served:
        yield served


NONSENSE = (
    *(b"<html>", b"[]", b"null", b'{"model_version": {}}', b'{"model_version": [1]}'),
    b'{"model_version": {"name": "match", "version": "one"}}',
    b'{"model_version": {"name": "match", "version": "1", "tags": 5}}',
    b'{"model_version": {"name": "../../match", "version": "1"}}',
)


@pytest.mark.parametrize("nonsense", NONSENSE)
async def test_an_answer_that_is_not_mlflows_is_told(odd: Site, nonsense: bytes) -> None:
    odd[ALIAS] = payload(nonsense)
    async with MlflowClient(odd.url, HASTY) as client:
        with pytest.raises(MlflowUnavailable):
            await client.by_alias("match", "champion")


async def test_an_answer_that_does_not_end_is_not_read_to_its_end(odd: Site) -> None:
    odd[ALIAS] = payload(b" " * (MAX_ANSWER_BYTES + 1))
    async with MlflowClient(odd.url, Patience(answer_s=20.0)) as client:
        with pytest.raises(MlflowUnavailable, match="is larger than 5,000,000 bytes"):
            await client.by_alias("match", "champion")


PLACE = "/api/2.0/mlflow/model-versions/get-download-uri?name=match&version=1"
RUN = "/api/2.0/mlflow/runs/get?run_id=7"


@pytest.mark.parametrize(
    ("place", "run"),
    [
        (b"{}", b"{}"),
        (b'{"artifact_uri": 7}', b"{}"),
        (b'{"artifact_uri": "file:///etc"}', b"{}"),
        (b'{"artifact_uri": "https://[elsewhere"}', b"{}"),
        (b'{"artifact_uri": "runs:/7/model"}', b'{"run": "7"}'),
        (b'{"artifact_uri": "runs:/7/model"}', b'{"run": {"info": {"artifact_uri": "s3://other/7"}}}'),
    ],
)
async def test_a_version_is_fetched_from_this_server_or_not_at_all(
    odd: Site, tmp_path: Path, place: bytes, run: bytes
) -> None:
    odd[PLACE], odd[RUN] = payload(place), payload(run)
    async with MlflowClient(odd.url, HASTY) as client:
        with pytest.raises(MlflowUnavailable, match="is not among the artefacts that MLflow"):
            await client.download(RemoteVersion("match", "1", {}), FILES[0], tmp_path / "it")
    assert not (tmp_path / "it").exists()


async def test_another_service_at_the_address_is_told(odd: Site) -> None:
    async with MlflowClient(odd.url, HASTY) as client:
        with pytest.raises(MlflowUnavailable, match="with status 404; check FOOTBALL_MLFLOW_TRACKING_URI"):
            await client.by_alias("match", "champion")
