"""How recent the collected data is."""

from dataclasses import dataclass
from datetime import datetime

from app.db.connection import connection
from app.db.sql import fetch

_SQL = """
SELECT (SELECT kickoff FROM match WHERE status = 'FINISHED' ORDER BY kickoff DESC LIMIT 1) AS last_match,
       (SELECT max(finished_at) FROM collection_run WHERE status = 'SUCCEEDED') AS last_collection
"""


@dataclass(frozen=True, slots=True)
class Freshness:
    """Kickoff of the latest finished match and end of the latest successful collection, if any."""

    last_match: datetime | None
    last_collection: datetime | None


async def freshness() -> Freshness:
    row = (await fetch(_SQL))[0]
    return Freshness(row["last_match"], row["last_collection"])


async def ping() -> None:
    """Raise unless the database answers."""
    await connection().execute_query("SELECT 1")
