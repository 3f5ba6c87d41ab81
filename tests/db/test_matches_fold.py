"""Finished matches are streamed whole, in fold order, however many are fetched at a time."""

import pytest

from app.db import matches_fold, models
from app.db.connection import raw_connection
from app.db.matches_fold import FoldPoint
from app.football.match import MatchStatus
from app.football.ratings.book import in_fold_order
from tests import builders, leagues


async def test_every_finished_match_is_streamed_in_fold_order(database: str) -> None:
    await leagues.seasons()
    await builders.match("Arsenal", "Chelsea")
    async with raw_connection(database) as raw, raw.transaction():
        streamed = [match async for match in matches_fold.played_matches(raw)]
    assert streamed == await leagues.all_played()
    assert streamed == in_fold_order(streamed)


@pytest.mark.parametrize("size", [1, 7, 1000])
async def test_a_group_is_streamed_from_a_point_on_in_batches(database: str, size: int) -> None:
    await leagues.seasons()
    english = [match for match in await leagues.all_played() if match.fixture.competition in {"E0", "E1"}]
    start = english[5]
    point = FoldPoint(start.known_at, int(start.fixture.match_id))
    async with raw_connection(database) as raw, raw.transaction():
        batches = [
            batch async for batch in matches_fold.batches(raw, group="England", start=point, size=size)
        ]
    assert [folded.match for batch in batches for folded in batch] == english[5:]
    assert max(len(batch) for batch in batches) == min(size, len(english) - 5)


async def test_internationals_are_one_group_whatever_their_country(database: str) -> None:
    for code, country in (("INT-EURO", "Europe"), ("INT-AFCON", "Africa")):
        of = await builders.competition(code, country=country, kind=models.CompetitionKind.INTERNATIONAL)
        await builders.match(f"{country} A", f"{country} B", of=of, score=(1, 0))
    async with raw_connection(database) as raw, raw.transaction():
        streamed = [match async for match in matches_fold.played_matches(raw, matches_fold.INTERNATIONALS)]
    assert len(streamed) == await models.Match.filter(status=MatchStatus.FINISHED).count() == 2
