"""Why a prediction says what it says: what each group of features adds to the league's base rate."""

from typing import Annotated

import strawberry

from app.db.matches import MatchRow
from app.db.predictions import StoredPrediction
from app.errors import FootballError, NotFound
from app.football.match import Fixture
from app.prediction import contributions as domain
from app.prediction.explanation import Told
from app.prediction.predictor import MatchPrediction
from schema.context import Info
from schema.error_types import Conflict, InsufficientData, ModelUnavailable, ValidationFailed, failure
from schema.in_play import ToldPrediction
from schema.markets import OutcomeProbabilities
from schema.views import view


@strawberry.type(description="What is added to each outcome; below 0 it is taken away.")
class OutcomeEffect:
    home: float = strawberry.field(description="To the home side's win.")
    draw: float = strawberry.field(description="To a draw.")
    away: float = strawberry.field(description="To the away side's win.")


@strawberry.type(description="A feature beside its mean in the league.")
class ExplainedFeature:
    name: str = strawberry.field(description="Its name in the feature set.")
    value: float = strawberry.field(description="Its value for this match.")
    mean: float = strawberry.field(description="Its mean over the matches that are compared with.")


@strawberry.type(description="What one group of features adds.")
class Contribution:
    group: str = strawberry.field(
        description="What the features are about; the first is the league's average match, without features."
    )
    sentence: str = strawberry.field(description="Its largest effect in words.")
    log_odds: OutcomeEffect = strawberry.field(description="Added to the log-odds ln(p / (1 - p)).")
    points: OutcomeEffect = strawberry.field(description="Added to the probability, in percentage points.")
    features: list[ExplainedFeature] = strawberry.field(description="The features of the group.")

    @classmethod
    def of(cls, one: domain.Contribution, home: str, away: str) -> "Contribution":
        return view(
            cls,
            one,
            sentence=one.sentence(home, away),
            log_odds=view(OutcomeEffect, one.log_odds),
            points=view(OutcomeEffect, one.points),
            features=[view(ExplainedFeature, feature) for feature in one.features],
        )


@strawberry.type(
    description=(
        "What a prediction is made of: exact Shapley values of the groups of features, against the league's"
        " average match. Base rate and contributions sum to the prediction, on both scales."
    )
)
class Explanation:
    competition: str | None = strawberry.field(
        description=(
            "Code of the league that the match is compared with; null where the model knows too little of it"
            " and takes all its leagues together."
        )
    )
    base_rate: OutcomeProbabilities = strawberry.field(
        description="How often matches of the league ended in each outcome before the model's data cutoff."
    )
    contributions: list[Contribution] = strawberry.field(
        description="The league's average match, then the groups of features, the largest first."
    )

    @classmethod
    def of(cls, made: domain.Explanation, home: str, away: str) -> "Explanation":
        return cls(
            competition=made.reference.competition,
            base_rate=view(OutcomeProbabilities, made.reference.base_rate),
            contributions=[Contribution.of(one, home, away) for one in made.contributions],
        )


ExplanationResult = Annotated[
    Explanation | ModelUnavailable | InsufficientData | Conflict | ValidationFailed,
    strawberry.union("ExplanationResult", description="Why a prediction says it, or why that is unknown."),
]


async def explanation_result(
    info: Info, made: MatchPrediction | StoredPrediction | ToldPrediction, row: MatchRow | None
) -> ExplanationResult:
    """The explanation of a prediction, computed or stored; `row` is its match where that is at hand."""
    try:
        if row is None and not isinstance(made, MatchPrediction):
            row = await info.context.loaders.matches.load(made.match_id)
        fixture = made.fixture if isinstance(made, MatchPrediction) else _fixture(row)
        told = Told(fixture, made.kind, made.outcome, made.receipt)
        explained = await info.context.loaders.explained.load(told)
    except FootballError as error:
        return failure(error)  # type: ignore[return-value]  # what explaining raises is in the union
    return Explanation.of(explained, *await _names(info, fixture, row))


def _fixture(row: MatchRow | None) -> Fixture:
    if row is None:
        raise NotFound("the match of this prediction is gone")
    return row.fixture


async def _names(info: Info, fixture: Fixture, row: MatchRow | None) -> tuple[str, str]:
    if row is not None:
        return row.home.name, row.away.name
    home, away = await info.context.loaders.teams.load_many([int(fixture.home), int(fixture.away)])
    if home is None or away is None:
        raise NotFound("a team of this prediction is gone")
    return home.name, away.name
