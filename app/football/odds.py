"""Bookmakers' decimal odds: the margin in them, and the probabilities left once it is removed."""

from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.errors import ValidationFailed

Floats = NDArray[np.float64]

NEWTON_STEPS = 100
BISECTIONS = 60
CONVERGED = 1e-13
HIGHEST_PRICE = 1e6


class MarginRemoval(StrEnum):
    """How a bookmaker is thought to have spread the margin over the outcomes.

    POWER raises every quoted probability to one power. SHIN assumes a share of insiders among the bettors
    (Shin 1993). PROPORTIONAL divides by the sum; it leaves the favourite-longshot bias in.
    """

    POWER = "POWER"
    SHIN = "SHIN"
    PROPORTIONAL = "PROPORTIONAL"


def overround(odds: Sequence[float]) -> float:
    """What the quoted probabilities 1 / odds sum to beyond 1: 0.05 is a margin of 5 %, below 0 a sure bet."""
    return float(_quoted([odds]).sum()) - 1.0


def implied_probabilities(
    odds: Sequence[float], method: MarginRemoval = MarginRemoval.POWER
) -> tuple[float, ...]:
    """The probabilities behind one market's decimal odds, in their order; they sum to 1.

    Raises ValidationFailed("odds", ...) for fewer than two prices or a price not above 1.
    """
    return tuple(implied_probabilities_array([odds], method)[0].tolist())


def implied_probabilities_array(odds: ArrayLike, method: MarginRemoval = MarginRemoval.POWER) -> Floats:
    """The same for many markets at once: decimal odds [N, outcomes] to probabilities [N, outcomes].

    Every price must be known: leave incomplete rows out before.
    """
    probabilities = _METHODS[method](_quoted(odds))
    normalised: Floats = probabilities / probabilities.sum(axis=1, keepdims=True)
    return normalised


def _quoted(odds: ArrayLike) -> Floats:
    prices = np.asarray(odds, dtype=np.float64)
    if prices.ndim != 2 or prices.shape[1] < 2:
        raise ValidationFailed("odds", f"at least two prices a market are needed, got shape {prices.shape}")
    if not ((prices > 1) & (prices <= HIGHEST_PRICE)).all():
        raise ValidationFailed("odds", f"every decimal price must be above 1 and at most {HIGHEST_PRICE:.0f}")
    quoted: Floats = 1.0 / prices
    return quoted


def _power(quoted: Floats) -> Floats:
    """quoted ** k with the k for which they sum to 1.

    log(sum(quoted ** k)) is convex and falls with k, so Newton's method started left of its root (at 0, or
    at 1 if the market has a margin) climbs to it without overshooting.
    """
    logs = np.log(quoted)
    k = np.where(quoted.sum(axis=1, keepdims=True) >= 1, 1.0, 0.0)
    for _ in range(NEWTON_STEPS):
        powers = np.exp(k * logs)
        total = powers.sum(axis=1, keepdims=True)
        if np.abs(total - 1).max(initial=0.0) <= CONVERGED:
            break
        k = k - np.log(total) * total / (powers * logs).sum(axis=1, keepdims=True)
    result: Floats = powers
    return result


def _shin(quoted: Floats) -> Floats:
    """Shin's probabilities with the share z of insiders for which they sum to 1.

    Their sum falls as z grows, from at least 1 at z = -1 to below 1 at z = 1 (a market without a margin has
    its root below 0). Source: Shin (1993) as solved by Jullien & Salanié (1994).
    """
    squares = quoted**2 / quoted.sum(axis=1, keepdims=True)
    low = np.full((len(quoted), 1), -1.0)
    high = np.ones((len(quoted), 1))
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        too_small = _shin_at(middle, squares).sum(axis=1, keepdims=True) > 1
        low = np.where(too_small, middle, low)
        high = np.where(too_small, high, middle)
    return _shin_at(low, squares)


def _shin_at(z: Floats, squares: Floats) -> Floats:
    # The positive root of (1 - z) p^2 + z p = squares, in the form that subtracts nothing for each sign of z.
    root = np.sqrt(z**2 + 4 * (1 - z) * squares)
    result: Floats = np.where(z < 0, (root - z) / (2 * (1 - z)), 2 * squares / (np.abs(z) + root))
    return result


def _proportional(quoted: Floats) -> Floats:
    return quoted


_METHODS: dict[MarginRemoval, Callable[[Floats], Floats]] = {
    MarginRemoval.POWER: _power,
    MarginRemoval.SHIN: _shin,
    MarginRemoval.PROPORTIONAL: _proportional,
}
