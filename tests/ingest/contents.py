"""What a database says about football, without its ids and instants of writing: two runs can be compared."""

from typing import Any

import asyncpg

QUERIES = {
    "matches": """
        SELECT c.code AS competition, s.code AS season, h.name AS home, a.name AS away,
            to_jsonb(m) - '{id,competition_id,season_id,home_id,away_id,updated_at}'::text[] AS match
        FROM match m JOIN competition c ON c.id = m.competition_id JOIN season s ON s.id = m.season_id
            JOIN team h ON h.id = m.home_id JOIN team a ON a.id = m.away_id
        ORDER BY 1, 2, 3, 4, m.meeting""",
    "odds": """
        SELECT c.code, s.code, h.name, a.name, m.meeting,
            to_jsonb(o) - '{id,match_id}'::text[] AS odds
        FROM odds o JOIN match m ON m.id = o.match_id JOIN competition c ON c.id = m.competition_id
            JOIN season s ON s.id = m.season_id
            JOIN team h ON h.id = m.home_id JOIN team a ON a.id = m.away_id
        ORDER BY 1, 2, 3, 4, 5, o.bookmaker, o.market, o.taken, o.line""",
    "teams": "SELECT name, country, kind FROM team ORDER BY 1, 2",
    "aliases": """
        SELECT l.source, l.country, l.alias, t.name FROM team_alias l JOIN team t ON t.id = l.team_id
        ORDER BY 1, 2, 3""",
    "competitions": "SELECT code, name, country, tier, kind FROM competition ORDER BY 1",
    "seasons": """
        SELECT c.code, s.code, s.label, s.starts_in
        FROM season s JOIN competition c ON c.id = s.competition_id
        ORDER BY 1, 2""",
    "revisions": "SELECT source, before, after FROM match_revision ORDER BY id",
    "raw": """
        SELECT source, key, checksum, byte_count, normalised_at IS NOT NULL
        FROM raw_record ORDER BY 1, 2, 3""",
}
Contents = dict[str, list[tuple[Any, ...]]]


async def contents(url: str) -> Contents:
    """Every table that collecting writes, in a fixed order."""
    return {name: await rows(url, query) for name, query in QUERIES.items()}


async def rows(url: str, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row.values()) for row in await connection.fetch(query, *arguments)]
    finally:
        await connection.close()


async def value(url: str, query: str, *arguments: Any) -> Any:
    """The single value of a query."""
    ((only,),) = await rows(url, query, *arguments)
    return only
