"""What a version is told to be made of: packages, program, and what is usual in each competition."""

import subprocess
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.football.scoring import BASE_RATE_SEASONS
from app.training.dataset import Dataset

EVERY = "*"
DIGITS = 6
PACKAGES = ("numpy", "onnx", "onnxruntime", "scikit-learn", "scipy", "skl2onnx")

Baselines = Mapping[str, list[float]]


def usual(data: Dataset, seasons: int = BASE_RATE_SEASONS) -> tuple[Baselines, Baselines]:
    """Mean features, and frequencies of home, draw and away, of the last seasons in `data`.

    Both by code of the competition and, as "*", of all of them.
    """
    groups = _recent(data, seasons)
    everything = np.any(list(groups.values()), axis=0)
    groups[EVERY] = everything
    baselines = {code: data.features[rows].mean(axis=0, dtype=np.float64) for code, rows in groups.items()}
    counts = {code: np.bincount(data.outcomes[rows], minlength=3) for code, rows in groups.items()}
    return (
        {code: [round(value, DIGITS) for value in mean.tolist()] for code, mean in baselines.items()},
        {code: (count / count.sum()).tolist() for code, count in counts.items()},
    )


def _recent(data: Dataset, seasons: int) -> dict[str, NDArray[np.bool_]]:
    """Which rows [N] are of the last seasons of each competition, by code in order."""
    begun: dict[str, dict[str, float]] = defaultdict(dict)
    for match, day in zip(data.matches, data.kickoff_days.tolist(), strict=True):
        season = begun[match.fixture.competition]
        season[match.fixture.season] = min(day, season.get(match.fixture.season, day))
    last = {code: set(sorted(days, key=days.__getitem__)[-seasons:]) for code, days in begun.items()}
    keys = [(match.fixture.competition, match.fixture.season) for match in data.matches]
    return {
        code: np.array([one == code and season in last[code] for one, season in keys])
        for code in sorted(last)
    }


def packages() -> dict[str, str]:
    """Versions of the packages that the numbers of a model come from."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


@cache
def program_digest() -> str:
    """sha256 (hex) over what decides the features and fits of the same matches: the source of `app.football`
    and of this package, and the versions of `packages()`."""
    app = Path(__file__).parents[1]
    content = sha256(repr(packages()).encode())
    for folder in ("football", "training"):
        for path in sorted((app / folder).rglob("*.py")):
            content.update(f"{path.relative_to(app)}\0".encode() + path.read_bytes())
    return content.hexdigest()


def git_revision(folder: Path) -> str:
    """The revision checked out in `folder`, or "unknown" outside a repository."""
    command = ["git", "rev-parse", "HEAD"]
    try:
        done = subprocess.run(  # noqa: S603 - a constant command
            command, cwd=folder, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()
