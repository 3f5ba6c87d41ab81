"""Rows that an exported graph is compared with the fitted model on."""

import numpy as np
from numpy.typing import NDArray

CHECKED_ROWS = 10_000

Rows = NDArray[np.float32]


def rows_to_check(features: Rows, seed: int, count: int = CHECKED_ROWS) -> Rows:
    """The last `count` rows of `features` [N, F]; where there are fewer, mixtures of pairs of them follow.

    A mixture lies between two rows, so it asks for nothing that the model was not fitted on.
    """
    real = features[-count:]
    missing = count - len(real)
    if not len(real) or not missing:
        return real
    chance = np.random.default_rng(seed)
    first, second = chance.integers(len(real), size=(2, missing))
    share = chance.random((missing, 1), dtype=np.float32)
    mixed = share * real[first] + (1 - share) * real[second]
    return np.concatenate([real, mixed.astype(np.float32)])
