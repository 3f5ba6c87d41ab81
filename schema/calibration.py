"""Calibration: how often forecasts of a size came true."""

import strawberry

from app.football import scoring
from schema.scalars import Probability
from schema.views import view


@strawberry.type(description="Forecasts of similar size against what happened.")
class CalibrationBin:
    count: int = strawberry.field(description="How many forecasts are in this bin.")
    mean_forecast: Probability = strawberry.field(description="Their mean.")
    observed: Probability = strawberry.field(description="The share that came true.")
    low: Probability = strawberry.field(description="Lower end of the 95 % interval of `observed` (Wilson).")
    high: Probability = strawberry.field(description="Upper end of the 95 % interval of `observed` (Wilson).")

    @classmethod
    def of(cls, bin: scoring.CalibrationBin) -> "CalibrationBin":
        return view(cls, bin)
