"""Features of matches as of an instant, computed from the stored rating history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.clock import Clock
from app.db import feature_inputs, odds, ratings
from app.db import features as rows
from app.db import fixtures as matches
from app.db.audit import Act
from app.db.feature_inputs import Due
from app.db.features import StoredFeatures
from app.db.fixtures import FixtureFilter
from app.db.ratings import States
from app.errors import FootballError, InsufficientData, ValidationFailed
from app.football.features import MATCH, FeatureSet, FeatureVector, features_of
from app.football.match import Fixture
from app.football.prices import PreMatchOdds
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


class Online(Protocol):
    """Features kept ready elsewhere."""

    async def vectors(
        self, requests: Sequence[tuple[Fixture, datetime]], feature_set: FeatureSet
    ) -> Mapping[int, FeatureVector]:
        """By place in `requests`: those that are what computing would give; never an error, never a guess."""


class FeatureService:
    def __init__(self, clock: Clock, online: Online | None = None) -> None:
        self._clock = clock
        self._online = online

    async def compute(
        self, fixtures: Sequence[Fixture], as_of: datetime | None = None, *, feature_set: FeatureSet = MATCH
    ) -> list[Computed]:
        """One value for each fixture, in order; `as_of` is by default the earlier of now and kickoff.

        A few statements, whatever the number. Raises RatingsOutdated.
        """
        now = self._clock()
        requests = [(fixture, _resolved(fixture, as_of, now)) for fixture in fixtures]
        return await self.compute_at(requests, feature_set=feature_set)

    async def compute_at(
        self,
        requests: Sequence[tuple[Fixture, datetime | FootballError]],
        *,
        feature_set: FeatureSet = MATCH,
        known: Sequence[States] | None = None,
    ) -> list[Computed]:
        """The same for instants resolved before; a refused instant is handed on.

        `known`: the states as of each instant, where they were read before.
        """
        asked = [(fixture, as_of) for fixture, as_of in requests if isinstance(as_of, datetime)]
        if known is None:
            vectors = iter(await self._vectors(asked, feature_set))
        else:
            states = [
                one for one, (_, as_of) in zip(known, requests, strict=True) if isinstance(as_of, datetime)
            ]
            vectors = iter(await self._all_built(asked, states, feature_set))
        return [next(vectors) if isinstance(as_of, datetime) else as_of for _, as_of in requests]

    async def store(
        self,
        fixtures: Sequence[Fixture],
        as_of: datetime | None = None,
        *,
        feature_set: FeatureSet = MATCH,
        act: Act | None = None,
    ) -> list[StoredFeatures | FootballError]:
        """Compute and keep; a row that is there already stays. One value for each fixture, in order."""
        now = self._clock()
        instants = [_resolved(fixture, as_of, now) for fixture in fixtures]
        asked = [
            (fixture, instant)
            for fixture, instant in zip(fixtures, instants, strict=True)
            if isinstance(instant, datetime)
        ]
        inputs = await feature_inputs.fingerprints(asked, feature_set)
        due = [Due(*one, inputs=own, stored=False) for one, own in zip(asked, inputs, strict=True)]
        values = iter(await self._rows(due, feature_set))
        made = [next(values) if isinstance(instant, datetime) else instant for instant in instants]
        await rows.store([value for value in made if isinstance(value, StoredFeatures)], act)
        return made

    async def backfill(
        self,
        where: FixtureFilter,
        on_progress: OnProgress = unheard,
        *,
        feature_set: FeatureSet = MATCH,
        ahead: bool = False,
    ) -> BackfillReport:
        """Store the features, as of kickoff, of every match that has kicked off; may be run again.

        With `ahead` those to come are stored, too, as of now. A row whose inputs are what they were is
        not computed again.
        """
        now = self._clock()
        total = await matches.count(where, kicked_off_by=None if ahead else now)
        report, done = BackfillReport(), 0
        async for page in feature_inputs.due(where, feature_set, now, ahead=ahead):
            new = [one for one in page if not one.stored]
            report += BackfillReport(unchanged=len(page) - len(new))
            for start in range(0, len(new), BATCH):
                report += await self._store_batch(new[start : start + BATCH], feature_set)
                await on_progress(min(done + start, total), total)
            done += len(page)
            await on_progress(min(done, total), total)
        return report

    async def _vectors(
        self, asked: Sequence[tuple[Fixture, datetime]], feature_set: FeatureSet
    ) -> list[Computed]:
        """From the online store where it has them, else from the rating history."""
        ready = {} if self._online is None else await self._online.vectors(asked, feature_set)
        rest = [place for place in range(len(asked)) if place not in ready]
        computed = await self._computed([asked[place] for place in rest], feature_set)
        made = dict(zip(rest, computed, strict=True))
        return [ready[place] if place in ready else made[place] for place in range(len(asked))]

    async def _computed(
        self, asked: Sequence[tuple[Fixture, datetime]], feature_set: FeatureSet
    ) -> list[Computed]:
        return await self._all_built(asked, await ratings.states_at(asked), feature_set)

    async def _all_built(
        self, asked: Sequence[tuple[Fixture, datetime]], states: Sequence[States], feature_set: FeatureSet
    ) -> list[Computed]:
        prices = await _prices([fixture for fixture, _ in asked]) if feature_set.uses_odds else {}
        return [
            _built(fixture, known, as_of, feature_set, prices.get(fixture.match_id))
            for (fixture, as_of), known in zip(asked, states, strict=True)
        ]

    async def _store_batch(self, batch: Sequence[Due], feature_set: FeatureSet) -> BackfillReport:
        values = await self._rows(batch, feature_set)
        kept = [value for value in values if isinstance(value, StoredFeatures)]
        stored = await rows.store(kept)
        return BackfillReport(stored.added, stored.changed, stored.unchanged, len(values) - len(kept))

    async def _rows(
        self, batch: Sequence[Due], feature_set: FeatureSet
    ) -> list[StoredFeatures | FootballError]:
        # inputs that change between fingerprint and reading leave a fingerprint that no later one equals
        computed = await self._computed([(one.fixture, one.as_of) for one in batch], feature_set)
        at = self._clock()
        return [_row(one, vector, at) for one, vector in zip(batch, computed, strict=True)]


def _resolved(fixture: Fixture, as_of: datetime | None, now: datetime) -> datetime | FootballError:
    try:
        return resolve_as_of(fixture, as_of, now)
    except ValidationFailed as refused:
        return refused


async def _prices(fixtures: Sequence[Fixture]) -> dict[str, PreMatchOdds]:
    """The pre-match prices by match id; a match that nobody has scheduled has none."""
    scheduled = {int(one.match_id) for one in fixtures if one.match_id.isdecimal()}
    return {str(match_id): priced for match_id, priced in (await odds.pre_match(sorted(scheduled))).items()}


def _built(
    fixture: Fixture,
    states: States,
    as_of: datetime,
    feature_set: FeatureSet,
    prices: PreMatchOdds | None,
) -> Computed:
    try:
        return features_of(
            fixture,
            states.home,
            states.away,
            states.competition,
            as_of,
            feature_set=feature_set,
            odds=prices,
        )
    except (InsufficientData, ValidationFailed) as refused:
        return refused


def _row(due: Due, computed: Computed, at: datetime) -> StoredFeatures | FootballError:
    if not isinstance(computed, FeatureVector):
        return computed
    return StoredFeatures(
        match_id=int(due.fixture.match_id),
        feature_set=computed.feature_set,
        as_of=computed.as_of,
        values=computed.values,
        digest=computed.digest,
        computed_at=at,
        inputs=due.inputs,
    )
