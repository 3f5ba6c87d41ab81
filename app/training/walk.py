"""The walk through time: the features of every match from the results known at its kickoff, in one pass."""

from collections.abc import Iterable, Iterator, Mapping

from app.errors import InsufficientData
from app.football.features import MATCH, FeatureSet, FeatureVector, build_features
from app.football.match import Fixture, PlayedMatch
from app.football.prices import NO_ODDS, PreMatchOdds
from app.football.ratings import RatingBook, in_fold_order


def features_at_kickoff(
    played: Iterable[PlayedMatch],
    fixtures: Iterable[Fixture],
    feature_set: FeatureSet = MATCH,
    odds: Mapping[str, PreMatchOdds] = NO_ODDS,
) -> Iterator[tuple[Fixture, FeatureVector | InsufficientData]]:
    """The features of each of `fixtures`, in order of kickoff, or what is missing for them.

    A match sees only the results of `played` with `known_at` up to its kickoff, and the prices in `odds` (by
    match id) known by then. Matches of national sides neither teach nor are told.
    """
    waiting = iter(in_fold_order(match for match in played if not match.fixture.international))
    book, upcoming = RatingBook(), next(waiting, None)
    for fixture in sorted(fixtures, key=lambda one: one.kickoff):
        if fixture.international:
            continue
        while upcoming is not None and upcoming.known_at <= fixture.kickoff:
            book.apply(upcoming)
            upcoming = next(waiting, None)
        prices = odds.get(fixture.match_id)
        try:
            built = build_features(
                fixture, *book.states(fixture), fixture.kickoff, feature_set=feature_set, odds=prices
            )
        except InsufficientData as lacking:
            yield fixture, lacking
        else:
            yield fixture, built
