"""The model versions in a folder `<models_dir>/<name>/<version>/`."""

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
        if (folder / "model.json").exists() or (folder / "model.onnx").exists():
            found.setdefault(folder.parent.name, []).append(shipped(folder))
    for versions in found.values():
        versions.sort(key=lambda one: version_key(one.version), reverse=True)
    return found


def shipped(folder: Path) -> Shipped:
    stamps = (path.stat().st_mtime_ns for name in FILES if (path := folder / name).exists())
    return Shipped(folder.parent.name, folder.name, folder, tuple(stamps))


def version_key(version: str) -> tuple[tuple[int, ...], bool, str]:
    """Order of versions: by their numbers; 1.0.0-rc1 comes before 1.0.0."""
    numbers, _, suffix = version.partition("-")
    return tuple(int(part) for part in numbers.split(".") if part.isdecimal()), not suffix, suffix
