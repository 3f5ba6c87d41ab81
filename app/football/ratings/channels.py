"""The counts that strengths are learned from, in the order in which states hold them.

Each count is followed by filters of several memories, from weeks to many years: the regression on top weighs
them. Where a source records no shots, the shot channels learn from the goals instead, and the states say so:
`shot_evidence` is the recent share of matches in which shots were counted.

The constants were fitted on seasons to 2023/24 (docs/model.md says how).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import log

from app.football.match import PlayedMatch
from app.football.ratings.strength import Counting, Memory

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CountedChannel:
    """What a channel counts of a match (home, away), and the usual log means where nothing is known yet."""

    name: str
    count: Callable[[PlayedMatch], Pair | None]
    home_level: float
    away_level: float
    counting: Counting
    memory: Memory


def _goals(match: PlayedMatch) -> Pair:
    return match.score.home, match.score.away


def _recorded(home: int | None, away: int | None) -> Pair | None:
    return None if home is None or away is None else (home, away)


def _on_target(match: PlayedMatch) -> Pair | None:
    return _recorded(match.statistics.home_shots_on_target, match.statistics.away_shots_on_target)


def _off_target(match: PlayedMatch) -> Pair | None:
    shots = _recorded(match.statistics.home_shots, match.statistics.away_shots)
    on_target = _on_target(match)
    if shots is None or on_target is None:
        return None
    return max(0, shots[0] - on_target[0]), max(0, shots[1] - on_target[1])


def _corners(match: PlayedMatch) -> Pair | None:
    return _recorded(match.statistics.home_corners, match.statistics.away_corners)


CHANNELS: tuple[CountedChannel, ...] = (
    CountedChannel(
        "goals",
        _goals,
        log(1.50),
        log(1.17),
        Counting(dispersion=5.573, cap=3.0, beyond=1.133, half_time=0.0, dismissal=-0.1008),
        Memory(
            start=0.0387,
            drift=3.92e-06,
            break_drift=0.01346,
            keep=0.988,
            anchor=0.0,
            division=0.1579,
            entrant=-0.03118,
            defence=0.772,
        ),
    ),
    CountedChannel(
        "recent_goals",
        _goals,
        log(1.50),
        log(1.17),
        Counting(dispersion=4.069, cap=3.0, beyond=1.156, half_time=0.0, dismissal=0.07094),
        Memory(
            start=0.1071,
            drift=9.529e-06,
            break_drift=0.02757,
            keep=0.7778,
            anchor=1.004,
            division=0.04535,
            entrant=-0.1717,
            defence=0.8739,
        ),
    ),
    CountedChannel(
        "on_target",
        _on_target,
        log(4.9),
        log(4.0),
        Counting(dispersion=5.41, cap=8.0, beyond=0.2936, half_time=-0.02897, dismissal=0.2017),
        Memory(
            start=0.3862,
            drift=1.093e-05,
            break_drift=0.02057,
            keep=0.7714,
            anchor=-0.1632,
            division=0.7243,
            entrant=-0.04608,
            defence=0.9999,
        ),
    ),
    CountedChannel(
        "recent_on_target",
        _on_target,
        log(4.9),
        log(4.0),
        Counting(dispersion=1.385, cap=8.0, beyond=1.029, half_time=-0.03048, dismissal=0.02659),
        Memory(
            start=0.1416,
            drift=0.0006633,
            break_drift=0.01587,
            keep=0.6479,
            anchor=0.2887,
            division=0.1215,
            entrant=0.006676,
            defence=1.276,
        ),
    ),
    CountedChannel(
        "corners",
        _corners,
        log(5.4),
        log(4.4),
        Counting(dispersion=1.133, cap=9.0, beyond=1.054, half_time=-0.1067, dismissal=-0.07591),
        Memory(
            start=0.06337,
            drift=7.383e-05,
            break_drift=0.002324,
            keep=0.7381,
            anchor=3.362,
            division=0.05772,
            entrant=0.07821,
            defence=0.65,
        ),
    ),
    CountedChannel(
        "off_target",
        _off_target,
        log(8.2),
        log(6.7),
        Counting(dispersion=1.448, cap=11.0, beyond=0.7969, half_time=-0.04737, dismissal=0.006931),
        Memory(
            start=0.1723,
            drift=0.0001585,
            break_drift=0.02881,
            keep=0.9142,
            anchor=1.853,
            division=0.08605,
            entrant=0.07195,
            defence=0.926,
        ),
    ),
    CountedChannel(
        "lasting_goals",
        _goals,
        log(1.50),
        log(1.17),
        Counting(dispersion=40.04, cap=3.0, beyond=0.1574, half_time=0.0, dismissal=0.08903),
        Memory(
            start=0.2395,
            drift=1.738e-06,
            break_drift=0.0009442,
            keep=0.9971,
            anchor=0.0,
            division=0.1741,
            entrant=-0.1458,
            defence=0.4024,
        ),
    ),
    CountedChannel(
        "lasting_on_target",
        _on_target,
        log(4.9),
        log(4.0),
        Counting(dispersion=4.9, cap=8.0, beyond=0.468, half_time=-0.1167, dismissal=-0.0841),
        Memory(
            start=0.01845,
            drift=4.609e-05,
            break_drift=0.001503,
            keep=0.9575,
            anchor=0.0,
            division=0.2479,
            entrant=-0.1637,
            defence=0.4915,
        ),
    ),
)
CHANNEL_NAMES = tuple(channel.name for channel in CHANNELS)
GOALS = 0
"""Index of the channel that is always recorded."""
