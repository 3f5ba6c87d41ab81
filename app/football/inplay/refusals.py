"""Why an event cannot be used."""

from enum import StrEnum

from app.errors import FootballError


class RefusalCode(StrEnum):
    # a message that is no event
    MALFORMED_JSON = "MALFORMED_JSON"
    TOO_LARGE = "TOO_LARGE"
    UNKNOWN_VERSION = "UNKNOWN_VERSION"
    UNKNOWN_FIELD = "UNKNOWN_FIELD"
    MISSING_FIELD = "MISSING_FIELD"
    INVALID_FIELD = "INVALID_FIELD"
    MINUTE_OUT_OF_RANGE = "MINUTE_OUT_OF_RANGE"
    WRONG_KEY = "WRONG_KEY"
    # an event that does not fit what is known
    UNKNOWN_MATCH = "UNKNOWN_MATCH"
    BEFORE_KICK_OFF = "BEFORE_KICK_OFF"
    AFTER_FULL_TIME = "AFTER_FULL_TIME"
    MATCH_OVER = "MATCH_OVER"
    SECOND_CORRECTION = "SECOND_CORRECTION"
    NUMBER_TAKEN = "NUMBER_TAKEN"
    SAME_ID_OTHER_CONTENT = "SAME_ID_OTHER_CONTENT"
    RUN_OVER = "RUN_OVER"
    MATCH_IS_LIVE = "MATCH_IS_LIVE"
    # an event that this program cannot cope with
    PROCESSING_FAILED = "PROCESSING_FAILED"


class EventRefused(FootballError):
    """An event without effect: `refusal` names the fact, `reason` tells it in words."""

    code = "EVENT_REFUSED"

    def __init__(self, refusal: RefusalCode, reason: str) -> None:
        super().__init__(reason)
        self.refusal = refusal
        self.reason = reason
