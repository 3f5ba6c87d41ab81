"""What `football models show` tells of a version."""

import os
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from app.cli.figures import figures_table
from app.cli.output import out, table
from app.clock import written
from app.config import load_settings
from app.db import live_scores, model_versions, promotions
from app.db.live_scores import LiveScore
from app.db.model_versions import ModelVersionRow
from app.db.promotions import PromotionRow
from app.errors import FootballError
from app.prediction.contract import ModelInfo
from app.prediction.performance import Performance
from app.services import Services, open_services


@dataclass(frozen=True, slots=True)
class Card:
    """`info` is what its own model.json says, `folder` where it lies: None if it is not on this machine."""

    row: ModelVersionRow
    info: ModelInfo | None
    folder: str | None
    promoted: PromotionRow | None
    live: tuple[LiveScore, ...]
    performance: Performance | str

    def as_json(self) -> dict[str, Any]:
        return {
            **asdict(self.row),
            "competition_kinds": self.info.competition_kinds if self.info else None,
            "git_revision": self.info.git_revision if self.info else None,
            "folder": self.folder,
            "promoted": asdict(self.promoted) if self.promoted else None,
            "live": [score._asdict() for score in self.live],
            "performance": self.performance
            if isinstance(self.performance, str)
            else asdict(self.performance),
        }


async def card(name: str, version: str) -> Card:
    """Everything known of the version. Raises NotFound."""
    async with open_services(load_settings(os.environ)) as services:
        registered = await model_versions.version(name, version)
        row = (await model_versions.by_ids([registered.id]))[registered.id]
        folder = services.models.folder(name, version)
        return Card(
            row=row,
            info=await _info(services, name, version),
            folder=None if folder is None else str(folder),
            promoted=await promotions.last_of(name, version),
            live=tuple(await live_scores.of_model(name)),
            performance=await _performance(services, name, version),
        )


async def _info(services: Services, name: str, version: str) -> ModelInfo | None:
    try:
        return (await services.models.load(name, version)).info
    except FootballError:
        return None


async def _performance(services: Services, name: str, version: str) -> Performance | str:
    try:
        return await services.performance.of(name, version)
    except FootballError as error:
        return error.message


def print_card(found: Card) -> None:
    row, info = found.row, found.info
    mark = " (champion)" if row.champion else " (challenger)" if row.challenger else ""
    out.print(f"[bold]{row.name} {row.version}[/]{mark}\n")
    facts = table("", "")
    for label, value in (
        ("sha256", row.sha256),
        ("features", row.feature_set),
        ("data until", written(row.data_cutoff)),
        ("trained on", f"{row.training_rows:,} matches"),
        ("predicts", ", ".join(kind.lower() for kind in info.competition_kinds) if info else "unknown here"),
        ("made from", f"revision {info.git_revision}" if info else "unknown here"),
        ("lies in", found.folder or "not on this machine"),
        ("registered", written(row.registered_at)),
        ("promoted", _promoted(found.promoted)),
    ):
        facts.add_row(label, value)
    out.print(facts)
    out.print("\nmeasured when it was trained")
    out.print(figures_table(dict(row.metrics)))
    _print_performance(found.performance)
    _print_live(found.live)


def _promoted(row: PromotionRow | None) -> str:
    if row is None:
        return "never"
    return f"{written(row.at)} by {row.actor}" + (f": {row.reason}" if row.reason else "")


def _print_performance(found: Performance | str) -> None:
    if isinstance(found, str):
        out.print(f"\nout of sample: {found}", markup=False)
        return
    out.print(f"\nout of sample, {_days(found.window.start, found.window.end)}")
    numbers = ("matches", "RPS", "this version there", "log loss")
    shown = table("", *numbers, right=numbers)
    shown.add_row(
        "this version", f"{found.matches:,}", f"{found.figures.rps:.5f}", "", _loss(found.figures.log_loss)
    )
    for label, other in (("base rates", found.base_rates), ("market", found.market)):
        if other is not None:
            shown.add_row(
                label,
                f"{other.matches:,}",
                f"{other.figures.rps:.5f}",
                f"{other.model.rps:.5f}",
                _loss(other.figures.log_loss),
            )
    out.print(shown)
    out.print(f"calibration error {found.figures.calibration_error:.4f}")


def _print_live(scores: tuple[LiveScore, ...]) -> None:
    if not scores:
        out.print("\nno prediction of this model has been scored yet")
        return
    out.print("\npredicted before kickoff and scored")
    shown = table("version", "", "matches", "RPS", "log loss", right=("matches", "RPS", "log loss"))
    for one in scores:
        role = "in the shadow" if one.shadow else ""
        shown.add_row(one.version, role, f"{one.matches:,}", f"{one.rps:.5f}", _loss(one.log_loss))
    out.print(shown)


def _loss(value: float) -> str:
    return f"{value:.5f}"


def _days(start: datetime, end: datetime) -> str:
    return f"{start:%Y-%m-%d} to {end:%Y-%m-%d}"
