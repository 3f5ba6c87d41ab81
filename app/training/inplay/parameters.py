"""What the model `in-play` learned: some forty numbers with one meaning each."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SEGMENTS = ((0, 15), (15, 30), (30, 45), (45, 60), (60, 75), (75, 90))
"""Minutes of regulation within which goals come at an even pace."""

APART = 2
"""For whether they end level, sides more than two goals apart count as two apart."""

DIGITS = 6
LEADS = 3
"""Leads beyond three goals count as three."""

MOST_REDS = 3.0
"""A side with more dismissals counts as one with three: there is nothing to learn from."""

STATE_TERMS = 4
"""What a lead does: at once, with the share of the match played, with its square, and for the stronger."""


@dataclass(frozen=True, slots=True)
class InPlayParameters:
    """`pace` [6]: goals a minute in each of SEGMENTS, on any scale; `added_pace` [2]: in the added time of
    each half. `first_season`, `added` [S, 2]: minutes of added time to expect in each half by season.
    `after_board` [2]: minutes played beyond those announced. `added_spread`: minutes over which the whistle
    is uncertain.

    Effects on the log of the rate of the goals to come: `state` [7, 4] of a lead of -3..3 of the side itself
    (STATE_TERMS); `own_red`, `other_red` [2] of each dismissal of the side itself and of the other (at
    kickoff, and what is added by full time).

    Goals so far as evidence, as a gamma prior of that many goals sees them: `own_prior`, `other_prior` with
    weights `own_evidence`, `other_evidence`. `draws`, `sides`: the powers of the share left with which the
    outcome believed before kickoff fades; `unknown_draws`: log ratio of draws where no outcome is known.
    `level` [3]: what is added to it by full time, by how many goals lie between the sides: whoever has drawn
    level goes on otherwise than before.
    """

    pace: Floats
    added_pace: Floats
    first_season: int
    added: Floats
    after_board: Floats = field(default_factory=lambda: np.array([0.5, 0.5]))
    added_spread: float = 0.7
    state: Floats = field(default_factory=lambda: np.zeros((2 * LEADS + 1, STATE_TERMS)))
    own_red: Floats = field(default_factory=lambda: np.array([np.log(0.741), 0.0]))
    other_red: Floats = field(default_factory=lambda: np.array([np.log(1.575), 0.0]))
    own_prior: float = 10.0
    other_prior: float = 10.0
    own_evidence: float = 0.0
    other_evidence: float = 0.0
    draws: float = 1.0
    sides: float = 1.0
    unknown_draws: float = 0.0
    level: Floats = field(default_factory=lambda: np.zeros(APART + 1))

    def rounded(self) -> Self:
        """The same to six decimals: what a card says is what the graph has."""
        return replace(self, **{one.name: _rounded(getattr(self, one.name)) for one in fields(self)})

    def told(self) -> Mapping[str, Any]:
        """All of it as JSON values."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in values.items()
        }


def _rounded(value: Any) -> Any:
    return np.round(value, DIGITS) if isinstance(value, np.ndarray) else round(value, DIGITS)
