"""Match states, expectations and movements as JSON columns."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from app.football.inplay.delta import Movement, UpdateCause
from app.football.inplay.state import MatchPhase, MatchState, SideState
from app.football.match import Score


def state_to_json(state: MatchState) -> dict[str, Any]:
    """Every field by its name; instants in ISO 8601."""
    return {
        "phase": state.phase.value,
        "score": _score(state.score),
        "half_time": None if state.half_time is None else _score(state.half_time),
        "home": _side(state.home),
        "away": _side(state.away),
        "minute": state.minute,
        "added": state.added,
        "period_started_at": None if state.period_started_at is None else state.period_started_at.isoformat(),
        "announced_first": state.announced_first,
        "announced_second": state.announced_second,
        "events": state.events,
        "missing": state.missing,
    }


def state_from_json(value: Mapping[str, Any]) -> MatchState:
    half_time, started = value["half_time"], value["period_started_at"]
    return MatchState(
        phase=MatchPhase(value["phase"]),
        score=Score(**value["score"]),
        half_time=None if half_time is None else Score(**half_time),
        home=SideState(**value["home"]),
        away=SideState(**value["away"]),
        minute=value["minute"],
        added=value["added"],
        period_started_at=None if started is None else datetime.fromisoformat(started),
        announced_first=value["announced_first"],
        announced_second=value["announced_second"],
        events=value["events"],
        missing=value["missing"],
    )


def movement_to_json(movement: Movement) -> dict[str, Any]:
    return {
        "cause": movement.cause.value,
        "home": movement.home,
        "draw": movement.draw,
        "away": movement.away,
    }


def movement_from_json(value: Mapping[str, Any]) -> Movement:
    return Movement(UpdateCause(value["cause"]), value["home"], value["draw"], value["away"])


def text(value: object) -> str:
    """JSON as PostgreSQL takes it; floats keep their last bit."""
    return orjson.dumps(value).decode()


def _score(score: Score) -> dict[str, int]:
    return {"home": score.home, "away": score.away}


def _side(side: SideState) -> dict[str, int]:
    return {
        "yellow_cards": side.yellow_cards,
        "red_cards": side.red_cards,
        "substitutions": side.substitutions,
        "penalties_missed": side.penalties_missed,
    }
