"""Features kept ready in an online store, used only where they are what computing would give."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.clients.feast import OnlineRow, OnlineStore, OnlineStoreUnavailable
from app.db import feature_inputs
from app.football.features import FeatureSet, FeatureVector
from app.football.match import Fixture
from app.log import get_logger

RETRY_AFTER_S = 1.0
"""How long a store that did not answer is left alone, so that not every request waits for it."""

ONLINE, MISSING, OUTDATED, UNAVAILABLE = "online", "missing", "outdated", "unavailable"
OUTCOMES = (ONLINE, MISSING, OUTDATED, UNAVAILABLE)

Request = tuple[Fixture, datetime]

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """What is online of some requests: the right vectors by place; how many have no row, or another one."""

    vectors: Mapping[int, FeatureVector]
    missing: int
    outdated: int


class OnlineFeatures:
    """`reads` counts features asked for by what became of them; all but ONLINE came from PostgreSQL."""

    def __init__(self, store: OnlineStore) -> None:
        self._store = store
        self._ask_again_at = 0.0
        self.reads: Counter[str] = Counter(dict.fromkeys(OUTCOMES, 0))

    async def vectors(
        self, requests: Sequence[Request], feature_set: FeatureSet
    ) -> Mapping[int, FeatureVector]:
        """By place in `requests`: the online features that are as of the instant asked about."""
        asked = [place for place, (fixture, _) in enumerate(requests) if fixture.match_id.isdecimal()]
        if not asked:
            return {}
        if time.monotonic() < self._ask_again_at:
            self.reads[UNAVAILABLE] += len(asked)
            return {}
        try:
            look = await self.look([requests[place] for place in asked], feature_set)
        except OnlineStoreUnavailable as absence:
            log.warning("online_features_unavailable", reason=absence.message)
            self._ask_again_at = time.monotonic() + RETRY_AFTER_S
            self.reads[UNAVAILABLE] += len(asked)
            return {}
        self.reads.update({ONLINE: len(look.vectors), MISSING: look.missing, OUTDATED: look.outdated})
        return {asked[place]: vector for place, vector in look.vectors.items()}

    async def look(self, requests: Sequence[Request], feature_set: FeatureSet) -> Look:
        """One read and one statement; every request is of a stored match. Raises OnlineStoreUnavailable.

        An online row is right if it was computed at the instant or before, all that it hangs on is the same
        at both, and the digest is that of its values.
        """
        ids = [int(fixture.match_id) for fixture, _ in requests]
        rows = await self._store.read(feature_set.name, feature_set.names, sorted(set(ids)))
        there = [place for place, id_ in enumerate(ids) if id_ in rows]
        inputs = await feature_inputs.fingerprints([requests[place] for place in there], feature_set)
        made = {
            place: _vector(rows[ids[place]], requests[place][1], own, feature_set)
            for place, own in zip(there, inputs, strict=True)
        }
        right = {place: vector for place, vector in made.items() if vector is not None}
        return Look(right, missing=len(ids) - len(there), outdated=len(there) - len(right))


def _vector(row: OnlineRow, as_of: datetime, inputs: str, feature_set: FeatureSet) -> FeatureVector | None:
    vector = FeatureVector(feature_set.name, row.values, as_of)
    right = row.as_of <= as_of and row.inputs == inputs and row.digest == vector.digest
    return vector if right else None
