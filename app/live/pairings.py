"""Who plays whom in the matches that are told live: what is told does not change it."""

import time
from collections.abc import Callable

from app.db.matches import MatchRow
from app.recent import Recent

KEPT_S = 60.0
MOST = 2_000


class Pairings:
    """Matches as they were last read. Of those only who plays, and in what, may be shown beside an update:
    the score and the status of such a row are older than the update is."""

    def __init__(self, now: Callable[[], float] = time.monotonic, kept_s: float = KEPT_S) -> None:
        self._now = now
        self._kept_s = kept_s
        self._rows = Recent[int, tuple[MatchRow, float]](MOST)

    def keep(self, row: MatchRow) -> None:
        self._rows.put(row.id, (row, self._now() + self._kept_s))

    def get(self, match_id: int) -> MatchRow | None:
        """None where it was not read of late: somebody may have corrected a name since."""
        row, until = self._rows.get(match_id) or (None, 0.0)
        return row if self._now() < until else None
