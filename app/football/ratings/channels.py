"""The counts that strengths are learned from, in the order in which states hold them.

Where a source records no shots, the shot channels learn from the goals instead, and the states say so:
`shot_evidence` is the recent share of matches in which shots were counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import log

from app.football.match import PlayedMatch
from app.football.ratings.strength import Channel

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CountedChannel:
    """A channel, what it counts of a match (home, away), and the usual means where nothing is known yet."""

    name: str
    channel: Channel
    count: Callable[[PlayedMatch], Pair | None]
    home_level: float
    away_level: float


def _goals(match: PlayedMatch) -> Pair:
    return match.score.home, match.score.away


def _recorded(home: int | None, away: int | None) -> Pair | None:
    return None if home is None or away is None else (home, away)


def _on_target(match: PlayedMatch) -> Pair | None:
    return _recorded(match.statistics.home_shots_on_target, match.statistics.away_shots_on_target)


def _shots(match: PlayedMatch) -> Pair | None:
    return _recorded(match.statistics.home_shots, match.statistics.away_shots)


def _corners(match: PlayedMatch) -> Pair | None:
    return _recorded(match.statistics.home_corners, match.statistics.away_corners)


SLOW_GOALS = Channel(dispersion=1.1, start=0.0235, drift=0.000013, break_drift=0.006, keep=0.95)
FAST_GOALS = Channel(dispersion=1.1, start=0.10, drift=0.00019, break_drift=0.0125, keep=0.85)
SLOW_ON_TARGET = Channel(dispersion=2.5, start=0.05, drift=0.00004, break_drift=0.008, keep=0.87)
FAST_ON_TARGET = Channel(dispersion=2.5, start=0.08, drift=0.0004, break_drift=0.02, keep=0.85)
ALL_SHOTS = Channel(dispersion=1.25, start=0.05, drift=0.00008, break_drift=0.008, keep=0.80)
CORNERS = Channel(dispersion=0.6, start=0.025, drift=0.0001, break_drift=0.0096, keep=0.87)

CHANNELS: tuple[CountedChannel, ...] = (
    CountedChannel("goals", SLOW_GOALS, _goals, log(1.50), log(1.17)),
    CountedChannel("recent_goals", FAST_GOALS, _goals, log(1.50), log(1.17)),
    CountedChannel("on_target", SLOW_ON_TARGET, _on_target, log(4.9), log(4.0)),
    CountedChannel("recent_on_target", FAST_ON_TARGET, _on_target, log(4.9), log(4.0)),
    CountedChannel("shots", ALL_SHOTS, _shots, log(13.0), log(10.6)),
    CountedChannel("corners", CORNERS, _corners, log(5.4), log(4.4)),
)
CHANNEL_NAMES = tuple(channel.name for channel in CHANNELS)
GOALS = 0
"""Index of the channel that is always recorded."""
