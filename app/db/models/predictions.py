"""Model versions, what they predicted, and how that ended."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from app.db.models.matches import Match
from app.football.match import Outcome


class PredictionKind(StrEnum):
    PRE_MATCH = "PRE_MATCH"
    IN_PLAY = "IN_PLAY"


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
