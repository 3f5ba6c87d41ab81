"""Exporting: what was asked for is checked first, then read from one snapshot of the database."""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from app.db import export as rows
from app.db.connection import RawConnection, raw_connection
from app.db.export import Exported, ExportFilter, SeasonOf
from app.errors import ValidationFailed
from app.export.files import check_free, whole_file
from app.export.season_files import season_table
from app.export.tables import Format, check_available, open_table, write_csv
from app.football.features import MATCH, FeatureSet
from app.ingest.catalogue import DIVISIONS
from app.progress import OnProgress, unheard

EVERYTHING = ExportFilter()


class What(StrEnum):
    """What can be exported."""

    MATCHES = "matches"
    FEATURES = "features"
    ODDS = "odds"
    PREDICTIONS = "predictions"
    RATINGS = "ratings"


class Columns(StrEnum):
    """Whose column names are written."""

    OURS = "ours"
    FOOTBALL_DATA = "football-data"


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """`feature_set` is the one whose rows are written, `force` replaces files that are there already."""

    what: tuple[What, ...]
    out: Path
    format: Format = Format.CSV
    columns: Columns = Columns.OURS
    where: ExportFilter = EVERYTHING
    feature_set: FeatureSet = MATCH
    force: bool = False


@dataclass(frozen=True, slots=True)
class WrittenFile:
    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class ExportReport:
    """`left_out`: prices that football-data.co.uk's columns have no place for."""

    files: tuple[WrittenFile, ...]
    left_out: int = 0


async def export(
    database_url: str, request: ExportRequest, on_progress: OnProgress = unheard
) -> ExportReport:
    """Write the files, each of which appears when it is whole.

    Raises ValidationFailed for what cannot be meant, OutputRefused where a file is there already or cannot be
    written, Unavailable where the format needs a package that is not installed.
    """
    _check(request)
    async with (
        raw_connection(database_url) as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        await _check_codes(connection, request.where)
        if request.columns is Columns.FOOTBALL_DATA:
            return await _SeasonFiles(connection, request, on_progress).write()
        return await _Tables(connection, request, on_progress).write()


def _check(request: ExportRequest) -> None:
    if not request.what:
        raise ValidationFailed("what", f"nothing named; choose from {', '.join(What)}")
    check_available(request.format)
    if request.columns is Columns.OURS:
        return
    if request.format is not Format.CSV:
        raise ValidationFailed("--format", "football-data.co.uk's columns are written as csv only")
    if What.MATCHES not in request.what or set(request.what) - {What.MATCHES, What.ODDS}:
        raise ValidationFailed(
            "what", "football-data.co.uk's columns hold `matches`, or `matches odds` with their prices"
        )
    others = [code for code in request.where.competitions or () if code not in DIVISIONS]
    if others:
        raise ValidationFailed(
            "--competitions", f"{', '.join(others)}: not a division of football-data.co.uk's season files"
        )


async def _check_codes(connection: RawConnection, where: ExportFilter) -> None:
    """Each competition must be stored, and one of the seasons: a range may begin before the first of them."""
    competitions, seasons = await rows.stored_codes(connection)
    if unknown := [code for code in where.competitions or () if code not in competitions]:
        raise ValidationFailed("--competitions", f"nothing is stored of {', '.join(unknown)}")
    if where.seasons is not None and seasons.isdisjoint(where.seasons):
        raise ValidationFailed("--seasons", f"nothing is stored of {', '.join(where.seasons)[:80]}")


class _Tables:
    """One file for each subject, in our own columns."""

    def __init__(self, connection: RawConnection, request: ExportRequest, on_progress: OnProgress) -> None:
        self._connection = connection
        self._request = request
        self._on_progress = on_progress
        self._done = 0

    async def write(self) -> ExportReport:
        request = self._request
        exported = [_EXPORTED.get(one) or rows.features(request.feature_set) for one in request.what]
        paths = [request.out / f"{one.name}.{request.format}" for one in exported]
        check_free(paths, force=request.force)
        counts = [await rows.count(self._connection, one, request.where) for one in exported]
        await self._on_progress(0, sum(counts))
        files = [await self._one(one, path, sum(counts)) for one, path in zip(exported, paths, strict=True)]
        return ExportReport(tuple(files))

    async def _one(self, exported: Exported, path: Path, total: int) -> WrittenFile:
        before = self._done
        with whole_file(path) as part, open_table(self._request.format, part, exported.columns) as write:
            async for batch in rows.batches(self._connection, exported, self._request.where):
                write(batch)
                self._done += len(batch)
                await self._on_progress(self._done, total)
        return WrittenFile(path, self._done - before)


class _SeasonFiles:
    """A file for each division and season, `mmz4281/SSSS/DIV.csv`, as our importer collects them."""

    def __init__(self, connection: RawConnection, request: ExportRequest, on_progress: OnProgress) -> None:
        self._connection = connection
        self._request = request
        self._on_progress = on_progress

    async def write(self) -> ExportReport:
        request = self._request
        divisions = request.where.competitions or tuple(DIVISIONS)
        seasons = await rows.seasons(self._connection, replace(request.where, competitions=divisions))
        check_free([self._path(one) for one in seasons], force=request.force)
        total = sum(one.matches for one in seasons)
        files: list[WrittenFile] = []
        left_out = 0
        await self._on_progress(0, total)
        for one in seasons:
            left_out += await self._one(one)
            files.append(WrittenFile(self._path(one), one.matches))
            await self._on_progress(sum(file.rows for file in files), total)
        return ExportReport(tuple(files), left_out)

    async def _one(self, of: SeasonOf) -> int:
        """Write one file; how many of its prices were left out."""
        where = replace(self._request.where, competitions=(of.competition,), seasons=(of.season,))
        matches = await rows.season_matches(self._connection, where)
        ids = [match["id"] for match in matches] if What.ODDS in self._request.what else []
        prices = await rows.prices(self._connection, ids)
        header, lines, left_out = season_table(of.competition, matches, prices)
        with whole_file(self._path(of)) as part:
            write_csv(part, header, lines)
        return left_out

    def _path(self, of: SeasonOf) -> Path:
        return self._request.out / "mmz4281" / of.season / f"{of.competition}.csv"


_EXPORTED: dict[What, Exported] = {
    What.MATCHES: rows.MATCHES,
    What.ODDS: rows.ODDS,
    What.PREDICTIONS: rows.PREDICTIONS,
    What.RATINGS: rows.RATINGS,
}
