"""How fast goals come over a match, and how much added time to expect: counted, season by season."""

import numpy as np

from app.errors import InsufficientData
from app.training.inplay.matches import RecordedMatches
from app.training.inplay.parameters import SEGMENTS, Floats, InPlayParameters

HALF_LIFE = 1.0
"""Seasons after which a season's added time counts half: it has grown fast."""

FEWEST_MATCHES = 200
HALF_TIME, FULL_TIME = 45, 90


def fit_clock(matches: RecordedMatches, weights: Floats) -> InPlayParameters:
    """Paces from the matches, each counting by its of `weights` [N]; added time of each season from the
    seasons before it, the last one being that after all of `matches`. Everything else as in the reference.

    The minutes 45 and 90 hold the goals of added time as well: they are left out of the paces, and what they
    have above the pace before them is the added time. Raises InsufficientData for too few matches.
    """
    if (known := int((weights > 0).sum())) < FEWEST_MATCHES:
        raise InsufficientData((f"{FEWEST_MATCHES} recorded matches to learn from; there are {known}",))
    goals = _by_minute(matches, weights)
    pace = np.array([_pace(goals, start, end) for start, end in SEGMENTS])
    last = np.array([pace[SEGMENTS.index((30, 45))], pace[-1]])
    first = int(matches.seasons.min())
    return InPlayParameters(
        pace=pace, added_pace=last, first_season=first, added=_expected(_added(matches, last), matches)
    )


def _by_minute(matches: RecordedMatches, weights: Floats) -> Floats:
    """Goals a match in each minute [91]."""
    counts = np.bincount(matches.goals.minute, weights[matches.goals.match], FULL_TIME + 1)
    return np.asarray(counts / weights.sum(), dtype=np.float64)


def _pace(goals: Floats, start: int, end: int) -> float:
    minutes = [one for one in range(start + 1, end + 1) if one not in (HALF_TIME, FULL_TIME)]
    return float(goals[minutes].mean())


def _added(matches: RecordedMatches, pace: Floats) -> Floats:
    """Minutes of added time in each half by season [S, 2], as the goals in them tell; NaN without matches."""
    first, last = int(matches.seasons.min()), int(matches.seasons.max())
    found = np.full((last - first + 1, 2), np.nan)
    for season in range(first, last + 1):
        played = matches.seasons == season
        if played.any():
            found[season - first] = (
                _by_minute(matches, played.astype(np.float64))[[HALF_TIME, FULL_TIME]] / pace - 1
            )
    return np.asarray(np.maximum(found, 0), dtype=np.float64)


def _expected(added: Floats, matches: RecordedMatches) -> Floats:
    """For each season [S + 1, 2], the mean of earlier ones, the latest counting most; the first knows only
    itself."""
    counts = np.bincount(matches.seasons - matches.seasons.min(), minlength=len(added)).astype(np.float64)
    found = [added[0]]
    for season in range(1, len(added) + 1):
        weights = counts[:season] * 0.5 ** ((season - 1 - np.arange(season)) / HALF_LIFE)
        found.append(np.average(np.nan_to_num(added[:season]), axis=0, weights=weights))
    return np.array(found)
