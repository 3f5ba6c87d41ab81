"""Bookmakers' prices, with the margin in them and the probabilities behind them."""

import strawberry

from app.db.models import OddsMarket, OddsTaken
from app.db.odds import OddsRow
from app.football.odds import overround
from schema.context import Info
from schema.scalars import Probability
from schema.views import view


@strawberry.type(description="The probabilities behind one market's prices, margin removed (power method).")
class ImpliedProbabilities:
    home: Probability | None = strawberry.field(description="The home side; null in TOTAL_GOALS.")
    draw: Probability | None = strawberry.field(description="A draw; null except in MATCH_RESULT.")
    away: Probability | None = strawberry.field(description="The away side; null in TOTAL_GOALS.")
    over: Probability | None = strawberry.field(description="Over the line; null except in TOTAL_GOALS.")
    under: Probability | None = strawberry.field(description="Under the line; null except in TOTAL_GOALS.")


@strawberry.type(description="One bookmaker's decimal prices on one market of one match.")
class Odds:
    row: strawberry.Private[OddsRow]
    bookmaker: str = strawberry.field(
        description="B365, PS ...; Avg and Max are the market's average and best price."
    )
    market: OddsMarket = strawberry.field(description="What the prices are for.")
    line: float | None = strawberry.field(description="The goal line or handicap; null in MATCH_RESULT.")
    taken: OddsTaken = strawberry.field(description="When the prices were taken.")
    home: float | None = strawberry.field(description="Price of the home side; null in TOTAL_GOALS.")
    draw: float | None = strawberry.field(description="Price of a draw; null except in MATCH_RESULT.")
    away: float | None = strawberry.field(description="Price of the away side; null in TOTAL_GOALS.")
    over: float | None = strawberry.field(description="Price of over; null except in TOTAL_GOALS.")
    under: float | None = strawberry.field(description="Price of under; null except in TOTAL_GOALS.")

    @classmethod
    def of(cls, row: OddsRow) -> "Odds":
        return view(cls, row, row=row)

    @strawberry.field(description="The margin: what 1 / price sums to beyond 1.")
    def overround(self) -> float:
        return overround(list(self.row.prices.values()))

    @strawberry.field(description="The probabilities behind the prices, margin removed.")
    async def implied_probabilities(self, info: Info) -> ImpliedProbabilities:
        prices = self.row.prices
        implied = await info.context.loaders.implied.load(tuple(prices.values()))
        known = dict(zip(prices, implied, strict=True))
        return ImpliedProbabilities(
            **{
                name: Probability(known[name]) if name in known else None
                for name in ImpliedProbabilities.__annotations__
            }
        )
