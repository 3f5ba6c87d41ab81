"""What this process and its database use, measured now."""

import os
import platform
import resource
import sys
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.db.sql import fetch

_MEMORY = Path("/proc/self/statm")
_FILES = Path("/proc/self/fd")


@dataclass(frozen=True, slots=True)
class SystemMetrics:
    """Sizes in bytes, times in seconds. `resident_bytes` is the peak where the present is not told."""

    at: datetime
    uptime_s: float
    cpu_s: float
    resident_bytes: int
    threads: int
    open_files: int | None
    database_bytes: int
    database_connections: int
    python: str
    platform: str


async def system_metrics(started_at: datetime, now: datetime) -> SystemMetrics:
    """One statement. Raises what the database raises."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    database = (
        await fetch(
            "SELECT pg_database_size(current_database()) AS size,"
            " (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections"
        )
    )[0]
    return SystemMetrics(
        at=now,
        uptime_s=max(0.0, (now - started_at).total_seconds()),
        cpu_s=usage.ru_utime + usage.ru_stime,
        resident_bytes=_resident_bytes(usage.ru_maxrss),
        threads=threading.active_count(),
        open_files=_open_files(),
        database_bytes=database["size"],
        database_connections=database["connections"],
        python=platform.python_version(),
        platform=sys.platform,
    )


def _resident_bytes(peak_kib: int) -> int:
    if _MEMORY.exists():
        return int(_MEMORY.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return peak_kib if sys.platform == "darwin" else peak_kib * 1024


def _open_files() -> int | None:
    try:
        return sum(1 for _ in _FILES.iterdir())
    except OSError:
        return None
