"""Names that other programs know."""

MATCH_EVENTS = "football.match-events.v1"
DEAD_LETTERS = "football.match-events.v1.dead-letters"
PREDICTIONS = "football.predictions.v1"
CONSUMER_GROUP = "football-live"
REDIS_CHANNEL = "football:live"
