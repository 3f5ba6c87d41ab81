"""The model versions in a folder `<models_dir>/<name>/<version>/`."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FILES = ("model.onnx", "model.json", "sample_io.npz")


@dataclass(frozen=True, slots=True)
class Shipped:
    """A version's folder; `fingerprint` changes when its files do."""

    name: str
    version: str
    folder: Path
    fingerprint: tuple[int, ...]


def shipped_versions(models_dir: Path) -> dict[str, list[Shipped]]:
    """The versions of each model, newest first."""
    found: dict[str, list[Shipped]] = {}
    for folder in models_dir.glob("*/*/"):
        if _holds_model(folder):
            found.setdefault(folder.parent.name, []).append(shipped(folder))
    return {name: newest_first(versions) for name, versions in found.items()}


def newest_first(versions: Iterable[Shipped]) -> list[Shipped]:
    return sorted(versions, key=lambda one: version_key(one.version), reverse=True)


def _holds_model(folder: Path) -> bool:
    """A folder that we may not enter counts: loading it tells why it cannot be used."""
    return not os.access(folder, os.X_OK) or any(
        os.path.exists(folder / name)  # noqa: PTH110  False where Path.exists raises
        for name in ("model.json", "model.onnx")
    )


def shipped(folder: Path) -> Shipped:
    stamps = (
        path.stat().st_mtime_ns
        for name in FILES
        if os.path.exists(path := folder / name)  # noqa: PTH110  as above
    )
    return Shipped(folder.parent.name, folder.name, folder, tuple(stamps))


def version_key(version: str) -> tuple[tuple[int, ...], bool, str]:
    """Order of versions: by their numbers; 1.0.0-rc1 comes before 1.0.0."""
    numbers, _, suffix = version.partition("-")
    return tuple(int(part) for part in numbers.split(".") if part.isdecimal()), not suffix, suffix
