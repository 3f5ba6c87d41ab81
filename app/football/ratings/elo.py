"""Elo ratings with a goal-difference multiplier (Hvattum & Arntzen 2010, "Using ELO ratings for match result
prediction in association football"): k = k0 (1 + |goal difference|) ** lambda."""

from math import exp, log

K = 14.31
"""k0 of the paper: points moved by a result that was thought impossible, before the multiplier."""

EXPONENT = 0.7109
"""lambda of the paper."""

LOG_10 = log(10.0)
SCALE = 400.0
START = 1500.0


def expected_score(difference: float) -> float:
    """Expected score (win 1, draw 0.5) of the side `difference` points ahead, home advantage included."""
    return 1.0 / (1.0 + exp(-difference * LOG_10 / SCALE))


def exchange(difference: float, goal_difference: int) -> float:
    """Points the away side hands to the home side (negative: the other way); their sum never changes."""
    actual = 1.0 if goal_difference > 0 else 0.5 if goal_difference == 0 else 0.0
    multiplier = float((1.0 + abs(goal_difference)) ** EXPONENT)
    return K * multiplier * (actual - expected_score(difference))
