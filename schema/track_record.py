"""How good the predictions turned out, against base rates and the market on the same matches."""

import asyncio
from datetime import datetime
from typing import Annotated

import strawberry

from app.db import track_record
from app.db.calibration import EarlierOutcomes
from app.db.paging import DEFAULT, page_size
from app.db.track_record import CountedPredictions, GroupRecord, RecordFilter, TrackRecordGroup
from app.football import track_record as domain
from app.football.match import Outcome
from schema.arguments import First
from schema.calibration import CalibrationBin
from schema.enums import described
from schema.scalars import Probability
from schema.views import view

described(
    TrackRecordGroup,
    "What a track record is split by.",
    MODEL="One record for each model.",
    VERSION="One record for each version of each model.",
    COMPETITION="One record for each competition.",
    SEASON="One record for each season, by its code.",
)
described(
    CountedPredictions,
    "Which of several predictions that a model made of one match before kickoff counts.",
    LAST="The last one.",
    FIRST="The first one.",
    ALL="Every one.",
)


@strawberry.type(description="Bins of equal count of each outcome's probabilities; none without a match.")
class Calibration:
    home: list[CalibrationBin] = strawberry.field(description="Of home wins.")
    draw: list[CalibrationBin] = strawberry.field(description="Of draws.")
    away: list[CalibrationBin] = strawberry.field(description="Of away wins.")

    @classmethod
    def of(cls, calibration: domain.Calibration) -> "Calibration":
        home, draw, away = (
            [CalibrationBin.of(one) for one in bins]
            for bins in (calibration.home, calibration.draw, calibration.away)
        )
        return cls(home=home, draw=draw, away=away)


@strawberry.type(
    description="How good forecasts were: means over matches, lower is better, null without any."
)
class ForecastQuality:
    forecasts: strawberry.Private[domain.Forecasts]
    n: int = strawberry.field(description="How many forecasts were scored.")

    @classmethod
    def of(cls, forecasts: domain.Forecasts) -> "ForecastQuality":
        return cls(forecasts=forecasts, n=forecasts.n)

    @strawberry.field(description="Mean ranked probability score, 0 to 1.")
    def rps(self) -> float | None:
        return self.forecasts.rps

    @strawberry.field(description="Mean of -ln of the probability of what happened.")
    def log_loss(self) -> float | None:
        return self.forecasts.log_loss

    @strawberry.field(description="Mean Brier score over the three outcomes, 0 to 2.")
    def brier(self) -> float | None:
        return self.forecasts.brier

    @strawberry.field(
        description=(
            "Mean gap between probability and frequency over up to 15 bins of equal count, then the mean of"
            " the three outcomes. Chance alone makes it large where there are few forecasts."
        )
    )
    async def calibration_error(self) -> float | None:
        return await asyncio.to_thread(lambda: self.forecasts.calibration_error)

    @strawberry.field(description="Probabilities against frequencies, bin by bin.")
    async def calibration(self) -> Calibration:
        return Calibration.of(await asyncio.to_thread(lambda: self.forecasts.calibration))


@strawberry.type(description="Predictions beside another forecast of the same matches.")
class ForecastComparison:
    predictions: ForecastQuality = strawberry.field(description="The predictions of these matches.")
    reference: ForecastQuality = strawberry.field(description="The other forecast of these matches.")

    @classmethod
    def of(cls, comparison: domain.Comparison) -> "ForecastComparison":
        return cls(
            predictions=ForecastQuality.of(comparison.predictions),
            reference=ForecastQuality.of(comparison.reference),
        )


@strawberry.type(description="How good the predictions made before kickoff turned out.")
class TrackRecord:
    model: str | None = strawberry.field(description="Of this model; null where not split by it.")
    version: str | None = strawberry.field(description="Of this version; null where not split by it.")
    competition: str | None = strawberry.field(description="Of this competition; null where not split by it.")
    season: str | None = strawberry.field(description="Of this season; null where not split by it.")
    matches: int = strawberry.field(description="How many matches were predicted and have ended.")
    predictions: ForecastQuality = strawberry.field(description="All predictions that count.")
    against_base_rates: ForecastComparison = strawberry.field(
        description="Where the league had seasons before: against its frequencies of the last three."
    )
    against_market: ForecastComparison = strawberry.field(
        description="Where there are prices: against the market's probabilities at closing."
    )
    skill_share: float | None = strawberry.field(
        description=(
            "How far the predictions go, by RPS, from the base rates (0) to the market (1), over the matches"
            " that have both; null without any, or where the market was no better than the base rates."
        )
    )

    @classmethod
    def of(cls, group: GroupRecord) -> "TrackRecord":
        record = group.record
        return view(
            cls,
            group,
            predictions=ForecastQuality.of(record.predictions),
            against_base_rates=ForecastComparison.of(record.against_base_rates),
            against_market=ForecastComparison.of(record.against_market),
            skill_share=record.skill_share,
        )


@strawberry.type(
    description="How earlier predictions ended that gave an outcome a probability of the same bin."
)
class OutcomeRecord:
    lower: Probability = strawberry.field(description="Lower edge of the bin, included.")
    upper: Probability = strawberry.field(description="Upper edge of the bin.")
    n: int = strawberry.field(description="How many earlier predictions are in the bin.")
    happened: Probability | None = strawberry.field(
        description="In which share of them the outcome happened; null without any."
    )
    low: Probability | None = strawberry.field(
        description="Lower end of the 95 % interval of `happened` (Wilson)."
    )
    high: Probability | None = strawberry.field(
        description="Upper end of the 95 % interval of `happened` (Wilson)."
    )


@strawberry.type(description="How the model's earlier predictions of similar probability ended.")
class PredictionCalibration:
    home: OutcomeRecord = strawberry.field(description="Of home wins.")
    draw: OutcomeRecord = strawberry.field(description="Of draws.")
    away: OutcomeRecord = strawberry.field(description="Of away wins.")

    @classmethod
    def of(cls, earlier: dict[Outcome, EarlierOutcomes]) -> "PredictionCalibration":
        home, draw, away = (
            view(OutcomeRecord, earlier[one]) for one in (Outcome.HOME, Outcome.DRAW, Outcome.AWAY)
        )
        return cls(home=home, draw=draw, away=away)


@strawberry.input(description="Which scored predictions; every condition given must hold.")
class TrackRecordWhere:
    model: str | None = strawberry.field(default=None, description="Only this model's.")
    version: str | None = strawberry.field(default=None, description="Only this version's.")
    competitions: list[str] | None = strawberry.field(
        default=None, description="Only of matches of these competitions, given by their codes."
    )
    seasons: list[str] | None = strawberry.field(
        default=None, description="Only of matches of these seasons, given by their codes."
    )
    from_: datetime | None = strawberry.field(
        name="from", default=None, description="Only of matches that kicked off at this instant or later."
    )
    to: datetime | None = strawberry.field(
        default=None, description="Only of matches that kicked off before this instant."
    )
    shadow: bool = strawberry.field(
        default=False,
        description="Instead of what was shown, what challengers predicted unseen of the same matches.",
    )

    @staticmethod
    def to_filter(where: "TrackRecordWhere | None") -> RecordFilter:
        if where is None:
            return RecordFilter()
        return RecordFilter(
            model=where.model,
            version=where.version,
            competitions=None if where.competitions is None else tuple(where.competitions),
            seasons=None if where.seasons is None else tuple(where.seasons),
            kickoff_from=where.from_,
            kickoff_to=where.to,
            shadow=where.shadow,
        )


@strawberry.type
class TrackRecordQueries:
    @strawberry.field(
        description=(
            "How good the predictions made before kickoff turned out, once the matches have ended: those of"
            " models that had seen no later match. Records with the most predictions first; without `groupBy`"
            " the one record of them all."
        )
    )
    async def track_record(
        self,
        where: Annotated[
            TrackRecordWhere | None, strawberry.argument(description="Which predictions.")
        ] = None,
        group_by: Annotated[
            list[TrackRecordGroup] | None, strawberry.argument(description="What to split the record by.")
        ] = None,
        count: Annotated[
            CountedPredictions,
            strawberry.argument(
                description="Which counts of several by one model (or version, where split by it) of a match."
            ),
        ] = CountedPredictions.LAST,
        first: First = DEFAULT,
    ) -> list[TrackRecord]:
        groups = await track_record.records(
            TrackRecordWhere.to_filter(where), group_by or (), count, page_size(first)
        )
        return [TrackRecord.of(group) for group in groups]
