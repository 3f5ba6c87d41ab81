"""How values behind types are read without resolvers, where that is not as their definitions say.

What needs the context is not listed: an operation that asks for it is answered by graphql-core.
"""

from collections.abc import Mapping
from typing import Any

import strawberry

from app import errors
from app.db.matches import MatchRow
from app.db.predictions import StoredPrediction
from app.football.scoregrid import ScoreGrid
from app.http.shapes import StrawberryShapes
from app.prediction.predictor import MatchPrediction
from app.query.sources import GivenUp
from app.query.values import Fields, Read
from schema.competition import Competition, Season
from schema.error_types import Failure, failure
from schema.ids import global_id
from schema.in_play import ToldPrediction
from schema.live_state import MatchState
from schema.live_update import MatchUpdate, Replay
from schema.markets import Markets
from schema.team import Team

Made = MatchPrediction | StoredPrediction | ToldPrediction


def shapes(schema: strawberry.Schema) -> StrawberryShapes:
    return StrawberryShapes(
        schema,
        {"Prediction": dict.fromkeys((MatchPrediction, StoredPrediction, ToldPrediction), PREDICTION)},
        {"MatchUpdate": UPDATE},
    )


def _id(made: Made) -> strawberry.ID | None:
    return None if made.id is None else global_id("Prediction", made.id)


def _cells(grid: ScoreGrid) -> Any:
    return grid.cells.tolist()


def _markets(grid: ScoreGrid) -> Markets:
    return Markets(grid=grid)


def _told_prediction(update: MatchUpdate) -> ToldPrediction | Failure:
    told = update.told
    if told is None:
        raise GivenUp("the pre-match prediction")
    if told.prediction is None:
        return failure(errors.InsufficientData(told.missing))
    return ToldPrediction.of(told.match_id, told.prediction)


def _state(update: MatchUpdate) -> MatchState:
    speed = update.known_speed()
    if update.told is None or speed is None:
        raise GivenUp("the state of the match")
    return MatchState.of(update.told, speed)


def _replay(update: MatchUpdate) -> Replay | None:
    if update.told is None or update.told.run is None:
        return None
    speed = update.known_speed()
    if speed is None:
        raise GivenUp("the speed of the replay")
    return Replay(run=update.told.run, speed=speed)


def _pairing(update: MatchUpdate) -> MatchRow:
    if update.pairing is None:
        raise GivenUp("who plays")
    return update.pairing


def _match_id(row: MatchRow) -> strawberry.ID:
    return global_id("Match", row.id)


PAIRING: Fields = {
    "id": Read(call=_match_id),
    "home": Read(("home",), Team.of),
    "away": Read(("away",), Team.of),
    "competition": Read(("competition",), Competition.of),
    "season": Read(("season",), Season.of),
}
UPDATE: Fields = {
    "match": Read(call=_pairing, fields=PAIRING),
    "prediction": Read(call=_told_prediction),
    "state": Read(call=_state),
    "replay": Read(call=_replay),
}
_RECEIPT = {
    "featureSet": "feature_set",
    "featureDigest": "feature_digest",
    "dataCutoff": "data_cutoff",
    "madeAt": "made_at",
    "inSample": "in_sample",
}
_MODEL: Fields = {name: Read((f"model_{name}",)) for name in ("name", "version", "sha256")}
PREDICTION: Mapping[str, Read] = {
    "id": Read(call=_id),
    "sequence": Read(("sequence",)),
    "kind": Read(("kind",)),
    "outcome": Read(("outcome",)),
    "expectedGoals": Read(("expected_goals",)),
    "model": Read(("receipt",), fields=_MODEL),
    **{name: Read(("receipt", attribute)) for name, attribute in _RECEIPT.items()},
    "markets": Read(("grid",), _markets),
    "scoreGrid": Read(("grid",), _cells),
}
