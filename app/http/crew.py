"""What the parent of several workers tells them of each other, so that any of them can answer for all."""

import os
import struct
import tempfile
from dataclasses import dataclass
from typing import Self

_FORM = struct.Struct("<qqqd")


@dataclass(frozen=True, slots=True)
class Crew:
    """Workers wanted and running now, deaths since the start, and when (epoch seconds) the last one was."""

    wanted: int
    running: int
    deaths: int = 0
    last_death_at: float = 0.0


class Board:
    """A few bytes of a nameless file: one process writes, those that inherit the descriptor read."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    @classmethod
    def new(cls) -> Self:
        with tempfile.TemporaryFile() as file:
            return cls(os.dup(file.fileno()))

    def write(self, crew: Crew) -> None:
        os.pwrite(self.descriptor, _FORM.pack(crew.wanted, crew.running, crew.deaths, crew.last_death_at), 0)

    def read(self) -> Crew:
        return Crew(*_FORM.unpack(os.pread(self.descriptor, _FORM.size, 0)))

    def close(self) -> None:
        os.close(self.descriptor)
