"""Updates as they travel: the JSON of topic `football.predictions.v1`.

What a message says is published in `schemas/prediction.v1.json`. Nothing is lost on the way: an update that
was decoded equals the one that was encoded, to the last bit of the score grid.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
import orjson

from app.clock import written
from app.db.live_states import movement_from_json, movement_to_json
from app.db.predictions import Receipt
from app.football.inplay.delta import UpdateCause
from app.football.inplay.state import MatchPhase, MatchState, SideState
from app.football.match import Score
from app.football.scoregrid import GRID, ExpectedGoals, ScoreGrid
from app.ids import global_id, row_id
from app.live.updates import InPlayPrediction, LiveUpdate
from app.live.wire import decode_event, encode_event

VERSION = 1
_POSITION = re.compile(rb'"position":(\d+)')


def encode_update(update: LiveUpdate) -> bytes:
    return orjson.dumps(
        {
            "version": VERSION,
            "match": global_id("Match", update.match_id),
            "competition": update.competition,
            "sequence": update.sequence,
            "position": update.position,
            "competitionPosition": update.competition_position,
            "run": update.run,
            "cause": update.cause.value,
            "event": None if update.event is None else orjson.Fragment(encode_event(update.event)),
            "state": _state(update.state),
            "madeAt": written(update.made_at),
            "prediction": None if update.prediction is None else _prediction(update.prediction),
            "missing": update.missing,
            "movements": list(map(movement_to_json, update.movements)),
        },
        option=orjson.OPT_SERIALIZE_NUMPY,
    )


def decode_update(payload: bytes) -> LiveUpdate:
    """What `encode_update` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    body = orjson.loads(payload)
    if body["version"] != VERSION:
        raise ValueError(f"an update of version {body['version']}, not {VERSION}")
    made_at = datetime.fromisoformat(body["madeAt"])
    event, prediction = body["event"], body["prediction"]
    return LiveUpdate(
        match_id=row_id("Match", body["match"]),
        competition=body["competition"],
        sequence=body["sequence"],
        position=body["position"],
        competition_position=body["competitionPosition"],
        run=body["run"],
        cause=UpdateCause(body["cause"]),
        event=None if event is None else decode_event(orjson.dumps(event), None),
        state=_read_state(body["state"]),
        made_at=made_at,
        prediction=None if prediction is None else _read_prediction(prediction, made_at),
        missing=tuple(body["missing"]),
        movements=tuple(map(movement_from_json, body["movements"])),
    )


def position_of(payload: bytes) -> int | None:
    """The position of an encoded update, without reading the rest; None where there is none."""
    found = _POSITION.search(payload)
    return int(found[1]) if found else None


def _state(state: MatchState) -> dict[str, Any]:
    started = state.period_started_at
    return {
        "phase": state.phase.value,
        "score": _score(state.score),
        "halfTime": None if state.half_time is None else _score(state.half_time),
        "home": _side(state.home),
        "away": _side(state.away),
        "minute": state.minute,
        "added": state.added,
        "periodStartedAt": None if started is None else written(started),
        "announcedFirst": state.announced_first,
        "announcedSecond": state.announced_second,
        "events": state.events,
        "missing": state.missing,
    }


def _score(score: Score) -> dict[str, int]:
    return {"home": score.home, "away": score.away}


def _side(side: SideState) -> dict[str, int]:
    return {
        "yellowCards": side.yellow_cards,
        "redCards": side.red_cards,
        "substitutions": side.substitutions,
        "penaltiesMissed": side.penalties_missed,
    }


def _prediction(prediction: InPlayPrediction) -> dict[str, Any]:
    outcome, goals, receipt = prediction.outcome, prediction.expected_goals, prediction.receipt
    return {
        "outcome": {"home": outcome.home, "draw": outcome.draw, "away": outcome.away},
        "expectedGoals": {"home": goals.home, "away": goals.away},
        # as float32: half the digits, and every bit of the grid
        "scoreGrid": np.frombuffer(prediction.grid.to_bytes(), dtype="<f4").reshape(GRID, GRID),
        "model": {
            "name": receipt.model_name,
            "version": receipt.model_version,
            "sha256": receipt.model_sha256,
        },
        "featureSet": receipt.feature_set,
        "featureDigest": receipt.feature_digest,
        "dataCutoff": written(receipt.data_cutoff),
        "inSample": receipt.in_sample,
    }


def _read_state(body: Mapping[str, Any]) -> MatchState:
    half_time, started = body["halfTime"], body["periodStartedAt"]
    return MatchState(
        phase=MatchPhase(body["phase"]),
        score=Score(**body["score"]),
        half_time=None if half_time is None else Score(**half_time),
        home=_read_side(body["home"]),
        away=_read_side(body["away"]),
        minute=body["minute"],
        added=body["added"],
        period_started_at=None if started is None else datetime.fromisoformat(started),
        announced_first=body["announcedFirst"],
        announced_second=body["announcedSecond"],
        events=body["events"],
        missing=body["missing"],
    )


def _read_side(body: Mapping[str, int]) -> SideState:
    return SideState(
        yellow_cards=body["yellowCards"],
        red_cards=body["redCards"],
        substitutions=body["substitutions"],
        penalties_missed=body["penaltiesMissed"],
    )


def _read_prediction(body: Mapping[str, Any], made_at: datetime) -> InPlayPrediction:
    grid = ScoreGrid.from_bytes(np.array(body["scoreGrid"], dtype="<f4").tobytes())
    model = body["model"]
    return InPlayPrediction(
        grid=grid,
        outcome=grid.match_result,
        expected_goals=ExpectedGoals(**body["expectedGoals"]),
        receipt=Receipt(
            model_name=model["name"],
            model_version=model["version"],
            model_sha256=model["sha256"],
            feature_set=body["featureSet"],
            feature_digest=body["featureDigest"],
            data_cutoff=datetime.fromisoformat(body["dataCutoff"]),
            made_at=made_at,
            in_sample=body["inSample"],
        ),
    )
