"""Whether the online feature store is there, and as fresh as the matches it is asked about."""

from collections.abc import Sequence

from app.clock import Clock
from app.config import variable
from app.db import matches
from app.db.matches import MatchFilter
from app.db.paging import Slice
from app.football.features import FEATURE_SETS
from app.football.match import MatchStatus
from app.health.checks import Check, Finding
from app.health.report import HealthStatus
from app.prediction.online import Look, OnlineFeatures

LOOKED_AT = 100
"""How many of the next matches are looked up, for each feature set."""


def feature_store_check(online: OnlineFeatures | None, clock: Clock) -> Check:
    """Warns where the store does not answer, or its features are not those of what is known now."""

    async def ping() -> Finding:
        if online is None:
            return Finding(
                message=f"not configured ({variable('feast_repo')}): features are computed from PostgreSQL"
            )
        now = clock()
        ahead = MatchFilter(statuses=(MatchStatus.SCHEDULED,), kickoff_from=now)
        page = await matches.page(ahead, Slice(matches.KICKOFF_ASC, LOOKED_AT))
        requests = [(row.fixture, now) for row in page.rows]
        return _finding([await online.look(requests, one) for one in FEATURE_SETS.values()])

    return Check("feature store", False, ping)


def _finding(looks: Sequence[Look]) -> Finding:
    ready = sum(len(look.vectors) for look in looks)
    outdated = sum(look.outdated for look in looks)
    missing = sum(look.missing for look in looks)
    empty = missing > 0 and ready == 0
    told = "; the answers come from PostgreSQL, run `football features materialize`"
    message = f"of the next matches, {outdated} feature rows are outdated and {missing} missing{told}"
    return Finding(
        status=HealthStatus.WARN if outdated or empty else HealthStatus.PASS,
        message=message if outdated or empty else "",
        observed_value=ready,
        observed_unit=f"of {ready + outdated + missing} rows of the next matches online and up to date",
    )
