"""The commands by name, each loaded when it is asked for: a server needs one of them."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

MODULES: Mapping[str, tuple[str, ...]] = {
    "demo": ("demo",),
    "serve": ("serve",),
    "replay": ("replay",),
    "live": ("live",),
    "collect": ("collect",),
    "predict": ("predict",),
    "settle": ("settle",),
    "features": ("features",),
    "models": ("models", "publish"),
    "train": ("train",),
    "backtest": ("backtest",),
    "export": ("export",),
    "migrate": ("database",),
    "health": ("health",),
    "keys": ("keys",),
    "documents": ("documents",),
    "config": ("configuration",),
}
"""The modules that make up each command, in the order in which help lists them."""


class Commands(TyperGroup):
    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _Loaded()  # type: ignore[assignment]  # nobody adds a command to it later

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # its class is private
        del ctx
        return list(MODULES)


class _Loaded(Mapping[str, Any]):
    def __getitem__(self, name: str) -> Any:
        if name not in MODULES:
            raise KeyError(name)
        return _command(name)

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


@cache
def _command(name: str) -> Any:
    part = typer.Typer(add_completion=False)
    for module in MODULES[name]:
        import_module(f"app.cli.{module}").add_to(part)
    return get_group(part).commands[name]
