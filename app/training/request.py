"""What is asked of a training run, refused at once where it cannot be meant."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from app.errors import ValidationFailed
from app.training.recipes import recipe

VERSION = re.compile(r"\d{1,6}\.\d{1,6}\.\d{1,6}(-[0-9A-Za-z]+(\.[0-9A-Za-z]+)*)?")
MOST_TRIALS = 10_000


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """How parameters are searched for: `trials` candidates for each window, studies kept in `folder`.

    `competitions`: choose among sets of competitions to learn from, too; `ray_address`: where candidates are
    fitted, if not in `processes` of this machine (as many as it has cores, unset).
    """

    trials: int
    folder: Path
    competitions: bool = False
    ray_address: str | None = None
    processes: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.trials <= MOST_TRIALS:
            raise ValidationFailed("--search", f"{self.trials} must be from 1 to {MOST_TRIALS} trials")


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """What to train on and where to write it.

    `to`: the data cutoff (UTC), no result known from then on is learned; `start`: the first, if any;
    `competitions`: the codes to learn from, all leagues when empty (the ratings always see all of them);
    `search`: unset, the recipe's own parameters are used.
    """

    version: str
    to: datetime
    out: Path
    name: str = "match"
    start: datetime | None = None
    competitions: tuple[str, ...] = ()
    search: SearchPlan | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        for argument, instant in (("to", self.to), ("from", self.start)):
            if instant is not None and instant.utcoffset() != timedelta(0):
                raise ValidationFailed(argument, f"must be an instant in UTC, not {instant.isoformat()}")
        if self.start is not None and self.start >= self.to:
            raise ValidationFailed(
                "from", f"{self.start:%Y-%m-%d} must be before the cutoff {self.to:%Y-%m-%d}"
            )
        if VERSION.fullmatch(self.version) is None:
            raise ValidationFailed(
                "version", f"{self.version[:40]!r} must be numbers such as 1.2.0 or 1.2.0-rc.1"
            )
        recipe(self.name)

    def as_command(self) -> str:
        """What makes the same version again."""
        words = [f"football train --model {self.name} --version {self.version}"]
        words += [f"--from {_written(self.start)}"] if self.start else []
        words += [f"--to {_written(self.to)}"]
        words += [f"--competitions {','.join(self.competitions)}"] if self.competitions else []
        if self.search is not None:
            words += [f"--search {self.search.trials}"]
            words += ["--search-competitions"] if self.search.competitions else []
        words += [f"--seed {self.seed}"] if self.seed else []
        return " ".join(words)


def _written(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d}" if instant.time() == time(0) else f"{instant:%Y-%m-%dT%H:%M:%SZ}"
