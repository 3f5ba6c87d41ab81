"""Predictions: probabilities, markets, and the receipt that says where they came from."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.db import predictions
from app.db.calibration import Forecast
from app.db.matches import MatchRow
from app.db.models import PredictionKind
from app.db.paging import DEFAULT, Page, Slice
from app.db.predictions import PredictionFilter, Receipt, StoredPrediction
from app.prediction.predictor import MatchPrediction
from schema.arguments import After, First
from schema.connections import Connection, connection
from schema.context import Info
from schema.error_types import InsufficientData, ModelUnavailable, ValidationFailed
from schema.explanation import ExplanationResult, explanation_result
from schema.ids import global_id
from schema.in_play import ToldPrediction
from schema.markets import Markets, OutcomeProbabilities
from schema.scalars import Probability
from schema.settlement import PredictionScore
from schema.track_record import PredictionCalibration
from schema.views import view

if TYPE_CHECKING:
    from schema.match import Match

MatchType = Annotated["Match", strawberry.lazy("schema.match")]


@strawberry.type(description="Mean goals of the two sides, as the model states them.")
class ExpectedGoals:
    home: float = strawberry.field(description="The home side's.")
    away: float = strawberry.field(description="The away side's.")


@strawberry.type(description="Which file made a prediction.")
class PredictionModel:
    name: str = strawberry.field(description="The model's name.")
    version: str = strawberry.field(description="The version.")
    sha256: str = strawberry.field(description="SHA-256 of the ONNX file.")


@strawberry.type(description="What a model says of a match, with the receipt of where it came from.")
class Prediction:
    made: strawberry.Private[MatchPrediction | StoredPrediction | ToldPrediction]
    match_id: strawberry.Private[int | None]
    match_row: strawberry.Private[MatchRow | None]
    id: strawberry.ID | None = strawberry.field(
        description="Its id once stored; null when it was computed for this answer or told by an update."
    )
    sequence: int | None = strawberry.field(
        description="Its number within the match, from 1 without gaps; null where the id is."
    )
    kind: PredictionKind = strawberry.field(description="Made before or during the match.")
    outcome: OutcomeProbabilities = strawberry.field(description="Home win, draw, away win.")
    expected_goals: ExpectedGoals = strawberry.field(description="Mean goals of the two sides.")
    model: PredictionModel = strawberry.field(description="Which file made it.")
    feature_set: str = strawberry.field(description="The set of features that the model read.")
    feature_digest: str = strawberry.field(description="SHA-256 of the features that the model read.")
    data_cutoff: datetime = strawberry.field(description="The instant beyond which nothing was seen.")
    made_at: datetime = strawberry.field(description="When it was computed.")
    in_sample: bool = strawberry.field(
        description="Whether the model was trained on later matches: such a prediction proves no skill."
    )

    @classmethod
    def of(
        cls,
        made: MatchPrediction | StoredPrediction | ToldPrediction,
        match: MatchRow | None,
        match_id: int | None = None,
    ) -> "Prediction":
        receipt = made.receipt
        return cls(
            made=made,
            match_id=match_id if match is None else match.id,
            match_row=match,
            id=None if made.id is None else global_id("Prediction", made.id),
            sequence=made.sequence,
            kind=made.kind,
            outcome=view(OutcomeProbabilities, made.outcome),
            expected_goals=view(ExpectedGoals, made.expected_goals),
            model=_model(receipt),
            feature_set=receipt.feature_set,
            feature_digest=receipt.feature_digest,
            data_cutoff=receipt.data_cutoff,
            made_at=receipt.made_at,
            in_sample=receipt.in_sample,
        )

    @strawberry.field(description="Every market, read off the score grid.")
    def markets(self) -> Markets:
        return Markets(grid=self.made.grid)

    @strawberry.field(
        description="Probabilities of final scores, [home goals][away goals] from 0 to 10; 10 means or more."
    )
    def score_grid(self) -> list[list[Probability]]:
        cells: list[list[Probability]] = self.made.grid.cells.tolist()
        return cells

    @strawberry.field(
        description="Why it says so: what each group of features adds to the league's base rate."
    )
    async def explanation(self, info: Info) -> ExplanationResult:
        return await explanation_result(info, self.made, self.match_row)

    @strawberry.field(
        description="Its score once the match is settled; null for one that is not stored or proves no skill."
    )
    async def score(self, info: Info) -> PredictionScore | None:
        stored = self.made.id
        row = None if stored is None else await info.context.loaders.scores.load(stored)
        return None if row is None else PredictionScore.of(row)

    @strawberry.field(
        description=(
            "How the model's earlier predictions of similar probability ended (of a match, the last one"
            " before kickoff), as far as results were known at the data cutoff."
        )
    )
    async def calibration(self, info: Info) -> PredictionCalibration:
        said = self.made.outcome
        forecast = Forecast(self.model.name, self.data_cutoff, said.home, said.draw, said.away)
        return PredictionCalibration.of(await info.context.loaders.earlier_outcomes.load(forecast))

    @strawberry.field(description="The match; null for one that nobody has scheduled.")
    async def match(self, info: Info) -> MatchType | None:
        from schema.match import Match  # noqa: PLC0415  matches have predictions

        row = self.match_row
        if row is None and self.match_id is not None:
            row = await info.context.loaders.matches.load(self.match_id)
        return None if row is None else Match.of(row)


PredictionResult = Annotated[
    Prediction | InsufficientData | ModelUnavailable | ValidationFailed,
    strawberry.union("PredictionResult", description="A prediction, or why there is none."),
]


@strawberry.input(description="Which stored predictions; every condition given must hold.")
class PredictionWhere:
    competitions: list[str] | None = strawberry.field(
        default=None, description="Only for matches of these competitions, given by their codes."
    )
    kind: PredictionKind | None = strawberry.field(
        default=None, description="Only those made before, or only those made during the match."
    )
    model: str | None = strawberry.field(default=None, description="Only this model's.")
    version: str | None = strawberry.field(default=None, description="Only this version's.")
    from_: datetime | None = strawberry.field(
        name="from", default=None, description="Only those made at this instant or later."
    )
    to: datetime | None = strawberry.field(default=None, description="Only those made before this instant.")

    @staticmethod
    def to_filter(where: "PredictionWhere | None") -> PredictionFilter:
        if where is None:
            return PredictionFilter()
        return PredictionFilter(
            competitions=None if where.competitions is None else tuple(where.competitions),
            kind=where.kind,
            model=where.model,
            version=where.version,
            made_from=where.from_,
            made_to=where.to,
        )


@strawberry.type
class PredictionQueries:
    @strawberry.field(description="Stored predictions of all matches, the latest first.")
    async def predictions(
        self,
        first: First = DEFAULT,
        after: After = None,
        where: Annotated[PredictionWhere | None, strawberry.argument(description="Which of them.")] = None,
    ) -> Connection[Prediction]:
        part = Slice.of(predictions.LATEST_FIRST, first, after)
        chosen = PredictionWhere.to_filter(where)
        return prediction_connection(await predictions.page(chosen, part), part, chosen)


def prediction_connection(
    page: Page[StoredPrediction], part: Slice, where: PredictionFilter, of: MatchRow | None = None
) -> Connection[Prediction]:
    """A page of stored predictions, all of the match `of` when given."""
    counted = where if of is None else where.of_match(of.id)
    return connection(
        page,
        part,
        key=lambda row: (row.receipt.made_at, row.id),
        node=lambda row: Prediction.of(row, of, row.match_id),
        count=lambda: predictions.count(counted),
    )


def _model(receipt: Receipt) -> PredictionModel:
    return PredictionModel(
        name=receipt.model_name, version=receipt.model_version, sha256=receipt.model_sha256
    )
