"""An invented league system, made up from a seed: two divisions, every team of a known strength."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import permutations
from math import exp

from app.football.match import NO_STATISTICS, Fixture, MatchStatistics, PlayedMatch, Score

FIRST_SEASON = 2015


def league_system(seasons: int = 6, teams: int = 12, seed: int = 7) -> list[PlayedMatch]:
    """Double rounds in E0 (shots counted) and EC (no shots): about `seasons * 2 * teams * (teams - 1)`."""
    chance = random.Random(seed)  # noqa: S311  invented scores, no secrets
    numbered = enumerate(_matches(chance, seasons, teams), start=1)
    return [_numbered(match, number) for number, match in numbered]


def _matches(chance: random.Random, seasons: int, teams: int) -> Iterator[PlayedMatch]:
    for division in ("E0", "EC"):
        strengths = {f"{division}-{number}": chance.gauss(0, 0.3) for number in range(teams)}
        for year in range(FIRST_SEASON, FIRST_SEASON + seasons):
            pairs = list(permutations(strengths, 2))
            chance.shuffle(pairs)
            for index, (home, away) in enumerate(pairs):
                day = datetime(year, 8, 10, 14, tzinfo=UTC) + timedelta(days=2 * index)
                fixture = Fixture("0", division, f"{year % 100}{year % 100 + 1}", home, away, day)
                yield _played(chance, fixture, strengths[home] - strengths[away])


def _played(chance: random.Random, fixture: Fixture, advantage: float) -> PlayedMatch:
    score = Score(_poisson(chance, 1.5 * exp(advantage)), _poisson(chance, 1.1 * exp(-advantage)))
    statistics = NO_STATISTICS
    if fixture.competition == "E0":
        on_target = score.home + _poisson(chance, 3), score.away + _poisson(chance, 3)
        statistics = MatchStatistics(
            home_shots=on_target[0] + _poisson(chance, 7),
            away_shots=on_target[1] + _poisson(chance, 6),
            home_shots_on_target=on_target[0],
            away_shots_on_target=on_target[1],
            home_corners=_poisson(chance, 5),
            away_corners=_poisson(chance, 4),
        )
    return PlayedMatch(fixture, score, statistics=statistics)


def _poisson(chance: random.Random, mean: float) -> int:
    left, count = exp(-mean), 0
    product = chance.random()
    while product > left:
        count += 1
        product *= chance.random()
    return count


def _numbered(match: PlayedMatch, number: int) -> PlayedMatch:
    old = match.fixture
    fixture = Fixture(str(number), old.competition, old.season, old.home, old.away, old.kickoff)
    return PlayedMatch(fixture, match.score, match.half_time, match.statistics)
