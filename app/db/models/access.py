"""Who may ask."""

from tortoise import fields
from tortoise.models import Model


class ApiKey(Model):
    """A key that a program shows: a digest of it, and what it allows. A revoked one stays."""

    id = fields.BigIntField(primary_key=True)
    prefix = fields.CharField(max_length=8, unique=True)
    digest = fields.BinaryField()
    name = fields.CharField(max_length=60)
    role = fields.CharField(max_length=16)
    rate_limit = fields.IntField(null=True)
    created_at = fields.DatetimeField()
    created_by = fields.CharField(max_length=80)
    expires_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)
    last_used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "api_key"
