"""Where a replayed match's events come from."""

from pathlib import Path
from typing import Any

import pytest

from app.db import matches, models
from app.errors import NotFound
from app.football.inplay.reconstruct import SOURCE as MADE_UP
from app.football.inplay.timeline import tally
from app.football.match import Score
from app.ingest.inplay import InPlayFiles
from app.live.courses import RECORDED, courses
from tests import builders
from tests.ingest import inplay_files


@pytest.fixture
def files(tmp_path: Path) -> InPlayFiles:
    return InPlayFiles(inplay_files.write(tmp_path / "inplay"))


async def stored(*sides: models.Team | str, **changes: Any) -> matches.MatchRow:
    match = await builders.match(*sides, **({"score": (2, 1)} | changes))
    return (await matches.by_ids([match.id]))[match.id]


async def test_a_match_that_the_files_know_is_told_as_it_was_recorded(
    database: str, files: InPlayFiles
) -> None:
    row = await stored()
    [course] = await courses([row], files)
    assert (course.match_id, course.kickoff, course.source) == (row.id, row.kickoff, RECORDED)
    assert "Archer" in {one.player for one in course.happenings}


async def test_a_team_is_known_by_the_names_that_sources_give_it(database: str, files: InPlayFiles) -> None:
    leeds = await builders.team("Leeds United")
    await models.TeamAlias.create(team=leeds, country="England", source="football-data", alias="Leeds")
    row = await stored(leeds, "Everton", score=(0, 0))
    assert [course.source for course in await courses([row], files)] == [RECORDED]


async def test_what_is_not_recorded_is_made_up_and_says_so(database: str, files: InPlayFiles) -> None:
    """Another match, another score than the one recorded, a record that is not whole, no files at all."""
    rows = [
        await stored("Chelsea", "Everton"),
        await stored(score=(3, 1)),
        await stored("Chelsea", "Leeds", score=(1, 0), kickoff=builders.KICKOFF.replace(day=24)),
    ]
    for given in (files, None):
        told = await courses(rows, given)
        assert [course.source for course in told] == [MADE_UP] * 3
        assert [tally(course.happenings) for course in told] == [Score(2, 1), Score(3, 1), Score(1, 0)]


async def test_a_match_without_a_result_cannot_be_told(database: str, files: InPlayFiles) -> None:
    with pytest.raises(NotFound, match="Arsenal – Chelsea is not finished"):
        await courses([await stored(score=None)], files)
