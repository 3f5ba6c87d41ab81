"""Changes of champion, and the comparisons that they rest on."""

from datetime import datetime

import strawberry

from app.db.models import PromotionKind
from app.db.promotions import PromotionRow
from app.prediction import comparison as compared
from schema.enums import described
from schema.views import view

described(
    PromotionKind,
    "How a version became the champion.",
    PROMOTED="It was promoted.",
    ROLLED_BACK="The promotion of the one after it was taken back.",
)


@strawberry.type(description="Mean scores of forecasts, lower is better, and how well they were calibrated.")
class ForecastFigures:
    rps: float = strawberry.field(description="Ranked probability score, from 0 to 1.")
    log_loss: float = strawberry.field(description="Log loss, in nats.")
    brier: float = strawberry.field(description="Brier score over the three outcomes, from 0 to 2.")
    calibration_error: float = strawberry.field(
        description="Mean gap between forecast and frequency over 15 bins of equal count, of three outcomes."
    )


@strawberry.type(description="Two versions on the same finished matches, as of each kickoff.")
class ModelComparison:
    champion_version: str = strawberry.field(description="The champion of that time.")
    candidate_version: str = strawberry.field(description="The version to be promoted.")
    from_: datetime = strawberry.field(name="from", description="Matches from this kickoff on.")
    to: datetime = strawberry.field(description="Matches that kicked off before this instant.")
    matches: int = strawberry.field(description="Matches that both predict.")
    left_out: int = strawberry.field(description="Other matches of the window: one of the two abstains.")
    champion: ForecastFigures = strawberry.field(description="The champion's figures.")
    candidate: ForecastFigures = strawberry.field(description="The candidate's figures.")
    rps_difference: float = strawberry.field(description="RPS of the candidate less that of the champion.")
    low: float = strawberry.field(description="Lower end of its 95 % interval (paired bootstrap).")
    high: float = strawberry.field(description="Upper end of its 95 % interval (paired bootstrap).")
    in_sample: bool = strawberry.field(
        description="Whether one of the two has learned from some of the matches: it then proves nothing."
    )

    @classmethod
    def of(cls, made: compared.Comparison) -> "ModelComparison":
        return view(
            cls,
            made,
            from_=made.window.start,
            to=made.window.end,
            champion=view(ForecastFigures, made.champion),
            candidate=view(ForecastFigures, made.candidate),
        )


@strawberry.type(description="A change of a model's champion; never changed afterwards.")
class ModelPromotion:
    kind: PromotionKind = strawberry.field(description="Promoted or rolled back to.")
    name: str = strawberry.field(description="The model's name.")
    version: str = strawberry.field(description="The version that became the champion.")
    previous: str | None = strawberry.field(description="The champion before; null for the first.")
    at: datetime = strawberry.field(description="When.")
    actor: str = strawberry.field(description="Who did it.")
    reason: str | None = strawberry.field(
        description="Why; of a promotion, why it was promoted without being better."
    )
    comparison: ModelComparison | None = strawberry.field(
        description="What it rests on; null for the first champion and for rollbacks."
    )

    @classmethod
    def of(cls, row: PromotionRow) -> "ModelPromotion":
        made = None if row.comparison is None else compared.Comparison.from_json(row.comparison)
        return view(cls, row, comparison=None if made is None else ModelComparison.of(made))
