"""Batching: whatever an operation asks of many parents is read in one statement.

Loaders cache, so they live as long as one operation or one update of a subscription, never longer.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar, cast

from strawberry.dataloader import DataLoader

from app.db import (
    calibration,
    collection_runs,
    competitions,
    live_runs,
    live_updates,
    match_events,
    matches,
    model_versions,
    odds,
    predictions,
    promotions,
    ratings,
    settlement,
    teams,
)
from app.db.matches import MatchFilter, MatchRow
from app.db.model_versions import ModelVersionRow
from app.db.models import PredictionKind
from app.db.paging import Page, Slice
from app.db.predictions import PredictionFilter, StoredPrediction
from app.db.ratings import KnownTeam, RatingRow
from app.errors import FootballError
from app.football.features import FeatureSet, FeatureVector
from app.football.inplay.events import MatchEvent, Side
from app.football.match import Outcome, PlayedMatch
from app.football.odds import implied_probabilities_array
from app.prediction.features import Computed
from app.prediction.predictor import MatchPrediction
from app.services import Services

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Prices = tuple[float, ...]
NO_MATCHES: Page[MatchRow] = Page((), has_next=False)
NOT_PLAYED: tuple[PlayedMatch, ...] = ()
NO_EVENTS: list[MatchEvent] = []
NO_SEASONS: tuple[competitions.SeasonRow, ...] = ()
NO_ALIASES: tuple[teams.AliasRow, ...] = ()
NO_VERSIONS: Page[ModelVersionRow] = Page((), has_next=False)
NO_PROMOTIONS: Page[promotions.PromotionRow] = Page((), has_next=False)
NO_PREDICTIONS: Page[StoredPrediction] = Page((), has_next=False)
NOTHING_EARLIER: dict[Outcome, calibration.EarlierOutcomes] = {}


class Loader(DataLoader[K, V]):
    """Fields wait for one value together; where one of them is cancelled, the others go on waiting.

    graphql-core cancels the fields beside one that failed, and whoever waits for the same future with them.
    """

    def load(self, key: K) -> Awaitable[V]:
        return asyncio.shield(super().load(key))


class Loaders:
    """One loader for each kind of thing, and for each set of arguments it is asked with.

    Each is made when it is first asked for: they are rings of references, which only the garbage collector
    takes apart, and a subscription uses one or two.
    """

    competitions = cached_property(lambda _self: _by_key(competitions.by_ids, None))
    seasons = cached_property(lambda _self: _by_key(competitions.seasons_of, NO_SEASONS))
    teams = cached_property(lambda _self: _by_key(teams.by_ids, None))
    aliases = cached_property(lambda _self: _by_key(teams.aliases_of, NO_ALIASES))
    matches = cached_property(lambda _self: _by_key(matches.by_ids, None))
    model_versions = cached_property(lambda _self: _by_key(model_versions.by_ids, None))
    implied = cached_property(lambda _self: Loader(_implied))
    explained = cached_property(lambda self: Loader(self._services.explainer.explain))
    runs = cached_property(lambda _self: _by_key(collection_runs.by_ids, None))
    pre_match = cached_property(lambda _self: _by_key(_pre_match, None))
    latest_updates = cached_property(lambda _self: _by_key(live_updates.latest, None))
    replay_speeds = cached_property(lambda _self: _by_key(live_runs.speeds, 1.0))
    match_events = cached_property(lambda _self: _by_key(match_events.of_matches, NO_EVENTS))
    settlements = cached_property(lambda _self: _by_key(settlement.by_match_ids, None))
    scores = cached_property(lambda _self: _by_key(settlement.scores_of_predictions, None))
    earlier_outcomes = cached_property(lambda _self: _by_key(calibration.earlier_outcomes, NOTHING_EARLIER))

    def __init__(self, services: Services) -> None:
        self._services = services
        self._made: dict[Hashable, DataLoader[Any, Any]] = {}

    def odds(self, first: int) -> DataLoader[int, tuple[odds.OddsRow, ...]]:
        return self._once(("odds", first), lambda: _by_key(lambda ids: odds.of_matches(ids, first), ()))

    def meetings(self, first: int) -> DataLoader[MatchRow, tuple[MatchRow, ...]]:
        """Earlier meetings of a match's two teams."""

        async def load(rows: list[MatchRow]) -> list[tuple[MatchRow, ...]]:
            found = await matches.meetings_before(rows, first)
            return [found.get(row.id, ()) for row in rows]

        return self._once(("meetings", first), lambda: Loader(load, cache_key_fn=_row_id))

    def team_matches(self, where: MatchFilter, part: Slice) -> DataLoader[int, Page[MatchRow]]:
        return self._once(
            ("team matches", where, part),
            lambda: _by_key(lambda ids: matches.pages_of_teams(ids, where, part), NO_MATCHES),
        )

    def played(
        self, where: MatchFilter, most: int, side: Side | None
    ) -> DataLoader[int, tuple[PlayedMatch, ...]]:
        return self._once(
            ("played", where, most, side),
            lambda: _by_key(lambda ids: matches.played_by_teams(ids, where, most, side), NOT_PLAYED),
        )

    def competition_matches(self, where: MatchFilter, part: Slice) -> DataLoader[int, Page[MatchRow]]:
        return self._once(
            ("competition matches", where, part),
            lambda: _by_key(lambda ids: matches.pages_of_competitions(ids, where, part), NO_MATCHES),
        )

    def match_predictions(
        self, where: PredictionFilter, part: Slice
    ) -> DataLoader[int, Page[StoredPrediction]]:
        return self._once(
            ("match predictions", where, part),
            lambda: _by_key(lambda ids: predictions.pages_of_matches(ids, where, part), NO_PREDICTIONS),
        )

    def latest_predictions(self, kind: PredictionKind | None) -> DataLoader[int, StoredPrediction | None]:
        return self._once(
            ("latest predictions", kind),
            lambda: _by_key(lambda ids: predictions.latest_for(ids, kind=kind), None),
        )

    def match_scores(self, first: int) -> DataLoader[int, tuple[settlement.ScoreRow, ...]]:
        return self._once(
            ("match scores", first),
            lambda: _by_key(lambda ids: settlement.scores_of_matches(ids, first), ()),
        )

    def versions(self, part: Slice) -> DataLoader[int, Page[ModelVersionRow]]:
        """All versions of a version's model."""
        return self._once(
            ("versions", part),
            lambda: _by_key(lambda ids: model_versions.pages_of_versions(ids, part), NO_VERSIONS),
        )

    def promotions(self, part: Slice) -> DataLoader[int, Page[promotions.PromotionRow]]:
        """The changes of champion of a version's model."""
        return self._once(
            ("promotions", part),
            lambda: _by_key(lambda ids: promotions.pages_of_versions(ids, part), NO_PROMOTIONS),
        )

    def ratings(
        self, known_from: datetime | None, known_to: datetime | None, last: int
    ) -> DataLoader[int, tuple[RatingRow, ...]]:
        return self._once(
            ("ratings", known_from, known_to, last),
            lambda: _by_key(lambda ids: ratings.of_teams(ids, known_from, known_to, last), ()),
        )

    def rating_at(self, as_of: datetime) -> DataLoader[int, KnownTeam | None]:
        return self._once(
            ("rating at", as_of), lambda: _by_key(lambda ids: ratings.known_at(ids, as_of), None)
        )

    def predicted(self, as_of: datetime | None, model: str | None) -> DataLoader[MatchRow, MatchPrediction]:
        """Predictions computed for this answer and not stored; loading raises why there is none."""

        async def load(rows: list[MatchRow]) -> list[MatchPrediction | FootballError]:
            fixtures = [row.fixture for row in rows]
            return await self._services.predictor.predict(fixtures, as_of=as_of, model=model)

        return self._once(("predicted", as_of, model), lambda: Loader(load, cache_key_fn=_row_id))

    def features(
        self, as_of: datetime | None, feature_set: FeatureSet
    ) -> DataLoader[MatchRow, FeatureVector]:
        """Features computed for this answer; loading raises why there are none."""

        async def load(rows: list[MatchRow]) -> list[Computed]:
            fixtures = [row.fixture for row in rows]
            return await self._services.features.compute(fixtures, as_of, feature_set=feature_set)

        return self._once(("features", as_of, feature_set.name), lambda: Loader(load, cache_key_fn=_row_id))

    def _once(self, key: Hashable, make: Callable[[], DataLoader[K, V]]) -> DataLoader[K, V]:
        if key not in self._made:
            self._made[key] = make()
        return cast(DataLoader[K, V], self._made[key])


async def _pre_match(match_ids: Sequence[int]) -> Mapping[int, StoredPrediction]:
    """What was said last of each match before its kickoff."""
    return await predictions.latest_for(match_ids, kind=PredictionKind.PRE_MATCH)


async def _implied(markets: list[Prices]) -> list[Prices]:
    """The probabilities behind each market's prices: one run of the solver for all markets of one size."""
    found: dict[Prices, Prices] = {}
    for size in {len(prices) for prices in markets}:
        alike = [prices for prices in markets if len(prices) == size]
        found |= zip(alike, map(tuple, implied_probabilities_array(alike).tolist()), strict=True)
    return [found[prices] for prices in markets]


def _by_key(fetch: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]], missing: V) -> DataLoader[K, V]:
    """A loader over a query that answers by key; a key without an answer gives `missing`."""

    async def load(keys: list[K]) -> list[V]:
        found = await fetch(keys)
        return [found.get(key, missing) for key in keys]

    return Loader(load)


def _row_id(row: MatchRow) -> Hashable:
    return row.id
