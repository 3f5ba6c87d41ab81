"""Attack and defence on a log scale, learned from counts by an extended Kalman filter.

Model of one count (goals, shots ...): mean = exp(level + attack of the side - defence of its opponent),
the dynamic version of Maher (1982) and Dixon & Coles (1997). The filter gives a little-known team a large
step and a well-known one a small step; time apart from the pitch makes a team less well known again.
"""

from dataclasses import dataclass
from math import exp


@dataclass(frozen=True, slots=True)
class Strength:
    """Log attack, log defence (positive is good in both), and the variance of either's error."""

    attack: float
    defence: float
    variance: float


@dataclass(frozen=True, slots=True)
class Channel:
    """How one kind of count is learned from.

    `dispersion`: variance over mean of the count; `start`: variance of a team never seen; `drift`: variance
    added a day; `break_drift`: added between seasons; `keep`: share of the strength that survives the break.
    """

    dispersion: float
    start: float
    drift: float
    break_drift: float
    keep: float


def mean_count(level: float, attacker: Strength, defender: Strength) -> float:
    """Expected count; `level` is the log of the competition's mean at that venue."""
    return exp(level + attacker.attack - defender.defence)


def surprise(count: float, mean: float) -> float:
    """Relative error of the expectation, the filter's innovation."""
    return (count - mean) / mean


def gain(own: Strength, other: Strength, noise: float) -> float:
    """Share of a surprise that `own` takes on; `noise` is the variance of the surprise at known strengths."""
    return own.variance / (own.variance + other.variance + noise)


def rested(strength: Strength, channel: Channel, days: float, *, breaks: float) -> Strength:
    """The strength as it is believed `days` later, after `breaks` breaks between seasons."""
    variance = min(strength.variance + channel.drift * days + channel.break_drift * breaks, channel.start)
    keep = channel.keep**breaks
    return Strength(strength.attack * keep, strength.defence * keep, variance)
