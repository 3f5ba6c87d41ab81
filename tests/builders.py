"""Short ways to the things tests need: domain values, and rows in the open database."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.db import models
from app.football.match import (
    NO_STATISTICS,
    Fixture,
    MatchStatistics,
    MatchStatus,
    PlayedMatch,
    Score,
    result_known_at,
)

KICKOFF = datetime(2024, 8, 17, 14, tzinfo=UTC)


def fixture(**changes: Any) -> Fixture:
    """Arsenal (1) at home to Chelsea (2) in E0, unless told otherwise."""
    values: dict[str, Any] = {
        "match_id": "1",
        "competition": "E0",
        "season": "2425",
        "home": "1",
        "away": "2",
        "kickoff": KICKOFF,
    }
    return Fixture(**(values | changes))


def played(
    home_goals: int = 2, away_goals: int = 1, statistics: MatchStatistics = NO_STATISTICS, **changes: Any
) -> PlayedMatch:
    return PlayedMatch(fixture(**changes), Score(home_goals, away_goals), statistics=statistics)


async def competition(code: str = "E0", **changes: Any) -> models.Competition:
    values: dict[str, Any] = {
        "name": f"League {code}",
        "country": "England",
        "tier": 1,
        "kind": models.CompetitionKind.LEAGUE,
    }
    return (await models.Competition.get_or_create(code=code, defaults=values | changes))[0]


async def season(of: models.Competition, code: str = "2425") -> models.Season:
    starts_in = 2000 + int(code[:2])
    values = {"label": f"{starts_in}/{code[2:]}", "starts_in": starts_in}
    return (await models.Season.get_or_create(competition=of, code=code, defaults=values))[0]


async def team(name: str, country: str = "England") -> models.Team:
    values = {"kind": models.TeamKind.CLUB}
    return (await models.Team.get_or_create(name=name, country=country, defaults=values))[0]


async def match(
    home: models.Team | str = "Arsenal",
    away: models.Team | str = "Chelsea",
    *,
    score: tuple[int, int] | None = None,
    kickoff: datetime = KICKOFF,
    of: models.Competition | None = None,
    season_code: str = "2425",
    **changes: Any,
) -> models.Match:
    """A row: FINISHED with its result known when `score` is given, otherwise SCHEDULED."""
    of = of or await competition()
    values: dict[str, Any] = {
        "competition": of,
        "season": await season(of, season_code),
        "home": home if isinstance(home, models.Team) else await team(home),
        "away": away if isinstance(away, models.Team) else await team(away),
        "kickoff": kickoff,
        "status": MatchStatus.SCHEDULED,
        "source": "test",
    }
    if score is not None:
        values |= {
            "status": MatchStatus.FINISHED,
            "home_goals": score[0],
            "away_goals": score[1],
            "known_at": result_known_at(kickoff, changes.get("kickoff_time_known", True)),
        }
    return await models.Match.create(**(values | changes))


async def season_of_matches(
    names: tuple[str, ...] = ("Arsenal", "Chelsea", "Everton", "Fulham"),
    *,
    start: datetime = KICKOFF,
    of: models.Competition | None = None,
    season_code: str = "2425",
) -> list[models.Match]:
    """Every pair home and away, one match a day, with scores that repeat 0-0, 1-0, 2-1, 0-2 ...."""
    scores = ((0, 0), (1, 0), (2, 1), (0, 2), (3, 1), (1, 1))
    pairs = [(home, away) for home in names for away in names if home != away]
    return [
        await match(
            home,
            away,
            score=scores[day % len(scores)],
            kickoff=start + timedelta(days=day),
            of=of,
            season_code=season_code,
        )
        for day, (home, away) in enumerate(pairs)
    ]
