"""Features: what they need, what they may see, and that their digest holds them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from math import isfinite

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import written
from app.errors import InsufficientData, ValidationFailed
from app.football.features import MATCH, FeatureVector, build_features
from app.football.match import Fixture, MatchStatistics, PlayedMatch
from app.football.ratings import RatingBook, in_fold_order
from tests.builders import KICKOFF, fixture, played

DAY = timedelta(days=1)
NEXT = KICKOFF + 60 * DAY


def season(count: int = 12, statistics: MatchStatistics | None = None) -> list[PlayedMatch]:
    """Teams 1 to 4 in turn, a match every third day from KICKOFF on."""
    pairs = [("1", "2"), ("3", "4"), ("2", "3"), ("4", "1"), ("1", "3"), ("2", "4")]
    return [
        played(
            number % 4,
            number % 3,
            statistics or MatchStatistics(),
            match_id=str(number),
            home=pairs[number % 6][0],
            away=pairs[number % 6][1],
            kickoff=KICKOFF + 3 * DAY * number,
        )
        for number in range(count)
    ]


def seen(matches: list[PlayedMatch], at: datetime) -> RatingBook:
    book = RatingBook()
    for match in in_fold_order(matches):
        if match.known_at <= at:
            book.apply(match)
    return book


def features(matches: list[PlayedMatch], of: Fixture, at: datetime) -> FeatureVector:
    return build_features(of, *seen(matches, at).states(of), at)


NEXT_MATCH = fixture(kickoff=NEXT, match_id="99")


def test_every_feature_is_a_finite_float32() -> None:
    vector = features(season(), NEXT_MATCH, NEXT)
    assert len(vector.values) == len(MATCH.names) == len(set(MATCH.names))
    assert all(isfinite(value) and float(np.float32(value)) == value for value in vector.values)


@given(st.integers(0, 40), st.integers(0, 9), st.integers(0, 9))
def test_matches_after_as_of_never_change_a_feature(days: int, home_goals: int, away_goals: int) -> None:
    at = KICKOFF + (40 + days) * DAY
    later = played(
        home_goals, away_goals, match_id="50", kickoff=at - timedelta(minutes=149), home="2", away="1"
    )
    of = fixture(kickoff=at + DAY, match_id="99")
    assert features([*season(), later], of, at) == features(season(), of, at)


def test_a_result_known_before_as_of_does_change_the_features() -> None:
    earlier = played(9, 0, match_id="50", kickoff=NEXT - timedelta(minutes=150), home="2", away="1")
    assert (
        features([*season(), earlier], NEXT_MATCH, NEXT).digest != features(season(), NEXT_MATCH, NEXT).digest
    )


def test_a_team_with_too_few_matches_is_named_with_its_need() -> None:
    with pytest.raises(InsufficientData) as refusal:
        features(season(2), NEXT_MATCH, NEXT)
    assert refusal.value.missing == (
        f"the home team has 1 match before {written(NEXT)}; 3 are needed",
        f"the away team has 1 match before {written(NEXT)}; 3 are needed",
    )


def test_a_competition_never_seen_is_named_too() -> None:
    with pytest.raises(InsufficientData) as refusal:
        build_features(fixture(home="17"), None, None, None, KICKOFF)
    assert refusal.value.missing == (
        f"competition E0 has no matches before {written(KICKOFF)}",
        f"the home team has 0 matches before {written(KICKOFF)}; 3 are needed",
        f"the away team has 0 matches before {written(KICKOFF)}; 3 are needed",
    )


@pytest.mark.parametrize(
    "as_of",
    [datetime(2025, 1, 1), datetime(2025, 1, 1, tzinfo=timezone(timedelta(hours=1)))],  # noqa: DTZ001  the naive instant that is refused
)
def test_an_instant_that_is_not_utc_is_refused(as_of: datetime) -> None:
    book = seen(season(), NEXT)
    with pytest.raises(ValidationFailed, match="asOf"):
        build_features(NEXT_MATCH, *book.states(NEXT_MATCH), as_of)


def test_states_from_the_future_are_refused() -> None:
    book = seen(season(), NEXT)
    with pytest.raises(ValidationFailed, match="seen matches after"):
        build_features(NEXT_MATCH, *book.states(NEXT_MATCH), KICKOFF + DAY)


def test_features_without_any_shot_are_defined_and_say_so() -> None:
    vector = features(season(), NEXT_MATCH, NEXT)
    evidence = [vector.values[MATCH.names.index(f"shot_evidence_{side}")] for side in ("home", "away")]
    assert evidence == [0.0, 0.0]


def test_nobody_has_home_advantage_on_neutral_ground() -> None:
    values = dict(
        zip(MATCH.names, features(season(), replace(NEXT_MATCH, neutral=True), NEXT).values, strict=True)
    )
    assert values["goals_level_home"] == values["goals_level_away"]
    assert values["neutral"] == 1.0


def test_on_neutral_ground_the_sides_may_be_named_in_either_order() -> None:
    match = replace(NEXT_MATCH, neutral=True)
    swapped = replace(match, home=match.away, away=match.home)
    matches = season(statistics=MatchStatistics(home_shots_on_target=5, away_shots_on_target=4))
    one, other = (
        dict(zip(MATCH.names, features(matches, of, NEXT).values, strict=True)) for of in (match, swapped)
    )
    for name in ("elo_difference", "pi_supremacy", "goals_supremacy", "pi_supremacy_counted"):
        assert one[name] == -other[name] != 0.0
    assert one["elo_expected_score"] == pytest.approx(1 - other["elo_expected_score"])


def test_the_digest_is_the_same_for_the_same_features_whenever_they_were_computed() -> None:
    values = tuple(float(number) for number in range(len(MATCH.names)))
    at_noon = FeatureVector(MATCH.name, values, datetime(2024, 8, 1, 12, tzinfo=UTC))
    assert at_noon.digest == replace(at_noon, as_of=KICKOFF).digest
    assert len(at_noon.digest) == 64


@given(st.integers(0, len(MATCH.names) - 1))
def test_the_digest_changes_with_any_value(index: int) -> None:
    values = [0.0] * len(MATCH.names)
    zero = FeatureVector(MATCH.name, tuple(values), KICKOFF)
    values[index] = float(np.nextafter(np.float32(0), np.float32(1)))
    assert FeatureVector(MATCH.name, tuple(values), KICKOFF).digest != zero.digest


def test_matches_before_1970_are_matches_like_any_other() -> None:
    """Their kickoffs are negative in epoch seconds."""
    back = timedelta(days=365 * 60)
    old = [
        replace(match, fixture=replace(match.fixture, kickoff=match.fixture.kickoff - back))
        for match in season()
    ]
    at = NEXT - back
    assert (
        features(old, replace(NEXT_MATCH, kickoff=at), at).values
        == features(season(), NEXT_MATCH, NEXT).values
    )
