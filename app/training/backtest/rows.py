"""What a backtest works on: rows to learn from, rows to forecast, and the matches it has to leave out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from app.football.features import FeatureSet, FeatureVector
from app.football.match import Fixture, PlayedMatch
from app.training.dataset import Dataset, Row, stacked
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
    """All matches teach; those of `competitions` that kick off from `start` on and before `end` (UTC) are to
    be forecast, played or not."""
    played = {match.fixture.match_id: match for match in priced.matches}
    learned: list[tuple[PlayedMatch, Row]] = []
    forecast: list[tuple[Fixture, Row]] = []
    left_out: list[LeftOut] = []
    for fixture, features in features_at_kickoff(
        priced.matches, priced.fixtures, feature_set, priced.pre_match
    ):
        wanted = start <= fixture.kickoff < end and fixture.competition in competitions
        if not isinstance(features, FeatureVector):
            left_out += [LeftOut(fixture, features.missing)] if wanted else []
            continue
        row = np.array(features.values, dtype=np.float32)
        if match := played.get(fixture.match_id):
            learned.append((match, row))
        if wanted:
            forecast.append((fixture, row))
    return Rows(
        Dataset.of(learned, feature_set),
        tuple(fixture for fixture, _ in forecast),
        stacked([row for _, row in forecast], feature_set),
        tuple(left_out),
    )
