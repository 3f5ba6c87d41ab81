"""Shapley values, exact: what each player of a small game adds, averaged over all orders of joining.

Shapley, A Value for n-Person Games (1953). A coalition is a row number whose bit `p` says whether player `p`
is in: row 0 is nobody, the last row everybody. All 2^n coalitions are asked about, so nothing is sampled.
"""

from functools import cache
from math import factorial

import numpy as np
from numpy.typing import NDArray

MOST_PLAYERS = 12

FloatArray = NDArray[np.float64]


@cache
def coalitions(players: int) -> NDArray[np.bool_]:
    """[2^players, players], read-only: whether a player is in a coalition. Raises ValueError above 12."""
    if not 1 <= players <= MOST_PLAYERS:
        raise ValueError(f"a game has from 1 to {MOST_PLAYERS} players, not {players}")
    numbers = np.arange(2**players)[:, None]
    within: NDArray[np.bool_] = (numbers >> np.arange(players) & 1).astype(bool)
    within.flags.writeable = False
    return within


def shapley_values(worth: FloatArray) -> FloatArray:
    """`worth` [..., 2^n, K] of every coalition in K games -> the players' shares [..., n, K].

    Shares sum to what everybody is worth above nobody, players who are interchangeable get the same, one who
    never changes anything gets 0, and the shares of a sum of games are the sums of the shares.
    """
    players = worth.shape[-2].bit_length() - 1
    if worth.shape[-2] != 2**players:
        raise ValueError(f"a game has a power of two of coalitions, not {worth.shape[-2]}")
    return np.asarray(_weights(players) @ worth)


def mixed_rows(values: FloatArray, baselines: FloatArray, player_of: NDArray[np.intp]) -> FloatArray:
    """[M, F] inputs and [M, F] baselines -> [M, 2^n, F]: the baseline with each coalition's columns replaced.

    `player_of` [F] names the player that a column belongs to. With a model run on the rows as worth this is
    the interventional game against one baseline (Sundararajan & Najmi 2020, baseline Shapley).
    """
    within = coalitions(int(player_of.max()) + 1)[:, player_of]
    return np.where(within, values[:, None, :], baselines[:, None, :])


@cache
def _weights(players: int) -> FloatArray:
    """[players, 2^players]: how much a coalition's worth counts for a player, negative without it."""
    within = coalitions(players)
    size = within.sum(axis=1)
    orders = np.array([factorial(one) for one in range(players + 1)], dtype=np.float64)
    joined = orders[np.maximum(size - 1, 0)] * orders[players - size]
    alone = orders[size] * orders[np.maximum(players - size - 1, 0)]
    weights: FloatArray = np.where(within, joined[:, None], -alone[:, None]).T / orders[players]
    weights.flags.writeable = False
    return weights
