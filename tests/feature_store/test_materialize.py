"""Materializing again and again: what changed is written, what did not is left alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from redis import Redis

from app.clients.feast import OnlineStoreUnavailable, online_store
from app.config import Settings
from app.db import models
from app.errors import SettingsInvalid
from app.feature_store.materialize import Materializer, SetReport
from app.feature_store.repository import PASSWORD, open_repository
from app.feature_store.status import SetStatus, status
from app.football.features import MATCH
from app.prediction.features import FeatureService
from app.prediction.online import OnlineFeatures
from app.prediction.ratings import refresh
from app.progress import OnProgress, unheard
from tests import builders, leagues
from tests.servers import free_port

NOW = leagues.START + timedelta(days=260)


@asynccontextmanager
async def silent(_: str) -> AsyncIterator[OnProgress]:
    yield unheard


@dataclass(frozen=True)
class Shop:
    """A repository with an empty Redis, and a rated league in the database."""

    url: str
    folder: Path
    settings: Settings

    async def run(self, now: datetime = NOW) -> SetReport:
        materializer = Materializer(self.folder, self.settings, lambda: now, silent)
        [report] = await materializer.run(self.url, [MATCH])
        return report

    async def served_online(self, now: datetime = NOW) -> int:
        """How many of the matches are served from the online store, all of them as they are computed."""
        fixtures = [await leagues.fixture_of(row.id) for row in await models.Match.all()]
        async with online_store(self.settings) as store:
            assert store is not None
            online = OnlineFeatures(store)
            served = await FeatureService(lambda: now, online).compute(fixtures)
        computed = await FeatureService(lambda: now).compute(fixtures)
        assert [str(one) for one in served] == [str(one) for one in computed]
        return online.reads["online"]

    def years(self) -> dict[str, int]:
        """Rows of each Parquet file."""
        files = self.folder.joinpath("data", MATCH.name).glob("*.parquet")
        return {file.stem: pq.read_metadata(file).num_rows for file in files}


@pytest.fixture
async def shop(database: str, redis_url: str, tmp_path: Path) -> Shop:
    await leagues.seasons(divisions=("E0",), days_apart=40)
    await refresh(database)
    with Redis.from_url(redis_url) as client:
        client.flushdb()
    settings = Settings.model_validate({"redis_url": redis_url, "feast_repo": tmp_path / "repo"})
    return Shop(database, tmp_path / "repo", settings)


async def test_a_correction_is_written_over_what_has_the_same_instant(shop: Shop) -> None:
    first = await shop.run()
    assert first.online.written == first.stored.added == await shop.served_online() > 0
    assert set(shop.years()) == {"2023", "2024"}
    latest_first = await models.Match.all().select_related("home").order_by("-known_at")
    before = next(one for one in latest_first[1:] if one.home.id == latest_first[0].home.id)
    await leagues.correct(before.id, 9, 0)
    await refresh(shop.url)
    assert await shop.served_online() < first.online.written
    again = await shop.run()
    assert again.stored.added == 0
    assert again.online.written >= again.stored.changed > 0
    assert again.online.written + again.online.unchanged == first.online.written == await shop.served_online()


async def test_a_match_to_come_is_written_when_something_new_is_known_of_it(shop: Shop) -> None:
    """Its row stays while nothing happens, is made anew after a result, and again at kickoff."""
    kickoff = NOW + timedelta(days=5)
    match = await builders.match("E0 team 0", "E0 team 1", kickoff=kickoff, season_code="2324", meeting=2)
    await shop.run()
    calm = await shop.run(NOW + timedelta(days=1))
    assert (calm.stored.added, calm.online.written, calm.offline.files_written) == (0, 0, 0)
    await builders.match(
        "E0 team 0",
        "E0 team 2",
        score=(2, 2),
        kickoff=NOW + timedelta(days=2),
        season_code="2324",
        meeting=2,
    )
    await refresh(shop.url)
    report = await shop.run(NOW + timedelta(days=3))
    assert report.stored.added == 2
    at_kickoff = await shop.run(kickoff)
    assert (at_kickoff.stored.added, at_kickoff.online.written) == (1, 1)
    rows = await models.FeatureRow.filter(match_id=match.id, feature_set=MATCH.name).order_by("as_of")
    assert [row.as_of for row in rows] == [NOW, NOW + timedelta(days=3), kickoff]
    assert rows[0].digest != rows[1].digest == rows[2].digest


async def test_an_emptied_store_a_lost_and_a_broken_file_are_filled_again(shop: Shop, redis_url: str) -> None:
    first, files = await shop.run(), shop.years()
    with Redis.from_url(redis_url) as client:
        client.flushdb()
    shop.folder.joinpath("data", MATCH.name, "2023.parquet").unlink()
    shop.folder.joinpath("data", MATCH.name, "2024.parquet").write_bytes(b"PAR1, and then no more")
    shop.folder.joinpath("data", MATCH.name, "1999.parquet").write_bytes(b"of another database")
    [told] = await lost(shop)
    assert (told.online, told.offline_outdated) == (0, 2)
    again = await shop.run()
    assert (again.stored.added, again.offline.files_written) == (0, 2)
    assert again.online.written == first.online.written
    assert shop.years() == files


async def lost(shop: Shop) -> list[SetStatus]:
    async with online_store(shop.settings) as store:
        return await status([MATCH], NOW, shop.folder, store)


async def test_rows_of_after_a_new_kickoff_are_kept_out(shop: Shop) -> None:
    """What was stored as of the old kickoff of a match brought forward saw more than may be seen."""
    await shop.run()
    last = (await models.Match.all().order_by("-kickoff"))[0]
    await leagues.move(last.id, -30)
    await refresh(shop.url)
    await shop.run()
    assert sum(shop.years().values()) == await shop.served_online()
    assert await models.FeatureRow.filter(match_id=last.id).count() == 2


async def test_a_redis_that_is_away_ends_the_run_with_what_to_do(shop: Shop) -> None:
    away = Settings.model_validate({"redis_url": f"redis://127.0.0.1:{free_port()}/0"})
    with pytest.raises(OnlineStoreUnavailable, match="check that it runs and run this again"):
        await Shop(shop.url, shop.folder, away).run()
    assert sum(shop.years().values()) > 0
    assert (await shop.run()).online.written == sum(shop.years().values())


async def test_a_database_without_matches_makes_a_repository_to_read(
    database: str, redis_url: str, tmp_path: Path
) -> None:
    settings = Settings.model_validate({"redis_url": redis_url})
    report = await Shop(database, tmp_path / "repo", settings).run()
    assert (report.stored.added, report.online.written, report.offline.rows) == (0, 0, 0)


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("redis://cache.example:6380/2", "cache.example:6380,db=2"),
        ("rediss://cache.example", "cache.example:6379,db=0,ssl=true"),
        ("redis://:s3cret@cache.example?db=4", "cache.example:6379,db=4,password=${FEAST_REDIS_PASSWORD}"),
        (
            "redis://me:1e5@cache.example",
            'cache.example:6379,db=0,username="me",password=${FEAST_REDIS_PASSWORD}',
        ),
    ],
)
def test_the_folder_never_holds_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, written: str
) -> None:
    monkeypatch.setenv(PASSWORD, "")
    store = open_repository(tmp_path, Settings.model_validate({"redis_url": url}))
    text = (tmp_path / "feature_store.yaml").read_text()
    assert f"connection_string: '{written}'" in text
    assert not any(b"s3cret" in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert store.config.online_store.type == "redis"
    assert "${" not in store.config.online_store.connection_string


@pytest.mark.parametrize(
    "url",
    [
        "unix:///run/redis.sock",
        "redis://:a,b@cache.example",
        "redis://:it's@cache.example",
        "redis://[::1]/0",
    ],
)
def test_an_address_that_feast_cannot_be_told_is_refused_by_name(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsInvalid, match="FOOTBALL_REDIS_URL"):
        open_repository(tmp_path, Settings.model_validate({"redis_url": url}))
    assert not (tmp_path / "feature_store.yaml").exists()


@pytest.mark.parametrize("place", ["nowhere/feast", "file/feast", "file"])
def test_a_folder_is_made_only_in_one_that_is_there(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsInvalid, match=f"--repo: .*{place} cannot be made"):
        open_repository(tmp_path / place, Settings())
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
