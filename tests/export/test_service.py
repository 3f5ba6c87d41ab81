"""What is exported is what is stored, in typed columns, as whole files or not at all."""

import csv
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.db import export as rows
from app.db import models
from app.db.connection import open_database
from app.db.export import ExportFilter
from app.errors import ValidationFailed
from app.export.files import OutputRefused
from app.export.service import Columns, ExportReport, ExportRequest, What, export
from app.export.tables import Format
from app.football.features import MATCH
from app.ingest.collector import Collector
from app.prediction.ratings import refresh
from app.prediction.settlement import settle
from tests import predicted
from tests.conftest import copied_database
from tests.ingest.contents import QUERIES
from tests.ingest.contents import rows as rows_of
from tests.ingest.samples import ARSENAL, HEADER, LEEDS, UNPLAYED, Mirror, csv_file
from tests.leagues import seasons

ALL = tuple(What)
SPAIN = "SP1,18/08/2024,18:00,Sevilla,Betis,1,1,D,0,1,A,,,,,,2.2,3.3,3.4"
COMPARED = ("matches", "odds", "teams", "competitions", "seasons")


@pytest.fixture(scope="module")
async def filled(postgres_server: str, template_database: str) -> AsyncIterator[str]:
    """A database with something of everything: two rated leagues, features, prices, scored predictions."""
    async with copied_database(postgres_server, template_database) as url, open_database(url):
        matches = await seasons(divisions=("E0", "D1"))
        await predicted.prices(matches[0], (1.8, 3.6, 4.5))
        await predicted.prediction(matches[0])
        await predicted.prediction(matches[1], shadow=True)
        await models.FeatureRow.create(
            match=matches[0],
            feature_set=MATCH.name,
            as_of=matches[0].kickoff,
            values=[place / 7 for place in range(len(MATCH.names))],
            digest="b" * 64,
            computed_at=predicted.SETTLED_AT,
        )
        await refresh(url)
        await settle(url, predicted.clock)
        yield url


def request(out: Path, *what: What, **changes: Any) -> ExportRequest:
    return ExportRequest(what=what or (What.MATCHES,), out=out, **changes)


def counts(report: ExportReport) -> dict[str, int]:
    return {file.path.name: file.rows for file in report.files}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


async def test_every_subject_has_a_file_with_all_its_rows(filled: str, tmp_path: Path) -> None:
    report = await export(filled, request(tmp_path, *ALL))
    assert counts(report) == {
        "matches.csv": 24,
        "features.csv": 1,
        "odds.csv": 1,
        "predictions.csv": 2,
        "ratings.csv": 48,
    }
    for file in report.files:
        assert len(read_csv(file.path)) == file.rows
    assert names(tmp_path) == sorted(counts(report))


async def test_a_prediction_is_written_with_its_score_and_what_it_is_measured_against(
    filled: str, tmp_path: Path
) -> None:
    await export(filled, request(tmp_path, What.PREDICTIONS))
    shown, shadow = read_csv(tmp_path / "predictions.csv")
    stored = await models.Prediction.get(id=int(shown["prediction_id"])).prefetch_related("score", "match")
    assert float(shown["rps"]) == stored.score.rps  # type: ignore[attr-defined]  # Tortoise adds it
    assert datetime.fromisoformat(shown["made_at"]) == stored.made_at
    assert (shown["shadow"], shown["sequence"], shown["in_sample"]) == ("false", "1", "false")
    assert (shadow["shadow"], shadow["sequence"]) == ("true", "")
    assert shown["market_home"]
    assert not shown["base_home"]


async def test_features_have_a_column_each_in_the_order_of_their_set(filled: str, tmp_path: Path) -> None:
    await export(filled, request(tmp_path, What.FEATURES))
    [row] = read_csv(tmp_path / "features.csv")
    assert tuple(row)[-len(MATCH.names) :] == MATCH.names
    assert [float(row[name]) for name in MATCH.names] == [place / 7 for place in range(len(MATCH.names))]


async def test_parquet_and_arrow_hold_the_same_in_typed_columns(filled: str, tmp_path: Path) -> None:
    for format_ in (Format.PARQUET, Format.ARROW):
        await export(filled, request(tmp_path, *ALL, format=format_))
    for what in ALL:
        parquet = pq.read_table(tmp_path / f"{what}.parquet")
        with pa.ipc.open_file(tmp_path / f"{what}.arrow") as reader:
            assert reader.read_all().cast(parquet.schema) == parquet
    matches = pq.read_table(tmp_path / "matches.parquet")
    assert matches.schema.field("kickoff").type == pa.timestamp("us", tz="UTC")
    assert pa.types.is_dictionary(matches.schema.field("competition").type)
    assert matches.schema.field("home_goals").type == pa.int64()
    kickoffs = [row.kickoff for row in await models.Match.all().order_by("kickoff", "id")]
    assert matches.column("kickoff").to_pylist() == kickoffs


async def test_polars_reads_categories_instants_and_numbers(filled: str, tmp_path: Path) -> None:
    await export(filled, request(tmp_path, What.MATCHES, format=Format.PARQUET))
    table = pl.read_parquet(tmp_path / "matches.parquet")
    assert table.schema["kickoff"] == pl.Datetime("us", "UTC")
    assert table.schema["status"] == pl.Categorical
    goals = table.filter(pl.col("competition").cast(pl.String) == "D1")["home_goals"].sum()
    assert goals == sum(row.home_goals or 0 for row in await models.Match.filter(competition__code="D1"))


@pytest.mark.parametrize(
    ("where", "count"),
    [
        (ExportFilter(competitions=("D1",)), 12),
        (ExportFilter(seasons=("2324", "9899")), 24),
        (ExportFilter(kickoff_to=datetime(2023, 8, 12, tzinfo=UTC)), 0),
        (ExportFilter(kickoff_from=datetime(2023, 8, 12, tzinfo=UTC), competitions=("E0", "D1")), 24),
    ],
)
async def test_what_is_written_can_be_narrowed(
    filled: str, tmp_path: Path, where: ExportFilter, count: int
) -> None:
    report = await export(filled, request(tmp_path, where=where))
    assert counts(report) == {"matches.csv": count}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"what": ()}, "nothing named"),
        ({"where": ExportFilter(competitions=("XX", "E0"))}, "nothing is stored of XX"),
        ({"where": ExportFilter(seasons=("9899",))}, "nothing is stored of 9899"),
        ({"columns": Columns.FOOTBALL_DATA, "format": Format.PARQUET}, "csv only"),
        ({"columns": Columns.FOOTBALL_DATA, "what": (What.ODDS,)}, "`matches odds`"),
        ({"columns": Columns.FOOTBALL_DATA, "what": (What.MATCHES, What.RATINGS)}, "`matches odds`"),
        ({"columns": Columns.FOOTBALL_DATA, "where": ExportFilter(competitions=("BRA",))}, "BRA"),
    ],
)
async def test_what_cannot_be_meant_is_refused_before_anything_is_written(
    filled: str, tmp_path: Path, changes: dict[str, Any], says: str
) -> None:
    given: dict[str, Any] = {"what": (What.MATCHES,), "out": tmp_path / "out"}
    with pytest.raises(ValidationFailed, match=says):
        await export(filled, ExportRequest(**(given | changes)))
    assert not (tmp_path / "out").exists()


async def test_a_file_that_is_there_is_kept_unless_forced(filled: str, tmp_path: Path) -> None:
    kept = tmp_path / "odds.csv"
    kept.write_text("mine")
    with pytest.raises(OutputRefused, match="add --force"):
        await export(filled, request(tmp_path, What.MATCHES, What.ODDS))
    assert names(tmp_path) == ["odds.csv"]
    assert kept.read_text() == "mine"
    await export(filled, request(tmp_path, What.MATCHES, What.ODDS, force=True))
    assert len(read_csv(kept)) == 1


async def test_a_folder_that_cannot_be_is_told(filled: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputRefused, match=r"matches\.csv cannot be written"):
        await export(filled, request(tmp_path / "file" / "below"))


async def test_a_run_that_breaks_off_leaves_no_file(filled: str, tmp_path: Path) -> None:
    async def stop(done: int, total: int | None) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await export(filled, request(tmp_path), stop)
    assert names(tmp_path) == []


async def test_progress_ends_at_the_rows_that_were_written(filled: str, tmp_path: Path) -> None:
    heard: list[tuple[int, int | None]] = []

    async def hear(done: int, total: int | None) -> None:
        heard.append((done, total))

    await export(filled, request(tmp_path, *ALL), hear)
    assert heard[0] == (0, 76)
    assert heard[-1] == (76, 76)


async def test_season_files_collected_again_give_the_same_database(
    postgres_server: str, template_database: str, tmp_path: Path
) -> None:
    source, out = Mirror(tmp_path / "source"), tmp_path / "out"
    source.write("mmz4281/2425/E0.csv", csv_file(HEADER, ARSENAL, LEEDS, UNPLAYED))
    source.write("mmz4281/2425/SP1.csv", csv_file(HEADER, SPAIN))
    copies = []
    for place in (source, Mirror(out)):
        async with copied_database(postgres_server, template_database) as url:
            await Collector(url, place.url).football_data(["E0", "SP1"], ["2425"])
            if place is source:
                wanted = request(out, What.MATCHES, What.ODDS, columns=Columns.FOOTBALL_DATA)
                report = await export(url, wanted)
            copies.append([await rows_of(url, QUERIES[name]) for name in COMPARED])
    assert copies[0] == copies[1]
    assert counts(report) == {"E0.csv": 3, "SP1.csv": 1}
    assert report.left_out == 0
    assert (out / "mmz4281" / "2425" / "E0.csv").exists()


def test_the_subjects_and_their_columns_have_each_name_once() -> None:
    for one in (rows.MATCHES, rows.ODDS, rows.PREDICTIONS, rows.RATINGS, rows.features(MATCH)):
        names = [column.name for column in one.columns]
        assert len(names) == len(set(names))
