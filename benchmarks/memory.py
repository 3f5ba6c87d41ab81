"""Memory of a process, as Linux tells it."""

from pathlib import Path


def resident_mb(pid: int | str = "self", *, peak: bool = False) -> float:
    """What a process holds now, or held at most since its program began, in MB.

    Not getrusage's figure: that begins with the one of the process that started it.
    """
    field = "VmHWM:" if peak else "VmRSS:"
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(field)) / 1024
