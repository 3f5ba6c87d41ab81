"""Versions are swapped without dropping a request, and a broken one never replaces a good one."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import system_clock
from app.db import model_versions, models, promotions
from app.db.connection import open_database, raw_connection
from app.db.promotions import Deed
from app.errors import Conflict, ModelUnavailable, Unavailable
from app.prediction.contract import ModelContractBroken, ModelFileCorrupt
from app.prediction.features import FeatureService
from app.prediction.predictor import MatchPrediction, Predictor
from app.prediction.ratings import refresh
from app.prediction.registry import ModelRegistry
from app.prediction.shipped import version_key
from tests import leagues
from tests.askers import act
from tests.fakes import Broken, write_model


@asynccontextmanager
async def registry_of(models_dir: Path) -> AsyncIterator[ModelRegistry]:
    async with ModelRegistry(models_dir, "match", system_clock) as registry:
        yield registry


async def version_within_a_second(registry: ModelRegistry, version: str) -> None:
    deadline = time.monotonic() + 1.0
    while registry.get().info.version != version:
        assert time.monotonic() < deadline, f"still {registry.get().info.version}"
        await asyncio.sleep(0.02)


async def test_the_newest_version_answers_when_none_is_marked(database: str, tmp_path: Path) -> None:
    for version in ("1.0.0", "1.10.0", "1.9.0"):
        write_model(tmp_path, version)
    async with registry_of(tmp_path) as registry:
        assert registry.get().info.version == "1.10.0"
        assert registry.get("match") is registry.get()


def test_versions_are_ordered_by_their_numbers() -> None:
    shuffled = ["1.10.0", "1.0.0", "0.9", "1.0.1", "1.9.0", "1.0.0-rc1"]
    assert sorted(shuffled, key=version_key) == [
        *("0.9", "1.0.0-rc1", "1.0.0", "1.0.1", "1.9.0", "1.10.0"),
    ]


async def test_shipped_versions_are_registered_once(database: str, tmp_path: Path) -> None:
    write_model(tmp_path, "1.0.0")
    write_model(tmp_path, "1.1.0")
    for _ in range(2):
        async with registry_of(tmp_path):
            rows = await model_versions.versions("match")
            assert sorted(row.version for row in rows) == ["1.0.0", "1.1.0"]
            assert not any(row.champion for row in rows)


async def test_a_version_that_changed_its_file_is_a_conflict(database: str, tmp_path: Path) -> None:
    write_model(tmp_path, "1.0.0", goals=1.3)
    async with registry_of(tmp_path) as registry:
        folder = write_model(tmp_path / "other", "1.0.0", goals=1.5)
        with pytest.raises(Conflict, match="a version never changes"):
            await registry.install(folder)
        assert registry.get().golden() <= 1e-5


async def test_a_changed_file_is_not_served_after_a_restart(database: str, tmp_path: Path) -> None:
    write_model(tmp_path, "1.0.0", goals=1.3)
    async with registry_of(tmp_path):
        pass
    write_model(tmp_path, "1.0.0", goals=1.5)
    async with registry_of(tmp_path) as registry:
        with pytest.raises(ModelUnavailable, match="a version never changes"):
            registry.get()


@pytest.mark.parametrize("broken", [Broken.DIGEST, Broken.NAN, Broken.SAMPLE_OUTPUTS, Broken.NO_SAMPLE])
async def test_a_broken_new_version_leaves_the_last_good_one(
    database: str, tmp_path: Path, broken: Broken
) -> None:
    write_model(tmp_path, "1.0.0")
    write_model(tmp_path, "2.0.0", broken=broken)
    async with registry_of(tmp_path) as registry:
        assert registry.get().info.version == "1.0.0"
        status = registry.status()[0]
        assert (status.version, status.wanted, status.is_as_wanted) == ("1.0.0", "2.0.0", False)
        assert [problem.partition(":")[0] for problem in status.problems] == ["2.0.0"]


async def test_installing_a_broken_version_raises_and_changes_nothing(database: str, tmp_path: Path) -> None:
    write_model(tmp_path, "1.0.0")
    async with registry_of(tmp_path) as registry:
        before = registry.get()
        with pytest.raises(ModelFileCorrupt):
            await registry.install(write_model(tmp_path / "new", "2.0.0", broken=Broken.TRUNCATED))
        with pytest.raises(ModelContractBroken):
            await registry.install(write_model(tmp_path / "new", "2.1.0", broken=Broken.FEATURES))
        assert registry.get() is before


async def test_a_folder_that_bears_another_name_is_refused(database: str, tmp_path: Path) -> None:
    folder = write_model(tmp_path, "1.0.0")
    shutil.copytree(folder, tmp_path / "match" / "3.0.0")
    async with registry_of(tmp_path) as registry:
        assert registry.get().info.version == "1.0.0"
        assert "name its folder match/1.0.0" in registry.status()[0].problems[0]


async def test_without_any_version_the_service_starts_and_says_why_it_cannot_predict(
    database: str, tmp_path: Path
) -> None:
    async with registry_of(tmp_path) as registry:
        with pytest.raises(ModelUnavailable, match="FOOTBALL_MODELS_DIR"):
            registry.get()
        assert registry.status()[0].version is None


async def test_an_unknown_name_is_answered_with_the_known_ones(database: str, tmp_path: Path) -> None:
    write_model(tmp_path)
    async with registry_of(tmp_path) as registry:
        with pytest.raises(ModelUnavailable, match=r"loaded: match"):
            registry.get("mach")


async def test_a_running_service_follows_the_champion_within_a_second(database: str, tmp_path: Path) -> None:
    for version in ("1.0.0", "2.0.0"):
        write_model(tmp_path, version)
    async with registry_of(tmp_path) as registry:
        assert registry.get().info.version == "2.0.0"
        await promotions.promote("match", "1.0.0", act("ada"))
        await version_within_a_second(registry, "1.0.0")
        assert registry.status()[0].is_as_wanted
    async with registry_of(tmp_path) as registry:
        assert registry.get().info.version == "1.0.0"


async def test_a_champion_that_breaks_when_loaded_leaves_the_last_good_one(
    database: str, tmp_path: Path
) -> None:
    write_model(tmp_path, "1.0.0")
    write_model(tmp_path, "2.0.0", broken=Broken.NAN)
    async with registry_of(tmp_path) as registry:
        before = registry.get()
        await promotions.promote("match", "2.0.0", act("ada"))
        await registry.follow()
        assert registry.get() is before
        status = registry.status()[0]
        assert (status.version, status.wanted) == ("1.0.0", "2.0.0")


async def test_a_version_put_on_disk_is_taken_up_within_a_second(database: str, tmp_path: Path) -> None:
    write_model(tmp_path, "1.0.0")
    async with registry_of(tmp_path) as registry:
        write_model(tmp_path / "made", "1.1.0")
        (tmp_path / "made" / "match" / "1.1.0").rename(tmp_path / "match" / "1.1.0")
        await version_within_a_second(registry, "1.1.0")


async def test_a_challenger_does_not_answer_even_where_no_champion_is_marked(
    database: str, tmp_path: Path
) -> None:
    for version in ("1.0.0", "2.0.0"):
        write_model(tmp_path, version)
    async with registry_of(tmp_path), promotions.locked("match") as model:
        await model.challenge("2.0.0", Deed(act("ada")))
    async with registry_of(tmp_path) as registry:
        challenger = registry.challenger("match")
        assert challenger is not None
        assert (registry.get().info.version, challenger.info.version) == ("1.0.0", "2.0.0")
        assert registry.status()[0].is_as_wanted


async def test_a_downloaded_version_answers_only_where_it_is_marked(database: str, tmp_path: Path) -> None:
    write_model(tmp_path / "models", "1.0.0")
    write_model(tmp_path / "downloads", "2.0.0")
    downloads = tmp_path / "downloads"
    async with ModelRegistry(tmp_path / "models", "match", system_clock, downloads=downloads) as registry:
        assert registry.get().info.version == "1.0.0"
        await promotions.promote("match", "2.0.0", act("ada"))
        await registry.follow()
        assert registry.get().info.version == "2.0.0"


async def test_a_challenger_that_breaks_when_loaded_is_told_and_nobody_runs_in_the_shadow(
    database: str, tmp_path: Path
) -> None:
    write_model(tmp_path, "1.0.0")
    write_model(tmp_path, "2.0.0", broken=Broken.NAN)
    async with registry_of(tmp_path) as registry:
        async with promotions.locked("match") as model:
            await model.challenge("2.0.0", Deed(act("ada")))
        await registry.follow()
        assert (registry.get().info.version, registry.challenger("match")) == ("1.0.0", None)
        assert [problem.partition(":")[0] for problem in registry.status()[0].problems] == ["2.0.0"]


async def test_the_champion_before_stays_loaded_so_that_a_rollback_takes_no_time(
    database: str, tmp_path: Path
) -> None:
    for version in ("1.0.0", "2.0.0"):
        write_model(tmp_path, version)
    async with registry_of(tmp_path) as registry:
        before = registry.get()
        for version in ("1.0.0", "2.0.0"):
            await promotions.promote("match", version, act("ada"))
            await registry.follow()
        assert registry.get() is before


async def test_an_installed_version_stays_until_the_champion_changes(database: str, tmp_path: Path) -> None:
    write_model(tmp_path, "2.0.0")
    async with registry_of(tmp_path) as registry:
        await registry.install(write_model(tmp_path / "older", "1.0.0"))
        await registry.follow()
        assert registry.get().info.version == "1.0.0"
        await promotions.promote("match", "2.0.0", act("ada"))
        await version_within_a_second(registry, "2.0.0")


async def test_a_champion_that_is_not_on_this_machine_is_told(database: str, tmp_path: Path) -> None:
    write_model(tmp_path, "1.0.0")
    write_model(tmp_path, "2.0.0")
    async with registry_of(tmp_path):
        await promotions.promote("match", "2.0.0", act("ada"))
    shutil.rmtree(tmp_path / "match" / "2.0.0")
    async with registry_of(tmp_path) as registry:
        assert registry.get().info.version == "1.0.0"
        status = registry.status()[0]
        assert status.wanted == "2.0.0"
        assert "not among the versions" in status.problems[0]


async def test_a_hundred_swaps_drop_no_request_and_each_receipt_names_its_maker(
    database: str, tmp_path: Path
) -> None:
    goals = {"1.0.0": 1.0, "2.0.0": 1.6}
    folders = [write_model(tmp_path / version, version, goals=rate) for version, rate in goals.items()]
    await leagues.seasons(divisions=("E0",))
    await refresh(database)
    last = await models.Match.all().order_by("-kickoff").first()
    assert last is not None
    fixture = await leagues.fixture_of(last.id)
    async with registry_of(tmp_path / "1.0.0") as registry:
        predictor = Predictor(registry, FeatureService(system_clock), system_clock)
        base = {
            version: await expected_home_goals(registry, predictor, folder, fixture_id=last.id)
            for version, folder in zip(goals, folders, strict=True)
        }
        swapped = asyncio.Event()
        made: list[MatchPrediction] = []

        async def ask() -> None:
            while not swapped.is_set():
                predicted = (await predictor.predict([fixture]))[0]
                assert isinstance(predicted, MatchPrediction)
                made.append(predicted)

        asking = [asyncio.create_task(ask()) for _ in range(8)]
        for swap in range(100):
            await registry.install(folders[swap % 2])
            await asyncio.sleep(0.002)  # a swap back takes no time: let requests in between
        swapped.set()
        await asyncio.gather(*asking)
    assert {one.receipt.model_version for one in made} == set(goals)
    assert all(one.expected_goals.home == base[one.receipt.model_version] for one in made)


async def expected_home_goals(
    registry: ModelRegistry, predictor: Predictor, folder: Path, fixture_id: int
) -> float:
    await registry.install(folder)
    predicted = (await predictor.predict([await leagues.fixture_of(fixture_id)]))[0]
    assert isinstance(predicted, MatchPrediction)
    return predicted.expected_goals.home


async def test_what_is_loaded_answers_on_while_the_database_is_away(
    database_url: str, tmp_path: Path
) -> None:
    write_model(tmp_path)
    registry = ModelRegistry(tmp_path, "match", system_clock, poll=timedelta(seconds=0.01))
    async with open_database(database_url):
        await registry.start()
    await asyncio.sleep(0.1)
    assert registry.get().golden() <= 1e-5
    async with open_database(database_url):
        await promotions.promote("match", "1.0.0", act("ada"))
        await asyncio.sleep(0.1)
        await registry.close()
    assert registry.status()[0].is_as_wanted


async def test_a_version_that_the_database_could_not_take_is_taken_later(
    database_url: str, tmp_path: Path
) -> None:
    """Nothing is wrong with a version, or the challenger, because the database was slow."""
    write_model(tmp_path, "1.0.0")
    async with (
        open_database(database_url, timeout_s=0.5),
        ModelRegistry(tmp_path, "match", system_clock, poll=timedelta(days=1)) as registry,
        raw_connection(database_url) as other,
    ):
        write_model(tmp_path, "2.0.0")
        claimed = other.transaction()
        await claimed.start()
        await other.execute(
            "INSERT INTO model_version (name, version, sha256, feature_set, data_cutoff, training_rows,"
            " opset, metrics, registered_at) SELECT name, '2.0.0', sha256, feature_set, data_cutoff,"
            " training_rows, opset, metrics, registered_at FROM model_version"
        )
        with pytest.raises(Unavailable):
            await registry.follow()
        assert (registry.get().info.version, registry.status()[0].problems) == ("1.0.0", ())
        await claimed.rollback()
        await registry.follow()
        assert (registry.get().info.version, registry.status()[0].problems) == ("2.0.0", ())
