"""Features of a match from what was known at an instant: one pure function for training and serving."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from struct import pack, unpack

from app.clock import written
from app.errors import InsufficientData, ValidationFailed
from app.football.features.definition import FeatureSet
from app.football.features.market import market_values
from app.football.features.match import MATCH, match_values
from app.football.features.vector import FeatureVector
from app.football.match import Fixture
from app.football.prices import PreMatchOdds
from app.football.ratings.competition import CompetitionState, KnownCompetition
from app.football.ratings.divisions import tier
from app.football.ratings.team import (
    LAST_KICKOFF_AT,
    MATCHES_AT,
    Arrived,
    TeamState,
    arrived,
    code_number,
)

State = Sequence[float]
"""A state's vector."""

KNOWN_MATCHES_NEEDED = 3
"""Matches a team must have in the data, in any division: before that its rating is mostly its start."""


def build_features(
    fixture: Fixture,
    home: TeamState | None,
    away: TeamState | None,
    competition: CompetitionState | None,
    as_of: datetime,
    *,
    feature_set: FeatureSet = MATCH,
    odds: PreMatchOdds | None = None,
) -> FeatureVector:
    """The features of `fixture` in `feature_set` from the last states known at `as_of` (UTC).

    A set that uses odds sees those prices of `odds` that were known by then. Raises InsufficientData with
    each missing need in words, and ValidationFailed for an `as_of` without a zone or earlier than a match
    that a state has already seen.
    """
    return features_of(
        fixture,
        None if home is None else home.to_vector(),
        None if away is None else away.to_vector(),
        None if competition is None else competition.to_vector(),
        as_of,
        feature_set=feature_set,
        odds=odds,
    )


def features_of(
    fixture: Fixture,
    home: State | None,
    away: State | None,
    competition: State | None,
    as_of: datetime,
    *,
    feature_set: FeatureSet = MATCH,
    odds: PreMatchOdds | None = None,
) -> FeatureVector:
    """The same from the vectors of the states, as they are stored."""
    _check_instant(as_of)
    missing = _missing(fixture, home, away, competition, as_of)
    prices = odds.known(as_of, fixture.home) if feature_set.uses_odds and odds else None
    if feature_set.uses_odds and prices is None:
        missing += (f"no bookmaker's prices for the match result are known before {written(as_of)}",)
    if home is None or away is None or competition is None or missing:
        raise InsufficientData(missing)
    known = KnownCompetition.of(competition)
    _check_not_ahead(as_of, home[LAST_KICKOFF_AT], away[LAST_KICKOFF_AT], known.last_kickoff)
    arriving = _arrivals(fixture, home, away)
    values = match_values(fixture, *arriving, known)
    if prices is not None:
        values += market_values(prices, *arriving)
    return _vector(feature_set, values, as_of)


def _arrivals(fixture: Fixture, home: State, away: State) -> tuple[Arrived, Arrived]:
    at = (
        code_number(fixture.season),
        code_number(fixture.competition),
        float(tier(fixture.competition)),
        fixture.kickoff.timestamp(),
    )
    return arrived(home, *at), arrived(away, *at)


def _check_instant(as_of: datetime) -> None:
    if as_of.tzinfo is None or as_of.utcoffset() != timedelta(0):
        raise ValidationFailed("asOf", f"must be an instant in UTC, not {as_of.isoformat()}")


def _check_not_ahead(as_of: datetime, *last_kickoffs: float) -> None:
    if max(last_kickoffs) > as_of.timestamp():
        raise ValidationFailed("asOf", f"the ratings have seen matches after {written(as_of)}")


def _missing(
    fixture: Fixture,
    home: State | None,
    away: State | None,
    competition: State | None,
    as_of: datetime,
) -> tuple[str, ...]:
    missing = []
    if competition is None:
        missing.append(f"competition {fixture.competition} has no matches before {written(as_of)}")
    for side, state in (("home", home), ("away", away)):
        known = 0 if state is None else int(state[MATCHES_AT])
        if known < KNOWN_MATCHES_NEEDED:
            noun = "match" if known == 1 else "matches"
            missing.append(
                f"the {side} team has {known} {noun} before {written(as_of)}; "
                f"{KNOWN_MATCHES_NEEDED} are needed"
            )
    return tuple(missing)


def _vector(feature_set: FeatureSet, values: list[float], as_of: datetime) -> FeatureVector:
    """The values rounded to float32."""
    layout = f"<{len(values)}f"
    packed = pack(layout, *values)
    vector = FeatureVector(feature_set.name, unpack(layout, packed), as_of)
    vars(vector)["packed"] = packed  # what it would be made into again
    return vector
