"""A multinomial logit beside a forecast that is already there, taught by probabilities or by results."""

import numpy as np
from scipy.special import softmax

from app.training.grids import Floats

NEWTON_STEPS = 30
CONVERGED = 1e-9
DRAW = 1
"""The outcome that the logits of the others are relative to."""


def fit_logit(rows: Floats, labels: Floats, weights: Floats, ridge: float, offset: Floats) -> Floats:
    """Coefficients [F, 3] of the logits beside `offset` [N, 3], those of the draw 0, by Newton's method.

    `rows` [N, F], the last column constant; `labels` [N, 3] probabilities, `weights` [N]; `ridge`: L2 on all
    but the constant, in units of the weights.
    """
    sides = [side for side in range(3) if side != DRAW]
    penalties = np.full(rows.shape[1], ridge)
    penalties[-1] = 0.0
    found = np.zeros((rows.shape[1], 3))
    for _ in range(NEWTON_STEPS):
        chances = softmax(rows @ found + offset, axis=1)
        gradient = rows.T @ (weights[:, None] * (chances - labels)) + penalties[:, None] * found
        step = np.linalg.solve(
            _hessian(rows, chances, weights, penalties, sides), gradient[:, sides].T.reshape(-1)
        )
        found[:, sides] -= step.reshape(len(sides), -1).T
        if np.abs(step).max() < CONVERGED:
            break
    return found


def _hessian(rows: Floats, chances: Floats, weights: Floats, penalties: Floats, sides: list[int]) -> Floats:
    blocks = [
        [
            _curvature(rows, chances, weights, one, other) + (one == other) * np.diag(penalties)
            for other in sides
        ]
        for one in sides
    ]
    return np.block(blocks)


def _curvature(rows: Floats, chances: Floats, weights: Floats, one: int, other: int) -> Floats:
    shared = chances[:, one] * ((one == other) - chances[:, other]) * weights
    return np.asarray((rows * shared[:, None]).T @ rows, dtype=np.float64)
