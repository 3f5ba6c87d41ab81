"""Ratings after each match, and the features made of them."""

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.indexes import Index
from tortoise.models import Model

from app.db.models.competitions import Competition, Team
from app.db.models.matches import Match


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
