"""The same features everywhere, bit for bit: in training, in a backtest, stored, in Feast and served."""

import json
import random
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from struct import pack, unpack
from typing import Any

import httpx
import pytest

from app.clients.feast import online_store
from app.clock import system_clock
from app.config import load_settings
from app.db import models
from app.db.connection import open_database
from app.db.odds import pre_match
from app.errors import InsufficientData
from app.football.features import FEATURE_SETS, MATCH, FeatureSet, FeatureVector, build_features
from app.football.match import Fixture, PlayedMatch
from app.football.prices import PreMatchOdds
from app.football.ratings import RatingBook
from app.prediction.features import FeatureService
from app.prediction.online import OnlineFeatures
from app.prediction.ratings import refresh
from app.training.dataset import build_dataset
from schema.ids import global_id
from tests import builders, leagues
from tests.conftest import copied_database
from tests.program import ROOT, environment, served_by
from tests.servers import free_port

STORES = ("redis", "sqlite")
AHEAD = timedelta(days=3)
NOW = datetime.now(UTC)


@dataclass(frozen=True)
class World:
    """A database with rated leagues, what was read of it by Feast, and the settings of the two services."""

    url: str
    played: Sequence[PlayedMatch]
    ahead: Sequence[Fixture]
    odds: Mapping[str, PreMatchOdds]
    settings: Mapping[str, Mapping[str, str]]
    answers: Mapping[str, Any]


@pytest.fixture(scope="module")
async def world(
    postgres_server: str, template_database: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    async with copied_database(postgres_server, template_database) as url:
        async with open_database(url):
            await leagues.seasons(divisions=("E0", "D1"), teams=5)
            ahead = await matches_ahead()
            await refresh(url)
            played = await leagues.all_played()
            await price([one.fixture for one in played], ahead)
            odds = await pre_match([int(one.fixture.match_id) for one in played])
        settings = {name: {"FOOTBALL_FEAST_REPO": str(tmp_path_factory.mktemp(name))} for name in STORES}
        settings["redis"]["FOOTBALL_REDIS_URL"] = redis_url
        asked = [(one.fixture.match_id, one.fixture.kickoff) for one in played]
        asked += [(one.match_id, datetime.now(UTC) + timedelta(hours=1)) for one in ahead]
        answers = read_by_feast(url, settings, [(int(id_), at.isoformat()) for id_, at in asked])
        priced = {str(match_id): prices for match_id, prices in odds.items()}
        yield World(url, played, ahead, priced, settings, answers)


async def matches_ahead() -> list[Fixture]:
    names = [f"E0 team {number}" for number in range(4)]
    kickoff = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + AHEAD
    rows = [await builders.match(*pair, kickoff=kickoff) for pair in (names[:2], names[2:])]
    return [await leagues.fixture_of(row.id) for row in rows]


async def price(played: Sequence[Fixture], ahead: Sequence[Fixture]) -> None:
    """Invented prices: known from the usual hour for most matches played, from just now for those to come."""
    chance = random.Random(5)  # noqa: S311  invented prices, no secrets
    rows = []
    for fixture in (*(one for one in played if chance.random() < 0.9), *ahead):
        told = {"match_id": int(fixture.match_id), "taken": "OPENING", "known_at": None}
        if fixture in ahead:
            told["known_at"] = datetime.now(UTC)
        for bookmaker in ("Avg", "B365", "Max"):
            three = {side: round(chance.uniform(1.8, 4.0), 2) for side in ("home", "draw", "away")}
            rows.append(models.Odds(bookmaker=bookmaker, market="MATCH_RESULT", **told, **three))
            two = {"over": round(chance.uniform(1.6, 2.4), 2), "under": round(chance.uniform(1.6, 2.4), 2)}
            if chance.random() < 0.7:
                rows.append(models.Odds(bookmaker=bookmaker, market="TOTAL_GOALS", line=2.5, **told, **two))
    await models.Odds.bulk_create(rows)


def read_by_feast(url: str, settings: Mapping[str, Mapping[str, str]], asked: list[Any]) -> dict[str, Any]:
    requests = [
        {
            "settings": settings[name],
            "repo": settings[name]["FOOTBALL_FEAST_REPO"],
            "commands": [["features", "materialize", "--json"]] * 2 + [["features", "status", "--json"]],
            "sets": list(FEATURE_SETS),
            "asked": asked,
        }
        for name in ("sqlite", "redis")
    ]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.feature_store.feast_reads"],
        input=json.dumps(requests),
        env=environment(url),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(("sqlite", "redis"), json.loads(done.stdout), strict=True))


def bits(values: Sequence[float]) -> str:
    return pack(f"<{len(values)}f", *values).hex()


def trained(world: World, feature_set: FeatureSet) -> dict[int, str]:
    dataset = build_dataset(world.played, feature_set, world.odds)
    return {
        int(match.fixture.match_id): bits(row.tolist())
        for match, row in zip(dataset.matches, dataset.features, strict=True)
    }


@pytest.mark.parametrize("feature_set", FEATURE_SETS.values(), ids=lambda one: one.name)
async def test_training_backtest_stored_feast_and_served_are_the_same_bits(
    world: World, feature_set: FeatureSet
) -> None:
    own = trained(world, feature_set)
    assert len(world.played) > len(own) > 10
    assert backtested(world, feature_set) == own
    async with open_database(world.url):
        rows = await models.FeatureRow.filter(feature_set=feature_set.name).select_related("match")
        assert {row.match.id: bits(row.values) for row in rows if row.match.status == "FINISHED"} == own
        for name in STORES:
            answer = world.answers[name]
            online = {int(id_): found for id_, found in answer["online"][feature_set.name].items() if found}
            offline = {int(id_): found for id_, found in answer["offline"][feature_set.name].items() if found}
            ahead = {int(one.match_id) for one in world.ahead}
            assert set(online) == set(own) | ahead
            assert offline == online
            assert {id_: found for id_, found in online.items() if id_ not in ahead} == own
            assert await served(world, name, feature_set, list(online)) == online


def backtested(world: World, feature_set: FeatureSet) -> dict[int, str]:
    """For each match a fold of exactly the results that were known at its kickoff."""
    found = {}
    for match in world.played:
        fixture, book = match.fixture, RatingBook()
        for earlier in world.played:
            if earlier.known_at <= fixture.kickoff:
                book.apply(earlier)
        with suppress(InsufficientData):
            odds = world.odds.get(fixture.match_id)
            vector = build_features(
                fixture, *book.states(fixture), fixture.kickoff, feature_set=feature_set, odds=odds
            )
            found[int(fixture.match_id)] = bits(vector.values)
    return found


async def served(world: World, name: str, feature_set: FeatureSet, ids: Sequence[int]) -> dict[int, str]:
    """What the service answers, all of it from the online store."""
    fixtures = [await leagues.fixture_of(id_) for id_ in ids]
    async with online_store(load_settings(world.settings[name])) as store:
        assert store is not None
        online = OnlineFeatures(store)
        vectors = await FeatureService(system_clock, online).compute(fixtures, feature_set=feature_set)
    assert online.reads == {"online": len(ids), "missing": 0, "outdated": 0, "unavailable": 0}
    computed = await FeatureService(system_clock).compute(fixtures, feature_set=feature_set)
    found = {}
    for id_, vector, own in zip(ids, vectors, computed, strict=True):
        assert isinstance(vector, FeatureVector)
        assert isinstance(own, FeatureVector)
        assert (vector.values, vector.digest) == (own.values, own.digest)
        found[id_] = bits(vector.values)
    return found


ASKED = "query ($id: ID!) { match(id: $id) { features { ... on Features { digest asOf } } } }"
READS = re.compile(r'football_feature_reads_total\{outcome="(\w+)"\} (\d+)')


@pytest.mark.parametrize("name", [*STORES, "away"])
def test_the_running_service_answers_from_the_online_store_and_without_it(
    world: World, name: str, tmp_path: Path
) -> None:
    """The same features of a match to come; health and metrics tell where they are from."""
    settings = world.settings.get(name) or {
        "FOOTBALL_FEAST_REPO": world.settings["redis"]["FOOTBALL_FEAST_REPO"],
        "FOOTBALL_REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
    }
    asked = {"query": ASKED, "variables": {"id": global_id("Match", int(world.ahead[0].match_id))}}
    with served_by(database_url=world.url, settings=settings, log=tmp_path / "log") as (_, address):
        answer = httpx.post(f"{address}/graphql", json=asked).json()
        check = httpx.get(f"{address}/health").json()["checks"]["feature store"][0]
        counted = dict(READS.findall(httpx.get(f"{address}/metrics").text))
    values = world.answers["redis"]["online"][MATCH.name][world.ahead[0].match_id]
    vector = FeatureVector(MATCH.name, unpack(f"<{len(MATCH.names)}f", bytes.fromhex(values)), NOW)
    assert answer["data"]["match"]["features"]["digest"] == vector.digest
    assert check["status"] == ("warn" if name == "away" else "pass"), check
    used = "unavailable" if name == "away" else "online"
    assert {outcome for outcome, count in counted.items() if count != "0"} == {used}
    assert counted[used] == "1"


@pytest.mark.parametrize("name", STORES)
def test_a_second_run_writes_nothing(world: World, name: str) -> None:
    first, second, status = world.answers[name]["reports"]
    for before, after, told in zip(first, second, status, strict=True):
        assert before["online"]["written"] == after["online"]["unchanged"] > 0
        assert before["offline"]["files_written"] == before["offline"]["files"] > 0
        assert after["stored"]["added"] == after["stored"]["changed"] == 0
        assert after["offline"]["files_written"] == after["online"]["written"] == 0
        assert told["online"] == told["stored"] == before["online"]["written"]
        assert told["offline_outdated"] == 0


def test_the_folder_alone_defines_every_feature_set_for_feast(world: World) -> None:
    for name in STORES:
        assert world.answers[name]["parsed"] == sorted(FEATURE_SETS)
        assert Path(world.settings[name]["FOOTBALL_FEAST_REPO"], "feature_store.yaml").is_file()
