"""What every field depends on beyond the database: whether an answer with it may be kept.

Each field that is worked out for itself is declared by name. A type's other fields come with the value that
they are part of: of the types named in `VALUES` they are kept, of all others never.
"""

from collections.abc import Iterator

from graphql import GraphQLObjectType
from strawberry import Schema

from app.http.caching.policy import KEPT, NEVER, Keeping, Table

DEFINITION = "strawberry-definition"
"""Where Strawberry notes what it made a field of."""

_CLOCK = NEVER
_ASKER = NEVER
_PROCESS = NEVER
_LIVE = NEVER
"""Changes so often that it would never be asked twice in the same state."""

WORKED_OUT: dict[str, Keeping] = {
    "Query.node": KEPT,
    "Query.nodes": KEPT,
    "Query.competition": KEPT,
    "Query.competitions": KEPT,
    "Query.team": KEPT,
    "Query.teams": KEPT,
    "Query.match": KEPT,
    "Query.matches": KEPT,
    "Query.hypotheticalMatch": Keeping(past="asOf", made=True),
    "Query.predictions": KEPT,
    "Query.predictionDelta": _LIVE,
    "Query.trackRecord": KEPT,
    "Query.featureRows": KEPT,
    "Query.model": KEPT,
    "Query.models": KEPT,
    "Query.ratings": Keeping(past="asOf"),
    "Query.collectionRuns": KEPT,
    "Query.dataSources": KEPT,
    "Query.dataQuality": _CLOCK,
    "Query.health": _PROCESS,
    "Query.systemMetrics": _PROCESS,
    "Query.job": _PROCESS,
    "Query.viewer": _ASKER,
    "Query.auditLog": _ASKER,
    "Query.apiKeys": _ASKER,
    "Competition.seasons": KEPT,
    "Competition.matches": KEPT,
    "MatchConnection.totalCount": KEPT,
    "Match.features": Keeping(past="asOf", made=True),
    "Match.prediction": Keeping(past="asOf", made=True),
    "Match.predictions": KEPT,
    "Match.latestPrediction": KEPT,
    "Match.settlement": KEPT,
    "Match.live": _LIVE,
    "Match.events": KEPT,
    "Match.timeline": KEPT,
    "Match.odds": KEPT,
    "Match.headToHead": KEPT,
    "Team.aliases": KEPT,
    "Team.features": Keeping(past="asOf", made=True),
    "Team.stats": Keeping(without="lastDays"),
    "Team.matches": KEPT,
    "Team.form": KEPT,
    "Team.ratings": KEPT,
    "Rating.match": KEPT,
    "Prediction.markets": KEPT,
    "Prediction.scoreGrid": KEPT,
    # the version that made it may have come to this machine, or gone
    "Prediction.explanation": _PROCESS,
    "Prediction.score": KEPT,
    "Prediction.calibration": KEPT,
    "Prediction.match": KEPT,
    "Prediction.madeAt": Keeping(when=True),
    "Markets.matchResult": KEPT,
    "Markets.correctScore": KEPT,
    "Markets.totalGoals": KEPT,
    "Markets.bothTeamsToScore": KEPT,
    "Markets.asianHandicap": KEPT,
    "Markets.doubleChance": KEPT,
    "Markets.drawNoBet": KEPT,
    "Markets.winToNil": KEPT,
    "PredictionConnection.totalCount": KEPT,
    "MatchSettlement.match": KEPT,
    "MatchSettlement.scores": KEPT,
    "MatchUpdate.state": _LIVE,
    "MatchUpdate.replay": _LIVE,
    "MatchUpdate.prediction": _LIVE,
    "MatchUpdate.match": _LIVE,
    "MatchEvent.time": KEPT,
    "MatchEventReplacement.time": KEPT,
    "MatchClock.time": KEPT,
    "TimelineEntry.time": KEPT,
    "Odds.overround": KEPT,
    "Odds.impliedProbabilities": KEPT,
    "CompetitionConnection.totalCount": KEPT,
    "TeamConnection.totalCount": KEPT,
    "ForecastQuality.rps": KEPT,
    "ForecastQuality.logLoss": KEPT,
    "ForecastQuality.brier": KEPT,
    "ForecastQuality.calibrationError": KEPT,
    "ForecastQuality.calibration": KEPT,
    "FeatureRowConnection.totalCount": KEPT,
    "FeatureRow.match": KEPT,
    # which models answer in a process is part of the question
    "ModelVersion.serving": KEPT,
    "ModelVersion.versions": KEPT,
    "ModelVersion.promotions": KEPT,
    "ModelVersion.performance": _PROCESS,
    "ModelVersionConnection.totalCount": KEPT,
    "ModelPromotionConnection.totalCount": KEPT,
    "TeamRatingConnection.totalCount": KEPT,
    "CollectionRunConnection.totalCount": KEPT,
    "DataSource.lastRun": KEPT,
    "Job.progress": _PROCESS,
    "AuditEntryConnection.totalCount": _ASKER,
    "ApiKeyConnection.totalCount": _ASKER,
}

VALUES = frozenset(
    """
    Competition Season Match MatchStatistics Score Team TeamAlias TeamFeatures TeamStatistics Count TeamForm
    TeamFormEntry Rating Features Feature FeatureRow Prediction OutcomeProbabilities ExpectedGoals
    PredictionModel Markets MatchResultMarket CorrectScore TotalGoalsMarket Settlement YesNoMarket
    AsianHandicapMarket DoubleChanceMarket DrawNoBetMarket WinToNilMarket PredictionScore
    PredictionCalibration OutcomeRecord MatchSettlement MatchEvent MatchEventReplacement TimelineEntry Odds
    ImpliedProbabilities TrackRecord Calibration CalibrationBin ForecastComparison ForecastQuality
    ModelVersion ModelPromotion ModelComparison ForecastFigures TeamRating CollectionRun DataSource PageInfo
    CompetitionConnection CompetitionEdge TeamConnection TeamEdge MatchConnection MatchEdge
    PredictionConnection PredictionEdge FeatureRowConnection FeatureRowEdge
    ModelVersionConnection ModelVersionEdge ModelPromotionConnection ModelPromotionEdge
    TeamRatingConnection TeamRatingEdge CollectionRunConnection CollectionRunEdge
    NotFound ValidationFailed InsufficientData ModelUnavailable Conflict PermissionDenied
    """.split()  # noqa: SIM905  a list of so many words is easier to read without quotes
)
NOT_KEPT_VALUES = frozenset(
    """
    Job Health HealthCheck SystemMetrics DataQuality
    Viewer ViewerKey ApiKey ApiKeyConnection ApiKeyEdge AuditEntry AuditEntryConnection AuditEntryEdge
    RateLimited Explanation Contribution OutcomeEffect ExplainedFeature
    ModelPerformance OutcomeCalibration BenchmarkPerformance
    MatchUpdate MatchState MatchClock SideState Replay OutcomeMovement PredictionDelta PredictionStep
    """.split()  # noqa: SIM905  as above
)
"""Types of which something depends on the clock, on the process or on who asks."""


def keeping(schema: Schema) -> Table:
    """What the cache may keep, for each field of the schema."""
    return dict(_declared(schema))


def _declared(schema: Schema) -> Iterator[tuple[tuple[str, str], Keeping]]:
    for kind in schema._schema.type_map.values():  # noqa: SLF001  Strawberry hands it to extensions only
        if not isinstance(kind, GraphQLObjectType):
            continue
        for name, field in kind.fields.items():
            declared = WORKED_OUT.get(f"{kind.name}.{name}")
            definition = field.extensions.get(DEFINITION)
            plain = definition is not None and definition.base_resolver is None
            if declared is not None:
                yield (kind.name, name), declared
            elif plain and kind.name in VALUES:
                yield (kind.name, name), KEPT
