"""Finished windows on disk, so that a killed run goes on where it stopped."""

import fcntl
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from app.errors import Conflict, ValidationFailed
from app.files import whole_file
from app.training.backtest.schedule import Window

Floats = NDArray[np.float64]
INPUTS = "inputs.json"


class Parts:
    """The folder `OUT.parts` beside the file to be made: the forecasts of each finished window."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.restarted: tuple[str, ...] = ()
        """What had changed since the parts that were thrown away, if any were."""

    @classmethod
    @contextmanager
    def beside(cls, out: Path) -> Iterator[Self]:
        """The parts of `out`, held for this run alone.

        Raises ValidationFailed where nothing can be written there, Conflict while another run writes it.
        """
        folder = out.with_name(f"{out.name}.parts")
        try:
            if out.is_dir():
                raise IsADirectoryError(None, "is a folder")
            folder.mkdir(parents=True, exist_ok=True)
            lock = (folder / "lock").open("w")
        except OSError as error:
            raise ValidationFailed("--out", f"{out} cannot be written: {error.strerror}") from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Conflict(f"another backtest is writing {out}; wait, or choose another --out") from None
            parts = cls(folder)
            try:
                yield parts
            finally:
                if not parts.worth_keeping():
                    shutil.rmtree(folder, ignore_errors=True)

    def begin(self, inputs: Mapping[str, str]) -> None:
        """Keep what an earlier run with the same `inputs` (digests by what they are of) has finished."""
        known = self._inputs()
        if known and known != inputs:
            changed = tuple(name for name in inputs if known.get(name) != inputs[name])
            # under other settings other data are looked at
            self.restarted = ("settings",) if "settings" in changed else changed
            for part in self.folder.glob("*.npy"):
                part.unlink()
        with whole_file(self.folder / INPUTS) as path:
            path.write_text(json.dumps(inputs, indent=1))

    def finished(self, window: Window, rows: int) -> Floats | None:
        """The forecasts [rows, 3] of a window, if it is done."""
        try:
            forecast: Floats = np.load(self._path(window), allow_pickle=False)
        except (OSError, ValueError):
            return None
        return forecast if forecast.shape == (rows, 3) else None

    def keep(self, window: Window, forecast: Floats) -> None:
        with whole_file(self._path(window)) as path, path.open("wb") as file:
            np.save(file, forecast, allow_pickle=False)

    def worth_keeping(self) -> bool:
        """Whether a later run would find anything done."""
        return any(self.folder.glob("*.npy"))

    def remove(self) -> None:
        shutil.rmtree(self.folder)

    def _inputs(self) -> dict[str, str]:
        try:
            known: dict[str, str] = json.loads((self.folder / INPUTS).read_text())
        except (OSError, ValueError):
            return {}
        return known

    def _path(self, window: Window) -> Path:
        return self.folder / f"{window.start:%Y%m%dT%H%M%S}.npy"
