"""Invented seasons in the database, written fast, and what a plain fold of them gives."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

from app.db import models
from app.db.connection import connection
from app.football.match import (
    Fixture,
    MatchStatistics,
    MatchStatus,
    PlayedMatch,
    Score,
    result_known_at,
)
from app.football.ratings import RatingBook
from app.football.ratings.book import in_fold_order
from tests import builders

START = datetime(2023, 8, 12, tzinfo=UTC)
RELATED = ("competition", "season", "home", "away")
DIVISIONS = {"E0": "England", "E1": "England", "D1": "Germany"}

Rows = Mapping[tuple[int, int], tuple[float, ...]]


@dataclass(frozen=True)
class Folded:
    """State vectors: of teams by (match, team), of competitions by match."""

    teams: Rows
    competitions: Mapping[int, tuple[float, ...]]


async def seasons(
    *, divisions: Sequence[str] = tuple(DIVISIONS), teams: int = 4, days_apart: int = 3, seed: int = 1
) -> list[models.Match]:
    """A double round in each division, two matches of a division on the same day now and then."""
    chance = random.Random(seed)  # noqa: S311  invented scores, no secrets
    rows: list[models.Match] = []
    for code in divisions:
        of = await builders.competition(code, country=DIVISIONS[code])
        names = [f"{code} team {number}" for number in range(teams)]
        sides = [await builders.team(name, DIVISIONS[code]) for name in names]
        season = await builders.season(of, "2324")
        pairs = list(permutations(sides, 2))
        chance.shuffle(pairs)
        for number, pair in enumerate(pairs):
            day = START + timedelta(days=days_apart * (number // 2))
            rows.append(_row(chance, of, season, pair, day))
    await models.Match.bulk_create(rows)
    return list(await models.Match.all().order_by("id"))


def _row(
    chance: random.Random,
    of: models.Competition,
    season: models.Season,
    sides: tuple[models.Team, models.Team],
    day: datetime,
) -> models.Match:
    timed = chance.random() < 0.7
    kickoff = day + timedelta(hours=chance.choice((12, 14, 16)) if timed else 12)
    goals = (min(chance.randrange(5), chance.randrange(5)), min(chance.randrange(4), chance.randrange(4)))
    counted = chance.random() < 0.6
    return models.Match(
        competition=of,
        season=season,
        home=sides[0],
        away=sides[1],
        kickoff=kickoff,
        kickoff_time_known=timed,
        status=MatchStatus.FINISHED,
        known_at=result_known_at(kickoff, timed),
        home_goals=goals[0],
        away_goals=goals[1],
        home_shots=goals[0] + chance.randrange(12) if counted else None,
        away_shots=goals[1] + chance.randrange(12) if counted else None,
        home_shots_on_target=goals[0] + chance.randrange(4) if counted else None,
        away_shots_on_target=goals[1] + chance.randrange(4) if counted else None,
        source="test",
    )


async def fixture_of(match_id: int) -> Fixture:
    row = await models.Match.get(id=match_id).prefetch_related(*RELATED)
    return _fixture(row)


async def all_played() -> list[PlayedMatch]:
    found = await models.Match.filter(status=MatchStatus.FINISHED).prefetch_related(*RELATED)
    return in_fold_order(_played(row) for row in found)


async def plain_fold() -> Folded:
    """What RatingBook gives when all finished matches are folded at once."""
    book = RatingBook()
    teams: dict[tuple[int, int], tuple[float, ...]] = {}
    competitions: dict[int, tuple[float, ...]] = {}
    for match in await all_played():
        update, fixture = book.apply(match), match.fixture
        match_id = int(fixture.match_id)
        teams[match_id, int(fixture.home)] = update.home.to_vector()
        teams[match_id, int(fixture.away)] = update.away.to_vector()
        competitions[match_id] = update.competition.to_vector()
    return Folded(teams, competitions)


async def stored_fold() -> Folded:
    """The rating rows of the database."""
    teams = await connection().execute_query_dict("SELECT match_id, team_id, state FROM rating_history")
    competitions = await connection().execute_query_dict(
        "SELECT match_id, state FROM competition_rating_history"
    )
    return Folded(
        {(row["match_id"], row["team_id"]): tuple(row["state"]) for row in teams},
        {row["match_id"]: tuple(row["state"]) for row in competitions},
    )


async def forget_ratings(match_id: int) -> None:
    """What every writer of a changed match does in its transaction."""
    for table in ("rating_history", "competition_rating_history"):
        await connection().execute_query(f"DELETE FROM {table} WHERE match_id = $1", [match_id])


async def change(match_id: int, **values: Any) -> None:
    await models.Match.filter(id=match_id).update(**values)
    await forget_ratings(match_id)


async def take_back(match_id: int) -> None:
    """The result is struck from the record."""
    await change(
        match_id,
        status=MatchStatus.CANCELLED,
        home_goals=None,
        away_goals=None,
        known_at=None,
    )


async def move(match_id: int, days: int) -> None:
    row = await models.Match.get(id=match_id)
    kickoff = row.kickoff + timedelta(days=days)
    await change(match_id, kickoff=kickoff, known_at=result_known_at(kickoff, row.kickoff_time_known))


async def correct(match_id: int, home: int, away: int) -> None:
    await change(match_id, home_goals=home, away_goals=away)


def _fixture(row: models.Match) -> Fixture:
    return Fixture(
        match_id=str(row.id),
        competition=row.competition.code,
        season=row.season.code,
        home=str(row.home.id),
        away=str(row.away.id),
        kickoff=row.kickoff,
        kickoff_time_known=row.kickoff_time_known,
        neutral=row.neutral,
    )


def _played(row: models.Match) -> PlayedMatch:
    return PlayedMatch(
        _fixture(row),
        Score(row.home_goals, row.away_goals),
        statistics=MatchStatistics(
            home_shots=row.home_shots,
            away_shots=row.away_shots,
            home_shots_on_target=row.home_shots_on_target,
            away_shots_on_target=row.away_shots_on_target,
        ),
    )
