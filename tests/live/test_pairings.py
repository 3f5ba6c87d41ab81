"""Who plays is remembered for a while, and for as many matches as fit."""

from datetime import UTC, datetime

from app.db.competitions import CompetitionRow, SeasonRow
from app.db.matches import MatchRow
from app.db.models import CompetitionKind, TeamKind
from app.db.teams import TeamRow
from app.football.match import MatchStatistics, MatchStatus
from app.live.pairings import MOST, Pairings

NOW = datetime(2026, 8, 15, 14, tzinfo=UTC)


def pairing(number: int) -> MatchRow:
    return MatchRow(
        id=number,
        competition=CompetitionRow(1, "E0", "Premier League", "England", 1, CompetitionKind.LEAGUE),
        season=SeasonRow(1, "2627", "2026/27", 2026),
        home=TeamRow(1, "Leeds", "England", TeamKind.CLUB),
        away=TeamRow(2, "Wolves", "England", TeamKind.CLUB),
        kickoff=NOW,
        kickoff_time_known=True,
        neutral=False,
        status=MatchStatus.LIVE,
        score=None,
        half_time=None,
        statistics=MatchStatistics(),
        known_at=None,
        meeting=1,
        referee=None,
        source="test",
        updated_at=NOW,
    )


def test_a_pairing_is_known_until_it_is_too_old() -> None:
    now = [0.0]
    known = Pairings(lambda: now[0], kept_s=60)
    assert known.get(1) is None
    known.keep(pairing(1))
    now[0] = 59.9
    assert known.get(1) == pairing(1)
    now[0] = 60.0
    assert known.get(1) is None


def test_the_oldest_are_forgotten_first() -> None:
    known = Pairings()
    for number in range(MOST + 1):
        known.keep(pairing(number))
    assert known.get(0) is None
    assert known.get(1) is not None
    assert known.get(MOST) is not None
