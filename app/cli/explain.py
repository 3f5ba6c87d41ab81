"""Why a prediction says what it says, as a table with bars."""

from dataclasses import asdict
from typing import Any

from rich.text import Text

from app.cli.output import out, say, table
from app.errors import FootballError
from app.prediction.contributions import ByOutcome
from app.prediction.explanation import Explained

BAR = 12
"""Cells of a bar on either side."""


def show_explanation(made: Explained, home: str, away: str) -> None:
    """The contributions in percentage points; why there are none goes to stderr."""
    if isinstance(made, FootballError):
        say(f"note: no explanation: {made.message}")
        return
    out.print("\nwhy, in percentage points against the league's base rate")
    rows = table("", home, "draw", away, f"for {home}: less | more", right=(home, "draw", away))
    league = made.reference.competition or "all leagues"
    rows.add_row(f"base rate, {league}", *map("{:.1%}".format, _parts(made.reference.base_rate)))
    largest = max(abs(one.points.home) for one in made.contributions)
    for one in made.contributions:
        rows.add_row(one.group, *map(_signed, _parts(one.points)), bar(one.points.home, largest))
    rows.add_row("prediction", *map("{:.1%}".format, _parts(made.outcome)))
    out.print(rows)


def bar(points: float, largest: float) -> Text:
    """To the right for a gain, to the left for a loss; the largest fills its side."""
    halves = round(2 * BAR * abs(points) / largest) if largest else 0
    whole, half = "█" * (halves // 2), halves % 2
    if points < 0:
        return Text(("▐" * half + whole).rjust(BAR) + "│", style="red")
    return Text(" " * BAR + "│" + whole + "▌" * half, style="green")


def explanation_as_json(made: Explained, home: str, away: str) -> dict[str, Any]:
    if isinstance(made, FootballError):
        return {"code": made.code, "message": made.message}
    return {
        "competition": made.reference.competition,
        "base_rate": asdict(made.reference.base_rate),
        "contributions": [asdict(one) | {"sentence": one.sentence(home, away)} for one in made.contributions],
    }


def _parts(values: ByOutcome) -> tuple[float, float, float]:
    return values.home, values.draw, values.away


def _signed(points: float) -> str:
    return f"{round(points, 1) + 0.0:+.1f}"  # what rounds to nothing is not below it
