"""The plots of a version's run: how reliable its probabilities were, and its scores by season."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

COLOURS = {"home": "#1b6ca8", "draw": "#8a8a8a", "away": "#c8553d"}
SCORES = {
    "base_rps": ("base rates", "#8a8a8a"),
    "rps": ("model", "#1b6ca8"),
    "closing_rps": ("closing odds", "#c8553d"),
}
DOTS_PER_INCH = 120


def draw(evaluation: Mapping[str, Any], title: str, folder: Path) -> list[Path]:
    """PNG files of the tables in evaluation.json; none without an unseen year."""
    if not evaluation.get("seasons"):
        return []
    drawn = {
        "reliability.png": _reliability(evaluation["reliability"], title),
        "rps_by_season.png": _scores(evaluation["seasons"], f"{title}: RPS by season (lower is better)"),
        "rps_by_division.png": _scores(
            evaluation["competitions"], f"{title}: RPS by division (lower is better)"
        ),
    }
    paths = []
    for name, figure in drawn.items():
        figure.savefig(folder / name, dpi=DOTS_PER_INCH)
        paths.append(folder / name)
    return paths


def _reliability(bins: Mapping[str, Any], title: str) -> Figure:
    """Forecast against frequency, with 95 % intervals; a perfect forecaster is on the diagonal."""
    figure = Figure(figsize=(6, 6), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="black", linewidth=0.7)
    for outcome, found in bins.items():
        forecasts = [one["mean_forecast"] for one in found]
        observed = [one["observed"] for one in found]
        below = [max(0.0, one["observed"] - one["low"]) for one in found]
        above = [max(0.0, one["high"] - one["observed"]) for one in found]
        axes.errorbar(
            forecasts,
            observed,
            yerr=[below, above],
            fmt="o-",
            markersize=3,
            linewidth=1,
            capsize=2,
            color=COLOURS[outcome],
            label=outcome,
        )
    axes.set(
        xlabel="forecast",
        ylabel="frequency",
        title=f"{title}: reliability on unseen years",
        xlim=(0, 1),
        ylim=(0, 1),
    )
    axes.legend()
    return figure


def _scores(rows: list[Mapping[str, Any]], title: str) -> Figure:
    figure = Figure(figsize=(max(6.0, 0.45 * len(rows)), 4), layout="constrained")
    axes = figure.subplots()
    names = [row["name"] for row in rows]
    for column, (label, colour) in SCORES.items():
        values = [row.get(column, float("nan")) for row in rows]
        axes.plot(range(len(names)), values, "o", markersize=5, color=colour, label=label)
    axes.set_xticks(range(len(names)), names, rotation=90 if len(names) > 8 else 0)
    axes.set(ylabel="RPS", title=title)
    axes.grid(axis="y", linewidth=0.3)
    axes.legend()
    return figure
