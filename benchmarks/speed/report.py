"""The figures as a table for people, as JSON and as Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.speed.figures import Even, ratio
from benchmarks.speed.measure import Measured

Results = Mapping[str, Mapping[str, Measured]]
HEAD = (
    "target", "requests/s", "ours / it (range)", "server us", "PostgreSQL us", "total us",
    "p50 ms", "p99 ms", "even p50 ms", "even p99 ms", "MB",
)  # fmt: skip


def rows(measured: Mapping[str, Measured]) -> Iterator[tuple[str, ...]]:
    """One for each target, in order; `ours / it` is of throughputs, round by round."""
    for name, one in measured.items():
        middle = one.median
        against = ""
        if "ours" in measured and name != "ours":
            pair = (measured["ours"].rounds, one.rounds)
            against = str(ratio(*([each.per_second for each in side] for side in pair)))
        yield (
            name,
            f"{middle.per_second:,.0f}",
            against,
            f"{middle.server_us:,.0f}",
            f"{middle.postgres_us:,.0f}",
            f"{middle.total_us:,.0f}",
            f"{middle.p50_ms:.2f}",
            f"{middle.p99_ms:.2f}",
            *(_even(one.even)),
            f"{one.memory_mb:.0f}",
        )


def _even(rounds: Sequence[Even]) -> tuple[str, str]:
    if not rounds:
        return "", ""
    ordered = sorted(rounds, key=lambda one: one.p99_ms)
    middle = ordered[len(ordered) // 2]
    return f"{middle.p50_ms:.2f}", f"{middle.p99_ms:.2f}"


def text(shape: str, measured: Mapping[str, Measured]) -> str:
    table = [HEAD, *rows(measured)]
    widths = [max(len(row[place]) for row in table) for place in range(len(HEAD))]
    lines = [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(one.rjust(width) for one, width in zip(row[1:], widths[1:], strict=True)),
            ]
        )
        for row in table
    ]
    return "\n".join([_title(shape, measured), *lines])


def markdown(results: Results) -> str:
    parts = []
    for shape, measured in results.items():
        table = [HEAD, tuple("---" for _ in HEAD), *rows(measured)]
        lines = [f"| {' | '.join(row)} |" for row in table]
        parts.append("\n".join([f"### {_title(shape, measured)}", "", *lines]))
    return "\n\n".join(parts) + "\n"


def _title(shape: str, measured: Mapping[str, Measured]) -> str:
    rates = {one.rate for each in measured.values() for one in each.even}
    return f"{shape} (even rate: {max(rates):,.0f}/s)" if rates else shape


def as_json(results: Results, facts: Mapping[str, Any]) -> dict[str, Any]:
    told = {shape: {name: asdict(one) for name, one in each.items()} for shape, each in results.items()}
    return {"facts": dict(facts), "results": told}
