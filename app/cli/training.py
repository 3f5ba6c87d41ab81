"""The door to app.training: scikit-learn and skl2onnx take seconds and 200 MB, so no server passes it."""

from importlib import import_module
from types import ModuleType

from app.errors import Unavailable


def training_module(name: str) -> ModuleType:
    """`app.training.NAME`. Raises Unavailable without the `train` extra."""
    try:
        return import_module(f"app.training.{name}")
    except ImportError as missing:
        raise Unavailable(
            f"training needs the `train` extra ({missing.name} is missing); run `make .venv/.dev`"
        ) from None
