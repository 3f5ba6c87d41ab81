"""Enumerations, each value described. The values are the domain's own."""

from enum import Enum, StrEnum
from typing import TypeVar

import strawberry

from app.db.models import (
    CompetitionKind,
    OddsMarket,
    OddsTaken,
    PredictionKind,
    TeamKind,
    WorkStatus,
)
from app.football.form import FormResult, Venue
from app.football.inplay.events import EventKind, Side
from app.football.inplay.state import MatchPhase
from app.football.match import MatchStatus, Outcome
from app.live.updates import UpdateCause

E = TypeVar("E", bound=Enum)


def described(enum: type[E], description: str, *, name: str | None = None, **values: str) -> type[E]:
    """Register an enumeration of the domain (as `name`) with a description for each of its values."""
    registered = strawberry.enum(enum, name=name, description=description)
    for value in registered.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = values[value.name]
    return registered


class MatchOrder(StrEnum):
    KICKOFF_ASC = "KICKOFF_ASC"
    KICKOFF_DESC = "KICKOFF_DESC"


class ErrorCode(StrEnum):
    NOT_FOUND = "NOT_FOUND"
    VALIDATION_FAILED = "VALIDATION_FAILED"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"
    MODEL_UNAVAILABLE = "MODEL_UNAVAILABLE"
    CONFLICT = "CONFLICT"
    PROMOTION_REFUSED = "PROMOTION_REFUSED"
    PERMISSION_DENIED = "PERMISSION_DENIED"
    RATE_LIMITED = "RATE_LIMITED"


described(
    MatchStatus,
    "Where a match stands.",
    SCHEDULED="It has not kicked off yet.",
    LIVE="It is being played.",
    FINISHED="It is over; the score is final.",
    POSTPONED="It will be played later, at a time that is not known yet.",
    ABANDONED="It was broken off.",
    CANCELLED="It will not be played.",
)
described(
    Outcome,
    "Who won.",
    HOME="The home side won.",
    DRAW="Neither side won.",
    AWAY="The away side won.",
)
described(
    CompetitionKind,
    "Who competes.",
    LEAGUE="Clubs of one country's league system.",
    INTERNATIONAL="National teams.",
)
described(TeamKind, "What a team is.", CLUB="A club.", NATIONAL="A country's team.")
described(
    OddsMarket,
    "What a price is for.",
    MATCH_RESULT="Home win, draw, away win (1X2).",
    TOTAL_GOALS="More or fewer goals than a line.",
    ASIAN_HANDICAP="The winner after `line` goals are given to the home side.",
)
described(
    OddsTaken,
    "When a price was taken.",
    OPENING="Some days before the match.",
    CLOSING="The last one before kickoff.",
)
described(
    PredictionKind,
    "When a prediction was made, seen from the match.",
    PRE_MATCH="Before kickoff.",
    IN_PLAY="During the match.",
)
described(
    WorkStatus,
    "Where a job or a collection run stands.",
    QUEUED="It waits to be started.",
    RUNNING="It is at work.",
    SUCCEEDED="It is done.",
    PARTIAL="It is done, and part of its input was refused.",
    FAILED="It ended with an error.",
)
described(
    Venue,
    "Where a team played.",
    HOME="On its own ground.",
    AWAY="On its opponent's ground.",
    NEUTRAL="On neither side's ground.",
)
described(Side, "Which side a team was.", HOME="The home side.", AWAY="The away side.")
described(
    MatchPhase,
    "How far a match has come.",
    NOT_STARTED="It has not kicked off.",
    FIRST_HALF="The first half is being played.",
    HALF_TIME="The interval.",
    SECOND_HALF="The second half is being played.",
    FULL_TIME="It is over.",
    ABANDONED="It was broken off.",
)
described(
    EventKind,
    "What happens in a match.",
    name="MatchEventKind",
    KICK_OFF="The first half begins.",
    GOAL="A goal from play by a player of `side`.",
    OWN_GOAL="A player of `side` puts the ball into their own goal: it counts for the other side.",
    PENALTY_SCORED="A goal from a penalty.",
    PENALTY_MISSED="A penalty that is not scored.",
    YELLOW_CARD="A first yellow card of a player.",
    SECOND_YELLOW="A second yellow card of a player, who is sent off.",
    RED_CARD="A straight red card: a player is sent off.",
    SUBSTITUTION="A player is replaced.",
    ADDED_TIME="The minutes to be added to the half are announced.",
    HALF_TIME="The first half ends.",
    SECOND_HALF="The second half begins.",
    FULL_TIME="The match ends.",
    ABANDONMENT="The match is broken off.",
    VAR_CANCELLATION="The video referee takes back the event `target`.",
    CORRECTION="The source takes back the event `target`, or tells it anew as `replacement`.",
)
described(
    UpdateCause,
    "Why the probabilities of a live match moved.",
    EVENT="Something happened.",
    CLOCK="Time passed.",
    CORRECTION="An earlier event was taken back or told anew.",
    MODEL="Another version of the model answers, or other things are expected of the teams.",
)
described(FormResult, "How a match ended for a team.", WON="It won.", DRAWN="It drew.", LOST="It lost.")
described(
    MatchOrder,
    "Order of a list of matches.",
    KICKOFF_ASC="The earliest kickoff first.",
    KICKOFF_DESC="The latest kickoff first.",
)
described(
    ErrorCode,
    "What kind of failure an error is.",
    NOT_FOUND="Nothing has this id or name.",
    VALIDATION_FAILED="An argument has a value that cannot be meant.",
    INSUFFICIENT_DATA="Too little was known at the instant asked for.",
    MODEL_UNAVAILABLE="No model can answer.",
    CONFLICT="The state of things does not allow it.",
    PROMOTION_REFUSED="A model version has not shown that it is better than the champion.",
    PERMISSION_DENIED="The caller may not do this.",
    RATE_LIMITED="The caller asked too often.",
)
