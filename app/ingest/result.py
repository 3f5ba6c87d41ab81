"""What a collection did, file by file."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from app.db.collection_runs import RunCounts
from app.ingest.rows import RefusedLine

MOST_LISTED = 200
"""Lines, values and teams listed of one file in the stored report; the counts are always whole."""


class FileOutcome(StrEnum):
    LOADED = "LOADED"
    UNCHANGED = "UNCHANGED"  # the very bytes that were loaded before; nothing was read again
    ABSENT = "ABSENT"  # the source does not have it
    REFUSED = "REFUSED"  # not what it should be; nothing of it was written
    FAILED = "FAILED"  # could not be fetched


@dataclass(frozen=True, slots=True)
class FileReport:
    """`added`, `changed` and `unchanged` count matches, `odds_...` count prices of one bookmaker and market.

    `refused` are lines left out, `dropped` single values left out of lines that were kept.
    """

    file: str
    outcome: FileOutcome
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    odds_added: int = 0
    odds_changed: int = 0
    refused: tuple[RefusedLine, ...] = ()
    dropped: tuple[RefusedLine, ...] = ()
    new_teams: tuple[str, ...] = ()
    new_competitions: tuple[str, ...] = ()
    reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The report as it is stored, its lists cut to `MOST_LISTED`."""
        whole = asdict(self) | {"refused_count": len(self.refused), "dropped_count": len(self.dropped)}
        for name in ("refused", "dropped"):
            whole[name] = [line._asdict() for line in getattr(self, name)[:MOST_LISTED]]
        whole["new_teams"] = list(self.new_teams[:MOST_LISTED])
        whole["new_competitions"] = list(self.new_competitions[:MOST_LISTED])
        return {name: value for name, value in whole.items() if value not in (None, 0, [])}


@dataclass(frozen=True, slots=True)
class CollectionReport:
    """One run: its files in order, and the sums."""

    source: str
    files: tuple[FileReport, ...] = field(default=())
    run_id: int | None = None
    error: str | None = None
    """Why the run ended before its last file."""

    @property
    def counts(self) -> RunCounts:
        return RunCounts(self.added, self.changed, self.unchanged, self.refused_lines)

    @property
    def added(self) -> int:
        return sum(file.added for file in self.files)

    @property
    def changed(self) -> int:
        return sum(file.changed for file in self.files)

    @property
    def unchanged(self) -> int:
        return sum(file.unchanged for file in self.files)

    @property
    def refused_lines(self) -> int:
        return sum(len(file.refused) for file in self.files)

    @property
    def odds_added(self) -> int:
        return sum(file.odds_added for file in self.files)

    @property
    def odds_changed(self) -> int:
        return sum(file.odds_changed for file in self.files)

    @property
    def refused(self) -> tuple[RefusedLine, ...]:
        return tuple(line for file in self.files for line in file.refused)

    @property
    def dropped(self) -> tuple[RefusedLine, ...]:
        return tuple(line for file in self.files for line in file.dropped)

    @property
    def new_teams(self) -> tuple[str, ...]:
        return _unique(name for file in self.files for name in file.new_teams)

    def with_outcome(self, *outcomes: FileOutcome) -> tuple[FileReport, ...]:
        return tuple(file for file in self.files if file.outcome in outcomes)

    @property
    def nothing_changed(self) -> bool:
        return not (self.added or self.changed or self.odds_added or self.odds_changed)

    @property
    def failed(self) -> bool:
        """Not one file could be used."""
        useful = self.with_outcome(FileOutcome.LOADED, FileOutcome.UNCHANGED)
        return not useful

    @property
    def whole(self) -> bool:
        """Every file the source has was used."""
        return self.error is None and not self.with_outcome(FileOutcome.REFUSED, FileOutcome.FAILED)

    def as_json(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "run": self.run_id,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": self.refused_lines,
            "odds_added": self.odds_added,
            "odds_changed": self.odds_changed,
            "error": self.error,
            "outcomes": {str(kind): len(self.with_outcome(kind)) for kind in FileOutcome},
            "files": [file.as_json() for file in self.files],
        }


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
