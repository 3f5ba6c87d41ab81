"""The read side: one base class a subject."""

import strawberry

from schema.audit import AuditQueries
from schema.collection import CollectionQueries
from schema.competition import CompetitionQueries
from schema.features import FeatureQueries
from schema.health import HealthQueries
from schema.hypothetical import HypotheticalQueries
from schema.job import JobQueries
from schema.keys import KeyQueries
from schema.live_delta import LiveDeltaQueries
from schema.match import MatchQueries
from schema.model import ModelQueries
from schema.nodes import NodeQueries
from schema.prediction import PredictionQueries
from schema.quality import QualityQueries
from schema.rating import RatingQueries
from schema.system import SystemQueries
from schema.team import TeamQueries
from schema.track_record import TrackRecordQueries
from schema.viewer import ViewerQueries


@strawberry.type(description="Everything that can be asked. Queries never write.")
class Query(
    NodeQueries,
    CompetitionQueries,
    TeamQueries,
    MatchQueries,
    HypotheticalQueries,
    PredictionQueries,
    LiveDeltaQueries,
    TrackRecordQueries,
    FeatureQueries,
    ModelQueries,
    RatingQueries,
    CollectionQueries,
    QualityQueries,
    HealthQueries,
    SystemQueries,
    JobQueries,
    ViewerQueries,
    KeyQueries,
    AuditQueries,
):
    pass
