"""The audit trail of events that somebody recorded by hand, written with their effect."""

from collections.abc import Iterable, Mapping
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from app.football.inplay.events import MatchEvent
from app.ids import global_id
from app.live.incoming import Incoming
from app.live.updates import LiveUpdate
from app.live.wire import happening_to_json


async def audit_recorded(
    transaction: BaseDBAsyncClient, accepted: Iterable[tuple[Incoming, LiveUpdate]]
) -> None:
    """One entry for each event that somebody recorded; `accepted` pairs what came in with what it caused."""
    for incoming, update in accepted:
        act = incoming.act
        if act is not None and incoming.event is not None:
            act.target = f"match {global_id('Match', update.match_id)}"
            act.after = {"sequence": update.sequence, **_facts(incoming.event)}
            await act.write(transaction)


def _facts(event: MatchEvent) -> Mapping[str, Any]:
    facts: dict[str, Any] = {"eventId": event.id, **happening_to_json(event.happening)}
    if event.target is not None:
        facts["target"] = event.target
    if event.replacement is not None:
        facts["replacement"] = happening_to_json(event.replacement)
    return facts
