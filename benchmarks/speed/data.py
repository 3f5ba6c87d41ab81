"""The database that every target answers from: 100,000 invented matches, made once and kept.

Thirteen leagues of twenty teams: twenty seasons played, and the beginning of one to come, far enough ahead
to stay so. Ratings are `football`'s own fold of the played matches; the stored predictions are invented.
"""

import asyncio
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from app.db import migrations
from app.db.connection import RawConnection, open_database, raw_connection
from app.db.embedded import embedded_postgres
from app.football.match import result_known_at
from app.football.scoregrid import ScoreGrid
from app.prediction import ratings
from app.prediction.registry import ModelRegistry

LEAGUES, TEAMS, SEASONS, MATCHES = 13, 20, 20, 100_000
FIRST_YEAR = 2004
YEAR_TO_COME = 2040
ASKED = 400
"""Different questions of each kind: more than fit any processor's cache of one answer."""

NAME = "football_speed"
SOURCE = "invented"


@dataclass(frozen=True)
class Season:
    """A league's season as each target names it."""

    id: int
    competition: str
    code: str


@dataclass(frozen=True)
class Subjects:
    """What is asked about."""

    matches: Sequence[int]
    seasons: Sequence[Season]
    coming_matches: Sequence[int]
    coming_seasons: Sequence[Season]


@contextmanager
def filled_postgres(work: Path, models_dir: Path) -> Iterator[str]:
    """URL of the filled database under `work`, its server running meanwhile; filled at the first time."""
    work.mkdir(parents=True, exist_ok=True)
    work.chmod(0o755)
    with embedded_postgres(work / "home") as url:
        yield asyncio.run(_prepare(url, models_dir))


async def subjects(url: str) -> Subjects:
    async with raw_connection(url) as connection:
        played = await connection.fetch("SELECT id FROM match WHERE status = 'FINISHED' ORDER BY id")
        coming = await connection.fetch("SELECT id FROM match WHERE status = 'SCHEDULED' ORDER BY id")
        rows = await connection.fetch(
            "SELECT s.id, c.code AS competition, s.code, s.starts_in FROM season s"
            " JOIN competition c ON c.id = s.competition_id ORDER BY s.id"
        )
    seasons = [Season(row["id"], row["competition"], row["code"]) for row in rows]
    ahead = [row["starts_in"] == YEAR_TO_COME for row in rows]
    return Subjects(
        matches=_chosen([row["id"] for row in played], ASKED),
        seasons=[one for one, later in zip(seasons, ahead, strict=True) if not later],
        coming_matches=_chosen([row["id"] for row in coming], ASKED),
        coming_seasons=[one for one, later in zip(seasons, ahead, strict=True) if later],
    )


def _chosen(ids: Sequence[int], count: int) -> list[int]:
    return random.Random(1).sample(list(ids), min(count, len(ids)))  # noqa: S311  invented questions


async def _prepare(server_url: str, models_dir: Path) -> str:
    url, unfinished = (_database(server_url, name) for name in (NAME, f"{NAME}_unfinished"))
    async with raw_connection(server_url) as server:
        if not await server.fetchval("SELECT true FROM pg_database WHERE datname = $1", NAME):
            await server.execute(f"DROP DATABASE IF EXISTS {NAME}_unfinished")
            await server.execute(f"CREATE DATABASE {NAME}_unfinished")
            await _make(unfinished, models_dir)
            await server.execute(f"ALTER DATABASE {NAME}_unfinished RENAME TO {NAME}")
    await migrations.upgrade(url)
    return url


def _database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def _make(url: str, models_dir: Path) -> None:
    print("inventing matches and folding their ratings, once ...", file=sys.stderr, flush=True)
    await migrations.upgrade(url)
    async with raw_connection(url) as connection:
        await _fill(connection)
    await ratings.refresh(url)
    async with open_database(url), ModelRegistry(models_dir, "match", lambda: datetime.now(UTC)):
        pass  # opening registers the version
    async with raw_connection(url) as connection:
        await _predict(connection)
        await connection.execute("VACUUM (ANALYZE, FREEZE)")


async def _fill(connection: RawConnection) -> None:
    chance = random.Random(20)  # noqa: S311  invented scores, no secrets
    leagues = range(1, LEAGUES + 1)
    await connection.copy_records_to_table(
        "competition",
        columns=("id", "code", "name", "country", "tier", "kind"),
        records=[(one, f"L{one}", f"League {one}", f"Country {one}", 1, "LEAGUE") for one in leagues],
    )
    await connection.copy_records_to_table(
        "team",
        columns=("id", "name", "country", "kind"),
        records=[
            (_team(one, n), f"Team {one}-{n}", f"Country {one}", "CLUB")
            for one in leagues
            for n in range(TEAMS)
        ],
    )
    years = [*range(FIRST_YEAR, FIRST_YEAR + SEASONS), YEAR_TO_COME]
    await connection.copy_records_to_table(
        "season",
        columns=("id", "competition_id", "code", "label", "starts_in"),
        records=[
            (_season(one, place), one, f"{year % 100:02}{(year + 1) % 100:02}", f"{year}/{year + 1}", year)
            for one in leagues
            for place, year in enumerate(years)
        ],
    )
    columns = (
        "id competition_id season_id home_id away_id kickoff status known_at home_goals away_goals home_shots"
        " away_shots home_shots_on_target away_shots_on_target source updated_at"
    )
    rows = list(_matches(chance, years))
    assert len(rows) == MATCHES
    await connection.copy_records_to_table("match", columns=columns.split(), records=rows)
    for table in ("competition", "team", "season", "match"):
        await connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        )


def _team(league: int, number: int) -> int:
    return (league - 1) * TEAMS + number + 1


def _season(league: int, place: int) -> int:
    return (league - 1) * (SEASONS + 1) + place + 1


def _matches(chance: random.Random, years: Sequence[int]) -> Iterator[tuple[object, ...]]:
    """The rows in order of id: all that is played, then what is to come, shared out over the leagues."""
    number = 0
    strengths = {_team(one, n): chance.gauss(0, 0.3) for one in range(1, LEAGUES + 1) for n in range(TEAMS)}
    for place, year in enumerate(years[:-1]):
        for league in range(1, LEAGUES + 1):
            for home, away, kickoff in _calendar(chance, league, year):
                number += 1
                result = _result(chance, strengths[home] - strengths[away], kickoff)
                yield (number, league, _season(league, place), home, away, kickoff, "FINISHED", *result)
    rest = MATCHES - number
    for league in range(1, LEAGUES + 1):
        share = rest // LEAGUES + (league <= rest % LEAGUES)
        for home, away, kickoff in _calendar(chance, league, years[-1])[:share]:
            number += 1
            unplayed = (*[None] * 7, SOURCE, kickoff - timedelta(days=365 * 16))
            yield (number, league, _season(league, SEASONS), home, away, kickoff, "SCHEDULED", *unplayed)


def _calendar(chance: random.Random, league: int, year: int) -> list[tuple[int, int, datetime]]:
    """A double round: ten matches a weekend."""
    pairs = list(permutations(range(TEAMS), 2))
    chance.shuffle(pairs)
    start = datetime(year, 8, 15, 12, tzinfo=UTC)
    return [
        (
            _team(league, home),
            _team(league, away),
            start + timedelta(days=7 * (n // 10), minutes=30 * (n % 10)),
        )
        for n, (home, away) in enumerate(pairs)
    ]


def _result(chance: random.Random, difference: float, kickoff: datetime) -> tuple[object, ...]:
    """When it was known, goals, shots, shots on target, source, and when it was written."""
    goals = (_goals(chance, 1.5 + difference), _goals(chance, 1.2 - difference))
    on_target = tuple(one + chance.randrange(6) for one in goals)
    shots = tuple(one + chance.randrange(10) for one in on_target)
    known_at = result_known_at(kickoff, kickoff_time_known=True)
    return (known_at, *goals, *shots, *on_target, SOURCE, known_at)


def _goals(chance: random.Random, rate: float) -> int:
    return sum(chance.random() < max(rate, 0.2) / 6 for _ in range(6))


async def _predict(connection: RawConnection) -> None:
    """A prediction of every match, for every fourth a later one."""
    chance = random.Random(30)  # noqa: S311  invented probabilities
    version = await connection.fetchval("SELECT id FROM model_version WHERE name = 'match'")
    rows = await connection.fetch("SELECT id, least(kickoff, updated_at) AS by FROM match ORDER BY id")
    columns = (
        "match_id model_version_id kind sequence data_cutoff made_at feature_set feature_digest"
        " home draw away expected_home_goals expected_away_goals score_grid"
    )
    await connection.copy_records_to_table(
        "prediction",
        columns=columns.split(),
        records=[
            (
                row["id"],
                version,
                "PRE_MATCH",
                sequence,
                *_invented(chance, row["by"] - timedelta(hours=9 - sequence)),
            )
            for row in rows
            for sequence in range(1, 3 if row["id"] % 4 == 0 else 2)
        ],
    )


def _invented(chance: random.Random, made_at: datetime) -> tuple[object, ...]:
    home, away = 1.0 + chance.random(), 0.7 + chance.random()
    grid = ScoreGrid.from_rates(home, away)
    outcome = grid.match_result
    digest = f"{chance.getrandbits(256):064x}"
    numbers = (outcome.home, outcome.draw, outcome.away, home, away)
    return (made_at, made_at, "match-2", digest, *numbers, grid.to_bytes())
