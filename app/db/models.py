"""The tables. Checks, append-only triggers and composite keys are in the migrations, in SQL."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.indexes import Index
from tortoise.models import Model

from app.football.match import MatchStatus, Outcome


class CompetitionKind(StrEnum):
    LEAGUE = "LEAGUE"
    INTERNATIONAL = "INTERNATIONAL"


class TeamKind(StrEnum):
    CLUB = "CLUB"
    NATIONAL = "NATIONAL"


class OddsMarket(StrEnum):
    MATCH_RESULT = "MATCH_RESULT"
    TOTAL_GOALS = "TOTAL_GOALS"
    ASIAN_HANDICAP = "ASIAN_HANDICAP"


class OddsTaken(StrEnum):
    """When the price was taken: some days before the match, or the last one before kickoff."""

    OPENING = "OPENING"
    CLOSING = "CLOSING"


class PredictionKind(StrEnum):
    PRE_MATCH = "PRE_MATCH"
    IN_PLAY = "IN_PLAY"


class WorkStatus(StrEnum):
    """Of a job or a collection run."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"


class Competition(Model):
    id = fields.BigIntField(primary_key=True)
    code = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=120)
    country = fields.CharField(max_length=60)
    tier = fields.SmallIntField(null=True)
    kind = fields.CharEnumField(CompetitionKind, max_length=16)

    class Meta:
        table = "competition"


class Season(Model):
    """One edition. `code` is 2425 where a season spans two years, 2024 where it is a calendar year."""

    id = fields.BigIntField(primary_key=True)
    competition: fields.ForeignKeyRelation[Competition] = fields.ForeignKeyField(
        "football.Competition", related_name="seasons", on_delete=fields.RESTRICT
    )
    code = fields.CharField(max_length=8)
    label = fields.CharField(max_length=16)
    starts_in = fields.SmallIntField()

    class Meta:
        table = "season"
        unique_together = (("competition", "code"),)


class Team(Model):
    """A club or a national side; its name is unique within its country."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=120)
    country = fields.CharField(max_length=60)
    kind = fields.CharEnumField(TeamKind, max_length=16)

    class Meta:
        table = "team"
        unique_together = (("country", "name"),)
        indexes = (Index(fields=("name",), name="idx_team_name"),)


class TeamAlias(Model):
    """A source's name for a team."""

    id = fields.BigIntField(primary_key=True)
    team: fields.ForeignKeyRelation[Team] = fields.ForeignKeyField(
        "football.Team", related_name="aliases", on_delete=fields.CASCADE
    )
    source = fields.CharField(max_length=40)
    country = fields.CharField(max_length=60)
    alias = fields.CharField(max_length=120)

    class Meta:
        table = "team_alias"
        unique_together = (("source", "country", "alias"),)


class Match(Model):
    """One match. `meeting` tells apart repeated home matches of one pair in a season (split leagues)."""

    id = fields.BigIntField(primary_key=True)
    competition: fields.ForeignKeyRelation[Competition] = fields.ForeignKeyField(
        "football.Competition", related_name="matches", on_delete=fields.RESTRICT
    )
    season: fields.ForeignKeyRelation[Season] = fields.ForeignKeyField(
        "football.Season", related_name="matches", on_delete=fields.RESTRICT
    )
    home: fields.ForeignKeyRelation[Team] = fields.ForeignKeyField(
        "football.Team", related_name="home_matches", on_delete=fields.RESTRICT
    )
    away: fields.ForeignKeyRelation[Team] = fields.ForeignKeyField(
        "football.Team", related_name="away_matches", on_delete=fields.RESTRICT
    )
    meeting = fields.SmallIntField(default=1, db_default=1)
    kickoff = fields.DatetimeField()
    kickoff_time_known = fields.BooleanField(default=True, db_default=True)
    neutral = fields.BooleanField(default=False, db_default=False)
    status = fields.CharEnumField(MatchStatus, max_length=16)
    known_at = fields.DatetimeField(null=True)
    home_goals = fields.SmallIntField(null=True)
    away_goals = fields.SmallIntField(null=True)
    half_time_home_goals = fields.SmallIntField(null=True)
    half_time_away_goals = fields.SmallIntField(null=True)
    home_shots = fields.SmallIntField(null=True)
    away_shots = fields.SmallIntField(null=True)
    home_shots_on_target = fields.SmallIntField(null=True)
    away_shots_on_target = fields.SmallIntField(null=True)
    home_corners = fields.SmallIntField(null=True)
    away_corners = fields.SmallIntField(null=True)
    home_fouls = fields.SmallIntField(null=True)
    away_fouls = fields.SmallIntField(null=True)
    home_yellow_cards = fields.SmallIntField(null=True)
    away_yellow_cards = fields.SmallIntField(null=True)
    home_red_cards = fields.SmallIntField(null=True)
    away_red_cards = fields.SmallIntField(null=True)
    referee = fields.CharField(max_length=80, null=True)
    source = fields.CharField(max_length=40)
    updated_at = fields.DatetimeField(auto_now=True)

    class Meta:
        table = "match"
        unique_together = (("competition", "season", "home", "away", "meeting"),)
        indexes = (
            Index(fields=("kickoff", "id"), name="idx_match_kickoff"),
            Index(fields=("competition_id", "kickoff", "id"), name="idx_match_competition_kickoff"),
            Index(fields=("home_id", "kickoff"), name="idx_match_home_kickoff"),
            Index(fields=("away_id", "kickoff"), name="idx_match_away_kickoff"),
            Index(fields=("known_at", "id"), name="idx_match_known_at"),
            Index(fields=("status", "kickoff"), name="idx_match_status_kickoff"),
            Index(fields=("updated_at",), name="idx_match_updated_at"),
        )


class MatchRevision(Model):
    """What a match said before a source corrected it."""

    id = fields.BigIntField(primary_key=True)
    match: fields.ForeignKeyRelation[Match] = fields.ForeignKeyField(
        "football.Match", related_name="revisions", on_delete=fields.CASCADE
    )
    source = fields.CharField(max_length=40)
    changed_at = fields.DatetimeField()
    before: dict[str, Any] = fields.JSONField()
    after: dict[str, Any] = fields.JSONField()

    class Meta:
        table = "match_revision"
        indexes = (Index(fields=("match_id", "changed_at"), name="idx_match_revision_match"),)


class Odds(Model):
    """Decimal prices of one bookmaker (or market average or maximum) on one market of one match."""

    id = fields.BigIntField(primary_key=True)
    match: fields.ForeignKeyRelation[Match] = fields.ForeignKeyField(
        "football.Match", related_name="odds", on_delete=fields.CASCADE
    )
    bookmaker = fields.CharField(max_length=24)
    market = fields.CharEnumField(OddsMarket, max_length=16)
    line = fields.DecimalField(max_digits=5, decimal_places=3, null=True)
    taken = fields.CharEnumField(OddsTaken, max_length=8)
    home = fields.FloatField(null=True)
    draw = fields.FloatField(null=True)
    away = fields.FloatField(null=True)
    over = fields.FloatField(null=True)
    under = fields.FloatField(null=True)
    known_at = fields.DatetimeField(null=True)
    """When it was first collected, for a match still ahead then; null: known from the source's usual hour."""

    class Meta:
        table = "odds"


class RawRecord(Model):
    """A payload as it was received, stored before anything is read from it."""

    id = fields.BigIntField(primary_key=True)
    source = fields.CharField(max_length=40)
    key = fields.CharField(max_length=200)
    checksum = fields.CharField(max_length=64)
    payload = fields.BinaryField()
    compressed = fields.BooleanField(default=True, db_default=True)
    byte_count = fields.BigIntField()
    etag = fields.CharField(max_length=200, null=True)
    fetched_at = fields.DatetimeField()
    normalised_at = fields.DatetimeField(null=True)
    report: dict[str, Any] | None = fields.JSONField(null=True)

    class Meta:
        table = "raw_record"
        unique_together = (("source", "key", "checksum"),)
        indexes = (Index(fields=("source", "key", "fetched_at"), name="idx_raw_record_latest"),)


class CollectionRun(Model):
    """One run of a collector: what it was asked for and what it did."""

    id = fields.BigIntField(primary_key=True)
    source = fields.CharField(max_length=40)
    requested: dict[str, Any] = fields.JSONField()
    status = fields.CharEnumField(WorkStatus, max_length=16)
    started_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)
    added = fields.IntField(default=0, db_default=0)
    changed = fields.IntField(default=0, db_default=0)
    unchanged = fields.IntField(default=0, db_default=0)
    refused = fields.IntField(default=0, db_default=0)
    report: dict[str, Any] | None = fields.JSONField(null=True)
    error = fields.TextField(null=True)

    class Meta:
        table = "collection_run"
        indexes = (Index(fields=("source", "started_at"), name="idx_collection_run_source"),)


class RatingHistory(Model):
    """A team's complete rating state after a match; `state` is TeamState.to_vector()."""

    id = fields.BigIntField(primary_key=True)
    match: fields.ForeignKeyRelation[Match] = fields.ForeignKeyField(
        "football.Match", related_name="ratings", on_delete=fields.CASCADE
    )
    team: fields.ForeignKeyRelation[Team] = fields.ForeignKeyField(
        "football.Team", related_name="ratings", on_delete=fields.CASCADE
    )
    known_at = fields.DatetimeField()
    elo = fields.FloatField()
    pi_home = fields.FloatField()
    pi_away = fields.FloatField()
    state_version = fields.CharField(max_length=24)
    state = ArrayField("double precision")

    class Meta:
        table = "rating_history"
        unique_together = (("match", "team"),)
        indexes = (
            Index(fields=("team_id", "known_at"), name="idx_rating_team_known"),
            Index(fields=("known_at",), name="idx_rating_known"),
        )


class CompetitionRatingHistory(Model):
    """A competition's rating state after a match; `state` is CompetitionState.to_vector()."""

    id = fields.BigIntField(primary_key=True)
    match: fields.OneToOneRelation[Match] = fields.OneToOneField(
        "football.Match", related_name="competition_rating", on_delete=fields.CASCADE
    )
    competition: fields.ForeignKeyRelation[Competition] = fields.ForeignKeyField(
        "football.Competition", related_name="ratings", on_delete=fields.CASCADE
    )
    known_at = fields.DatetimeField()
    state_version = fields.CharField(max_length=24)
    state = ArrayField("double precision")

    class Meta:
        table = "competition_rating_history"
        indexes = (
            Index(fields=("competition_id", "known_at"), name="idx_competition_rating_known"),
            Index(fields=("known_at",), name="idx_competition_rating_at"),
        )


class FeatureRow(Model):
    """The features of a match as of an instant."""

    id = fields.BigIntField(primary_key=True)
    match: fields.ForeignKeyRelation[Match] = fields.ForeignKeyField(
        "football.Match", related_name="feature_rows", on_delete=fields.CASCADE
    )
    feature_set = fields.CharField(max_length=40)
    as_of = fields.DatetimeField()
    values = ArrayField("double precision")
    digest = fields.CharField(max_length=64)
    computed_at = fields.DatetimeField()
    inputs = fields.CharField(max_length=32, null=True)
    """Fingerprint of all they were computed from; null: stored before there were fingerprints."""

    class Meta:
        table = "feature_row"
        unique_together = (("match", "feature_set", "as_of"),)


class ModelVersion(Model):
    """A registered ONNX file. At most one version of a name is the champion, at most one the challenger."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=60)
    version = fields.CharField(max_length=40)
    sha256 = fields.CharField(max_length=64)
    feature_set = fields.CharField(max_length=40)
    data_cutoff = fields.DatetimeField()
    training_rows = fields.IntField()
    opset = fields.SmallIntField()
    metrics: dict[str, Any] = fields.JSONField()
    registered_at = fields.DatetimeField()
    champion = fields.BooleanField(default=False, db_default=False)
    challenger = fields.BooleanField(default=False, db_default=False)

    class Meta:
        table = "model_version"
        unique_together = (("name", "version"),)


class PromotionKind(StrEnum):
    PROMOTED = "PROMOTED"
    ROLLED_BACK = "ROLLED_BACK"


class ModelPromotion(Model):
    """A change of champion, with the comparison it rests on. Append-only."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=60)
    kind = fields.CharEnumField(PromotionKind, max_length=16)
    version = fields.CharField(max_length=40)
    previous = fields.CharField(max_length=40, null=True)
    at = fields.DatetimeField()
    actor = fields.CharField(max_length=80)
    reason = fields.CharField(max_length=400, null=True)
    comparison: dict[str, Any] | None = fields.JSONField(null=True)

    class Meta:
        table = "model_promotion"
        indexes = (Index(fields=("name", "at", "id"), name="idx_model_promotion_name"),)


class Prediction(Model):
    """The receipt of a prediction. Rows are append-only; `score_grid` is float32[11][11], little-endian.

    A challenger's predictions are shadows: kept to be scored, never shown, and outside the match's sequence.
    """

    id = fields.BigIntField(primary_key=True)
    match: fields.ForeignKeyRelation[Match] = fields.ForeignKeyField(
        "football.Match", related_name="predictions", on_delete=fields.RESTRICT
    )
    model_version: fields.ForeignKeyRelation[ModelVersion] = fields.ForeignKeyField(
        "football.ModelVersion", related_name="predictions", on_delete=fields.RESTRICT
    )
    kind = fields.CharEnumField(PredictionKind, max_length=16)
    sequence = fields.IntField(null=True)
    shadow = fields.BooleanField(default=False, db_default=False)
    data_cutoff = fields.DatetimeField()
    made_at = fields.DatetimeField()
    feature_set = fields.CharField(max_length=40)
    feature_digest = fields.CharField(max_length=64)
    home = fields.FloatField()
    draw = fields.FloatField()
    away = fields.FloatField()
    expected_home_goals = fields.FloatField()
    expected_away_goals = fields.FloatField()
    score_grid = fields.BinaryField()

    class Meta:
        table = "prediction"
        unique_together = (("match", "sequence"),)
        indexes = (Index(fields=("made_at", "id"), name="idx_prediction_made_at"),)


class MatchSettlement(Model):
    """How a match ended, with the forecasts every prediction of it is measured against.

    The base rates are the league's frequencies of the three seasons before; the market's probabilities are
    those of the closing average (else the last known prices), margin removed. Null where there are none.
    """

    match: fields.OneToOneRelation[Match] = fields.OneToOneField(
        "football.Match", related_name="settlement", on_delete=fields.CASCADE, primary_key=True
    )
    outcome = fields.CharEnumField(Outcome, max_length=4)
    settled_at = fields.DatetimeField()
    base_home = fields.FloatField(null=True)
    base_draw = fields.FloatField(null=True)
    base_away = fields.FloatField(null=True)
    market_home = fields.FloatField(null=True)
    market_draw = fields.FloatField(null=True)
    market_away = fields.FloatField(null=True)

    class Meta:
        table = "match_settlement"
        indexes = (Index(fields=("settled_at",), name="idx_match_settlement_at"),)


class PredictionScore(Model):
    """The one score of a prediction that was made before kickoff."""

    prediction: fields.OneToOneRelation[Prediction] = fields.OneToOneField(
        "football.Prediction", related_name="score", on_delete=fields.CASCADE, primary_key=True
    )
    match: fields.ForeignKeyRelation[Match] = fields.ForeignKeyField(
        "football.Match", related_name="scores", on_delete=fields.CASCADE
    )
    rps = fields.FloatField()
    log_loss = fields.FloatField()
    brier = fields.FloatField()

    class Meta:
        table = "prediction_score"
        indexes = (Index(fields=("match_id",), name="idx_prediction_score_match"),)


class Job(Model):
    """Long work, with its progress."""

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharField(max_length=40)
    status = fields.CharEnumField(WorkStatus, max_length=16)
    done = fields.IntField(default=0, db_default=0)
    total = fields.IntField(null=True)
    input: dict[str, Any] = fields.JSONField()
    result: dict[str, Any] | None = fields.JSONField(null=True)
    error = fields.TextField(null=True)
    created_at = fields.DatetimeField()
    started_at = fields.DatetimeField(null=True)
    heartbeat_at = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "job"
        indexes = (Index(fields=("status", "created_at"), name="idx_job_status"),)


class AuditEntry(Model):
    """Who did what to what. Append-only."""

    id = fields.BigIntField(primary_key=True)
    at = fields.DatetimeField()
    actor = fields.CharField(max_length=80)
    action = fields.CharField(max_length=60)
    target = fields.CharField(max_length=120)
    before: dict[str, Any] | None = fields.JSONField(null=True)
    after: dict[str, Any] | None = fields.JSONField(null=True)
    result = fields.CharField(max_length=40)

    class Meta:
        table = "audit_entry"
        indexes = (Index(fields=("at", "id"), name="idx_audit_entry_at"),)
