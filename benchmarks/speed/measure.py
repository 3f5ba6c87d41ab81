"""Running the rounds: first the answers are compared, then each target is measured in turn."""

import base64
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import orjson

from benchmarks.memory import resident_mb
from benchmarks.speed.data import Subjects
from benchmarks.speed.figures import Even, Round, even_rate, interleaved, median_round, sustains
from benchmarks.speed.processes import cpu_s, family_cpu_s
from benchmarks.speed.shapes import Shape, alike, compared, subjects_of
from benchmarks.speed.targets import ROOT, Running

COMPARED = 20
AGAIN = "ours, again"
"""The same process as ours, measured a second time in each round: how far equal things differ here."""


class Load:
    """The process that makes the load."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[Self]:
        command = [sys.executable, "-m", "benchmarks.speed.load"]
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            yield cls(process)
        finally:
            process.kill()
            process.wait()

    def ask(self, do: str, running: Running, requests: Sequence[bytes], **how: float) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {
            "do": do,
            "port": running.port,
            "requests": [base64.b64encode(one).decode() for one in requests],
        }
        self._process.stdin.write(orjson.dumps(order | how) + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the load ended while it asked {running.target.name}")
        return orjson.loads(line)


@dataclass
class Measured:
    """All rounds of one target under one shape, in order."""

    rounds: list[Round] = field(default_factory=list)
    even: list[Even] = field(default_factory=list)
    memory_mb: float = 0.0

    @property
    def median(self) -> Round:
        return median_round(self.rounds)


@dataclass(frozen=True)
class Bench:
    """What all rounds need."""

    load: Load
    running: Mapping[str, Running]
    subjects: Subjects
    postgres_pid: int
    seconds: float
    concurrency: int

    def requests(self, shape: Shape, name: str) -> list[bytes] | None:
        """The questions of a shape as this target is asked them; None where it is not."""
        target = self.running[name].target
        if shape not in target.shapes:
            return None
        made = [target.dialect.request(shape, one) for one in subjects_of(shape, self.subjects)]
        return None if None in made else [one for one in made if one is not None]

    def compare(self, shape: Shape) -> list[str]:
        """The targets that can be asked this; all of them give equal answers. Raises ValueError else."""
        chosen = compared(subjects_of(shape, self.subjects), COMPARED)
        names = [name for name in self.running if self.requests(shape, name) is not None]
        told: dict[str, Any] = {}
        for name in names:
            dialect = self.running[name].target.dialect
            asked = [dialect.request(shape, one) for one in chosen]
            bodies = self.load.ask("each", self.running[name], [one for one in asked if one is not None])
            told[name] = [dialect.normal(shape, body.encode()) for body in bodies]
            if not alike(told[name], told[names[0]]):
                raise ValueError(
                    f"{shape}: {name} differs from {names[0]}: {_difference(told, name, names[0])}"
                )
        return names

    def measure(self, shape: Shape, names: Sequence[str], rounds: int) -> dict[str, Measured]:
        order = [*names, AGAIN] if "ours" in names else list(names)
        measured = {name: Measured() for name in order}
        for turn in interleaved(order, rounds + 1):
            for name in turn:
                measured[name].rounds.append(self._round(shape, "ours" if name == AGAIN else name))
        for name, one in measured.items():
            del one.rounds[0]  # the first round warms caches, compilers and connections
            one.memory_mb = resident_mb(self.running["ours" if name == AGAIN else name].process.pid)
        return measured

    def measure_even(self, shape: Shape, measured: Mapping[str, Measured], rounds: int, share: float) -> None:
        """Latency at one rate for all that bear it."""
        throughputs = {name: one.median.per_second for name, one in measured.items()}
        quick = {name: throughputs[name] for name in ("ours", "raw") if name in throughputs}
        rate = even_rate(quick or throughputs, share)
        able = [name for name in measured if name != AGAIN and sustains(throughputs[name], rate)]
        for turn in interleaved(able, rounds):
            for name in turn:
                requests = self.requests(shape, name)
                assert requests is not None
                told = self.load.ask("even", self.running[name], requests, seconds=self.seconds, at=rate)
                measured[name].even.append(Even(rate, told["p50_ms"], told["p99_ms"]))

    def _round(self, shape: Shape, name: str) -> Round:
        running, requests = self.running[name], self.requests(shape, name)
        assert requests is not None
        before = cpu_s(running.process.pid), family_cpu_s(self.postgres_pid)
        told = self.load.ask("closed", running, requests, seconds=self.seconds, at=self.concurrency)
        after = cpu_s(running.process.pid), family_cpu_s(self.postgres_pid)
        if told["refused"]:
            raise ValueError(f"{name} refused {told['refused']} requests of {shape}")
        server_us, postgres_us = (
            (end - start) * 1e6 / told["requests"] for start, end in zip(before, after, strict=True)
        )
        return Round(
            told["requests"] / told["seconds"], server_us, postgres_us, told["p50_ms"], told["p99_ms"]
        )


def _difference(told: Mapping[str, Any], one: str, other: str) -> str:
    for mine, theirs in zip(told[one], told[other], strict=True):
        if not alike(mine, theirs):
            return f"{mine!r:.600} is not {theirs!r:.600}"
    return "their number"
