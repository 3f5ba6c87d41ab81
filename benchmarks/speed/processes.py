"""What processes have used: processor time and memory, as the kernel counts them."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """Processor seconds of a process with all its threads."""
    return sum(_stat(pid)[:2]) / TICKS


def family_cpu_s(pid: int) -> float:
    """The same with its children, those that ended included: PostgreSQL's server and its backends."""
    children = (int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return sum(_stat(pid)) / TICKS + sum(sum(_stat(child)[:2]) for child in children) / TICKS


def _stat(pid: int) -> tuple[int, int, int, int]:
    """Ticks in user mode and in the kernel, then both of children that ended."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0, 0, 0, 0
    return int(words[11]), int(words[12]), int(words[13]), int(words[14])


def postmaster(port: int) -> int:
    """The PostgreSQL server of this machine that listens on this port."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = file.read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(b"/postgres") and b"-p" in words and str(port).encode() in words:
            return int(file.parent.name)
    raise ProcessLookupError(f"no PostgreSQL listens on port {port}")
