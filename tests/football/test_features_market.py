"""Features from prices: finite for any bookmakers, what their names say, and never of later prices."""

from dataclasses import replace
from datetime import timedelta
from math import isfinite, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InsufficientData
from app.football.features import MATCH, MATCH_MARKET, build_features
from app.football.features.market import NAMES
from app.football.match import PlayedMatch
from app.football.prices import PreMatchOdds
from app.football.ratings import RatingBook, in_fold_order
from tests.builders import KICKOFF, fixture, played
from tests.strategies import prices, three_prices

BOOKMAKERS = ("Avg", "Max", "B365", "BFE", "PS", "WH", "a bookmaker of tomorrow")
FIXTURE = fixture(kickoff=KICKOFF + timedelta(days=60))
FRIDAY = FIXTURE.kickoff - timedelta(days=1)


def history(move: float | None = None) -> list[PlayedMatch]:
    return [
        replace(
            played(day % 3, 1, match_id=str(day + 1), kickoff=KICKOFF + timedelta(days=day)), price_move=move
        )
        for day in range(6)
    ]


def book(matches: list[PlayedMatch]) -> RatingBook:
    known = RatingBook()
    for match in in_fold_order(matches):
        known.apply(match)
    return known


KNOWN = book(history())
AVERAGE_ONLY = PreMatchOdds(FRIDAY, {"Avg": (2.0, 3.4, 3.8)})


def market(odds: PreMatchOdds | None, known: RatingBook = KNOWN) -> dict[str, float]:
    vector = build_features(
        FIXTURE, *known.states(FIXTURE), FIXTURE.kickoff, feature_set=MATCH_MARKET, odds=odds
    )
    return dict(zip(MATCH_MARKET.names, vector.values, strict=True))


offers = st.builds(
    PreMatchOdds,
    st.just(FRIDAY),
    st.dictionaries(st.sampled_from(BOOKMAKERS), three_prices, min_size=1),
    st.dictionaries(st.sampled_from(BOOKMAKERS), st.tuples(prices, prices)),
    st.dictionaries(
        st.sampled_from(BOOKMAKERS), st.tuples(st.integers(-20, 20).map(lambda n: n / 4), prices, prices)
    ),
)


@given(offers)
def test_any_bookmakers_give_finite_features(odds: PreMatchOdds) -> None:
    values = market(odds)
    assert tuple(values) == MATCH_MARKET.names
    assert all(isfinite(value) for value in values.values())
    assert max(abs(values[name]) for name in NAMES if name.endswith("_gap")) <= 0.4 + 1e-6
    assert values["totals_offered"] == float(bool(odds.total_goals))
    assert values["handicap_offered"] == float(bool(odds.asian_handicap))


@given(offers)
def test_prices_change_nothing_of_what_the_ratings_say(odds: PreMatchOdds) -> None:
    plain = build_features(FIXTURE, *KNOWN.states(FIXTURE), FIXTURE.kickoff)
    assert tuple(market(odds)[name] for name in MATCH.names) == plain.values


@given(offers)
def test_the_order_in_which_bookmakers_are_told_does_not_matter(odds: PreMatchOdds) -> None:
    turned = replace(odds, match_result=dict(reversed(list(odds.match_result.items()))))
    assert market(turned) == market(odds)


@given(three_prices, st.floats(1.02, 1.5))
def test_a_longer_price_of_the_away_side_is_a_greater_supremacy(
    offered: tuple[float, float, float], factor: float
) -> None:
    longer = (offered[0], offered[1], offered[2] * factor)
    before, after = (market(PreMatchOdds(FRIDAY, {"Avg": one})) for one in (offered, longer))
    assert after["market_supremacy"] > before["market_supremacy"]


def test_features_of_plain_prices_are_what_their_names_say() -> None:
    values = market(
        PreMatchOdds(
            FRIDAY,
            {"Avg": (2.5, 3.0, 3.75), "PS": (2.0, 4.0, 4.0)},  # without a margin: 0.4, 1/3, 4/15
            {"Avg": (2.0, 2.0)},
            {"Avg": (-0.5, 2.0, 2.0)},
        )
    )
    assert values["market_supremacy"] == pytest.approx(log(1.5), abs=1e-6)
    assert values["market_draw"] == pytest.approx(log((1 / 3) / (0.4 * 4 / 15) ** 0.5), abs=1e-6)
    assert values["market_margin"] == pytest.approx(0.0, abs=1e-6)
    assert values["sharp_supremacy_gap"] == pytest.approx(log(2.0) - log(1.5), abs=1e-6)
    assert values["others_supremacy_gap"] == values["others_draw_gap"] == 0.0
    assert values["market_total_log"] == pytest.approx(log(2.674), abs=1e-3)
    assert values["handicap_supremacy"] == pytest.approx(0.5)


SENSIBLE = {"Avg": (2.0, 3.4, 3.8), "B365": (1.95, 3.5, 4.0)}


@pytest.mark.parametrize(
    "quote",
    [
        {"BFE": (1.01, 1000.0, 3.0)},  # an exchange on which nobody has bid yet
        {"BFE": (2.1, 3.5, 4.1)},
        {"a slip": (20.0, 34.0, 38.0)},
        {"another": (1.2, 1.34, 1.38)},
    ],
)
def test_quotes_that_say_nothing_change_nothing(quote: dict[str, tuple[float, float, float]]) -> None:
    assert market(PreMatchOdds(FRIDAY, SENSIBLE | quote)) == market(PreMatchOdds(FRIDAY, SENSIBLE))


def test_without_an_average_the_market_is_the_mean_of_its_bookmakers() -> None:
    one, other = (2.0, 3.4, 3.8), (2.2, 3.3, 3.4)
    mean = market(PreMatchOdds(FRIDAY, {"B365": one, "WH": other}))["market_supremacy"]
    alone = [market(PreMatchOdds(FRIDAY, {"Avg": each}))["market_supremacy"] for each in (one, other)]
    assert mean == pytest.approx(sum(alone) / 2)


def test_price_moves_are_told_for_the_side_they_were_towards() -> None:
    values = market(AVERAGE_ONLY, book(history(move=0.2)))
    assert values["price_moves_home"] == pytest.approx(-values["price_moves_away"])
    assert 0 < values["price_moves_home"] < 0.2
    assert market(AVERAGE_ONLY)["price_moves_home"] == 0.0


@pytest.mark.parametrize(
    "odds", [None, PreMatchOdds(FRIDAY, {}), replace(AVERAGE_ONLY, known_at=FIXTURE.kickoff)]
)
def test_a_match_without_known_prices_is_refused_in_words(odds: PreMatchOdds | None) -> None:
    as_of = FIXTURE.kickoff - timedelta(hours=1)
    with pytest.raises(InsufficientData) as refused:
        build_features(FIXTURE, *KNOWN.states(FIXTURE), as_of, feature_set=MATCH_MARKET, odds=odds)
    assert refused.value.missing == (
        "no bookmaker's prices for the match result are known before 2024-10-16T13:00:00Z",
    )


def test_every_need_is_told_at_once() -> None:
    with pytest.raises(InsufficientData) as refused:
        build_features(FIXTURE, None, None, None, FIXTURE.kickoff, feature_set=MATCH_MARKET)
    assert len(refused.value.missing) == 4


def test_each_feature_from_prices_stands_in_one_group() -> None:
    grouped = [name for names in MATCH_MARKET.groups.values() for name in names]
    assert sorted(grouped) == sorted(MATCH_MARKET.names)
    assert set(NAMES) < set(grouped)
