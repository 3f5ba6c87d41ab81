"""The figures of a model version as a table: a column for each span of time, a row for each figure."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table

from app.cli.output import table

SPANS = ("last_year", "last_years", "next_year")
ACRONYMS = {"rps": "RPS"}


def figures_table(figures: Mapping[str, Any]) -> Table:
    """`last_year_rps` is a cell of the row RPS; what has no span stands in the first column of numbers."""
    spans = [span for span in SPANS if any(name.startswith(f"{span}_") for name in figures)]
    columns = [in_words(span) for span in spans] or ["value"]
    shown = table("figure", *columns, right=tuple(columns))
    for row in _rows(figures):
        shown.add_row(in_words(row), *(number(figures.get(f"{span}_{row}")) for span in spans))
    for name, value in figures.items():
        if _span(name) is None:
            shown.add_row(in_words(name), number(value))
    return shown


def _rows(figures: Mapping[str, Any]) -> list[str]:
    """Each once: matches, RPS, other scores; those of a part after those of the whole."""
    named = sorted({name.removeprefix(f"{span}_") for name in figures if (span := _span(name))})
    return sorted(
        named, key=lambda row: (row != "matches", "top_five" in row, "rps" not in row, row.count("_"))
    )


def _span(name: str) -> str | None:
    return next((span for span in SPANS if name.startswith(f"{span}_")), None)


def in_words(name: str) -> str:
    return " ".join(ACRONYMS.get(word, word) for word in name.split("_"))


def number(value: Any) -> str:
    """Counts with thousands, everything else to five decimals."""
    if isinstance(value, float):
        return f"{value:.5f}"
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
