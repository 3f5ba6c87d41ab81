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

    def raised(self, step: float, variance: float = 0.0) -> "Strength":
        """Both attack and defence better by `step`."""
        return Strength(self.attack + step, self.defence + step, self.variance + variance)


NOTHING = Strength(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Counting:
    """What a count says of a match.

    `dispersion`: variance over mean of the count at known strengths; `cap`: counts beyond it are taken
    `beyond` times; `half_time`: change of the log mean for each goal a side is ahead at half time (who leads
    shoots less); `dismissal`: for each man an opponent has less.
    """

    dispersion: float
    cap: float
    beyond: float
    half_time: float
    dismissal: float

    def weighed(self, count: float) -> float:
        return count if count <= self.cap else self.cap + self.beyond * (count - self.cap)


@dataclass(frozen=True, slots=True)
class Memory:
    """How a strength lasts.

    `start`: variance of a team never seen; `drift`: variance added a day; `break_drift`: added between
    seasons; `keep`: share of the strength that survives the break, the rest returns to `anchor` times the
    strength by goals; `division`: step between neighbouring divisions; `entrant`: strength of a team that
    came up from a division not in the data; `defence`: how fast defence is learned, relative to attack.
    """

    start: float
    drift: float
    break_drift: float
    keep: float
    anchor: float
    division: float
    entrant: float
    defence: float


def mean_count(level: float, attacker: Strength, defender: Strength) -> float:
    """Expected count; `level` is the log of the competition's mean at that venue."""
    return exp(level + attacker.attack - defender.defence)


def surprise(count: float, mean: float) -> float:
    """Relative error of the expectation, the filter's innovation."""
    return (count - mean) / mean


def gain(own: Strength, other: Strength, noise: float) -> float:
    """Share of a surprise that `own` takes on; `noise` is the variance of the surprise at known strengths."""
    return own.variance / (own.variance + other.variance + noise)


def tired(strength: Strength, memory: Memory, days: float, breaks: float, unrest: float) -> float:
    """The variance `days` later, after `breaks` breaks between seasons; `unrest` multiplies what is added."""
    added = unrest * (memory.drift * days + memory.break_drift * breaks)
    return min(strength.variance + added, memory.start)


def returned(strength: Strength, memory: Memory, breaks: float, anchor: Strength) -> Strength:
    """The strength after `breaks` breaks, on its way to `anchor`."""
    keep = memory.keep**breaks
    return Strength(
        nearer(strength.attack, memory.anchor * anchor.attack, keep),
        nearer(strength.defence, memory.anchor * anchor.defence, keep),
        strength.variance,
    )


def nearer(value: float, anchor: float, keep: float) -> float:
    """The value when a share `keep` of its distance to the anchor is left."""
    return anchor + (value - anchor) * keep
