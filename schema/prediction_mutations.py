"""Predicting and keeping the receipt."""

from typing import Annotated

import strawberry

from app import errors
from app.db import matches
from app.db.matches import MatchFilter, MatchRow
from app.db.paging import Slice
from app.errors import FootballError
from app.football.match import MatchStatus
from app.prediction.predictor import MatchPrediction
from app.security.viewer import Role
from schema.context import Info
from schema.error_types import (
    Conflict,
    InsufficientData,
    ModelUnavailable,
    NotFound,
    PermissionDenied,
    RateLimited,
    ValidationFailed,
    failure,
)
from schema.ids import global_id, row_id
from schema.mutating import mutation
from schema.prediction import Prediction

MOST = 50

PredictMatchResult = Annotated[
    Prediction
    | NotFound
    | ValidationFailed
    | InsufficientData
    | ModelUnavailable
    | Conflict
    | PermissionDenied
    | RateLimited,
    strawberry.union("PredictMatchResult", description="The stored prediction, or why there is none."),
]


@strawberry.type(description="Results in the order of the matches.")
class PredictionList:
    results: list[PredictMatchResult] = strawberry.field(description="One result for each match, in order.")


PredictMatchesResult = Annotated[
    PredictionList | NotFound | ValidationFailed | PermissionDenied | RateLimited,
    strawberry.union("PredictMatchesResult", description="One result a match, or why nothing was done."),
]


@strawberry.input(description="Which match to predict, and by what.")
class PredictMatchInput:
    match_id: strawberry.ID = strawberry.field(description="The match's global id.")
    model: str | None = strawberry.field(
        default=None, description="Name of the model; without it the default one."
    )


@strawberry.input(description="Which matches to predict, and by what.")
class PredictMatchesInput:
    match_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Global ids of matches, from 1 to 50."
    )
    upcoming: int | None = strawberry.field(
        default=None, description="Without ids: this many of the next matches to kick off, from 1 to 50."
    )
    model: str | None = strawberry.field(
        default=None, description="Name of the model; without it the default one."
    )


@strawberry.type(description="What came of predictMatch.")
class PredictMatchPayload:
    result: PredictMatchResult = strawberry.field(description="The stored prediction, or why there is none.")


@strawberry.type(description="What came of predictMatches.")
class PredictMatchesPayload:
    result: PredictMatchesResult = strawberry.field(
        description="One result for each match, or why nothing was done."
    )


@strawberry.type
class PredictionMutations:
    @mutation(
        needs=Role.OPERATOR,
        description="Predict a match before its kickoff and keep the receipt.",
        target=lambda asked: f"match {asked.match_id}",
    )
    async def predict_match(
        self,
        info: Info,
        input: Annotated[PredictMatchInput, strawberry.argument(description="Which match.")],
    ) -> PredictMatchPayload:
        results = await _predict(info, [input.match_id], input.model, "matchId")
        return PredictMatchPayload(result=results[0])

    @mutation(
        needs=Role.OPERATOR,
        description="Predict up to 50 matches before their kickoff, in one run, and keep the receipts.",
    )
    async def predict_matches(
        self,
        info: Info,
        input: Annotated[PredictMatchesInput, strawberry.argument(description="Which matches.")],
    ) -> PredictMatchesPayload:
        try:
            ids = await _chosen(info, input)
        except FootballError as error:
            return PredictMatchesPayload(result=failure(error))  # type: ignore[arg-type]  # in the union
        results = await _predict(info, ids, input.model, "matchIds")
        return PredictMatchesPayload(result=PredictionList(results=results))


async def _chosen(info: Info, input: PredictMatchesInput) -> list[strawberry.ID]:
    """The ids that were given or those of the next matches. Raises ValidationFailed and NotFound."""
    ids, upcoming = input.match_ids, input.upcoming
    if ids is None and upcoming is not None:
        return await _upcoming(info, upcoming)
    if ids is None or not 1 <= len(ids) <= MOST:
        raise errors.ValidationFailed(
            "matchIds", f"must be from 1 to {MOST} ids, not {len(ids or ())}; or give upcoming"
        )
    return ids


async def _upcoming(info: Info, most: int) -> list[strawberry.ID]:
    if not 1 <= most <= MOST:
        raise errors.ValidationFailed("upcoming", f"must be from 1 to {MOST}, not {most}")
    ahead = MatchFilter(statuses=(MatchStatus.SCHEDULED,), kickoff_from=info.context.services.clock())
    page = await matches.page(ahead, Slice(matches.KICKOFF_ASC, most))
    if not page.rows:
        raise errors.NotFound(
            "no match is scheduled ahead; startCollection with the source FIXTURES brings the coming ones"
        )
    return [global_id("Match", row.id) for row in page.rows]


async def _predict(
    info: Info, ids: list[strawberry.ID], model: str | None, field: str
) -> list[PredictMatchResult]:
    """One result for each id, in order."""
    rows = await match_rows(info, ids, field)
    found = [row for row in rows if isinstance(row, MatchRow)]
    predicted = await info.context.services.predictor.predict_and_store(
        [row.fixture for row in found], model=model, act=info.context.act
    )
    results = iter(predicted)
    return [_result(next(results), row) if isinstance(row, MatchRow) else failure(row) for row in rows]


def _result(made: MatchPrediction | FootballError, row: MatchRow) -> PredictMatchResult:
    return failure(made) if isinstance(made, FootballError) else Prediction.of(made, row)


async def match_rows(info: Info, ids: list[strawberry.ID], field: str) -> list[MatchRow | FootballError]:
    """The match of each id, or why there is none; one statement."""
    keys = [_key(one, field) for one in ids]
    wanted = [key for key in keys if isinstance(key, int)]
    found = dict(zip(wanted, await info.context.loaders.matches.load_many(wanted), strict=True))
    return [
        key
        if isinstance(key, FootballError)
        else found[key] or errors.NotFound(f"there is no match {one}; the query `matches` finds matches")
        for one, key in zip(ids, keys, strict=True)
    ]


def _key(id: str, field: str) -> int | FootballError:
    try:
        return row_id("Match", id, field)
    except FootballError as refused:
        return refused
