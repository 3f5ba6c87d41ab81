"""Matches, what they said before they were corrected, and what bookmakers offered."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from app.db.models.competitions import Competition, Season, Team
from app.football.match import MatchStatus


class OddsMarket(StrEnum):
    MATCH_RESULT = "MATCH_RESULT"
    TOTAL_GOALS = "TOTAL_GOALS"
    ASIAN_HANDICAP = "ASIAN_HANDICAP"


class OddsTaken(StrEnum):
    """When the price was taken: some days before the match, or the last one before kickoff."""

    OPENING = "OPENING"
    CLOSING = "CLOSING"


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
