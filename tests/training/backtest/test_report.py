"""The report: the same matches for everybody, the figures that a hand would get, and no host asked."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from app.football.match import PlayedMatch
from app.football.odds import implied_probabilities_array
from app.football.scoring import rps, skill_share
from app.training.backtest import tables
from app.training.backtest.compare import compare
from app.training.backtest.comparison import BASE, BEFORE, CLOSING, FIVE_THIRTY_EIGHT, Comparison
from app.training.backtest.document import MOST_LISTED, Document, Listing, Table, html, markdown
from app.training.backtest.report import backtest_report, write_report
from app.training.backtest.run import Backtest
from app.training.evaluate import base_rate_forecasts
from app.training.folder import PricedMatches
from tests.training.backtest.samples import START

SPI = "date,Div,HomeTeam,AwayTeam,fd_date,prob1,prob2,probtie"


def quiet(*_: object) -> None:
    pass


@pytest.fixture(scope="module")
def comparison(
    priced: PricedMatches, season: Backtest, tmp_path_factory: pytest.TempPathFactory
) -> Comparison:
    """With FiveThirtyEight on E0's first thirty matches."""
    first = [one for one in season.fixtures if one.competition == "E0"][:30]
    lines = [
        f"x,E0,{','.join(priced.names[one.match_id])},{one.kickoff:%Y-%m-%d},0.5,0.2,0.3" for one in first
    ]
    file = tmp_path_factory.mktemp("spi") / "spi.csv"
    file.write_text("\n".join((SPI, *lines, "x,,,,,,,")) + "\n")
    return compare(priced, [season], on_progress=quiet, five_thirty_eight=file)


def played(priced: PricedMatches, comparison: Comparison) -> list[PlayedMatch]:
    by_id = {one.fixture.match_id: one for one in priced.matches}
    return [by_id[one.match_id] for one in comparison.fixtures]


def test_every_forecaster_is_scored_on_the_same_matches(
    priced: PricedMatches, season: Backtest, comparison: Comparison
) -> None:
    table = tables.scope_table(tables.scopes(comparison))
    assert table.columns[:4] == ("matches of", "matches", BASE, FIVE_THIRTY_EIGHT)
    every, top, spi = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    assert (every["matches"], top["matches"], spi["matches"]) == ("264", "132", "30")
    outcomes = comparison.outcomes
    matches = played(priced, comparison)
    closing = implied_probabilities_array([priced.closing[one.fixture.match_id] for one in matches])
    base = base_rate_forecasts(priced.matches, matches)
    expected = [rps(forecast, outcomes) for forecast in (base, season.forecast, closing)]
    assert [every[name] for name in (BASE, "match", CLOSING)] == [f"{one:.5f}" for one in expected]
    assert every[FIVE_THIRTY_EIGHT] == tables.NONE
    if expected[2] < expected[0]:
        assert every["match share"] == f"{skill_share(*expected):.1%}"


def test_five_thirty_eight_is_joined_by_division_day_and_names(comparison: Comparison) -> None:
    theirs = comparison.of(BASE, FIVE_THIRTY_EIGHT)
    assert len(theirs) == 30
    assert theirs.forecasts[FIVE_THIRTY_EIGHT] == pytest.approx(np.tile([0.5, 0.3, 0.2], (30, 1)))


def test_odds_before_the_match_are_the_average(priced: PricedMatches, comparison: Comparison) -> None:
    prices = [priced.pre_match[one.match_id].match_result["Avg"] for one in comparison.fixtures]
    assert comparison.forecasts[BEFORE] == pytest.approx(implied_probabilities_array(prices))


def test_matches_that_nobody_priced_are_compared_without_odds(
    priced: PricedMatches, season: Backtest
) -> None:
    bare = compare(replace(priced, pre_match={}, closing={}), [season], on_progress=quiet)
    assert bare.usual == (BASE, "match")
    assert "264" in tables.scope_table(tables.scopes(bare)).rows[0]
    text = markdown(backtest_report(season, bare))
    assert "RPS of base rates" in text
    assert "share" not in text.split("## How it was done")[0]


@pytest.fixture(scope="module")
def pages(season: Backtest, comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    write_report(folder, backtest_report(season, comparison, ["2021/E0.csv:3: <banana>"]))
    return folder


def test_the_page_asks_nothing_of_any_host(pages: Path) -> None:
    page = (pages / "report.html").read_text()
    addresses = set(re.findall(r"https?://[^\"'\s>)]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert not re.findall(r"<(?:script|link|img|iframe)\b|@import|url\((?!#)", page)
    assert page.count("<svg") == 4


def test_the_report_tells_scores_leagues_months_calibration_and_what_was_left_out(pages: Path) -> None:
    text = (pages / "report.md").read_text()
    for heading in ("Against others", "Scores", "By month", "By league", "Calibration", "Left out"):
        assert f"## {heading}" in text
    for word in (
        "264 matches of 2 divisions",
        "E0 Premier League",
        "2020-01",
        "chance alone leaves",
        "<banana>",
    ):
        assert word in text
    assert "&lt;banana&gt;" in (pages / "report.html").read_text()
    for drawing in re.findall(r"\]\((\S+\.svg)\)", text):
        assert (pages / drawing).read_text().startswith("<svg")


def test_the_same_backtest_has_the_same_report(
    season: Backtest, comparison: Comparison, pages: Path, tmp_path: Path
) -> None:
    write_report(tmp_path, backtest_report(season, comparison, ["2021/E0.csv:3: <banana>"]))
    for file in pages.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


def test_a_month_of_few_matches_is_in_the_table_and_not_in_the_drawing(
    season: Backtest, comparison: Comparison
) -> None:
    last = comparison.fixtures[-1]
    lonely = replace(last, kickoff=last.kickoff + timedelta(days=400))
    odd = replace(comparison, fixtures=(*comparison.fixtures[:-1], lonely))
    text = markdown(backtest_report(season, odd))
    assert f"| {lonely.kickoff:%Y-%m} | 1 |" in text
    assert "where there are at least 20 matches" in text


def test_a_peer_without_any_of_the_matches_is_named(
    priced: PricedMatches, season: Backtest, tmp_path: Path
) -> None:
    (tmp_path / "spi.csv").write_text(f"{SPI}\nx,,,,,,,\n")
    bare = compare(priced, [season], on_progress=quiet, five_thirty_eight=tmp_path / "spi.csv")
    assert "FiveThirtyEight has forecast none of these matches." in markdown(backtest_report(season, bare))


def test_matches_still_ahead_are_reported_without_scores(priced: PricedMatches, season: Backtest) -> None:
    ahead = replace(priced, matches=[one for one in priced.matches if one.fixture.kickoff < START])
    text = markdown(backtest_report(season, compare(ahead, [season], on_progress=quiet)))
    assert "264 have no result and cannot be scored" in text
    assert "there is nothing to score" in text


def test_seasons_follow_each_other_where_there_are_several(comparison: Comparison) -> None:
    fixtures = tuple(
        replace(one, season="2021" if index % 2 else "1920") for index, one in enumerate(comparison.fixtures)
    )
    word, groups = tables.over_time(replace(comparison, fixtures=fixtures))
    assert (word, [group.name for group in groups]) == ("season", ["2019/20", "2020/21"])


def test_long_lists_are_cut_and_say_so() -> None:
    lines = [f"line {number}" for number in range(MOST_LISTED + 5)]
    document = Document("Title", [Listing("205 lines", lines), Table(("a", "b"), [("x", "1")])])
    for text in (markdown(document), html(document)):
        assert "… and 5 more" in text
        assert f"line {MOST_LISTED}" not in text
    assert "| a | b |\n| --- | ---: |\n| x | 1 |" in markdown(document)
