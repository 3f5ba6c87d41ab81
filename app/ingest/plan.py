"""What one file changes, decided before anything is written."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.db.ingest import MatchRecord, Revision, StoredMatch
from app.ingest.catalogue import DIVISIONS, REPEATED_PAIRINGS
from app.ingest.merge import UNRATED, Identity, changed_fields, correction, is_stale, merge, told_record
from app.ingest.names import Names
from app.ingest.pairing import pair
from app.ingest.rows import MatchRow, OddsRow, ParsedFile, RefusedLine

Pair = tuple[int, int, int]
"""Season, home team and away team."""


@dataclass(slots=True)
class Plan:
    """`new` have no id yet; `odds` stand with their match's id and kickoff.

    `unrated` are ids of matches that their ratings no longer follow from, `renumbered` of those whose
    meeting changes.
    """

    new: list[tuple[MatchRecord, tuple[OddsRow, ...]]] = field(default_factory=list)
    changed: list[StoredMatch] = field(default_factory=list)
    unchanged: int = 0
    unrated: list[int] = field(default_factory=list)
    renumbered: list[int] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    odds: list[tuple[int, datetime, tuple[OddsRow, ...]]] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)


def plan_matches(parsed: ParsedFile, names: Names, stored: Sequence[StoredMatch], *, source: str) -> Plan:
    """Compare the file's lines with the stored matches of its seasons."""
    known: defaultdict[Pair, list[StoredMatch]] = defaultdict(list)
    for match in stored:
        record = match.record
        known[record.season_id, record.home_id, record.away_id].append(match)
    planner = _Planner(parsed, names, source)
    told: defaultdict[Pair, list[MatchRow]] = defaultdict(list)
    for row in parsed.rows:
        if identity := planner.identify(row):
            told[identity.season_id, identity.home_id, identity.away_id].append(row)
    for key, rows in told.items():
        planner.add(rows, known.get(key, []))
    return planner.plan


class _Planner:
    def __init__(self, parsed: ParsedFile, names: Names, source: str) -> None:
        self._file = parsed.file
        self._names = names
        self._source = source
        self._latest_results = _latest_results(parsed)
        self.plan = Plan()

    def identify(self, row: MatchRow) -> Identity | None:
        """The ids of a line; None where its teams cannot be told, which refuses it."""
        names = self._names
        if fault := names.fault(row):
            self._refuse(row, fault)
            return None
        identity = Identity(
            names.competitions[row.competition],
            names.seasons[row.competition, row.season],
            names.team(row, row.home),
            names.team(row, row.away),
        )
        if identity.home_id == identity.away_id:
            self._refuse(row, f"{row.home} and {row.away} are one team")
            return None
        return identity

    def add(self, rows: Sequence[MatchRow], stored: Sequence[StoredMatch]) -> None:
        """Plan all lines and matches of one pair in one season."""
        competition = rows[0].competition
        repeats = competition in REPEATED_PAIRINGS or competition not in DIVISIONS
        pairing = pair(rows, stored, repeats=repeats)
        for row, reason in pairing.refused:
            self._refuse(row, reason)
        new: list[tuple[MatchRecord, tuple[OddsRow, ...]]] = []
        after = {match.id: match.record for match in stored}
        for row, match in pairing.pairs:
            told = self._told(row)
            if match is None:
                new.append((told, row.odds))
            elif not is_stale(match.record, told):
                after[match.id] = merge(match.record, told)
                self.plan.odds.append((match.id, after[match.id].kickoff, row.odds))
        self._number(after, new)
        self._compare(stored, after, told_of={match.id for _, match in pairing.pairs if match})

    def _told(self, row: MatchRow) -> MatchRecord:
        identity = self.identify(row)
        assert identity is not None  # noqa: S101  `plan_matches` adds no others
        latest = self._latest_results.get((row.competition, row.season))
        return told_record(row, identity, source=self._source, latest_result=latest)

    def _number(
        self, after: dict[int, MatchRecord], new: list[tuple[MatchRecord, tuple[OddsRow, ...]]]
    ) -> None:
        """Number the meetings of the pair by date."""
        moments = [(record.kickoff, match_id, None) for match_id, record in after.items()]
        fresh = [(record.kickoff, 0, index) for index, (record, _) in enumerate(new)]
        ordered = sorted((*moments, *fresh), key=lambda moment: moment[:2])
        for meeting, (_, match_id, index) in enumerate(ordered, start=1):
            if index is None:
                after[match_id] = after[match_id]._replace(meeting=meeting)
            else:
                record, odds = new[index]
                self.plan.new.append((record._replace(meeting=meeting), odds))

    def _compare(
        self, stored: Sequence[StoredMatch], after: dict[int, MatchRecord], *, told_of: set[int]
    ) -> None:
        for match in stored:
            record = after[match.id]
            changed = changed_fields(match.record, record)
            if not changed:
                self.plan.unchanged += match.id in told_of
                continue
            self.plan.changed.append(StoredMatch(match.id, record))
            if set(changed) - UNRATED:
                self.plan.unrated.append(match.id)
            if "meeting" in changed:
                self.plan.renumbered.append(match.id)
            if revision := correction(match, record):
                self.plan.revisions.append(revision)

    def _refuse(self, row: MatchRow, reason: str) -> None:
        self.plan.refused.append(RefusedLine(self._file, row.line, reason))


def _latest_results(parsed: ParsedFile) -> dict[tuple[str, str], datetime]:
    """The last kickoff with a score, by competition and season."""
    latest: dict[tuple[str, str], datetime] = {}
    for row in parsed.rows:
        if row.score:
            key = (row.competition, row.season)
            latest[key] = max(row.kickoff, latest.get(key, row.kickoff))
    return latest
