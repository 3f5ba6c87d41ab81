"""Other forecasters on the same matches: odds, Dixon and Coles as in penaltyblog, and FiveThirtyEight.

Every forecast is an array [N, 3] of home, draw, away in the order of the matches asked about; rows are NaN
where a forecaster has none.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import ValidationFailed
from app.football.match import Fixture, PlayedMatch
from app.football.odds import implied_probabilities_array
from app.football.prices import ThreeWay
from app.ingest.table import read_table
from app.training.folder import Names, source_day
from app.training.processes import each_done

Floats = NDArray[np.float64]
Triple = tuple[float, float, float]
OnDone = Callable[[int, int], None]

XI = 0.0015
MEMORY = timedelta(days=4 * 365)
"""At xi .0015 a match four years old weighs a ninth."""
SPI_COLUMNS = ("Div", "fd_date", "HomeTeam", "AwayTeam", "prob1", "probtie", "prob2")


def odds_forecasts(fixtures: Sequence[Fixture], prices: Mapping[str, ThreeWay]) -> Floats:
    """What decimal prices by match id imply, without the margin (power method)."""
    forecast = np.full((len(fixtures), 3), np.nan)
    priced = [index for index, fixture in enumerate(fixtures) if fixture.match_id in prices]
    if priced:
        found = np.array([prices[fixtures[index].match_id] for index in priced])
        forecast[priced] = implied_probabilities_array(found)
    return forecast


def five_thirty_eight_forecasts(
    file: Path, fixtures: Sequence[Fixture], names: Mapping[str, Names]
) -> Floats:
    """FiveThirtyEight's published probabilities, joined by division, day and the source's names of the teams.

    `file` is CSV with the columns Div, fd_date, HomeTeam, AwayTeam, prob1, probtie, prob2. Raises
    ValidationFailed where it cannot be read, FileRefused where it is something else.
    """
    try:
        payload = file.read_bytes()
    except OSError as error:
        raise ValidationFailed("--five-thirty-eight", f"{file}: {error.strerror}") from error
    told = {}
    for line in read_table(payload, file=file.name, required=SPI_COLUMNS).lines:
        *key, home, draw, away = (line.cells.get(column, "") for column in SPI_COLUMNS)
        if probabilities := _probabilities(home, draw, away):
            told[tuple(key)] = probabilities
    nothing = (np.nan,) * 3
    found = [told.get(_spi_key(fixture, names[fixture.match_id]), nothing) for fixture in fixtures]
    return np.array(found, dtype=np.float64).reshape(-1, 3)


def _probabilities(*texts: str) -> Triple | None:
    """Three numbers brought to a sum of 1: they are published to four digits."""
    try:
        home, draw, away = (float(text) for text in texts)
    except ValueError:
        return None
    total = home + draw + away
    if not (min(home, draw, away) > 0 and abs(total - 1) < 0.01):
        return None
    return home / total, draw / total, away / total


def _spi_key(fixture: Fixture, names: Names) -> tuple[str, ...]:
    return (fixture.competition, source_day(fixture.kickoff).isoformat(), *names)


def has_dixon_coles() -> bool:
    """Whether penaltyblog is installed."""
    return _penaltyblog() is not None


def _penaltyblog() -> str | None:
    try:
        return version("penaltyblog")
    except PackageNotFoundError:
        return None


@dataclass(frozen=True, slots=True)
class Week:
    """One fit: the results (day, home, away, goals, goals) of a league known on a Monday, and the pairs that
    meet in the week."""

    monday: datetime
    past: tuple[tuple[datetime, str, str, int, int], ...]
    pairs: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        return sha256(repr((_penaltyblog(), XI, self.monday, self.past, self.pairs)).encode()).hexdigest()


def dixon_coles_forecasts(
    history: Sequence[PlayedMatch],
    fixtures: Sequence[Fixture],
    cache: Path,
    on_done: OnDone,
    *,
    processes: int | None = None,
) -> Floats:
    """Dixon & Coles (1997) as in penaltyblog: for each league a fit every Monday on the four years before.

    NaN where a team was not in them. Fits are kept in the file `cache` and not made again; missing ones are
    made in as many processes as there are cores, or `processes` (0: this one).
    """
    weeks = list(_weeks(history, fixtures))
    known = _cached(cache)
    missing = [week for week, _ in weeks if week.key not in known]
    done = len(weeks) - len(missing)
    on_done(done, len(weeks))
    with cache.open("a", encoding="utf-8") as file:
        for key, found in each_done(fit_week, missing, processes=processes):
            known[key] = found
            file.write(json.dumps([key, found]) + "\n")
            file.flush()
            done += 1
            on_done(done, len(weeks))
    forecast = np.full((len(fixtures), 3), np.nan)
    for week, indexes in weeks:
        for index, probabilities in zip(indexes, known[week.key], strict=True):
            if probabilities is not None:
                forecast[index] = probabilities
    return forecast


Found = list[list[float] | None]


def _cached(cache: Path) -> dict[str, Found]:
    known: dict[str, Found] = {}
    if cache.exists():
        for line in cache.read_text().splitlines():
            try:
                key, found = json.loads(line)
            except ValueError:
                continue  # the last line of a killed run
            known[key] = found
    return known


def _weeks(
    history: Sequence[PlayedMatch], fixtures: Sequence[Fixture]
) -> Iterator[tuple[Week, tuple[int, ...]]]:
    """The fits that the matches need, each with the indexes of its matches."""
    by_week: defaultdict[tuple[str, datetime], list[int]] = defaultdict(list)
    for index, fixture in enumerate(fixtures):
        day = fixture.kickoff.replace(hour=0, minute=0, second=0, microsecond=0)
        by_week[fixture.competition, day - timedelta(days=day.weekday())].append(index)
    leagues: defaultdict[str, list[PlayedMatch]] = defaultdict(list)
    for match in history:
        leagues[match.fixture.competition].append(match)
    for (league, monday), indexes in sorted(by_week.items()):
        past = tuple(
            (one.fixture.kickoff, one.fixture.home, one.fixture.away, one.score.home, one.score.away)
            for one in leagues[league]
            if monday - MEMORY <= one.fixture.kickoff and one.known_at <= monday
        )
        pairs = tuple((fixtures[index].home, fixtures[index].away) for index in indexes)
        yield Week(monday, past, pairs), tuple(indexes)


def fit_week(week: Week) -> tuple[str, Found]:
    """The week's key and forecasts; None for a pair with a team unknown, or where the fit failed."""
    import penaltyblog  # noqa: PLC0415  optional, and seconds to load

    models = penaltyblog.models
    if not week.past:
        return week.key, [None for _ in week.pairs]
    days, home, away, home_goals, away_goals = (list(column) for column in zip(*week.past, strict=True))
    naive = [day.replace(tzinfo=None) for day in days]
    weights = models.dixon_coles_weights(naive, xi=XI, base_date=week.monday.replace(tzinfo=None))
    model = models.DixonColesGoalModel(home_goals, away_goals, home, away, weights)
    try:
        model.fit()
    except (ValueError, RuntimeError):
        return week.key, [None for _ in week.pairs]
    teams = {*home, *away}
    return week.key, [
        [float(one) for one in model.predict(*pair).home_draw_away] if teams.issuperset(pair) else None
        for pair in week.pairs
    ]
