"""What queries are compiled from: for each field that may be, where its value comes from.

A field that is not listed here is answered by its resolver, and so is every operation that asks for it: list
none that needs a role, or whose resolver does more than is said here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import strawberry

from app.db import competitions, matches, models, odds, predictions, teams
from app.db.matches import EVERY_MATCH
from app.db.models import PredictionKind
from app.db.paging import DEFAULT, Slice, Where, page_size
from app.errors import FootballError, ValidationFailed
from app.football.match import STATISTIC_NAMES, Outcome, Score
from app.football.odds import overround
from app.football.scoregrid import ScoreGrid
from app.http.arguments import converting
from app.ids import row_id, split_id
from app.prediction.predictor import Predicted
from app.query.predicted import predicted
from app.query.selection import Selected
from app.query.sources import (
    Asked,
    Batch,
    Catalogue,
    Column,
    Feed,
    GlobalId,
    Group,
    Latest,
    Many,
    Nodes,
    One,
    Shaped,
    Source,
    Tables,
    ToOne,
    Value,
    columns,
)
from app.query.values import Values
from schema.competition import CompetitionWhere, named
from schema.competition import narrowed as narrowed_competitions
from schema.enums import MatchOrder
from schema.error_types import failure
from schema.markets import Markets
from schema.match_input import MatchWhere, TeamRef, match_slice, team_id
from schema.nodes import MOST as MOST_NODES
from schema.prediction import PredictionWhere
from schema.shapes import shapes
from schema.team import TeamWhere
from schema.team import narrowed as narrowed_teams

MOST_SEASONS = 1_000
"""More than any competition has."""
BY_KICKOFF = ("kickoff", "id")
BY_MADE_AT = ("made_at", "id")
MATCHES = Tables(
    "match m",
    "m",
    {
        "c": "JOIN competition c ON c.id = m.competition_id",
        "s": "JOIN season s ON s.id = m.season_id",
    },
)
PREDICTIONS = Tables("prediction p", "p", {"v": "JOIN model_version v ON v.id = p.model_version_id"})
_OWN = (("id", "bigint"),)


def catalogue(schema: strawberry.Schema) -> Catalogue:
    convert = converting(schema)
    values = Values(shapes(schema), convert)
    match = _with("Match", {"prediction": _predicted(values)})
    made = _with("Prediction", _of_grids(values))
    return Catalogue({**TYPES, "Match": match, "Prediction": made}, ROOTS, convert)


def _with(type_name: str, feeds: Mapping[str, Feed]) -> Source:
    source = TYPES[type_name]
    return replace(source, fields={**source.fields, **feeds})


def _predicted(values: Values) -> Batch:
    def shown(made: Predicted) -> Any:
        return failure(made) if isinstance(made, FootballError) else made

    return predicted(values, lambda context: context.services.predictor, lambda context: context.now, shown)


def _of_grids(values: Values) -> dict[str, Feed]:
    """What is read off a stored score grid."""

    def read(of: Callable[[ScoreGrid], Any]) -> Feed:
        def shape(one: Selected) -> Callable[..., Any]:
            written = values.written(one)
            return lambda blob, variables: written(of(ScoreGrid.from_bytes(blob)), variables)

        return Shaped(("score_grid",), shape)

    return {
        "markets": read(lambda grid: Markets(grid=grid)),
        "scoreGrid": read(lambda grid: grid.cells.tolist()),
    }


async def _matches(
    first: int = DEFAULT,
    after: str | None = None,
    where: MatchWhere | None = None,
    order_by: MatchOrder = MatchOrder.KICKOFF_ASC,
    ignored: str | None = None,
) -> Asked:
    part = match_slice(order_by, first, after)
    chosen = await MatchWhere.to_filter(where)
    if ignored:
        chosen = replace(chosen, **{ignored: None})
    return Asked(lambda: matches.conditions_of(chosen), part)


async def _meetings(first: int = DEFAULT) -> Asked:
    return Asked(lambda: matches.conditions_of(EVERY_MATCH), Slice(matches.KICKOFF_DESC, page_size(first)))


async def _predictions(
    first: int = DEFAULT, after: str | None = None, where: PredictionWhere | None = None
) -> Asked:
    part = Slice.of(predictions.LATEST_FIRST, first, after)
    chosen = PredictionWhere.to_filter(where)
    return Asked(lambda: predictions.conditions_of(chosen), part)


async def _teams(first: int = DEFAULT, after: str | None = None, where: TeamWhere | None = None) -> Asked:
    part = Slice.of(teams.BY_NAME, first, after)
    chosen = narrowed_teams(where or TeamWhere())
    return Asked(lambda: teams.conditions_of(chosen), part)


async def _competitions(
    first: int = DEFAULT, after: str | None = None, where: CompetitionWhere | None = None
) -> Asked:
    part = Slice.of(competitions.BY_CODE, first, after)
    chosen = narrowed_competitions(where or CompetitionWhere())
    return Asked(lambda: competitions.conditions_of(chosen), part)


async def _seasons() -> Asked:
    return Asked(Where, Slice(competitions.LATEST_SEASON_FIRST, MOST_SEASONS))


async def _odds(first: int = DEFAULT) -> Asked:
    return Asked(Where, Slice(odds.IN_ORDER, page_size(first)))


async def _match(id: str) -> int:
    return row_id("Match", id)


async def _team(id: strawberry.ID | None = None, name: str | None = None, country: str | None = None) -> int:
    return await team_id(TeamRef(id=id, name=name, country=country), "name")


async def _competition(id: str | None = None, code: str | None = None) -> int:
    if id is not None:
        return row_id("Competition", id)
    if not code:
        raise ValidationFailed("code", "give the competition's id or its code")
    return (await named(code)).id


def _split(ids: Sequence[str]) -> tuple[tuple[str, int], ...]:
    if len(ids) > MOST_NODES:
        raise ValidationFailed("ids", f"at most {MOST_NODES} are answered at once")
    return tuple((name, row_id(name, one)) for one in ids for name, _ in [split_id(one)])


def _node(id: str) -> tuple[tuple[str, int], ...]:
    return _split([id])


def _latest(kind: PredictionKind | None = None) -> list[tuple[str, str]]:
    return [] if kind is None else [("own.kind = {}", kind.value)]


def _outcome(home: int, away: int) -> Outcome:
    return Score(home, away).outcome


def _score(prefix: str = "") -> Group:
    home, away = f"{prefix}home_goals", f"{prefix}away_goals"
    return Group(
        {"home": Column(home), "away": Column(away), "outcome": Value((home, away), _outcome)}, (home, away)
    )


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def _overround(*prices: float | None) -> float:
    return overround([price for price in prices if price is not None])


_PRICES = ("home", "draw", "away", "over", "under")
_MADE: dict[str, Feed] = {
    "id": GlobalId(),
    **columns("sequence", "kind", "featureSet", "featureDigest", "dataCutoff", "madeAt"),
    "outcome": Group(columns("home", "draw", "away")),
    "expectedGoals": Group({"home": Column("expected_home_goals"), "away": Column("expected_away_goals")}),
    "model": Group({name: Column(f"model_version.{name}") for name in ("name", "version", "sha256")}),
    "inSample": Value(("data_cutoff", "model_version.data_cutoff"), lambda seen, known: seen < known),
    "match": ToOne("match"),
}
_MATCH: dict[str, Feed] = {
    "id": GlobalId(),
    **columns(
        "kickoff", "kickoffTimeKnown", "neutral", "status", "knownAt", "referee", "source", "updatedAt"
    ),
    **{name: ToOne(name) for name in ("home", "away", "competition", "season")},
    "score": _score(),
    "halfTime": _score("half_time_"),
    "statistics": Group({_camel(name): Column(name) for name in STATISTIC_NAMES}),
    "latestPrediction": Latest(
        models.Prediction,
        on="{own}.match_id = {parent}.id AND NOT {own}.shadow",
        order="{own}.sequence DESC",
        parent_columns=("id",),
        narrow=_latest,
    ),
    "predictions": Many(models.Prediction, PREDICTIONS, _predictions, BY_MADE_AT, _OWN, "p.match_id = k.key"),
    "odds": Many(models.Odds, Tables("odds o", "o"), _odds, (), _OWN, "o.match_id = k.key"),
    "headToHead": Many(
        models.Match,
        MATCHES,
        _meetings,
        BY_KICKOFF,
        (*_OWN, ("home_id", "bigint"), ("away_id", "bigint"), ("kickoff", "timestamptz")),
        "m.status = 'FINISHED' AND m.kickoff < k.k3 AND ((m.home_id = k.k1 AND m.away_id = k.k2)"
        " OR (m.home_id = k.k2 AND m.away_id = k.k1))",
    ),
}


def _matches_of(tables: Tables, on: str, ignored: str) -> Many:
    bind = partial(_latest_first, ignored)
    return Many(models.Match, tables, bind, BY_KICKOFF, _OWN, on)


async def _latest_first(
    ignored: str,
    first: int = DEFAULT,
    after: str | None = None,
    where: MatchWhere | None = None,
    order_by: MatchOrder = MatchOrder.KICKOFF_DESC,
) -> Asked:
    return await _matches(first, after, where, order_by, ignored)


TYPES = {
    "Match": Source(models.Match, _MATCH),
    "Team": Source(
        models.Team,
        {
            "id": GlobalId(),
            **columns("name", "country", "kind"),
            "matches": _matches_of(replace(MATCHES, base=matches.of_team("match m")), "TRUE", "team_id"),
        },
    ),
    "Competition": Source(
        models.Competition,
        {
            "id": GlobalId(),
            **columns("code", "name", "country", "tier", "kind"),
            "seasons": Many(
                models.Season, Tables("season s", "s"), _seasons, (), _OWN, "s.competition_id = k.key"
            ),
            "matches": _matches_of(MATCHES, "m.competition_id = k.key", "competitions"),
        },
    ),
    "Season": Source(models.Season, columns("code", "label", "startsIn")),
    "Prediction": Source(models.Prediction, _MADE),
    "Odds": Source(
        models.Odds,
        {
            **columns("bookmaker", "market", "line", "taken", *_PRICES),
            "overround": Value(_PRICES, _overround),
        },
    ),
}
ROOTS: dict[str, One | Many | Nodes] = {
    "match": One(models.Match, _match),
    "team": One(models.Team, _team),
    "competition": One(models.Competition, _competition),
    "matches": Many(models.Match, MATCHES, _matches, BY_KICKOFF),
    "teams": Many(models.Team, Tables("team t", "t"), _teams, ("name", "id")),
    "competitions": Many(models.Competition, Tables("competition c", "c"), _competitions, ("code", "id")),
    "predictions": Many(models.Prediction, PREDICTIONS, _predictions, BY_MADE_AT),
    "node": Nodes(_node, several=False),
    "nodes": Nodes(_split, several=True),
}
