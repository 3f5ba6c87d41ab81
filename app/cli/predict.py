"""`football predict`: the probabilities of one match, as a table and a small heat map."""

import asyncio
import os
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from rich.text import Text

from app.cli.explain import explanation_as_json, show_explanation
from app.cli.options import AsJson, AsOf, Competitions, ModelName, codes, instant
from app.cli.output import out, print_json, progress_bar, say, table
from app.clock import written
from app.config import load_settings
from app.db import matches, teams
from app.db.pairings import outlook
from app.db.teams import TeamRow
from app.errors import FootballError, ValidationFailed
from app.football.heatmap import heat_map
from app.prediction.ahead import AheadReport, predict_ahead
from app.prediction.explanation import Explained, Told
from app.prediction.predictor import MatchPrediction
from app.services import Services, open_services

STALE = timedelta(days=60)
SHADES = ((0.75, "on green4"), (0.5, "on dark_green"), (0.25, "on grey30"), (0.1, "on grey19"), (0.0, ""))

Country = Annotated[str | None, typer.Option("--country", help="Tells teams of the same name apart.")]


def add_to(app: typer.Typer) -> None:
    app.command("predict")(predict)


def predict(
    *,
    home: Annotated[str | None, typer.Argument(help="Name of the home team.")] = None,
    away: Annotated[str | None, typer.Argument(help="Name of the away team.")] = None,
    upcoming: Annotated[bool, typer.Option("--upcoming", help="Every match ahead, stored.")] = False,
    competitions: Competitions = None,
    country: Country = None,
    kickoff: Annotated[
        str | None, typer.Option(help="When they would play; by default their next match, or now.")
    ] = None,
    neutral: Annotated[bool, typer.Option("--neutral", help="On neutral ground.")] = False,
    as_of: AsOf = None,
    model: ModelName = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell what each group of features adds to the base rate.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Predict HOME against AWAY; with --upcoming, store a prediction of every match ahead.

    The match is their next scheduled one; without one, it is as if they played now in the competition they
    share (--competition names another).
    """
    chosen = codes(competitions)
    if upcoming and explain:
        raise ValidationFailed("--explain", "explains one match; name its two teams instead of --upcoming")
    if upcoming:
        _report_upcoming(asyncio.run(_predict_upcoming(chosen, model)), as_json=as_json)
        return
    if home is None or away is None:
        raise ValidationFailed("HOME AWAY", 'name both teams, such as "Arsenal" "Chelsea", or use --upcoming')
    question = _Question(
        next(iter(chosen), None),
        country,
        instant("--kickoff", kickoff),
        neutral,
        instant("--as-of", as_of),
        model,
        explain,
    )
    made, explained, sides = asyncio.run(_answer(home, away, question))
    if as_json:
        print_json(_as_json(made, explained, sides))
        return
    _show(made, sides)
    if explained is not None:
        show_explanation(explained, *(side.name for side in sides))


@dataclass(frozen=True, slots=True)
class _Question:
    competition: str | None
    country: str | None
    kickoff: datetime | None
    neutral: bool
    as_of: datetime | None
    model: str | None
    explain: bool


Sides = tuple[TeamRow, TeamRow]


async def _answer(
    home: str, away: str, question: _Question
) -> tuple[MatchPrediction, Explained | None, Sides]:
    async with open_services(load_settings(os.environ)) as services:
        sides = (
            await teams.one_named(home, question.country),
            await teams.one_named(away, question.country),
        )
        made = await _predict(services, sides, question)
        if not question.explain:
            return made, None, sides
        told = Told(made.fixture, made.kind, made.outcome, made.receipt)
        return made, (await services.explainer.explain([told]))[0], sides


async def _predict(services: Services, sides: Sides, question: _Question) -> MatchPrediction:
    home, away = (side.id for side in sides)
    now = services.clock()
    known = await outlook(home, away, now)
    if known.last_played is not None and (question.as_of or now) - known.last_played > STALE:
        say(f"note: the newest result known of either team is of {known.last_played:%d %B %Y}")
    chosen = (question.kickoff, question.competition, question.neutral or None)
    if known.next_match is not None and not any(chosen):
        fixture = (await matches.fixtures([known.next_match]))[known.next_match]
        predicted = (await services.predictor.predict([fixture], as_of=question.as_of, model=question.model))[
            0
        ]
        if isinstance(predicted, FootballError):
            raise predicted
        return predicted
    competition = question.competition or known.competition
    if competition is None:
        raise ValidationFailed("--competition", "these teams share no competition; name one, such as E0")
    return await services.predictor.hypothetical(
        home,
        away,
        competition,
        question.kickoff or question.as_of or now,
        neutral=question.neutral,
        as_of=question.as_of,
        model=question.model,
    )


async def _predict_upcoming(competitions: tuple[str, ...], model: str | None) -> AheadReport:
    async with open_services(load_settings(os.environ)) as services, progress_bar("predicting") as advance:
        return await predict_ahead(
            services.predictor, services.clock, competitions or None, advance, model=model
        )


def _report_upcoming(report: AheadReport, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(report))
        return
    out.print(
        f"{report.stored} predictions stored; of {report.unchanged} matches nothing new is known; "
        f"{report.refused} cannot be predicted yet"
    )


def _show(made: MatchPrediction, sides: Sides) -> None:
    home, away = (side.name for side in sides)
    fixture, receipt = made.fixture, made.receipt
    out.print(f"[bold]{home} – {away}[/]  {fixture.competition}, {fixture.kickoff:%d %B %Y %H:%M} UTC\n")
    rows = table("", home, "draw", away, right=(home, "draw", away))
    result = made.outcome
    rows.add_row("probability", *(f"{p:.1%}" for p in (result.home, result.draw, result.away)))
    odds = (result.home_odds, result.draw_odds, result.away_odds)
    rows.add_row("fair odds", *("" if price is None else f"{price:.2f}" for price in odds))
    goals = made.expected_goals
    rows.add_row("expected goals", f"{goals.home:.2f}", "", f"{goals.away:.2f}")
    out.print(rows)
    totals, both = made.grid.total_goals(2.5), made.grid.both_teams_to_score
    out.print(f"\nover 2.5 goals {totals.over:.1%}   both teams score {both.yes:.1%}")
    likely = made.grid.correct_score()[:5]
    out.print("likely scores " + "   ".join(f"{one.home}–{one.away} {one.probability:.1%}" for one in likely))
    out.print()
    _show_heat_map(made, home, away)
    seen = " (the model has seen this match's season)" if receipt.in_sample else ""
    out.print(f"\n{receipt.model_name} {receipt.model_version}  sha256 {receipt.model_sha256[:16]}…{seen}")
    until = written(receipt.data_cutoff)
    out.print(f"features {receipt.feature_set} {receipt.feature_digest[:16]}…  data until {until}")


def _show_heat_map(made: MatchPrediction, home: str, away: str) -> None:
    chart = heat_map(made.grid)
    out.print(f"goals of {home} (down) and {away} (across), in per cent")
    out.print("    " + "".join(f"{label:>6}" for label in chart.labels))
    for label, row in zip(chart.labels, chart.rows, strict=True):
        line = Text(f"{label:>4}")
        for cell in row:
            style = next(style for least, style in SHADES if cell.intensity >= least)
            line.append(f"{cell.probability * 100:6.1f}", style=style)
        out.print(line)


def _as_json(made: MatchPrediction, explained: Explained | None, sides: Sides) -> dict[str, Any]:
    grid = made.grid
    home, away = (side.name for side in sides)
    why = {} if explained is None else {"explanation": explanation_as_json(explained, home, away)}
    return {
        "home": home,
        "away": away,
        "competition": made.fixture.competition,
        "kickoff": made.fixture.kickoff,
        "outcome": asdict(made.outcome),
        "expected_goals": asdict(made.expected_goals),
        "over_2_5": grid.total_goals(2.5).over,
        "both_teams_to_score": grid.both_teams_to_score.yes,
        "score_grid": grid.cells.tolist(),
        "receipt": asdict(made.receipt),
        **why,
    }
