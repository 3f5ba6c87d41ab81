"""How matches ended, and the scores of the predictions that were made before their kickoff."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.db.paging import DEFAULT, page_size
from app.db.settlement import ScoreRow, SettlementRow
from app.football.match import Outcome
from schema.arguments import First
from schema.context import Info
from schema.ids import global_id
from schema.markets import OutcomeProbabilities
from schema.views import view

if TYPE_CHECKING:
    from schema.match import Match

MatchType = Annotated["Match", strawberry.lazy("schema.match")]


@strawberry.type(description="The score of a prediction that was made before kickoff; lower is better.")
class PredictionScore:
    prediction_id: strawberry.ID = strawberry.field(description="The prediction's global id.")
    outcome: Outcome = strawberry.field(description="How the match ended.")
    rps: float = strawberry.field(description="Ranked probability score, 0 to 1.")
    log_loss: float = strawberry.field(description="-ln of the probability of what happened.")
    brier: float = strawberry.field(description="Brier score over the three outcomes, 0 to 2.")

    @classmethod
    def of(cls, row: ScoreRow) -> "PredictionScore":
        return view(cls, row, prediction_id=global_id("Prediction", row.prediction_id))


@strawberry.type(
    description="How a match ended, and the forecasts that its predictions are measured against."
)
class MatchSettlement:
    match_id: strawberry.Private[int]
    outcome: Outcome = strawberry.field(description="How it ended.")
    settled_at: datetime = strawberry.field(description="When it was settled.")
    base_rates: OutcomeProbabilities | None = strawberry.field(
        description="The league's frequencies over the three seasons before; null without any."
    )
    market: OutcomeProbabilities | None = strawberry.field(
        description=(
            "The probabilities behind the closing average price, or else Pinnacle's closing price, or else"
            " the last average before, margin removed by the power method; null without any."
        )
    )

    @classmethod
    def of(cls, row: SettlementRow) -> "MatchSettlement":
        return view(
            cls,
            row,
            base_rates=row.base_rates and view(OutcomeProbabilities, row.base_rates),
            market=row.market and view(OutcomeProbabilities, row.market),
        )

    @strawberry.field(description="The match.")
    async def match(self, info: Info) -> MatchType | None:
        from schema.match import Match  # noqa: PLC0415  matches have settlements

        row = await info.context.loaders.matches.load(self.match_id)
        return None if row is None else Match.of(row)

    @strawberry.field(description="The scores of its predictions, the latest prediction first.")
    async def scores(self, info: Info, first: First = DEFAULT) -> list[PredictionScore]:
        rows = await info.context.loaders.match_scores(page_size(first)).load(self.match_id)
        return [PredictionScore.of(row) for row in rows]
