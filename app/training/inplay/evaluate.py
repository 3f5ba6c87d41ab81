"""How good the model is beside the reference, minute by minute, on the same matches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.football.match import Fixture
from app.football.scoring import calibration_error, log_loss_per_match
from app.training.backtest.statistics import Bootstrap, Interval, calibration_floor, mean_difference
from app.training.inplay.beliefs import Beliefs
from app.training.inplay.lessons import features_at
from app.training.inplay.matches import RecordedMatches
from app.training.inplay.model import InPlayModel
from app.training.inplay.reference import average_outcomes, reference_outcomes, shares_left

MINUTES = (15, 30, 45, 60, 75, 85)


@dataclass(frozen=True, slots=True)
class MinuteFigures:
    """Mean log losses of the final outcome as it was forecast once `minute` was over.

    `difference` is ours less the reference's, with its 95 % interval; `by_chance` the calibration error of a
    perfect forecaster of as many matches.
    """

    minute: int
    matches: int
    reference: float
    ours: float
    average_teams: float
    difference: Interval
    calibration_error: float
    by_chance: float


@dataclass(frozen=True)
class Comparison:
    """`model` on the matches `asked` [N] for that `beliefs` has something of; the reference knows how the
    goals of the `learned` [N] were spread."""

    model: InPlayModel
    matches: RecordedMatches
    fixtures: Sequence[Fixture | None]
    beliefs: Beliefs
    learned: NDArray[np.bool_]
    asked: NDArray[np.bool_]

    def figures(self) -> list[MinuteFigures]:
        """Of each of MINUTES; none without a match."""
        rows = np.flatnonzero(self.asked & self.beliefs.known)
        fixtures = [one for row in rows.tolist() if (one := self.fixtures[row]) is not None]
        if not fixtures:
            return []
        drawn, left = Bootstrap(fixtures), shares_left(self.matches, self.learned)
        return [self._at(minute, rows, left[minute], drawn) for minute in MINUTES]

    def _at(self, minute: int, rows: NDArray[np.int64], left: float, drawn: Bootstrap) -> MinuteFigures:
        outcomes, state = self.matches.outcomes[rows], self.matches.states(minute)[rows]
        forecast = self.model.outcomes(features_at(self.matches, rows, minute, self.beliefs))
        ours = log_loss_per_match(forecast, outcomes)
        rated = reference_outcomes(self.beliefs.rates[rows], state, left)
        reference = log_loss_per_match(rated, outcomes)
        average = average_outcomes(self.matches, self.learned, state, left)
        return MinuteFigures(
            minute=minute,
            matches=len(rows),
            reference=float(reference.mean()),
            ours=float(ours.mean()),
            average_teams=float(log_loss_per_match(average, outcomes).mean()),
            difference=mean_difference(ours, reference, drawn),
            calibration_error=calibration_error(forecast, outcomes),
            by_chance=calibration_floor(forecast),
        )


def as_metrics(believer: str, figures: Sequence[MinuteFigures]) -> Mapping[str, float]:
    """The figures under names for model.json."""
    found: dict[str, float] = {f"{believer}_matches": figures[0].matches} if figures else {}
    for one in figures:
        at = f"{believer}_minute_{one.minute}"
        found |= {
            f"{at}_log_loss": round(one.ours, 6),
            f"{at}_reference_log_loss": round(one.reference, 6),
            f"{at}_calibration_error": round(one.calibration_error, 6),
        }
    return found
