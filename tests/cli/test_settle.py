"""From a fixture to a score: collecting settles what has ended, and a corrected result is scored anew."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.db import models
from app.db.connection import open_database
from app.football.odds import implied_probabilities
from tests import predicted
from tests.program import football

HEADER = "Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,AvgCH,AvgCD,AvgCA"
YESTERDAY = datetime.now(UTC) - timedelta(days=1)


def write(folder: Path, result: str, prices: str = "1.9,3.6,4.2") -> None:
    year = YESTERDAY.year if YESTERDAY.month >= 7 else YESTERDAY.year - 1
    file = folder / "mmz4281" / f"{year % 100:02d}{year % 100 + 1:02d}" / "E0.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{HEADER}\nE0,{YESTERDAY:%d/%m/%Y},15:00,Arsenal,Wolves,{result},{prices}\n")


def collect(url: str, folder: Path) -> None:
    done = football(
        *("collect", "football-data", "--competitions", "E0", "--seasons", "all"),
        database_url=url,
        settings={"FOOTBALL_DATA_URL": folder.as_uri()},
    )
    assert done.returncode == 0, done.stderr


async def outcomes() -> list[str]:
    return [row.outcome.value for row in await models.MatchSettlement.all()]


async def test_a_result_is_settled_as_it_is_collected_and_again_once_corrected(
    database_url: str, tmp_path: Path
) -> None:
    write(tmp_path, ",,")
    collect(database_url, tmp_path)
    async with open_database(database_url):
        await predicted.prediction(await models.Match.get())
    write(tmp_path, "2,0,H")
    collect(database_url, tmp_path)
    async with open_database(database_url):
        first = await models.PredictionScore.get()
        assert await outcomes() == ["HOME"]
    write(tmp_path, "2,2,D")
    collect(database_url, tmp_path)
    async with open_database(database_url):
        second = await models.PredictionScore.get()
        assert await outcomes() == ["DRAW"]
        implied = implied_probabilities((1.9, 3.6, 4.2))[0]
        assert (await models.MatchSettlement.get()).market_home == pytest.approx(implied)
    assert second.rps != first.rps
    done = football("settle", "--competition", "E0", "--json", database_url=database_url)
    assert json.loads(done.stdout) == {"matches": 0, "predictions": 0}


async def test_prices_that_come_after_the_result_are_measured_against(
    database_url: str, tmp_path: Path
) -> None:
    write(tmp_path, ",,", ",,")
    collect(database_url, tmp_path)
    async with open_database(database_url):
        await predicted.prediction(await models.Match.get())
    for prices, market in ((",,", None), ("1.9,3.6,4.2", implied_probabilities((1.9, 3.6, 4.2))[0])):
        write(tmp_path, "2,0,H", prices)
        collect(database_url, tmp_path)
        async with open_database(database_url):
            settled = (await models.MatchSettlement.get()).market_home
            assert settled == (market and pytest.approx(market))
            assert await models.PredictionScore.all().count() == 1


def test_nothing_to_settle_is_told(database_url: str) -> None:
    done = football("settle", database_url=database_url)
    assert done.stdout == "0 predictions of 0 matches scored\n"


def test_an_unknown_competition_is_a_wrong_argument(database_url: str) -> None:
    done = football("settle", "--competitions", "XX", database_url=database_url)
    assert (done.returncode, "XX" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr
