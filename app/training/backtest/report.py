"""The report of a backtest: what was forecast, how good it was, and beside whom."""

from collections.abc import Sequence
from pathlib import Path

from app.errors import ValidationFailed
from app.files import whole_file
from app.training.backtest import plots, tables
from app.training.backtest.comparison import BASE, CLOSING, DIXON_COLES, FIVE_THIRTY_EIGHT, Comparison
from app.training.backtest.document import (
    Block,
    Document,
    Facts,
    Figure,
    Heading,
    Listing,
    Text,
    html,
    markdown,
)
from app.training.backtest.run import Backtest
from app.training.folder import source_day

METHOD = (
    "Each match was forecast as of its kickoff, by a model fitted on results known before the refit date it "
    "falls under. Base rates are the league's frequencies of its previous three seasons. Odds are the "
    "market's averages without their margin (power method): before the match as published, and closing "
    "(Pinnacle's where no average was recorded). Share of skill is how much of the way from base rates to "
    "closing odds a forecaster goes, by mean ranked probability score (RPS). Intervals are 95 %, from a "
    "paired bootstrap of league weeks."
)
DIXON_COLES_NOTE = (
    "Dixon-Coles is penaltyblog's, with a decay of .0015 a day, refitted every Monday on the league's last "
    "four years."
)

LEAST_DRAWN = 20
"""Matches of a point in a drawing: the mean of fewer is chance, and would set the scale for all others."""


def make_folder(folder: Path) -> None:
    """Raises ValidationFailed where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValidationFailed("--report", f"{folder} cannot be written: {error.strerror}") from error


def write_report(folder: Path, document: Document) -> list[Path]:
    """`report.md` with its drawings, and `report.html`, which holds everything itself."""
    make_folder(folder)
    try:
        written = {
            **{folder / figure.file: figure.svg + "\n" for figure in document.figures},
            folder / "report.md": markdown(document),
            folder / "report.html": html(document),
        }
        for path, text in written.items():
            with whole_file(path) as beside:
                beside.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ValidationFailed("--report", f"{folder} cannot be written: {error.strerror}") from error
    return [folder / "report.md", folder / "report.html"]


def backtest_report(backtest: Backtest, comparison: Comparison, faults: Sequence[str] = ()) -> Document:
    """Everything about one backtest; with no match played yet, what was forecast alone."""
    request, model = backtest.request, backtest.request.model
    document = Document(f"Backtest of {model}, {request.start:%Y-%m-%d} to {request.end:%Y-%m-%d}")
    usual = comparison.of(*comparison.usual)
    document.add(Text(_summary(backtest, comparison)))
    if len(usual):
        document.add(*_key_facts(usual, model))
        document.add(*_against_others(comparison, usual))
        document.add(*_over_time(usual), *_by_league(usual), *_calibration(usual, model))
        document.add(Heading("How it was done"), Text(METHOD), *_note(comparison))
    else:
        document.add(Text("No match of it has been played, so there is nothing to score."))
    document.add(*_left_out(backtest, faults))
    return document


def _summary(backtest: Backtest, comparison: Comparison) -> str:
    leagues = {fixture.competition for fixture in backtest.fixtures}
    unplayed = len(backtest.fixtures) - len(comparison)
    words = [
        f"{len(backtest.fixtures):,} matches of {tables.counted(len(leagues), 'division')} were forecast.",
        f"The model was fitted {_times(backtest.fits)} (refit: {backtest.request.refit}).",
        f"{unplayed:,} have no result and cannot be scored." if unplayed else "",
        f"{len(backtest.left_out):,} have no forecast (see the end)." if backtest.left_out else "",
    ]
    return " ".join(filter(None, words))


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"


def _key_facts(usual: Comparison, model: str) -> list[Block]:
    figures = usual.figures(model)
    facts = [
        (f"{figures.rps:.5f}", f"RPS on {len(usual):,} matches"),
        (f"{usual.figures(BASE).rps:.5f}", "RPS of base rates"),
    ]
    if share := usual.share(model):
        facts += [
            (f"{usual.figures(CLOSING).rps:.5f}", "RPS of closing odds"),
            (f"{share.value:.1%}", f"of the market's skill ({share.low:.1%} to {share.high:.1%})"),
        ]
    return [
        Facts(
            [
                *facts,
                (
                    f"{figures.calibration_error:.4f}",
                    f"calibration error; chance alone leaves {figures.floor:.4f}",
                ),
            ]
        )
    ]


def _against_others(comparison: Comparison, usual: Comparison) -> list[Block]:
    (model,) = comparison.ours
    scopes = tables.scopes(comparison)
    rows = [plots.Row(scope.name, tables.differences(scope.comparison, model)) for scope in scopes]
    return [
        Heading("Against others, on the same matches"),
        Text("Mean RPS; each line holds the matches that all of its forecasters have forecast."),
        tables.scope_table(scopes),
        Figure(
            "differences.svg",
            "RPS of the model less that of another forecaster, with its 95 % interval: left of zero the "
            "model is better.",
            plots.intervals(rows, "difference in RPS", ours=comparison.ours, share=False),
        ),
        tables.difference_table(scopes, model),
        Heading("Scores"),
        tables.score_table(usual),
    ]


def _over_time(usual: Comparison) -> list[Block]:
    word, groups = tables.over_time(usual)
    drawn = [group for group in groups if len(group.comparison) >= LEAST_DRAWN] or groups
    rps = {name: [group.mean_rps(name) for group in drawn] for name in usual.forecasts}
    few = "" if len(drawn) == len(groups) else f", where there are at least {LEAST_DRAWN} matches"
    return [
        Heading(f"By {word}"),
        Figure(
            "over-time.svg",
            f"Mean RPS by {word}{few}.",
            plots.series_by_group([group.name for group in drawn], rps, usual.ours),
        ),
        tables.scope_table(groups, word),
    ]


def _by_league(usual: Comparison) -> list[Block]:
    leagues = tables.by_league(usual)
    rows = [plots.Row(league.name, tables.shares(league.comparison)) for league in leagues]
    known = [row for row in rows if row.intervals]
    drawn = Figure(
        "leagues.svg",
        "Share of the market's skill by league, with its 95 % interval; closing odds are at 100 %.",
        plots.intervals(known, "share of the market's skill", ours=usual.ours, share=True) if known else "",
    )
    return [Heading("By league"), *([drawn] if known else []), tables.scope_table(leagues, "league")]


def _calibration(usual: Comparison, model: str) -> list[Block]:
    figures = usual.figures(model)
    return [
        Heading("Calibration"),
        Figure(
            "reliability.svg",
            "How often matches ended as they were forecast to: 15 bins of equal count with 95 % intervals; "
            "a calibrated forecaster is on the line.",
            plots.reliability(usual, model),
        ),
        Text(
            f"The calibration error, averaged over the three outcomes, is {figures.calibration_error:.4f}. A "
            f"perfect forecaster of these matches would show {figures.floor:.4f}, by chance alone."
        ),
    ]


def _note(comparison: Comparison) -> list[Block]:
    told = [DIXON_COLES_NOTE] if DIXON_COLES in comparison.peers else []
    asked = [name for name in (DIXON_COLES, FIVE_THIRTY_EIGHT) if name in comparison.forecasts]
    told += [f"{name} has forecast none of these matches." for name in asked if name not in comparison.peers]
    return [Text(text) for text in told]


def _left_out(backtest: Backtest, faults: Sequence[str]) -> list[Block]:
    blocks: list[Block] = []
    if backtest.left_out:
        lines = [
            f"{one.fixture.competition} {source_day(one.fixture.kickoff)} "
            f"{' – '.join(backtest.names[one.fixture.match_id])}: {'; '.join(one.needs)}"
            for one in backtest.left_out
        ]
        blocks.append(Listing(f"{tables.counted(len(lines), 'match', 'matches')} without a forecast", lines))
    if faults:
        blocks.append(
            Listing(f"{tables.counted(len(faults), 'file or line', 'files or lines')} not read", faults)
        )
    return [Heading("Left out"), *blocks] if blocks else []
