"""Live matches: what happened, what was said of it, and what is still to be passed on."""

from typing import Any

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.indexes import Index
from tortoise.models import Model

from app.db.models.competitions import Competition
from app.db.models.matches import Match
from app.db.models.predictions import ModelVersion
from app.football.inplay.events import EventKind
from app.football.inplay.state import MatchPhase


class LiveMatch(Model):
    """How a match stands that is live or was. `run` names the replay it is shown from; null: it is played.

    `expectation`: the goals expected before kickoff with their receipt, or what was missing for them.
    `told`: clock, outcome and model of the last update; `due_at`: when the clock shows a minute more.
    """

    match: fields.OneToOneRelation[Match] = fields.OneToOneField(
        "football.Match", related_name="live", on_delete=fields.RESTRICT, primary_key=True
    )
    competition: fields.ForeignKeyRelation[Competition] = fields.ForeignKeyField(
        "football.Competition", related_name="live_matches", on_delete=fields.RESTRICT
    )
    run = fields.CharField(max_length=64, null=True)
    speed = fields.FloatField(default=1, db_default=1)
    sequence = fields.IntField(default=0, db_default=0)
    phase = fields.CharEnumField(MatchPhase, max_length=16)
    state: dict[str, Any] = fields.JSONField()
    expectation: dict[str, Any] | None = fields.JSONField(null=True)
    told: dict[str, Any] = fields.JSONField()
    started_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    due_at = fields.DatetimeField(null=True)

    class Meta:
        table = "live_match"
        indexes = (Index(fields=("ended_at", "updated_at"), name="idx_live_match_running"),)


class MatchEvent(Model):
    """An event of a match as it was accepted. Append-only: what is taken back is taken back by an event."""

    id = fields.BigIntField(primary_key=True)
    event_id = fields.CharField(max_length=64, unique=True)
    match: fields.ForeignKeyRelation[Match] = fields.ForeignKeyField(
        "football.Match", related_name="events", on_delete=fields.RESTRICT
    )
    run = fields.CharField(max_length=64, null=True)
    source = fields.CharField(max_length=40)
    sequence = fields.IntField()
    kind = fields.CharEnumField(EventKind, max_length=20)
    body: dict[str, Any] = fields.JSONField()
    occurred_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "match_event"
        indexes = (Index(fields=("match_id", "run"), name="idx_match_event_match"),)


class LiveUpdate(Model):
    """One step of a match's stream with the in-play prediction made then.

    `sequence` has no gaps within the match, `competition_position` within the competition, `position` over
    all. `movements`: why the outcome's probabilities moved, part by part.
    """

    position = fields.BigIntField(primary_key=True, generated=False)
    match: fields.ForeignKeyRelation[Match] = fields.ForeignKeyField(
        "football.Match", related_name="live_updates", on_delete=fields.RESTRICT
    )
    competition: fields.ForeignKeyRelation[Competition] = fields.ForeignKeyField(
        "football.Competition", related_name="live_updates", on_delete=fields.RESTRICT
    )
    sequence = fields.IntField()
    competition_position = fields.BigIntField()
    run = fields.CharField(max_length=64, null=True)
    cause = fields.CharField(max_length=12)
    event_id = fields.CharField(max_length=64, null=True)
    state: dict[str, Any] = fields.JSONField()
    made_at = fields.DatetimeField()
    model_version: fields.ForeignKeyNullableRelation[ModelVersion] = fields.ForeignKeyField(
        "football.ModelVersion", related_name="live_updates", on_delete=fields.RESTRICT, null=True
    )
    features = ArrayField("double precision", null=True)
    feature_digest = fields.CharField(max_length=64, null=True)
    data_cutoff = fields.DatetimeField(null=True)
    expected_home_goals = fields.FloatField(null=True)
    expected_away_goals = fields.FloatField(null=True)
    score_grid = fields.BinaryField(null=True)
    missing: list[str] | None = fields.JSONField(null=True)
    movements: list[dict[str, Any]] = fields.JSONField()

    class Meta:
        table = "live_update"
        unique_together = (("match", "sequence"), ("competition", "competition_position"))


class LiveCounter(Model):
    """The last position given out: over all live matches (scope 0), and for each competition (its id)."""

    scope = fields.BigIntField(primary_key=True, generated=False)
    value = fields.BigIntField(default=0, db_default=0)

    class Meta:
        table = "live_counter"


class OutboxMessage(Model):
    """A message that is still to be published; written with the effect it tells of, gone once published."""

    id = fields.BigIntField(primary_key=True)
    topic = fields.CharField(max_length=120)
    key = fields.BinaryField(null=True)
    payload = fields.BinaryField()
    headers: dict[str, str] | None = fields.JSONField(null=True)
    match_id = fields.BigIntField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "outbox_message"


class DeadLetter(Model):
    """A message that could not be used: why, and its bytes as they came."""

    id = fields.BigIntField(primary_key=True)
    topic = fields.CharField(max_length=120)
    partition = fields.IntField()
    offset = fields.BigIntField()
    key = fields.BinaryField(null=True)
    payload = fields.BinaryField()
    code = fields.CharField(max_length=40)
    reason = fields.CharField(max_length=500)
    received_at = fields.DatetimeField()
    replayed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "dead_letter"
        unique_together = (("topic", "partition", "offset"),)
        indexes = (Index(fields=("received_at", "id"), name="idx_dead_letter_received"),)
