"""Bookmakers' prices of a match before kickoff, and from when they may be used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from math import exp, log
from typing import Self, TypeVar

ThreeWay = tuple[float, float, float]
"""Decimal prices of home, draw and away."""
TwoWay = tuple[float, float]
"""Decimal prices of over and under."""
Handicap = tuple[float, float, float]
"""The goals given to the home side, a multiple of 0.25, and the decimal prices of home and away."""

MATCH_RESULT, TOTAL_GOALS, ASIAN_HANDICAP = "MATCH_RESULT", "TOTAL_GOALS", "ASIAN_HANDICAP"
FRIDAY, TUESDAY = 4, 1
AFTERNOON = time(17, tzinfo=UTC)

NEWTON_STEPS = 60
CONVERGED = 1e-14

Prices = TypeVar("Prices", ThreeWay, TwoWay, Handicap)


def fair(prices: Sequence[float]) -> tuple[float, ...]:
    """The probabilities behind one market's prices by the power method, in their order; they sum to 1.

    The same as `app.football.odds.implied_probabilities`, in plain floats for one market at a time.
    """
    logs = [-log(price) for price in prices]
    power = 1.0 if sum(1.0 / price for price in prices) >= 1.0 else 0.0
    for _ in range(NEWTON_STEPS):
        raised = [exp(power * value) for value in logs]
        total = sum(raised)
        if abs(total - 1.0) <= CONVERGED:
            break
        power -= log(total) * total / sum(one * value for one, value in zip(raised, logs, strict=True))
    return tuple(one / total for one in raised)


def price_move(opening: ThreeWay | None, closing: ThreeWay | None) -> float | None:
    """How far the market moved towards the home side: the change of log(home / away) without margins.

    None where either is not known.
    """
    if opening is None or closing is None:
        return None
    before, after = fair(opening), fair(closing)
    return log(after[0] / after[2]) - log(before[0] / before[2])


def usual_known_at(kickoff: datetime) -> datetime:
    """The instant (UTC) from which football-data.co.uk's pre-match prices of a match are known.

    It collects on Friday afternoons for matches from Friday to Monday and on Tuesday afternoons for those
    from Tuesday to Thursday (its notes.txt). The afternoon counts as over at 17:00 UTC; a match that kicks
    off earlier on the day of collection was priced by its kickoff.
    """
    weekday = kickoff.weekday()
    collection_day = TUESDAY if TUESDAY <= weekday < FRIDAY else FRIDAY
    day = kickoff.date() - timedelta(days=(weekday - collection_day) % 7)
    return min(kickoff, datetime.combine(day, AFTERNOON))


@dataclass(frozen=True, slots=True)
class PreMatchOdds:
    """Opening prices by bookmaker; `Avg` and `Max` are the market's average and highest, totals are at 2.5.

    All were known at `known_at` (UTC) but those in `later`, by market and bookmaker. `home` is the side whose
    prices come first, told where the same match may be asked about the other way round.
    """

    known_at: datetime
    match_result: Mapping[str, ThreeWay]
    total_goals: Mapping[str, TwoWay] = field(default_factory=dict)
    asian_handicap: Mapping[str, Handicap] = field(default_factory=dict)
    later: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    home: str | None = None

    def known(self, as_of: datetime, home: str) -> Self | None:
        """What was known at `as_of`, as the side `home` sees it; None without a price for the result."""
        side = self if self.home in (None, home) else self.turned()
        if side.known_at > as_of:
            return None
        if any(instant > as_of for instant in side.later.values()):
            side = replace(
                side,
                match_result=_seen(side, as_of, MATCH_RESULT, side.match_result),
                total_goals=_seen(side, as_of, TOTAL_GOALS, side.total_goals),
                asian_handicap=_seen(side, as_of, ASIAN_HANDICAP, side.asian_handicap),
            )
        return side if side.match_result else None

    def turned(self) -> Self:
        """The prices of the same match with the sides named the other way round."""
        return replace(
            self,
            match_result={name: (away, draw, home) for name, (home, draw, away) in self.match_result.items()},
            asian_handicap={
                name: (-line, away, home) for name, (line, home, away) in self.asian_handicap.items()
            },
            home=None,
        )


NO_ODDS: Mapping[str, PreMatchOdds] = {}
"""The prices of no match."""


def _seen(
    odds: PreMatchOdds, as_of: datetime, market: str, prices: Mapping[str, Prices]
) -> dict[str, Prices]:
    return {
        bookmaker: price
        for bookmaker, price in prices.items()
        if odds.later.get((market, bookmaker), odds.known_at) <= as_of
    }
