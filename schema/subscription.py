"""What can be followed: a snapshot first, then updates."""

import strawberry

from schema.health import HealthSubscriptions
from schema.job import JobSubscriptions


@strawberry.type(description="What can be followed: each starts with how things stand, then tells updates.")
class Subscription(JobSubscriptions, HealthSubscriptions):
    pass
