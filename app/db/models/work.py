"""Long work, and who did what."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class WorkStatus(StrEnum):
    """Of a job or a collection run."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"


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
    """Who did what to what, and by which request. Append-only."""

    id = fields.BigIntField(primary_key=True)
    at = fields.DatetimeField()
    actor = fields.CharField(max_length=80)
    action = fields.CharField(max_length=60)
    target = fields.CharField(max_length=120)
    before: dict[str, Any] | None = fields.JSONField(null=True)
    after: dict[str, Any] | None = fields.JSONField(null=True)
    result = fields.CharField(max_length=40)
    key_prefix = fields.CharField(max_length=8, null=True)
    request_id = fields.CharField(max_length=80, null=True)

    class Meta:
        table = "audit_entry"
        indexes = (Index(fields=("at", "id"), name="idx_audit_entry_at"),)
