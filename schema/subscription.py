"""What can be followed: a snapshot first, then updates."""

import strawberry

from schema.health import HealthSubscriptions
from schema.job import JobSubscriptions
from schema.live import LiveSubscriptions


@strawberry.type(description="What can be followed: each starts with how things stand, then tells updates.")
class Subscription(LiveSubscriptions, JobSubscriptions, HealthSubscriptions):
    pass
