"""The service follows a real MLflow's aliases; nothing that happens there takes away what answers here."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.clients.mlflow import MlflowClient, MlflowUnavailable, Patience
from app.clock import system_clock
from app.config import Settings
from app.db import model_versions, promotions
from app.db.model_versions import Marks
from app.health.report import HealthStatus
from app.prediction.comparison import PromotionRefused
from app.prediction.features import FeatureService
from app.prediction.predictor import Predictor
from app.prediction.promotion import ModelPromotions
from app.prediction.registry import ModelRegistry
from app.prediction.remote import CHALLENGER, CHAMPION, RemoteModels
from app.services import open_services
from tests.askers import act
from tests.fakes import Broken, write_model
from tests.mlflow_models import alias_of, lose_files, publish, remove_alias, set_alias
from tests.roads import Fate, road
from tests.servers import free_port

HASTY = Patience(connect_s=0.3, answer_s=1.0, file_s=10.0)
PATIENT = Patience(connect_s=30.0, answer_s=30.0)
SLOWLY = timedelta(days=1)
"""Tests look themselves, unless they test that it is done without being asked."""

_names = count(1)


@dataclass(frozen=True)
class Place:
    """A service with version 1.0.0 on its disk, beside an MLflow; `name` is a model of this test's own."""

    name: str
    address: str
    made: Path
    downloads: Path
    registry: ModelRegistry
    remote: RemoteModels
    promotions: ModelPromotions

    def publish(self, version: str, goals: float = 1.5, **changes: object) -> str:
        folder = write_model(self.made, version, name=self.name, goals=goals, **changes)  # type: ignore[arg-type]
        return publish(self.address, folder, name=self.name)

    def point(self, alias: str, number: str) -> None:
        set_alias(self.address, self.name, alias, number)

    async def marks(self) -> Marks:
        return (await model_versions.marks()).get(self.name, Marks())

    @property
    def answering(self) -> str:
        return self.registry.get().info.version

    @property
    def problem(self) -> str:
        [problem] = self.remote.status().problems
        return problem


@asynccontextmanager
async def opened(
    address: str, folder: Path, name: str, *, poll: timedelta = SLOWLY, patience: Patience = HASTY
) -> AsyncIterator[Place]:
    downloads = folder / "downloads"
    write_model(folder / "models", "1.0.0", name=name)
    async with (
        ModelRegistry(folder / "models", name, system_clock, downloads=downloads) as registry,
        MlflowClient(address, patience) as client,
        RemoteModels(client, registry, downloads, system_clock, poll=poll) as remote,
    ):
        predictor = Predictor(registry, FeatureService(system_clock), system_clock)
        use_case = ModelPromotions(registry, predictor, system_clock, remote)
        yield Place(name, address, folder / "made", downloads, registry, remote, use_case)


@pytest.fixture
async def place(database: str, mlflow_server: str, tmp_path: Path) -> AsyncIterator[Place]:
    async with opened(mlflow_server, tmp_path, f"followed-{next(_names)}") as place:
        yield place


async def test_the_version_that_the_alias_names_is_fetched_and_answers(place: Place) -> None:
    await place.remote.follow()
    assert place.answering == "1.0.0"
    place.point(CHAMPION, place.publish("2.0.0"))
    await place.remote.follow()
    assert (place.answering, place.remote.status().problems) == ("2.0.0", ())
    assert sorted(file.name for file in (place.downloads / place.name / "2.0.0").iterdir()) == [
        *("model.json", "model.onnx", "sample_io.npz"),
    ]
    row = await promotions.last_of(place.name)
    assert row is not None
    assert (row.actor, row.version) == ("mlflow", "2.0.0")
    await place.remote.follow()
    assert await promotions.count(place.name) == 1


async def test_the_alias_is_followed_without_being_asked(
    database: str, mlflow_server: str, tmp_path: Path
) -> None:
    name = f"followed-{next(_names)}"
    async with opened(mlflow_server, tmp_path, name, poll=timedelta(seconds=0.1)) as place:
        place.point(CHAMPION, place.publish("2.0.0"))
        async with asyncio.timeout(10):
            while place.answering != "2.0.0":  # noqa: ASYNC110  another task swaps it, and tells nobody
                await asyncio.sleep(0.05)


async def test_a_fetched_challenger_runs_in_the_shadow_until_its_alias_is_removed(place: Place) -> None:
    place.point(CHALLENGER, place.publish("2.0.0"))
    await place.remote.follow()
    challenger = place.registry.challenger(place.name)
    assert challenger is not None
    assert (place.answering, challenger.info.version) == ("1.0.0", "2.0.0")
    remove_alias(place.address, place.name, CHALLENGER)
    await place.remote.follow()
    assert (place.registry.challenger(place.name), await place.marks()) == (None, Marks())


async def test_a_version_without_a_digest_is_unsigned_and_refused(place: Place) -> None:
    folder = write_model(place.made, "2.0.0", name=place.name)
    number = publish(place.address, folder, name=place.name, tags={"version": "2.0.0"})
    place.point(CHAMPION, number)
    await place.remote.follow()
    assert place.answering == "1.0.0"
    assert "is unsigned: it needs the tags version" in place.problem
    assert not (place.downloads / place.name).exists()


@pytest.mark.parametrize("version", ["../../2.0.0", ".incoming", "2.0.0/x", ""])
async def test_a_version_that_is_no_name_of_a_folder_is_refused(place: Place, version: str) -> None:
    folder = write_model(place.made, "2.0.0", name=place.name)
    tags = {"version": version, "sha256": "0" * 64}
    place.point(CHAMPION, publish(place.address, folder, name=place.name, tags=tags))
    await place.remote.follow()
    assert "is unsigned" in place.problem


@pytest.mark.parametrize("broken", [Broken.SAMPLE_OUTPUTS, Broken.NAN, Broken.FEATURES, Broken.NOT_A_GRAPH])
async def test_a_version_that_breaks_its_promises_is_not_kept(place: Place, broken: Broken) -> None:
    """Among them other features than this program computes."""
    place.point(CHAMPION, place.publish("2.0.0", broken=broken))
    await place.remote.follow()
    assert place.answering == "1.0.0"
    assert f"{place.name} champion: version 1 in MLflow" in place.problem
    assert not (place.downloads / place.name).exists()
    assert [row.version for row in await model_versions.versions(place.name)] == ["1.0.0"]


async def test_a_corrupt_file_is_refused_and_a_better_one_under_a_new_version_followed(place: Place) -> None:
    folder = write_model(place.made, "2.0.0", name=place.name)
    tags = {"version": "2.0.0", "sha256": "f" * 64}
    place.point(CHAMPION, publish(place.address, folder, name=place.name, tags=tags))
    await place.remote.follow()
    assert "has sha256" in place.problem
    assert "publish the version again" in place.problem
    place.point(CHAMPION, place.publish("2.0.1"))
    await place.remote.follow()
    assert (place.answering, place.remote.status().problems) == ("2.0.1", ())


async def test_a_download_that_broke_on_the_disk_is_fetched_anew(place: Place, tmp_path: Path) -> None:
    """As after a power cut."""
    place.point(CHAMPION, place.publish("2.0.0"))
    await place.remote.follow()
    kept = place.downloads / place.name / "2.0.0" / "model.onnx"
    whole = kept.read_bytes()
    kept.write_bytes(b"")
    async with opened(place.address, tmp_path, place.name) as restarted:
        assert restarted.answering == "1.0.0"
        await restarted.remote.follow()
        assert (restarted.answering, restarted.remote.status().problems) == ("2.0.0", ())
    assert kept.read_bytes() == whole


async def test_a_refused_version_is_not_fetched_again_and_again(place: Place) -> None:
    place.point(CHAMPION, place.publish("2.0.0", broken=Broken.SAMPLE_OUTPUTS))
    await place.remote.follow()
    shutil.rmtree(place.downloads)
    await place.remote.follow()
    assert place.problem
    assert not place.downloads.exists()


async def test_another_file_under_a_known_version_is_refused(place: Place) -> None:
    place.point(CHAMPION, place.publish("1.0.0", goals=2.0))
    await place.remote.follow()
    assert "a version never changes" in place.problem
    assert place.answering == "1.0.0"


async def test_promoting_moves_the_alias_and_rolling_back_moves_it_back(place: Place) -> None:
    numbers = {version: place.publish(version) for version in ("2.0.0", "3.0.0")}
    for version, number in numbers.items():
        place.point(CHALLENGER, number)
        await place.remote.follow()
        await place.promotions.promote(place.name, version, act=act("ada"), override_reason="first tries")
        assert alias_of(place.address, place.name, CHAMPION) == number
        assert alias_of(place.address, place.name, CHALLENGER) is None
    changed = await place.promotions.rollback(place.name, act=act("ada"))
    assert changed.warning is None
    assert alias_of(place.address, place.name, CHAMPION) == numbers["2.0.0"]
    await place.remote.follow()
    assert (place.answering, await place.marks()) == ("2.0.0", Marks("2.0.0"))


async def test_a_version_that_mlflow_does_not_have_leaves_no_champion_there(place: Place) -> None:
    """The database alone decides then."""
    place.point(CHAMPION, place.publish("2.0.0"))
    await place.remote.follow()
    await place.promotions.promote(place.name, "1.0.0", act=act("ada"), override_reason="as it was")
    assert alias_of(place.address, place.name, CHAMPION) is None
    await place.remote.follow()
    assert (place.answering, await place.marks()) == ("1.0.0", Marks("1.0.0"))


async def test_an_alias_left_behind_by_a_rollback_is_not_followed(place: Place) -> None:
    for version in ("2.0.0", "3.0.0"):
        number = place.publish(version)
        place.point(CHAMPION, number)
        await place.remote.follow()
    await place.promotions.rollback(place.name, act=act("ada"))
    place.point(CHAMPION, number)
    await place.remote.follow()
    assert place.answering == "2.0.0"
    assert "3.0.0 was rolled back" in place.problem


async def test_an_alias_left_behind_by_two_rollbacks_is_not_followed(place: Place) -> None:
    for version in ("2.0.0", "3.0.0", "4.0.0"):
        number = place.publish(version)
        place.point(CHAMPION, number)
        await place.remote.follow()
    for _ in range(2):
        await place.promotions.rollback(place.name, act=act("ada"))
    place.point(CHAMPION, number)
    await place.remote.follow()
    assert place.answering == "2.0.0"
    assert "4.0.0 was rolled back" in place.problem
    await place.promotions.promote(place.name, "4.0.0", act=act("ada"), override_reason="it is good now")
    await place.remote.follow()
    assert (place.answering, place.remote.status().problems) == ("4.0.0", ())


async def test_a_champion_whose_files_are_lost_everywhere_is_replaced_for_a_reason(
    place: Place, tmp_path: Path
) -> None:
    number = place.publish("2.0.0")
    place.point(CHAMPION, number)
    await place.remote.follow()
    write_model(tmp_path / "other" / "models", "3.0.0", name=place.name)
    async with opened(place.address, tmp_path / "other", place.name) as other:
        lose_files(place.address, place.name, number)
        with pytest.raises(PromotionRefused, match=r"has no file model\.onnx"):
            await other.promotions.promote(place.name, "3.0.0", act=act("ada"))
        await other.promotions.promote(place.name, "3.0.0", act=act("ada"), override_reason="2.0.0 is lost")
        assert (other.answering, await other.marks()) == ("3.0.0", Marks("3.0.0"))


async def test_a_promotion_that_is_cancelled_while_mlflow_is_asked_never_was(
    place: Place, tmp_path: Path
) -> None:
    """As when a client goes away: MLflow has moved the alias, and it is moved back."""
    number = place.publish("2.0.0")
    place.point(CHAMPION, number)
    await place.remote.follow()
    place.publish("3.0.0")
    write_model(tmp_path / "models", "3.0.0", name=place.name, goals=1.5)
    fates, given_up = iter([Fate.TAKEN]), asyncio.Event()
    async with (
        road(place.address, lambda _: next(fates, Fate.ANSWERED), given_up.wait) as silent,
        opened(silent, tmp_path, place.name, patience=PATIENT) as slow,
    ):
        promoting = asyncio.create_task(
            slow.promotions.promote(place.name, "3.0.0", act=act("ada"), override_reason="it is time")
        )
        async with asyncio.timeout(20):
            while alias_of(place.address, place.name, CHAMPION) == number:  # noqa: ASYNC110  MLflow tells nobody
                await asyncio.sleep(0.05)
        promoting.cancel()
        await asyncio.wait({promoting})
        given_up.set()
        assert promoting.cancelled()
    assert alias_of(place.address, place.name, CHAMPION) == number
    assert (place.answering, await place.marks()) == ("2.0.0", Marks("2.0.0"))


async def test_a_version_that_is_only_in_mlflow_can_be_promoted_where_it_is_known(
    place: Place, tmp_path: Path
) -> None:
    """Another machine registered it; this one fetches it."""
    place.point(CHALLENGER, place.publish("2.0.0"))
    await place.remote.follow()
    shutil.rmtree(place.downloads)
    async with opened(place.address, tmp_path / "other", place.name) as other:
        await other.promotions.promote(place.name, "2.0.0", act=act("ada"))
        assert other.answering == "2.0.0"


async def test_the_service_follows_by_itself_and_its_health_tells_so(
    database_url: str, mlflow_server: str, tmp_path: Path
) -> None:
    """As the settings say, wired together; a downloaded version is enough to answer."""
    name = f"followed-{next(_names)}"
    folder = write_model(tmp_path / "made", "2.0.0", name=name)
    set_alias(mlflow_server, name, CHAMPION, publish(mlflow_server, folder, name=name))
    settings = Settings(
        database_url=SecretStr(database_url),
        mlflow_tracking_uri=SecretStr(mlflow_server),
        model=name,
        models_dir=tmp_path / "none",
        home=tmp_path / "home",
    )
    async with open_services(settings) as services, asyncio.timeout(20):
        while services.models.status()[0].version is None:  # noqa: ASYNC110  another task tells nobody
            await asyncio.sleep(0.05)
        checks = (await services.health.report()).checks
        assert services.models.get().info.version == "2.0.0"
    [check] = [one for one in checks if one.name == "mlflow"]
    assert (check.status, check.message) == (HealthStatus.PASS, "")
    assert check.observed_value == mlflow_server.removeprefix("http://")


async def test_a_server_that_is_not_there_is_told_and_changes_nothing(database: str, tmp_path: Path) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    async with opened(nobody, tmp_path, "alone", poll=timedelta(seconds=0.05)) as place:
        with pytest.raises(MlflowUnavailable, match="does not answer"):
            await place.remote.follow()
        await asyncio.sleep(0.5)
        assert "does not answer" in place.problem
        with pytest.raises(MlflowUnavailable):
            await place.promotions.promote("alone", "1.0.0", act=act("ada"))
        with pytest.raises(MlflowUnavailable):
            await place.promotions.challenge("alone", None, act=act("ada"))
        assert (place.answering, await place.marks()) == ("1.0.0", Marks())
        assert await promotions.count("alone") == 0
