"""What bookmakers' prices say of a match, added to the features of the set `match`."""

from collections.abc import Iterable, Mapping
from math import exp, log
from typing import TypeVar

from app.football.features.definition import FeatureSet
from app.football.features.match import MATCH
from app.football.prices import Handicap, PreMatchOdds, ThreeWay, TwoWay, fair
from app.football.ratings.team import Arrived

AVERAGE = "Avg"
SUMMARIES = (AVERAGE, "Max")
SHARP = "PS"
"""Pinnacle, whose limits are highest: the first to be right about a match."""

EXCHANGE = "BFE"
"""Betfair's exchange quotes whatever is bid: days before a small match that says nothing."""

LEAST_MARGIN, GREATEST_MARGIN = -0.03, 0.25
"""Beyond these a bookmaker's prices are a slip of the pen, and left out."""

WIDEST_GAP = 0.4

HANDICAP_SLOPE = 0.6
"""Goals of handicap that one unit of log odds is worth near an even price."""

PRICE_MOVE_PRIOR = 8.0
"""Matches without a move that a team's mean move is taken together with."""

NAMES: tuple[str, ...] = (
    "market_supremacy",
    "market_draw",
    "market_supremacy_size",
    "market_supremacy_squared",
    "market_supremacy_draw",
    "market_margin",
    "sharp_supremacy_gap",
    "sharp_draw_gap",
    "others_supremacy_gap",
    "others_draw_gap",
    "market_total_log",
    "totals_offered",
    "handicap_supremacy",
    "handicap_offered",
    "price_moves_home",
    "price_moves_away",
)
"""`*_supremacy` is log(home / away), `*_draw` log(draw / sqrt(home x away)) of probabilities without margin.

The market is its average, or the mean of the bookmakers where no average is quoted. A gap is how far some
bookmakers (`sharp`: Pinnacle; `others`: the mean of all the rest but the exchange) are from the market:
without them there is none. `market_total_log` is the log of the goals that make the price of over
2.5 fair, and `handicap_supremacy` the goals the home side gives away plus what the prices lack to even ones:
both 0 where `*_offered` is 0. `price_moves_*` is the mean move towards the side before its last matches,
fading, together with eight matches without a move.
"""

_MOVES = ("price_moves_home", "price_moves_away")
_GROUPS = {
    "market prices": tuple(name for name in NAMES if name not in _MOVES),
    "earlier price moves": _MOVES,
}

MATCH_MARKET = FeatureSet(
    "match-market-1", (*MATCH.names, *NAMES), {**MATCH.groups, **_GROUPS}, uses_odds=True
)

TOTAL_STEPS = 40
FEWEST_GOALS, MOST_GOALS = 0.2, 12.0

Offer = TypeVar("Offer", TwoWay, Handicap)
Shape = tuple[float, float]
"""Log odds of home against away, and of the draw against the middle of both."""


def market_values(odds: PreMatchOdds, home: Arrived, away: Arrived) -> list[float]:
    """The values in the order of `NAMES`, of prices with at least one on the match result."""
    offers = _plausible(odds.match_result)
    shapes = {bookmaker: _shape(prices) for bookmaker, prices in offers.items()}
    single = {bookmaker: shape for bookmaker, shape in shapes.items() if bookmaker not in SUMMARIES}
    market = shapes.get(AVERAGE) or _mean((single or shapes).values())
    sharp = [shape for bookmaker, shape in single.items() if bookmaker == SHARP]
    others = [shape for bookmaker, shape in single.items() if bookmaker != SHARP]
    supremacy, draw = market
    return [
        supremacy,
        draw,
        abs(supremacy),
        supremacy * supremacy,
        supremacy * draw,
        _margin(offers),
        *_gap(sharp, market),
        *_gap(others, market),
        *_total(odds.total_goals),
        *_handicap(odds.asian_handicap),
        _mean_move(home),
        _mean_move(away),
    ]


def _plausible(offers: Mapping[str, ThreeWay]) -> dict[str, ThreeWay]:
    """The offers in order of name, those with an impossible margin left out if there are any others."""
    ordered = dict(sorted(offers.items()))
    kept = {
        bookmaker: prices
        for bookmaker, prices in ordered.items()
        if bookmaker != EXCHANGE and LEAST_MARGIN <= sum(1.0 / one for one in prices) - 1.0 <= GREATEST_MARGIN
    }
    return kept or ordered


def _shape(prices: ThreeWay) -> Shape:
    home, draw, away = (log(one) for one in fair(prices))
    return home - away, draw - (home + away) / 2.0


def _mean(shapes: Iterable[Shape]) -> Shape:
    supremacies, draws = zip(*shapes, strict=True)
    return sum(supremacies) / len(supremacies), sum(draws) / len(draws)


def _gap(shapes: list[Shape], market: Shape) -> Shape:
    if not shapes:
        return 0.0, 0.0
    supremacy, draw = _mean(shapes)
    return _near(supremacy - market[0]), _near(draw - market[1])


def _near(gap: float) -> float:
    return min(WIDEST_GAP, max(-WIDEST_GAP, gap))


def _margin(offers: Mapping[str, ThreeWay]) -> float:
    """Of the average; where it is not quoted, of the bookmakers on average."""
    quoted = [offers[AVERAGE]] if AVERAGE in offers else list(offers.values())
    return sum(1.0 / price for prices in quoted for price in prices) / len(quoted) - 1.0


def _total(offers: Mapping[str, TwoWay]) -> tuple[float, float]:
    offer = _preferred(offers)
    return (0.0, 0.0) if offer is None else (log(_goals(fair(offer)[0])), 1.0)


def _goals(over: float) -> float:
    """The mean of Poisson goals of which more than 2.5 fall with probability `over`."""
    low, high = FEWEST_GOALS, MOST_GOALS
    for _ in range(TOTAL_STEPS):
        middle = (low + high) / 2.0
        fewer = exp(-middle) * (1.0 + middle + middle * middle / 2.0)
        low, high = (middle, high) if 1.0 - fewer < over else (low, middle)
    return (low + high) / 2.0


def _handicap(offers: Mapping[str, Handicap]) -> tuple[float, float]:
    offer = _preferred(offers)
    if offer is None:
        return 0.0, 0.0
    home, away = fair(offer[1:])
    return HANDICAP_SLOPE * log(home / away) - offer[0], 1.0


def _preferred(offers: Mapping[str, Offer]) -> Offer | None:
    """The average's; else a bookmaker's, Pinnacle first."""
    for bookmaker in (AVERAGE, SHARP, *sorted(offers)):
        if bookmaker in offers:
            return offers[bookmaker]
    return None


def _mean_move(team: Arrived) -> float:
    return team.price_moves / (team.price_evidence + PRICE_MOVE_PRIOR)
