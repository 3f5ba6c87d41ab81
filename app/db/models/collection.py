"""What was fetched, and the runs that fetched it."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from app.db.models.work import WorkStatus


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
