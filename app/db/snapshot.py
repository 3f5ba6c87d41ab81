"""Which committed transactions the database shows, as one text."""

from app.db.sql import records

_SNAPSHOT = (
    "SELECT CASE WHEN NOT pg_is_in_recovery() THEN"
    " concat_ws(' ', pg_current_snapshot(), pg_postmaster_start_time(), current_database()) END AS text"
)


async def current() -> str | None:
    """Equal texts see the same data. None on a standby, whose snapshots do not list what they see.

    The server's start is part of it: a database that was restored counts its transactions anew.
    """
    [row] = await records(_SNAPSHOT)
    text: str | None = row["text"]
    return text
