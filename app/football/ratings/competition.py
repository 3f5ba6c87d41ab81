"""What is known of a competition: how much is scored and shot in it, what playing at home is worth, and the
points of this season's table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from app.football.ratings.channels import CHANNELS

USUAL_HOME_ADVANTAGE_ELO = 65.0
USUAL_DRAW_RATE = 0.26
NEVER = -1e12
"""The last kickoff, in epoch seconds, of what has not played yet: long before football."""


_REST_AT = 3 * len(CHANNELS)
_TABLE_AT = _REST_AT + 11


@dataclass(frozen=True, slots=True)
class Level:
    """Log mean count of the home and the away side between average teams, learned from `matches` records."""

    home: float
    away: float
    matches: float


@dataclass(frozen=True, slots=True)
class CompetitionState:
    """A competition's state after a match; `levels` are in the order of `CHANNELS`.

    `season` is a number made from the season's code, so that a state is a vector of floats; `last_kickoff`
    and `season_start` are epoch seconds. `rounds`: the most matches any team has played this season,
    `last_rounds`: in the season before (0 where there was none). `table`: the points of all teams that have
    played this season, in falling order.
    """

    levels: tuple[Level, ...]
    table: tuple[float, ...]
    home_advantage_elo: float
    draw_rate: float
    shot_evidence: float
    matches: float
    seasons: float
    season: float
    season_matches: float
    season_start: float
    last_kickoff: float
    rounds: float
    last_rounds: float

    def to_vector(self) -> tuple[float, ...]:
        levels = [value for level in self.levels for value in (level.home, level.away, level.matches)]
        return (
            *levels,
            self.home_advantage_elo,
            self.draw_rate,
            self.shot_evidence,
            self.matches,
            self.seasons,
            self.season,
            self.season_matches,
            self.season_start,
            self.last_kickoff,
            self.rounds,
            self.last_rounds,
            *self.table,
        )

    @classmethod
    def from_vector(cls, values: Sequence[float]) -> Self:
        """Inverse of `to_vector`; raises ValueError if the vector is too short."""
        if len(values) < _TABLE_AT:
            raise ValueError(f"a competition's state has at least {_TABLE_AT} numbers, not {len(values)}")
        levels = tuple(Level(*values[i : i + 3]) for i in range(0, _REST_AT, 3))
        return cls(levels, tuple(values[_TABLE_AT:]), *values[_REST_AT:_TABLE_AT])


class KnownCompetition(NamedTuple):
    """What features read of a competition."""

    goals: Level
    home_advantage_elo: float
    draw_rate: float
    season: float
    last_kickoff: float
    last_rounds: float
    table: tuple[float, ...]

    @classmethod
    def of(cls, state: Sequence[float]) -> Self:
        """From a state's vector."""
        advantage, draw_rate, _, _, _, season, _, _, last_kickoff, _, last_rounds = state[_REST_AT:_TABLE_AT]
        level = Level(state[0], state[1], state[2])
        return cls(level, advantage, draw_rate, season, last_kickoff, last_rounds, tuple(state[_TABLE_AT:]))


def new_competition() -> CompetitionState:
    """A competition before its first match: the usual means of European leagues, to be unlearned quickly."""
    return CompetitionState(
        levels=tuple(Level(channel.home_level, channel.away_level, 0.0) for channel in CHANNELS),
        table=(),
        home_advantage_elo=USUAL_HOME_ADVANTAGE_ELO,
        draw_rate=USUAL_DRAW_RATE,
        shot_evidence=0.0,
        matches=0.0,
        seasons=0.0,
        season=0.0,
        season_matches=0.0,
        season_start=0.0,
        last_kickoff=NEVER,
        rounds=0.0,
        last_rounds=0.0,
    )
