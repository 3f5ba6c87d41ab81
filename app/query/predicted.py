"""What a model says of the matches of an answer: their ratings come with their rows, and it is run once."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from app.db.ratings import STATE_COLUMNS, first_rows, shared, state_joins, states_of
from app.football.match import Fixture
from app.prediction.predictor import Known, Predicted, Predictor
from app.query.selection import Selected
from app.query.sources import Arguments, Batch, Beside, Bind, Compute, Run
from app.query.values import Values

FIXTURE = (
    *("id", "competition.code", "season.code", "home_id", "away_id"),
    *("kickoff", "kickoff_time_known", "neutral"),
)
"""The columns of a Fixture, in its order."""


def predicted(
    values: Values,
    predictor: Callable[[Any], Predictor],
    now: Callable[[Any], datetime],
    shown: Callable[[Predicted], Any],
) -> Batch:
    """The field of a match that shows `shown` of what `predictor` says; both and `now` are of a context."""

    def instant(arguments: Arguments, run: Run) -> datetime:
        return arguments.get("as_of") or now(run.context)

    def joins(bind: Bind, arguments: Arguments, run: Run, further: list[str] | None) -> str:
        as_of = f"least({bind(instant(arguments, run))}::timestamptz, {{row}}.kickoff)"
        if further is None:
            return state_joins(as_of)
        own = f"x{len(further)}"
        further.append(first_rows(as_of, own))
        return state_joins(as_of, own)

    def prepare(one: Selected) -> Compute:
        written = values.written(one)

        async def compute(rows: Sequence[tuple[Any, ...]], arguments: Arguments, run: Run) -> list[Any]:
            states = [states_of(row[len(FIXTURE) :]) for row in rows]
            if len(rows) > 1:
                latest = instant(arguments, run)
                keys = [(row[3], row[4], row[1], min(latest, row[5])) for row in rows]
                states = shared(states, keys)
            known = Known(now(run.context), states)
            made = await predictor(run.context).predict(
                [_fixture(*row[: len(FIXTURE)]) for row in rows], **arguments, known=known
            )
            return [written(shown(one), run.variables) for one in made]

        return compute

    uses = ("home_id", "away_id", "competition_id", "kickoff")
    return Batch(FIXTURE, prepare, Beside(uses, STATE_COLUMNS, joins))


def _fixture(key: int, competition: str, season: str, home: int, away: int, *facts: Any) -> Fixture:
    return Fixture(str(key), competition, season, str(home), str(away), *facts)
