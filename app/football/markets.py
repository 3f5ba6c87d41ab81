"""What a market on one match is worth: frozen values read off a score grid, each checking itself.

Probabilities are in 0..1. Odds are fair decimal prices (no margin), None where nothing can be won.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from app.errors import FootballError, ValidationFailed

SUM_TOLERANCE = 1e-9
"""How far the probabilities of one market may be from adding up to 1 (float64 rounding, no more)."""

QUARTER = 0.25


class ProbabilitiesInvalid(FootballError):
    """Numbers that cannot be the probabilities of one match."""

    code = "PROBABILITIES_INVALID"


def fair_odds(probability: float) -> float | None:
    """The decimal price at which a bet won with this probability neither gains nor loses: 1 / p."""
    return _finite(1.0 / probability) if probability > 0 else None


def checked_line(line: float, lowest: float, highest: float) -> float:
    """The line, if it is a multiple of 0.25 within the bounds; else ValidationFailed("line", ...)."""
    if not lowest <= line <= highest or not (line / QUARTER).is_integer():
        raise ValidationFailed("line", f"{line} must be a multiple of 0.25 from {lowest:g} to {highest:g}")
    return float(line)


@dataclass(frozen=True, slots=True)
class OutcomeProbabilities:
    """1X2: the home side wins, draw, the away side wins. Sums to 1."""

    home: float
    draw: float
    away: float

    def __post_init__(self) -> None:
        _check_whole(type(self).__name__, (self.home, self.draw, self.away))

    @property
    def home_odds(self) -> float | None:
        return fair_odds(self.home)

    @property
    def draw_odds(self) -> float | None:
        return fair_odds(self.draw)

    @property
    def away_odds(self) -> float | None:
        return fair_odds(self.away)


@dataclass(frozen=True, slots=True)
class ExpectedGoals:
    """Mean goals of the two sides, as the model states them (not cut off at ten)."""

    home: float
    away: float

    def __post_init__(self) -> None:
        for rate in (self.home, self.away):
            if not (math.isfinite(rate) and rate >= 0):
                raise ProbabilitiesInvalid(f"expected goals must be finite and not negative: {rate}")


@dataclass(frozen=True, slots=True)
class CorrectScore:
    """One final score. 10 goals means "10 or more"."""

    home: int
    away: int
    probability: float

    def __post_init__(self) -> None:
        _check_each(type(self).__name__, (self.probability,))

    @property
    def odds(self) -> float | None:
        return fair_odds(self.probability)


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a bet on a line with quarter steps ends; the five probabilities sum to 1.

    A quarter line is two bets of half the stake on the neighbouring lines: `half_win` wins one and has
    the other returned, `half_loss` loses one and has the other returned.
    """

    win: float
    half_win: float
    push: float
    half_loss: float
    loss: float

    def __post_init__(self) -> None:
        _check_whole(type(self).__name__, (self.win, self.half_win, self.push, self.half_loss, self.loss))

    @property
    def won(self) -> float:
        """Expected share of the stake that is won."""
        return self.win + self.half_win / 2

    @property
    def returned(self) -> float:
        """Expected share of the stake that comes back without gain."""
        return self.push + (self.half_win + self.half_loss) / 2

    @property
    def lost(self) -> float:
        """Expected share of the stake that is lost."""
        return self.loss + self.half_loss / 2

    @property
    def odds(self) -> float | None:
        """The price o with won * (o - 1) = lost."""
        return _finite(1.0 + self.lost / self.won) if self.won > 0 else None

    @property
    def opposite(self) -> Self:
        """The same line from the other side."""
        return type(self)(
            win=self.loss,
            half_win=self.half_loss,
            push=self.push,
            half_loss=self.half_win,
            loss=self.win,
        )


@dataclass(frozen=True, slots=True)
class TotalGoals:
    """Goals of both sides against a line.

    `over`, `push` and `under` are expected shares of the stake and sum to 1: on whole and half lines the
    probabilities themselves, on a quarter line the mean of the two neighbouring lines. `over_bet` and
    `under_bet` tell halves apart.
    """

    line: float
    over_bet: Settlement

    @property
    def under_bet(self) -> Settlement:
        return self.over_bet.opposite

    @property
    def over(self) -> float:
        return self.over_bet.won

    @property
    def push(self) -> float:
        return self.over_bet.returned

    @property
    def under(self) -> float:
        return self.over_bet.lost

    @property
    def over_odds(self) -> float | None:
        return self.over_bet.odds

    @property
    def under_odds(self) -> float | None:
        return self.under_bet.odds


@dataclass(frozen=True, slots=True)
class AsianHandicap:
    """The home side's goals plus `line` against the away side's goals; the away side gets -line."""

    line: float
    home: Settlement

    @property
    def away(self) -> Settlement:
        return self.home.opposite

    @property
    def home_odds(self) -> float | None:
        return self.home.odds

    @property
    def away_odds(self) -> float | None:
        return self.away.odds


@dataclass(frozen=True, slots=True)
class YesNo:
    """A question with two answers; sums to 1."""

    yes: float
    no: float

    def __post_init__(self) -> None:
        _check_whole(type(self).__name__, (self.yes, self.no))

    @property
    def yes_odds(self) -> float | None:
        return fair_odds(self.yes)

    @property
    def no_odds(self) -> float | None:
        return fair_odds(self.no)


@dataclass(frozen=True, slots=True)
class DoubleChance:
    """Two of the three outcomes at once; every outcome is in two of them, so they sum to 2."""

    home_or_draw: float
    home_or_away: float
    draw_or_away: float

    def __post_init__(self) -> None:
        chances = (self.home_or_draw, self.home_or_away, self.draw_or_away)
        _check_each(type(self).__name__, chances)
        _check_sum(type(self).__name__, chances, 2.0)

    @property
    def home_or_draw_odds(self) -> float | None:
        return fair_odds(self.home_or_draw)

    @property
    def home_or_away_odds(self) -> float | None:
        return fair_odds(self.home_or_away)

    @property
    def draw_or_away_odds(self) -> float | None:
        return fair_odds(self.draw_or_away)


@dataclass(frozen=True, slots=True)
class DrawNoBet:
    """Each side's probability of winning given that somebody wins (a draw returns the stake). Sums to 1."""

    home: float
    away: float

    def __post_init__(self) -> None:
        _check_whole(type(self).__name__, (self.home, self.away))

    @property
    def home_odds(self) -> float | None:
        return fair_odds(self.home)

    @property
    def away_odds(self) -> float | None:
        return fair_odds(self.away)


@dataclass(frozen=True, slots=True)
class WinToNil:
    """Each side's probability of winning without conceding."""

    home: float
    away: float

    def __post_init__(self) -> None:
        _check_each(type(self).__name__, (self.home, self.away))

    @property
    def home_odds(self) -> float | None:
        return fair_odds(self.home)

    @property
    def away_odds(self) -> float | None:
        return fair_odds(self.away)


def _finite(price: float) -> float | None:
    # A probability near the smallest float has no price a float can hold.
    return price if math.isfinite(price) else None


def _check_whole(market: str, probabilities: Sequence[float]) -> None:
    _check_each(market, probabilities)
    _check_sum(market, probabilities, 1.0)


def _check_each(market: str, probabilities: Sequence[float]) -> None:
    for probability in probabilities:
        if not -SUM_TOLERANCE <= probability <= 1 + SUM_TOLERANCE:
            raise ProbabilitiesInvalid(f"{market}: {probability} is not a probability")


def _check_sum(market: str, probabilities: Sequence[float], whole: float) -> None:
    total = math.fsum(probabilities)
    if abs(total - whole) > SUM_TOLERANCE:
        raise ProbabilitiesInvalid(f"{market}: probabilities sum to {total}, not {whole:g}")
