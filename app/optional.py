"""Keeping libraries out of a process that others load without being asked."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast


@contextmanager
def absent(name: str) -> Iterator[None]:
    """What is imported meanwhile does without this optional library, as if it were not installed."""
    modules = cast("dict[str, ModuleType | None]", sys.modules)
    loaded = modules.pop(name, None)
    modules[name] = None
    try:
        yield
    finally:
        del modules[name]
        if loaded is not None:
            modules[name] = loaded
