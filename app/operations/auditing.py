"""Writing down acts that had no effect: refused, failed, or nothing to do."""

import asyncio
import time
from collections.abc import Callable
from contextvars import Context

from app.db.audit import CANCELLED, Act
from app.errors import Unavailable
from app.log import get_logger
from app.recent import Recent

A_MINUTE = 60
"""Entries of one actor: with more, callers without rights could fill the database, and have every kept answer
made anew."""
MAX_ACTORS = 1000

log = get_logger(__name__)


class AuditTrail:
    """Entries of acts without effect, in a small transaction of their own.

    Beyond 60 a minute of one actor they are counted, and the next entry says how many were left out.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._actors = Recent[tuple[str, str | None], _Allowance](MAX_ACTORS)
        self._writing: set[asyncio.Task[None]] = set()

    async def ineffective(self, act: Act) -> None:
        """Write it down if possible: it changes nothing that somebody could miss."""
        allowance = self._allowance(act)
        if not allowance.take(self._monotonic()):
            return
        if allowance.left_out:
            act.after = {**(act.after or {}), "leftOut": allowance.left_out}
        try:
            await act.write()
        except Unavailable as error:
            log.warning("act_not_audited", action=act.action, result=act.result, reason=error.message)
        else:
            allowance.left_out = 0

    def cancelled(self, act: Act) -> None:
        """Write down, in a task of its own, that an act was cut off; one with an entry had its effect."""
        if not act.written:
            work = self.ineffective(act.failed(CANCELLED))
            task = asyncio.get_running_loop().create_task(work, context=Context())
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    def _allowance(self, act: Act) -> "_Allowance":
        key = (act.actor, act.key_prefix)
        allowance = self._actors.get(key)
        if allowance is None:
            allowance = _Allowance(self._monotonic())
            self._actors.put(key, allowance)
        return allowance


class _Allowance:
    """How many more entries one actor has, filled evenly."""

    __slots__ = ("_at", "_level", "left_out")

    def __init__(self, now: float) -> None:
        self._at = now
        self._level = float(A_MINUTE)
        self.left_out = 0

    def take(self, now: float) -> bool:
        self._level = min(A_MINUTE, self._level + (now - self._at) * A_MINUTE / 60)
        self._at = now
        if self._level < 1:
            self.left_out += 1
            return False
        self._level -= 1
        return True
