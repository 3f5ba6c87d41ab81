"""The service that collects: over the files of a source, in order, each fetched, kept and normalised."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import asyncpg

from app.clock import Clock, system_clock
from app.db import collection_runs, raw_records
from app.db.connection import RawConnection, raw_connection
from app.db.models import WorkStatus
from app.db.raw_records import RawRecord
from app.errors import FootballError, Unavailable, ValidationFailed
from app.ingest import archive, fixtures, football_data, international, new_leagues
from app.ingest.budget import Budget, Limits
from app.ingest.catalogue import NEW_LEAGUES, NewLeague, parse_competitions
from app.ingest.errors import FileRefused, SourceAbsent, SourceUnavailable
from app.ingest.fetch import Fetched, Fetcher, NotModified, Patience
from app.ingest.normalise import LOCK_TIMEOUT_S, Parse, normalise
from app.ingest.result import CollectionReport, FileOutcome, FileReport
from app.ingest.seasons import season_of_code
from app.progress import OnProgress, unheard

FOOTBALL_DATA, INTERNATIONAL, ARCHIVE = "football-data", "international", "archive"
"""Sources as they are written on matches, aliases and raw records."""
INTERNATIONAL_URL = "https://raw.githubusercontent.com/martj42/international_results/master/results.csv"
GIVE_UP_AFTER = 3
"""Files in a row that could not be fetched; the others of the run are not asked for."""
LOST_CONNECTION = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    ConnectionError,
)
OnFile = Callable[[FileReport], None]
Fetch = Callable[[str | None], Awaitable[Fetched | NotModified]]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source: its key in the raw records, how to get it and how to read it."""

    key: str
    fetch: Fetch
    parse: Parse


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is asked for: the kind of collection, its arguments, and the source it asks."""

    kind: str
    requested: Mapping[str, Any]
    source: str


class Collector:
    """Collects from one data address into one database.

    Each method returns what it did, file by file; a file that is missing, broken or out of reach is in the
    report and stops no other. Each raises Unavailable where the database does not answer.
    """

    def __init__(
        self,
        database_url: str,
        data_url: str,
        clock: Clock = system_clock,
        *,
        international_url: str = INTERNATIONAL_URL,
        limits: Limits | None = None,
        patience: Patience | None = None,
        lock_timeout_s: float = LOCK_TIMEOUT_S,
    ) -> None:
        self._database_url = database_url
        self._data_url = data_url.rstrip("/")
        self._clock = clock
        self._international_url = international_url
        self._limits = limits or Limits()
        self._patience = patience or Patience()
        self._lock_timeout_s = lock_timeout_s

    async def reachable(self) -> bool:
        """Whether the data address answers at all; decided within seconds, nothing is stored."""
        async with self._fetcher("probe") as fetcher:
            return await fetcher.reaches(self._data_url + "/")

    async def football_data(
        self,
        competitions: Sequence[str],
        seasons: Sequence[str],
        on_progress: OnProgress = unheard,
        on_file: OnFile | None = None,
    ) -> CollectionReport:
        """The season files of these divisions and seasons, oldest season first.

        Raises ValidationFailed for an unknown division or season code.
        """
        codes = parse_competitions(",".join(competitions))
        spans = sorted((season_of_code(code) for code in seasons), key=lambda season: season.starts_in)
        if not spans:
            raise ValidationFailed("seasons", "none named; write 2425 or 1516-2425")
        requested = {"competitions": list(codes), "seasons": [season.code for season in spans]}
        order = Order("football-data", requested, FOOTBALL_DATA)
        async with self._fetcher(FOOTBALL_DATA) as fetcher:
            files = [
                self._season_file(fetcher, division=code, season=season.code)
                for season in spans
                for code in codes
            ]
            return await self._collect(order, files, on_progress, on_file)

    async def fixtures(
        self, on_progress: OnProgress = unheard, on_file: OnFile | None = None
    ) -> CollectionReport:
        """The coming matches of all divisions."""
        async with self._fetcher(FOOTBALL_DATA) as fetcher:
            key = "fixtures.csv"
            file = SourceFile(key, self._at(fetcher, key), partial(fixtures.parse, file=key))
            return await self._collect(Order("fixtures", {}, FOOTBALL_DATA), [file], on_progress, on_file)

    async def new_leagues(
        self,
        competitions: Sequence[str] = ("all",),
        on_progress: OnProgress = unheard,
        on_file: OnFile | None = None,
    ) -> CollectionReport:
        """The leagues of the second format, each in one file. Raises ValidationFailed for an unknown one."""
        codes = parse_competitions(",".join(competitions), NEW_LEAGUES)
        async with self._fetcher(FOOTBALL_DATA) as fetcher:
            files = [self._new_league_file(fetcher, NEW_LEAGUES[code]) for code in codes]
            order = Order("new-leagues", {"competitions": list(codes)}, FOOTBALL_DATA)
            return await self._collect(order, files, on_progress, on_file)

    async def international(
        self, url: str | None = None, on_progress: OnProgress = unheard, on_file: OnFile | None = None
    ) -> CollectionReport:
        """Matches between national sides, from `url` or where the data set is published."""
        address = url or self._international_url
        async with self._fetcher(INTERNATIONAL) as fetcher:
            key = "results.csv"
            file = SourceFile(
                key, partial(_fetch_first, fetcher, (address,)), partial(international.parse, file=key)
            )
            order = Order("international", {"url": address}, INTERNATIONAL)
            return await self._collect(order, [file], on_progress, on_file)

    async def archive(
        self, on_progress: OnProgress = unheard, on_file: OnFile | None = None
    ) -> CollectionReport:
        """The Bundesliga from 1963 on, from the installed package; no network."""
        file = SourceFile(archive.KEY, archive.fetch, partial(archive.parse, file=archive.KEY))
        return await self._collect(Order("archive", {}, ARCHIVE), [file], on_progress, on_file)

    def _fetcher(self, source: str) -> Fetcher:
        return Fetcher(Budget(source, self._limits), patience=self._patience)

    def _at(self, fetcher: Fetcher, *paths: str) -> Fetch:
        return partial(_fetch_first, fetcher, tuple(f"{self._data_url}/{path}" for path in paths))

    def _season_file(self, fetcher: Fetcher, *, division: str, season: str) -> SourceFile:
        key = f"mmz4281/{season}/{division}.csv"
        parse = partial(football_data.parse, file=key, division=division, season=season)
        return SourceFile(key, self._at(fetcher, key), parse)

    def _new_league_file(self, fetcher: Fetcher, new_league: NewLeague) -> SourceFile:
        paths = [f"new/{name}.csv" for name in new_league.files]
        parse = partial(new_leagues.parse, file=paths[0], new_league=new_league)
        return SourceFile(paths[0], self._at(fetcher, *paths), parse)

    async def _collect(
        self,
        order: Order,
        files: Sequence[SourceFile],
        on_progress: OnProgress,
        on_file: OnFile | None,
    ) -> CollectionReport:
        async with raw_connection(self._database_url) as connection:
            try:
                return await self._run(connection, order, files, on_progress, on_file)
            except LOST_CONNECTION as error:
                raise Unavailable(
                    f"the connection to PostgreSQL broke ({type(error).__name__}); "
                    "what was written is whole, run it again to finish it"
                ) from error

    async def _run(
        self,
        connection: RawConnection,
        order: Order,
        files: Sequence[SourceFile],
        on_progress: OnProgress,
        on_file: OnFile | None,
    ) -> CollectionReport:
        started = self._clock()
        run_id = await collection_runs.start(connection, order.kind, order.requested, at=started)
        run = _Run(connection, order.source, self._clock, files, lock_timeout_s=self._lock_timeout_s)
        try:
            await run.work(on_progress, on_file)
        finally:
            report = CollectionReport(order.kind, tuple(run.reports), run_id, run.error)
            if not connection.is_closed():
                await _finish(connection, report, at=self._clock)
        return report


class _Run:
    def __init__(
        self,
        connection: RawConnection,
        source: str,
        clock: Clock,
        files: Sequence[SourceFile],
        *,
        lock_timeout_s: float,
    ) -> None:
        self._connection = connection
        self._source = source
        self._clock = clock
        self._files = files
        self._lock_timeout_s = lock_timeout_s
        self.reports: list[FileReport] = []
        self.error: str | None = "the run was stopped; run it again to finish it"

    async def work(self, on_progress: OnProgress, on_file: OnFile | None) -> None:
        """Go through the files. `error` is why it ended early, None where it did not."""
        await on_progress(0, len(self._files))
        for file in self._files:
            try:
                report = await self._one(file)
            except FootballError as error:
                self.error = error.message
                return
            self.reports.append(report)
            if on_file:
                on_file(report)
            await on_progress(len(self.reports), len(self._files))
            if self._out_of_reach():
                self.error = f"gave up after {GIVE_UP_AFTER} files in a row: {report.reason}"
                return
        self.error = None

    async def _one(self, file: SourceFile) -> FileReport:
        try:
            record = await self._receive(file)
            return await normalise(
                self._connection,
                record,
                file.parse,
                file=file.key,
                source=self._source,
                clock=self._clock,
                lock_timeout_s=self._lock_timeout_s,
            )
        except SourceAbsent as absent:
            return FileReport(file.key, FileOutcome.ABSENT, reason=absent.message)
        except SourceUnavailable as failure:
            return FileReport(file.key, FileOutcome.FAILED, reason=failure.message)
        except FileRefused as refusal:
            return FileReport(file.key, FileOutcome.REFUSED, reason=refusal.message)
        except (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError) as error:
            # what no reader foresaw: the database has the last word, and the transaction is undone
            reason = FileRefused(file.key, f"the database does not take it ({error})").message
            return FileReport(file.key, FileOutcome.REFUSED, reason=reason)

    async def _receive(self, file: SourceFile) -> RawRecord:
        """The newest raw record of the file, fetched and kept first where the source has a newer one."""
        known = await raw_records.latest(self._connection, self._source, file.key)
        fetched = await file.fetch(known.etag if known else None)
        if isinstance(fetched, NotModified):
            if known is None:
                raise SourceUnavailable(f"{file.key} is 'not modified', but was never received")
            return known
        return await raw_records.store(
            self._connection,
            self._source,
            file.key,
            fetched.payload,
            etag=fetched.etag,
            at=self._clock(),
        )

    def _out_of_reach(self) -> bool:
        last = self.reports[-GIVE_UP_AFTER:]
        return len(last) == GIVE_UP_AFTER and all(report.outcome is FileOutcome.FAILED for report in last)


async def _fetch_first(fetcher: Fetcher, urls: Sequence[str], etag: str | None) -> Fetched | NotModified:
    """The file under the first of these addresses that has one."""
    for url in urls[:-1]:
        try:
            return await fetcher.fetch(url, etag=etag)
        except SourceAbsent:
            continue
    return await fetcher.fetch(urls[-1], etag=etag)


async def _finish(connection: RawConnection, report: CollectionReport, *, at: Clock) -> None:
    await collection_runs.finish(
        connection,
        report.run_id or 0,
        status=_status(report),
        counts=report.counts,
        report=report.as_json(),
        error=report.error,
        at=at(),
    )


def _status(report: CollectionReport) -> WorkStatus:
    if report.failed:
        return WorkStatus.FAILED
    return WorkStatus.SUCCEEDED if report.whole else WorkStatus.PARTIAL
