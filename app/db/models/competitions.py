"""Competitions, their seasons, and the teams."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class CompetitionKind(StrEnum):
    LEAGUE = "LEAGUE"
    INTERNATIONAL = "INTERNATIONAL"


class TeamKind(StrEnum):
    CLUB = "CLUB"
    NATIONAL = "NATIONAL"


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
