"""Matches: who, when, the score, the statistics, and everything that can be asked about one."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

import strawberry

from app.db import matches, predictions
from app.db.matches import MatchRow
from app.db.models import PredictionKind
from app.db.paging import DEFAULT, Page, Slice, page_size
from app.errors import FootballError, NotFound
from app.football.features import MATCH, feature_set
from app.football.inplay.chronicle import chronicle
from app.football.match import MatchStatus
from schema.arguments import After, AsOf, First, Id, ModelName
from schema.competition import Competition, Season
from schema.connections import Connection, connection
from schema.context import Info
from schema.enums import MatchOrder
from schema.error_types import failure
from schema.features import Features, FeaturesResult
from schema.ids import global_id, row_id
from schema.live_event import MatchEvent, TimelineEntry
from schema.live_update import MatchUpdate
from schema.match_input import MatchWhere, match_slice
from schema.node import Node
from schema.odds import Odds
from schema.prediction import (
    Prediction,
    PredictionResult,
    PredictionWhere,
    prediction_connection,
)
from schema.score import Score, score_of
from schema.settlement import MatchSettlement
from schema.team import Team
from schema.views import view


@strawberry.type(description="What was counted of each side; null where the source did not record it.")
class MatchStatistics:
    home_shots: int | None = strawberry.field(description="The home side's shots.")
    away_shots: int | None = strawberry.field(description="The away side's shots.")
    home_shots_on_target: int | None = strawberry.field(description="The home side's shots on target.")
    away_shots_on_target: int | None = strawberry.field(description="The away side's shots on target.")
    home_corners: int | None = strawberry.field(description="The home side's corners.")
    away_corners: int | None = strawberry.field(description="The away side's corners.")
    home_fouls: int | None = strawberry.field(description="Fouls by the home side.")
    away_fouls: int | None = strawberry.field(description="Fouls by the away side.")
    home_yellow_cards: int | None = strawberry.field(description="The home side's yellow cards.")
    away_yellow_cards: int | None = strawberry.field(description="The away side's yellow cards.")
    home_red_cards: int | None = strawberry.field(description="The home side's red cards.")
    away_red_cards: int | None = strawberry.field(description="The away side's red cards.")


@strawberry.type(description="A match, played or to be played.")
class Match(Node):
    row: strawberry.Private[MatchRow]
    home: Team = strawberry.field(description="The home side.")
    away: Team = strawberry.field(description="The away side.")
    competition: Competition = strawberry.field(description="The competition.")
    season: Season = strawberry.field(description="The competition's edition.")
    kickoff: datetime = strawberry.field(description="When it kicks off.")
    kickoff_time_known: bool = strawberry.field(
        description="Whether the time of day is known; where only the day is, kickoff says 12:00 UTC."
    )
    neutral: bool = strawberry.field(description="Whether it is played on neither side's ground.")
    status: MatchStatus = strawberry.field(description="Where it stands.")
    score: Score | None = strawberry.field(description="The score; null before there is one.")
    half_time: Score | None = strawberry.field(description="The score at half time, where it is known.")
    statistics: MatchStatistics = strawberry.field(description="What was counted of each side.")
    known_at: datetime | None = strawberry.field(
        description="From when on its result may be used; null before there is one."
    )
    referee: str | None = strawberry.field(description="The referee, where known.")
    source: str = strawberry.field(description="The source of data that told of it.")
    updated_at: datetime = strawberry.field(description="When the source last changed anything of it.")

    @classmethod
    def of(cls, row: MatchRow) -> "Match":
        return view(
            cls,
            row,
            row=row,
            id=global_id("Match", row.id),
            home=Team.of(row.home),
            away=Team.of(row.away),
            competition=Competition.of(row.competition),
            season=Season.of(row.season),
            score=score_of(row.score),
            half_time=score_of(row.half_time),
            statistics=view(MatchStatistics, row.statistics),
        )

    @strawberry.field(description="The features that a model reads, computed as of an instant; not stored.")
    async def features(
        self,
        info: Info,
        as_of: AsOf = None,
        set: Annotated[str, strawberry.argument(description="The feature set.")] = MATCH.name,
    ) -> FeaturesResult:
        try:
            vector = await info.context.loaders.features(as_of, feature_set(set)).load(self.row)
        except FootballError as error:
            return failure(error)  # type: ignore[return-value]  # what computing features raises is in the union
        return Features.of(vector)

    @strawberry.field(description="What a model says of it, computed as of an instant; not stored.")
    async def prediction(self, info: Info, model: ModelName = None, as_of: AsOf = None) -> PredictionResult:
        try:
            made = await info.context.loaders.predicted(as_of, model).load(self.row)
        except FootballError as error:
            return failure(error)  # type: ignore[return-value]  # what predicting raises is in the union
        return Prediction.of(made, self.row)

    @strawberry.field(description="The stored predictions, the latest first.")
    async def predictions(
        self,
        info: Info,
        first: First = DEFAULT,
        after: After = None,
        where: Annotated[PredictionWhere | None, strawberry.argument(description="Which of them.")] = None,
    ) -> Connection[Prediction]:
        part = Slice.of(predictions.LATEST_FIRST, first, after)
        chosen = PredictionWhere.to_filter(where)
        page = await info.context.loaders.match_predictions(chosen, part).load(self.row.id)
        return prediction_connection(page, part, chosen, of=self.row)

    @strawberry.field(description="The latest stored prediction; null where none is stored.")
    async def latest_prediction(
        self,
        info: Info,
        kind: Annotated[
            PredictionKind | None,
            strawberry.argument(description="Only those made before, or only those made during the match."),
        ] = None,
    ) -> Prediction | None:
        stored = await info.context.loaders.latest_predictions(kind).load(self.row.id)
        return None if stored is None else Prediction.of(stored, self.row)

    @strawberry.field(description="How it ended, for the predictions of it; null before it is settled.")
    async def settlement(self, info: Info) -> MatchSettlement | None:
        row = await info.context.loaders.settlements.load(self.row.id)
        return None if row is None else MatchSettlement.of(row)

    @strawberry.field(description="The latest update of it; null where nothing was told live.")
    async def live(self, info: Info) -> MatchUpdate | None:
        update = await info.context.loaders.latest_updates.load(self.row.id)
        return None if update is None else MatchUpdate.of(update)

    @strawberry.field(
        description=(
            "What sources told of it live, the last told first, with what was taken back later; of a match"
            " that is told again, what the replay told."
        )
    )
    async def events(self, info: Info, first: First = DEFAULT) -> list[MatchEvent]:
        size = page_size(first)
        told = await info.context.loaders.match_events.load(self.row.id)
        return [MatchEvent.of(event) for event in reversed(told[-size:])]

    @strawberry.field(
        description=(
            "What stands of its events, in the order of the clock: what was taken back is left out, what was"
            " corrected is told as corrected."
        )
    )
    async def timeline(self, info: Info) -> list[TimelineEntry]:
        told = await info.context.loaders.match_events.load(self.row.id)
        return [TimelineEntry.of(entry) for entry in chronicle(told)]

    @strawberry.field(description="Bookmakers' prices: match result first, closing before opening.")
    async def odds(self, info: Info, first: First = DEFAULT) -> list[Odds]:
        rows = await info.context.loaders.odds(page_size(first)).load(self.row.id)
        return [Odds.of(row) for row in rows]

    @strawberry.field(description="Finished meetings of the two teams before it, the latest first.")
    async def head_to_head(self, info: Info, first: First = DEFAULT) -> list["Match"]:
        rows = await info.context.loaders.meetings(page_size(first)).load(self.row)
        return [Match.of(row) for row in rows]


@strawberry.type
class MatchQueries:
    @strawberry.field(description="One match, by its id.")
    async def match(self, info: Info, id: Id) -> Match | None:
        row = await info.context.loaders.matches.load(row_id("Match", id))
        if row is None:
            raise NotFound(f"there is no match {id}; the query `matches` finds matches")
        return Match.of(row)

    @strawberry.field(description="Matches.")
    async def matches(
        self,
        first: First = DEFAULT,
        after: After = None,
        where: Annotated[MatchWhere | None, strawberry.argument(description="Which of them.")] = None,
        order_by: Annotated[
            MatchOrder, strawberry.argument(description="In which order.")
        ] = MatchOrder.KICKOFF_ASC,
    ) -> Connection[Match]:
        part = match_slice(order_by, first, after)
        chosen = await MatchWhere.to_filter(where)
        return match_connection(await matches.page(chosen, part), part, lambda: matches.count(chosen))


def match_connection(
    page: Page[MatchRow], part: Slice, count: Callable[[], Awaitable[int]]
) -> Connection[Match]:
    return connection(page, part, key=lambda row: (row.kickoff, row.id), node=Match.of, count=count)
