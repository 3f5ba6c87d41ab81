"""A team's form."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.db.matches import MatchRow
from app.football.form import Form, FormEntry, FormResult, Venue

if TYPE_CHECKING:
    from schema.match import Match
    from schema.team import Team


@strawberry.type(description="One finished match from the side of one of its teams.")
class TeamFormEntry:
    match: Annotated["Match", strawberry.lazy("schema.match")] = strawberry.field(description="The match.")
    opponent: Annotated["Team", strawberry.lazy("schema.team")] = strawberry.field(
        description="The other team."
    )
    venue: Venue = strawberry.field(description="Where the team played.")
    goals_for: int = strawberry.field(description="Its goals.")
    goals_against: int = strawberry.field(description="Its opponent's goals.")
    result: FormResult = strawberry.field(description="How it ended for the team.")
    points: int = strawberry.field(description="3 for a win, 1 for a draw.")

    @classmethod
    def of(cls, entry: FormEntry, row: MatchRow) -> "TeamFormEntry":
        from schema.match import Match  # noqa: PLC0415  a match's teams have a form
        from schema.team import Team  # noqa: PLC0415

        return cls(
            match=Match.of(row),
            opponent=Team.of(row.home if str(row.home.id) == entry.opponent else row.away),
            venue=entry.venue,
            goals_for=entry.goals_for,
            goals_against=entry.goals_against,
            result=entry.result,
            points=entry.points,
        )


@strawberry.type(description="A team's last finished matches.")
class TeamForm:
    letters: str = strawberry.field(description="W, D or L for each match, the latest first: WWDLW.")
    points: int = strawberry.field(description="3 for each win, 1 for each draw.")
    goals_for: int = strawberry.field(description="Its goals in these matches.")
    goals_against: int = strawberry.field(description="Its opponents' goals in these matches.")
    entries: list[TeamFormEntry] = strawberry.field(description="The matches, the latest first.")

    @classmethod
    def of(cls, form: Form, rows: Sequence[MatchRow]) -> "TeamForm":
        by_id = {str(row.id): row for row in rows}
        return cls(
            letters=form.letters,
            points=form.points,
            goals_for=form.goals_for,
            goals_against=form.goals_against,
            entries=[TeamFormEntry.of(entry, by_id[entry.match_id]) for entry in form.entries],
        )
