"""How complete the data is."""

from datetime import datetime
from typing import Annotated

import strawberry

from app.db import quality
from app.db.quality import QualityRow
from schema.competition import Competition
from schema.context import Info
from schema.views import view


@strawberry.type(description="How complete the data of a competition is, in matches.")
class DataQuality:
    competition: Competition = strawberry.field(description="The competition.")
    matches: int = strawberry.field(description="All matches.")
    finished: int = strawberry.field(description="Finished ones.")
    without_half_time: int = strawberry.field(description="Finished ones without a half-time score.")
    without_shots: int = strawberry.field(description="Finished ones without shots.")
    without_odds: int = strawberry.field(description="Finished ones without any price.")
    overdue: int = strawberry.field(description="Not finished two days after kickoff.")
    unrated: int = strawberry.field(description="Finished ones that the ratings do not know yet.")
    corrected: int = strawberry.field(description="Those that a source corrected later.")
    first_kickoff: datetime = strawberry.field(description="The earliest kickoff.")
    last_kickoff: datetime = strawberry.field(description="The latest kickoff.")

    @classmethod
    def of(cls, row: QualityRow) -> "DataQuality":
        return view(cls, row, competition=Competition.of(row.competition))


@strawberry.type
class QualityQueries:
    @strawberry.field(description="How complete the data is, competition by competition.")
    async def data_quality(
        self,
        info: Info,
        competitions: Annotated[
            list[str] | None, strawberry.argument(description="Only these, given by their codes.")
        ] = None,
    ) -> list[DataQuality]:
        rows = await quality.by_competition(competitions, info.context.now)
        return [DataQuality.of(row) for row in rows]
