"""What the service uses."""

from datetime import datetime

import strawberry

from app.operations.system import system_metrics
from schema.context import Info
from schema.views import view


@strawberry.type(description="What this process and its database use, measured now.")
class SystemMetrics:
    at: datetime = strawberry.field(description="When it was measured.")
    uptime_s: float = strawberry.field(description="Seconds since the process opened.")
    cpu_s: float = strawberry.field(description="Seconds of processor time used since then.")
    resident_bytes: float = strawberry.field(description="Memory in use, in bytes.")
    threads: int = strawberry.field(description="Threads of the process.")
    open_files: int | None = strawberry.field(description="Open files and sockets, where that can be told.")
    database_bytes: float = strawberry.field(description="Size of the database, in bytes.")
    database_connections: int = strawberry.field(description="Connections to the database, of all processes.")
    python: str = strawberry.field(description="Python's version.")
    platform: str = strawberry.field(description="The operating system.")


@strawberry.type
class SystemQueries:
    @strawberry.field(description="What this process and its database use; `/metrics` has more.")
    async def system_metrics(self, info: Info) -> SystemMetrics:
        services = info.context.services
        return view(SystemMetrics, await system_metrics(services.health.started_at, info.context.now))
