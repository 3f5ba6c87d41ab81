"""The log of match events: what was accepted, as it was told. Append-only."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from tortoise.backends.base.client import BaseDBAsyncClient

from app.db.sql import fetch, fetch_count, from_json
from app.football.inplay.events import EventKind, Happening, MatchEvent, Replay, Side

Run = tuple[int, str | None]
"""A match, and the replay of it; None: the match as it is played."""

COLUMNS = "e.event_id, e.match_id, e.run, e.source, e.sequence, e.kind, e.body, e.occurred_at"
"""What `match_event` needs of an event `e`."""

_OF_RUNS = f"""
SELECT {COLUMNS} FROM unnest($1::bigint[], $2::text[]) AS asked (match_id, run)
JOIN match_event e ON e.match_id = asked.match_id AND e.run IS NOT DISTINCT FROM asked.run ORDER BY e.id
"""
_BY_ID = f"SELECT {COLUMNS} FROM match_event e WHERE e.event_id = ANY($1::text[])"
_OF_MATCHES = f"""
SELECT {COLUMNS} FROM live_match l JOIN match_event e
    ON e.match_id = l.match_id AND e.run IS NOT DISTINCT FROM l.run
WHERE l.match_id = ANY($1::bigint[]) ORDER BY e.id
"""
_INSERT = """
INSERT INTO match_event (event_id, match_id, run, source, sequence, kind, body, occurred_at, received_at)
SELECT event_id, match_id, run, source, sequence, kind, body, occurred_at, $9
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::int[], $6::text[], $7::jsonb[],
    $8::timestamptz[]) WITH ORDINALITY
    AS new (event_id, match_id, run, source, sequence, kind, body, occurred_at, place)
ORDER BY place
"""
_DELETE = """
WITH gone AS (
    DELETE FROM match_event WHERE id IN (
        SELECT e.id FROM match_event e JOIN live_match l ON l.match_id = e.match_id
        WHERE e.run IS NOT NULL AND e.received_at < $1 AND e.run IS DISTINCT FROM l.run
        ORDER BY e.received_at LIMIT $2)
    RETURNING 1
)
SELECT count(*) AS count FROM gone
"""


async def of_matches(match_ids: Sequence[int]) -> dict[int, list[MatchEvent]]:
    """The events of each match's current run, in the order they came in; one statement."""
    found: dict[int, list[MatchEvent]] = {}
    for row in await fetch(_OF_MATCHES, list(match_ids)):
        found.setdefault(row["match_id"], []).append(match_event(row))
    return found


async def of_runs(transaction: BaseDBAsyncClient, runs: Sequence[Run]) -> dict[Run, list[MatchEvent]]:
    """The events of these runs, in the order they came in."""
    found: dict[Run, list[MatchEvent]] = {one: [] for one in runs}
    columns = [[match_id for match_id, _ in runs], [run for _, run in runs]]
    for row in await transaction.execute_query_dict(_OF_RUNS, columns) if runs else ():
        found[row["match_id"], row["run"]].append(match_event(row))
    return found


async def by_id(transaction: BaseDBAsyncClient, ids: Sequence[str]) -> dict[str, MatchEvent]:
    rows = await transaction.execute_query_dict(_BY_ID, [list(ids)]) if ids else ()
    return {row["event_id"]: match_event(row) for row in rows}


async def append(transaction: BaseDBAsyncClient, new: Sequence[MatchEvent], at: datetime) -> None:
    """Write the events, in order, in this transaction."""
    if new:
        columns = zip(*(_values(event) for event in new), strict=True)
        await transaction.execute_query(_INSERT, [*map(list, columns), at])


async def delete_replayed(before: datetime, limit: int) -> int:
    """Delete the oldest events that replays told before an instant; how many. Those of current runs stay."""
    return await fetch_count(_DELETE, before, limit)


def match_event(row: Mapping[str, Any]) -> MatchEvent:
    """The value of a row that has `COLUMNS`, equal to the one that was written."""
    body = from_json(row["body"])
    run = row["run"]
    return MatchEvent(
        id=row["event_id"],
        match_id=row["match_id"],
        source=row["source"],
        sequence=row["sequence"],
        happening=_happening({"kind": row["kind"], **body}),
        occurred_at=row["occurred_at"],
        target=body.get("target"),
        replacement=_happening(body["replacement"]) if "replacement" in body else None,
        replay=Replay(run, body["speed"]) if run is not None else None,
    )


def _values(event: MatchEvent) -> tuple[Any, ...]:
    return (
        event.id,
        event.match_id,
        event.run,
        event.source,
        event.sequence,
        event.kind.value,
        _body(event),
        event.occurred_at,
    )


def _body(event: MatchEvent) -> str:
    body = _facts(event.happening)
    if event.target is not None:
        body["target"] = event.target
    if event.replacement is not None:
        body["replacement"] = {"kind": event.replacement.kind.value, **_facts(event.replacement)}
    if event.replay is not None:
        body["speed"] = event.replay.speed
    return orjson.dumps(body).decode()


def _facts(happening: Happening) -> dict[str, Any]:
    facts: dict[str, Any] = {"minute": happening.minute, "added": happening.added}
    if happening.side is not None:
        facts["side"] = happening.side.value
    if happening.player is not None:
        facts["player"] = happening.player
    if happening.announced is not None:
        facts["announced"] = happening.announced
    return facts


def _happening(facts: Mapping[str, Any]) -> Happening:
    side = facts.get("side")
    return Happening(
        kind=EventKind(facts["kind"]),
        minute=facts["minute"],
        added=facts["added"],
        side=None if side is None else Side(side),
        player=facts.get("player"),
        announced=facts.get("announced"),
    )
