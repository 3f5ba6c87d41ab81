"""How good a version is on matches that it has not learned from."""

from datetime import datetime
from typing import Annotated

import strawberry

from app.prediction import performance
from schema.calibration import CalibrationBin
from schema.error_types import InsufficientData, ModelUnavailable, ValidationFailed
from schema.promotion import ForecastFigures
from schema.views import view


@strawberry.input(description="A span of kickoffs.")
class KickoffWindow:
    from_: datetime | None = strawberry.field(
        name="from", default=None, description="Matches that kick off at this instant or later."
    )
    to: datetime | None = strawberry.field(
        default=None, description="Matches that kick off before this instant."
    )


@strawberry.type(description="Another forecast of part of the same matches.")
class BenchmarkPerformance:
    matches: int = strawberry.field(description="Matches that it forecasts.")
    figures: ForecastFigures = strawberry.field(description="Its figures.")
    model: ForecastFigures = strawberry.field(description="The version's figures on these very matches.")

    @classmethod
    def of(cls, made: performance.Benchmark) -> "BenchmarkPerformance":
        return view(
            cls,
            made,
            figures=view(ForecastFigures, made.figures),
            model=view(ForecastFigures, made.model),
        )


@strawberry.type(description="Calibration bins of each outcome, the lowest forecasts first.")
class OutcomeCalibration:
    home: list[CalibrationBin] = strawberry.field(description="Of home wins.")
    draw: list[CalibrationBin] = strawberry.field(description="Of draws.")
    away: list[CalibrationBin] = strawberry.field(description="Of away wins.")


@strawberry.type(
    description="A version on finished matches later than its data cutoff, each predicted as of its kickoff."
)
class ModelPerformance:
    from_: datetime = strawberry.field(name="from", description="Matches from this kickoff on.")
    to: datetime = strawberry.field(description="Matches that kicked off before this instant.")
    n: int = strawberry.field(description="Matches that the version predicts.")
    rps: float = strawberry.field(description="Mean ranked probability score, from 0 to 1.")
    log_loss: float = strawberry.field(description="Mean log loss, in nats.")
    brier: float = strawberry.field(description="Mean Brier score over the three outcomes, from 0 to 2.")
    calibration_error: float = strawberry.field(
        description="Mean gap between forecast and frequency over the bins, of the three outcomes."
    )
    bins: OutcomeCalibration = strawberry.field(description="Forecasts against what happened.")
    base_rates: BenchmarkPerformance | None = strawberry.field(
        description="The league's frequencies of the three seasons before; null where there are none."
    )
    market: BenchmarkPerformance | None = strawberry.field(
        description="Closing odds without their margin; null where no match was priced."
    )

    @classmethod
    def of(cls, made: performance.Performance) -> "ModelPerformance":
        home, draw, away = ([CalibrationBin.of(one) for one in bins] for bins in made.bins)
        return view(
            cls,
            made.figures,
            from_=made.window.start,
            to=made.window.end,
            n=made.matches,
            bins=OutcomeCalibration(home=home, draw=draw, away=away),
            base_rates=_benchmark(made.base_rates),
            market=_benchmark(made.market),
        )


def _benchmark(made: performance.Benchmark | None) -> BenchmarkPerformance | None:
    return None if made is None else BenchmarkPerformance.of(made)


ModelPerformanceResult = Annotated[
    ModelPerformance | InsufficientData | ModelUnavailable | ValidationFailed,
    strawberry.union("ModelPerformanceResult", description="The figures, or why there are none."),
]
