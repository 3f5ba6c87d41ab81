"""Features of matches as of an instant, computed from the stored rating history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.clock import Clock
from app.db import features as rows
from app.db import fixtures as matches
from app.db import ratings
from app.db.features import StoredFeatures
from app.db.fixtures import FixtureFilter
from app.db.ratings import States
from app.errors import FootballError, InsufficientData, ValidationFailed
from app.football.features import MATCH, FeatureSet, FeatureVector, build_features
from app.football.match import Fixture
from app.prediction.instants import resolve_as_of
from app.progress import OnProgress, unheard

Computed = FeatureVector | FootballError
"""Features, or why there are none: InsufficientData, ValidationFailed."""

BATCH = 500


@dataclass(frozen=True, slots=True)
class BackfillReport:
    """Rows by what became of them; `insufficient` matches have too little before them."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    insufficient: int = 0

    def __add__(self, other: "BackfillReport") -> "BackfillReport":
        return BackfillReport(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.insufficient + other.insufficient,
        )


class FeatureService:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def compute(
        self, fixtures: Sequence[Fixture], as_of: datetime | None = None, *, feature_set: FeatureSet = MATCH
    ) -> list[Computed]:
        """One value for each fixture, in order; `as_of` is by default the earlier of now and kickoff.

        Two statements, whatever the number. Raises RatingsOutdated.
        """
        now = self._clock()
        requests = [(fixture, _resolved(fixture, as_of, now)) for fixture in fixtures]
        return await self.compute_at(requests, feature_set=feature_set)

    async def compute_at(
        self,
        requests: Sequence[tuple[Fixture, datetime | FootballError]],
        *,
        feature_set: FeatureSet = MATCH,
    ) -> list[Computed]:
        """The same for instants resolved before; a refused instant is handed on."""
        asked = [(fixture, as_of) for fixture, as_of in requests if isinstance(as_of, datetime)]
        states = iter(await ratings.states_at(asked))
        return [
            _built(fixture, next(states), as_of, feature_set) if isinstance(as_of, datetime) else as_of
            for fixture, as_of in requests
        ]

    async def store(
        self, fixtures: Sequence[Fixture], as_of: datetime | None = None, *, feature_set: FeatureSet = MATCH
    ) -> list[StoredFeatures | FootballError]:
        """Compute and keep; a row that is there already stays. One value for each fixture, in order."""
        computed = await self.compute(fixtures, as_of, feature_set=feature_set)
        at = self._clock()
        values = [_row(one, vector, at) for one, vector in zip(fixtures, computed, strict=True)]
        await rows.store([value for value in values if isinstance(value, StoredFeatures)])
        return values

    async def backfill(
        self, where: FixtureFilter, on_progress: OnProgress = unheard, *, feature_set: FeatureSet = MATCH
    ) -> BackfillReport:
        """Store the features, as of kickoff, of every match that has kicked off; may be run again."""
        now = self._clock()
        total = await matches.count(where, kicked_off_by=now)
        report, done = BackfillReport(), 0
        async for batch in matches.batches(where, kicked_off_by=now, size=BATCH):
            report += await self._store_batch(batch, feature_set)
            done += len(batch)
            await on_progress(min(done, total), total)
        return report

    async def _store_batch(self, batch: Sequence[Fixture], feature_set: FeatureSet) -> BackfillReport:
        requests = [(fixture, fixture.kickoff) for fixture in batch]
        computed = await self.compute_at(requests, feature_set=feature_set)
        at = self._clock()
        values = [_row(one, vector, at) for one, vector in zip(batch, computed, strict=True)]
        kept = [value for value in values if isinstance(value, StoredFeatures)]
        stored = await rows.store(kept)
        return BackfillReport(stored.added, stored.changed, stored.unchanged, len(values) - len(kept))


def _resolved(fixture: Fixture, as_of: datetime | None, now: datetime) -> datetime | FootballError:
    try:
        return resolve_as_of(fixture, as_of, now)
    except ValidationFailed as refused:
        return refused


def _built(fixture: Fixture, states: States, as_of: datetime, feature_set: FeatureSet) -> Computed:
    try:
        return build_features(
            fixture, states.home, states.away, states.competition, as_of, feature_set=feature_set
        )
    except (InsufficientData, ValidationFailed) as refused:
        return refused


def _row(fixture: Fixture, computed: Computed, at: datetime) -> StoredFeatures | FootballError:
    if not isinstance(computed, FeatureVector):
        return computed
    return StoredFeatures(
        match_id=int(fixture.match_id),
        feature_set=computed.feature_set,
        as_of=computed.as_of,
        values=computed.values,
        digest=computed.digest,
        computed_at=at,
    )
