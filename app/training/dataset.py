"""Training rows: the features of each match as they stood at its kickoff, and the goals that followed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Self

import numpy as np
from numpy.typing import NDArray

from app.football.features import MATCH, FeatureSet, FeatureVector
from app.football.match import PlayedMatch
from app.football.odds import implied_probabilities_array
from app.football.prices import NO_ODDS, PreMatchOdds
from app.football.ratings import in_fold_order
from app.football.ratings.team import DAY_S
from app.training.walk import features_at_kickoff

Row = NDArray[np.float32]
"""The features [F] of one match."""


@dataclass(frozen=True)
class Dataset:
    """`features` float32 [N, F], `goals` int64 [N, 2] (home, away), both in the order of `matches`."""

    matches: tuple[PlayedMatch, ...]
    features: NDArray[np.float32]
    goals: NDArray[np.int64]
    feature_set: FeatureSet = MATCH

    @classmethod
    def of(cls, rows: Sequence[tuple[PlayedMatch, Row]], feature_set: FeatureSet) -> Self:
        """Of matches with their features."""
        matches = tuple(match for match, _ in rows)
        goals = [(match.score.home, match.score.away) for match in matches]
        return cls(
            matches,
            stacked([row for _, row in rows], feature_set),
            np.array(goals, dtype=np.int64).reshape(-1, 2),
            feature_set,
        )

    def __len__(self) -> int:
        return len(self.matches)

    @cached_property
    def kickoff_days(self) -> NDArray[np.float64]:
        """Kickoffs in days since 1970."""
        return np.array([match.fixture.kickoff.timestamp() / DAY_S for match in self.matches])

    @cached_property
    def outcomes(self) -> NDArray[np.int64]:
        """0 home, 1 draw, 2 away."""
        return np.asarray(1 - np.sign(self.goals[:, 0] - self.goals[:, 1]), dtype=np.int64)

    @cached_property
    def closing(self) -> NDArray[np.float64]:
        """The closing market's probabilities of home, draw, away [N, 3] without margin; NaN where unknown."""
        found = np.full((len(self), 3), np.nan)
        known = np.array([one.closing is not None for one in self.matches], dtype=bool)
        if known.any():
            prices = [one.closing for one in self.matches if one.closing is not None]
            found[known] = implied_probabilities_array(prices)
        return found

    @cached_property
    def digest(self) -> str:
        """sha256 (hex) over feature set, names, features and goals, and closing probabilities where any are
        known, for they teach too: the same digest trains the same model."""
        content = sha256("\n".join((self.feature_set.name, *self.feature_set.names)).encode())
        content.update(np.ascontiguousarray(self.features, dtype="<f4").tobytes())
        content.update(np.ascontiguousarray(self.goals, dtype="<i8").tobytes())
        if np.isfinite(self.closing).any():
            content.update(np.ascontiguousarray(self.closing, dtype="<f8").tobytes())
        return content.hexdigest()

    def between(self, start: datetime | None, end: datetime | None) -> Self:
        """The rows whose results became known from `start` on and before `end` (UTC)."""
        return self.where(
            [
                (start is None or match.known_at >= start) and (end is None or match.known_at < end)
                for match in self.matches
            ]
        )

    def where(self, wanted: Sequence[bool] | NDArray[np.bool_]) -> Self:
        """The rows for which `wanted` [N] is true."""
        mask = np.asarray(wanted, dtype=bool)
        kept = tuple(match for match, keep in zip(self.matches, mask, strict=True) if keep)
        return type(self)(kept, self.features[mask], self.goals[mask], self.feature_set)


def build_dataset(
    played: Iterable[PlayedMatch],
    feature_set: FeatureSet = MATCH,
    odds: Mapping[str, PreMatchOdds] = NO_ODDS,
) -> Dataset:
    """One row for each league match both of whose teams were known well enough at kickoff.

    A match sees only results with `known_at` up to its kickoff, and of `odds` (by match id) the prices known
    by then. Rows are in order of kickoff. Matches that cannot be predicted (InsufficientData) teach the
    ratings but give no row.
    """
    known = in_fold_order(match for match in played if not match.fixture.international)
    by_id = {match.fixture.match_id: match for match in known}
    rows = [
        (by_id[fixture.match_id], np.array(features.values, dtype=np.float32))
        for fixture, features in features_at_kickoff(known, (one.fixture for one in known), feature_set, odds)
        if isinstance(features, FeatureVector)
    ]
    return Dataset.of(rows, feature_set)


def stacked(rows: Sequence[Row], feature_set: FeatureSet) -> NDArray[np.float32]:
    """Features [N, F], also of no rows."""
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(feature_set.names))
