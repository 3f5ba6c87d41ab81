"""What a backtest works on: rows to learn from, rows to forecast, and the matches it has to leave out."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from app.errors import InsufficientData
from app.football.features import FeatureSet, FeatureVector
from app.football.match import Fixture
from app.training.dataset import Dataset
from app.training.folder import PricedMatches
from app.training.walk import features_at_kickoff


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A match without a forecast; `needs` say in words what is missing."""

    fixture: Fixture
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """`learned`: every finished match whose features were known at kickoff. `fixtures` and `features`
    float32 [M, F]: the matches to forecast, in order of kickoff."""

    learned: Dataset
    fixtures: tuple[Fixture, ...]
    features: NDArray[np.float32]
    left_out: tuple[LeftOut, ...]

    @property
    def digest(self) -> str:
        """sha256 (hex) over all that the forecasts follow from, apart from the program."""
        content = sha256(self.learned.digest.encode())
        for matches in ([match.fixture for match in self.learned.matches], self.fixtures):
            content.update("\n".join(map(_key, matches)).encode() + b"\0")
        content.update(np.ascontiguousarray(self.features, dtype="<f4").tobytes())
        content.update("\n".join(_key(one.fixture) for one in self.left_out).encode())
        return content.hexdigest()


def _key(fixture: Fixture) -> str:
    return f"{fixture.competition} {fixture.kickoff.isoformat()} {fixture.home} {fixture.away}"


def build_rows(
    priced: PricedMatches,
    feature_set: FeatureSet,
    start: datetime,
    end: datetime,
    competitions: Collection[str],
) -> Rows:
    """All matches teach; those of `competitions` that kick off from `start` on and before `end` are to be
    forecast, played or not."""
    played = {match.fixture.match_id: match for match in priced.matches}
    building = _Building(len(feature_set.names))
    walk = features_at_kickoff(priced.matches, priced.fixtures, feature_set, priced.pre_match)
    for fixture, features in walk:
        if fixture.match_id in played and isinstance(features, FeatureVector):
            building.learn(fixture.match_id, features)
        if start <= fixture.kickoff < end and fixture.competition in competitions:
            building.forecast(fixture, features)
    matches = tuple(played[match_id] for match_id in building.learned)
    goals = np.array([(one.score.home, one.score.away) for one in matches], dtype=np.int64).reshape(-1, 2)
    learned = Dataset(matches, building.stacked("learned"), goals, feature_set)
    return Rows(learned, tuple(building.fixtures), building.stacked("forecast"), tuple(building.left_out))
