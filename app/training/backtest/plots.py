"""The drawings of a report, as SVG to be put into a page."""

from collections.abc import Sequence
from io import StringIO
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from app.football import scoring
from app.training.backtest.comparison import BASE, BEFORE, CLOSING, DIXON_COLES, FIVE_THIRTY_EIGHT, Comparison
from app.training.backtest.statistics import Interval

COLOURS = {
    BASE: "#9aa4b2",
    DIXON_COLES: "#c98b2b",
    FIVE_THIRTY_EIGHT: "#8b5fbf",
    BEFORE: "#57a773",
    CLOSING: "#1c2430",
}
OURS = ("#1f6fc9", "#d1495b", "#2a9d8f")
GRID = "#e2e6ec"
WIDEST = (-0.25, 1.5)
"""Shares of skill shown: in a small league the interval of one may reach far beyond both ends."""
STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "axes.edgecolor": "#b8c0cc",
    "axes.labelcolor": "#5b6675",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": "#5b6675",
    "ytick.color": "#5b6675",
    "svg.fonttype": "path",
}


class Row(NamedTuple):
    """One line of a drawing: a name, and an interval of each series that has one."""

    name: str
    intervals: dict[str, Interval]


def colour(name: str, ours: Sequence[str]) -> str:
    return COLOURS.get(name) or OURS[list(ours).index(name) % len(OURS)]


def series_by_group(groups: Sequence[str], rps: dict[str, list[float]], ours: Sequence[str]) -> str:
    """Mean RPS of each forecaster (NaN where it has none) in groups that follow each other in time."""
    with mpl.rc_context(STYLE):
        figure, axes = _axes(8.6, 3.6)
        for name, values in rps.items():
            strong = name in ours
            axes.plot(
                groups,
                values,
                marker="o",
                markersize=5 if strong else 3.5,
                linewidth=2.4 if strong else 1.3,
                color=colour(name, ours),
                label=name,
                zorder=3 if strong else 2,
            )
        axes.set_ylabel("mean RPS (lower is better)")
        axes.grid(axis="y", color=GRID)
        _legend(axes)
        return _svg(figure, "series")


def intervals(rows: Sequence[Row], label: str, *, ours: Sequence[str], share: bool) -> str:
    """Estimates with their 95 % intervals, a row each, the series beside each other."""
    with mpl.rc_context(STYLE):
        names = list(dict.fromkeys(name for row in rows for name in row.intervals))
        figure, axes = _axes(8.6, 0.9 + 0.3 * len(rows) * max(1, len(names) / 2))
        for number, name in enumerate(names):
            offset = (number - (len(names) - 1) / 2) * 0.24
            at, found = zip(
                *(
                    (place + offset, row.intervals[name])
                    for place, row in enumerate(rows)
                    if name in row.intervals
                ),
                strict=True,
            )
            values, low, high = (np.array(column) for column in zip(*found, strict=True))
            axes.errorbar(
                values,
                at,
                xerr=[values - low, high - values],
                fmt="o",
                markersize=5,
                linewidth=1.6,
                color=colour(name, ours),
                label=name,
            )
        axes.axvline(1.0 if share else 0.0, color="#1c2430", linewidth=1)
        axes.set_yticks(range(len(rows)), [row.name for row in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlabel(label)
        axes.grid(axis="x", color=GRID)
        if share:
            axes.set_xlim(*WIDEST)
            axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        if len(names) > 1:
            _legend(axes)
        return _svg(figure, f"intervals-{label}")


def reliability(comparison: Comparison, name: str) -> str:
    """Forecast against frequency of the three outcomes, each in bins of equal count."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(8.6, 3.4), layout="constrained")
        panels = figure.subplots(1, 3, sharey=True)
        for code, (axes, outcome) in enumerate(zip(panels, ("home win", "draw", "away win"), strict=True)):
            _reliability_panel(axes, comparison, name, code)
            axes.set_title(outcome, fontsize=10.5, color="#1c2430")
        panels[0].set_ylabel("how often it happened")
        return _svg(figure, f"reliability-{name}")


def _reliability_panel(axes: Axes, comparison: Comparison, name: str, code: int) -> None:
    bins = scoring.calibration_bins(comparison.forecasts[name][:, code], comparison.outcomes == code)
    forecast = np.array([one.mean_forecast for one in bins])
    observed = np.array([one.observed for one in bins])
    reach = [observed - [one.low for one in bins], np.array([one.high for one in bins]) - observed]
    top = float(min(1.0, max(forecast.max(), *(one.high for one in bins)) + 0.04))
    axes.plot([0, top], [0, top], color="#9aa4b2", linewidth=1, linestyle="--")
    axes.errorbar(
        forecast,
        observed,
        yerr=reach,
        fmt="o",
        markersize=4,
        linewidth=1.3,
        color=colour(name, comparison.ours),
    )
    axes.set_xlim(0, top)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("forecast")
    axes.grid(color=GRID)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0, decimals=0))


def _axes(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    axes.set_axisbelow(True)
    return figure, axes


def _legend(axes: Axes) -> None:
    axes.legend(frameon=False, ncols=6, loc="lower left", bbox_to_anchor=(0, 1.0), fontsize=9)


def _svg(figure: Figure, salt: str) -> str:
    """The `<svg>` element alone: without prolog, and the same bytes for the same drawing."""
    content = StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with mpl.rc_context({"svg.hashsalt": salt}):
        figure.savefig(content, format="svg", metadata=nothing)
    text = content.getvalue()
    return text[text.index("<svg") :].strip()
