"""`football health`: what a running service says of itself."""

import os
from typing import Annotated, Any

import httpx
import typer

from app.cli.options import AsJson
from app.cli.output import out, print_json, table
from app.config import load_settings
from app.errors import Unavailable
from app.health.report import Probe

PATHS = {Probe.FULL: "/health"} | {
    probe: f"/health/{probe}" for probe in (Probe.LIVENESS, Probe.READINESS, Probe.STARTUP)
}


def add_to(app: typer.Typer) -> None:
    app.command("health")(health)


def health(
    *,
    probe: Annotated[Probe, typer.Option(help="Which question to ask.")] = Probe.FULL,
    url: Annotated[
        str | None, typer.Option(help="Address of the service; by default FOOTBALL_HOST:FOOTBALL_PORT.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask a running service for its health; exit status 1 when it fails."""
    settings = load_settings(os.environ)
    report = _ask((url or f"http://{settings.host}:{settings.port}") + PATHS[probe])
    if as_json:
        print_json(report)
    else:
        _show(report)
    if report.get("status") == "fail":
        raise typer.Exit(1)


def _ask(address: str) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = httpx.get(address, timeout=10).json()
    except (httpx.HTTPError, ValueError) as error:
        raise Unavailable(
            f"no health report at {address} ({type(error).__name__}); is the service running?"
        ) from None
    return answer


def _show(report: dict[str, Any]) -> None:
    out.print(f"{report.get('status')}  {report.get('output', '')}".rstrip())
    rows = table("check", "status", "ms", "observed", "", right=("ms",))
    for name, results in report.get("checks", {}).items():
        for one in results:
            observed = f"{one.get('observedValue', '')} {one.get('observedUnit', '')}".strip()
            rows.add_row(name, one["status"], f"{one['durationMs']:.1f}", observed, one.get("output", ""))
    out.print(rows)
