"""What is told of forecasts of unseen matches: by season, by competition, and their calibration."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from app.football import scoring
from app.football.match import PlayedMatch
from app.training.dataset import Dataset
from app.training.evaluate import TOP_FIVE, base_rate_forecasts, figures

Floats = NDArray[np.float64]
OUTCOMES = ("home", "draw", "away")


@dataclass(frozen=True)
class Unseen:
    """Forecasts [N, 3] of matches, beside those of base rates and of closing odds (NaN where there are none).

    `outcomes` [N]: 0 home, 1 draw, 2 away.
    """

    matches: tuple[PlayedMatch, ...]
    outcomes: NDArray[np.int64]
    forecast: Floats
    base: Floats
    closing: Floats

    @classmethod
    def of(cls, data: Dataset, forecast: Floats, history: Sequence[PlayedMatch]) -> Self:
        """Of all rows of `data`; `history`: all matches, for the base rates."""
        base = base_rate_forecasts(history, data.matches)
        return cls(data.matches, data.outcomes, forecast, base, data.closing)

    @classmethod
    def together(cls, parts: Sequence[Self]) -> Self:
        columns = ("outcomes", "forecast", "base", "closing")
        return cls(
            tuple(match for part in parts for match in part.matches),
            *(np.concatenate([getattr(part, name) for part in parts]) for name in columns),
        )

    @cached_property
    def competitions(self) -> NDArray[np.str_]:
        return np.array([match.fixture.competition for match in self.matches])

    @cached_property
    def seasons(self) -> NDArray[np.str_]:
        return np.array([match.fixture.season for match in self.matches])

    def figures(self, prefix: str) -> dict[str, float]:
        """As of `evaluate.figures`."""
        return figures(self.forecast, self.matches, prefix)

    def market_figures(self, prefix: str) -> dict[str, float]:
        """The scores of base rates and closing odds, and the share of the market's skill."""
        found = {"": self._against(np.full(len(self.matches), True))}
        found["top_five_"] = self._against(np.isin(self.competitions, TOP_FIVE))
        return {
            f"{prefix}_{group}{name}": round(value, 6)
            for group, scores in found.items()
            for name, value in scores.items()
            if name in {"base_rps", "closing_rps", "market_skill"}
        }

    def tables(self) -> dict[str, Any]:
        """JSON: rows by season and by competition, and calibration bins of each outcome."""
        return {
            "seasons": self._by(self.seasons),
            "competitions": self._by(self.competitions),
            "reliability": {
                outcome: [asdict(one) for one in self._bins(code)] for code, outcome in enumerate(OUTCOMES)
            },
        }

    def _bins(self, code: int) -> tuple[scoring.CalibrationBin, ...]:
        return scoring.calibration_bins(self.forecast[:, code], self.outcomes == code)

    def _by(self, groups: NDArray[np.str_]) -> list[dict[str, Any]]:
        return [{"name": str(group), **self._against(groups == group)} for group in np.unique(groups)]

    def _against(self, wanted: NDArray[np.bool_]) -> dict[str, float]:
        """Count and scores of the wanted rows; of base rates and odds where they cover more than half."""
        if not wanted.any():
            return {}
        found = {"matches": int(wanted.sum()), "rps": self._rps(self.forecast, wanted)}
        based = wanted & np.isfinite(self.base).all(axis=1)
        priced = based & np.isfinite(self.closing).all(axis=1)
        if 2 * based.sum() > wanted.sum():
            found["base_rps"] = self._rps(self.base, based)
        if 2 * priced.sum() > wanted.sum():
            found["closing_rps"] = self._rps(self.closing, priced)
            base, ours = self._rps(self.base, priced), self._rps(self.forecast, priced)
            if base > found["closing_rps"]:
                found["market_skill"] = scoring.skill_share(base, ours, found["closing_rps"])
        return found

    def _rps(self, forecast: Floats, rows: NDArray[np.bool_]) -> float:
        return scoring.rps(forecast[rows], self.outcomes[rows])
