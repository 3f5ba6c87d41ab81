"""Invented matches with the minutes of their goals, as arrays and as in-play files."""

import csv
import json
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from app.football.inplay.features import IN_PLAY
from app.football.match import PlayedMatch, Score
from app.ingest.inplay import RecordedMatch
from app.training.grids import outcomes_of, score_grids
from app.training.inplay.matches import Moments, RecordedMatches
from app.training.inplay.model import COLUMN
from app.training.inplay.parameters import InPlayParameters

COLUMNS = ("match_id", "Div", "season", "date", "home", "away", "GH", "GA", "HomeTeam", "AwayTeam")
EVENT_COLUMNS = ("match_id", "minute", "added", "team", "type", "player", "home_score")

PLAIN = InPlayParameters(
    pace=np.array([0.022, 0.025, 0.027, 0.029, 0.030, 0.031]),
    added_pace=np.array([0.027, 0.031]),
    first_season=2018,
    added=np.array([[2.0, 4.5], [2.5, 5.5]]),
)


def running(**values: float) -> NDArray[np.float32]:
    """The features [1, F] of a level match at the hour between a stronger home side and its guest, as of
    `values`."""
    row = dict.fromkeys(IN_PLAY.names, 0.0)
    row |= {"expected_home": 1.6, "expected_away": 1.1, "season": 2019, "second_half": 1, "minute": 60}
    return np.array([list((row | values).values())], dtype=np.float32)


def any_rows(count: int, seed: int = 0) -> NDArray[np.float32]:
    """Features [count, F] of running matches of all kinds."""
    chance = np.random.default_rng(seed)
    rows = np.zeros((count, len(IN_PLAY.names)), dtype=np.float32)
    rows[:, :2] = chance.gamma(4, 0.35, (count, 2))
    known = chance.integers(0, 2, count)
    believed = outcomes_of(score_grids(rows[:, :2].astype(np.float64), -0.08))
    believed += 0.1 * (chance.dirichlet((4, 3, 3), count) - believed)
    rows[:, 2], rows[:, 3:6] = known, believed * known[:, None]
    second = chance.integers(0, 2, count)
    rows[:, COLUMN["season"]] = chance.integers(2010, 2030, count)
    rows[:, COLUMN["second_half"]] = second
    rows[:, COLUMN["minute"]] = 45 * (second + chance.random(count))
    rows[:, COLUMN["added_played"]] = (chance.random(count) < 0.2) * 8 * chance.random(count)
    announced = chance.integers(0, 2, count)
    rows[:, COLUMN["announced_known"]] = announced
    rows[:, COLUMN["announced"]] = announced * chance.integers(0, 9, count)
    rows[:, COLUMN["over"]] = chance.random(count) < 0.1
    rows[:, COLUMN["goals_home"] : COLUMN["goals_away"] + 1] = chance.poisson(1, (count, 2))
    rows[:, COLUMN["red_cards_home"] :] = chance.random((count, 2)) < 0.1
    return rows


def recorded(
    count: int, *, seed: int = 0, first_season: int = 2015, seasons: int = 4, red_cards: float = 0.0
) -> RecordedMatches:
    """Matches whose goals come evenly over 94 minutes, at 1.6 and 1.2 a match."""
    chance = np.random.default_rng(seed)
    goals, reds, records = [], [], []
    for place in range(count):
        told = [
            (place, int(min(90, minute + 1)), side)
            for side, mean in enumerate((1.6, 1.2))
            for minute in chance.random(chance.poisson(mean)) * 94
        ]
        goals += told
        reds += [(place, 30, side) for side in (0, 1) if chance.random() < red_cards]
        score = Score(*(sum(one[2] == side for one in told) for side in (0, 1)))
        day = date(first_season + place % seasons, 9, 1) + timedelta(days=place % 200)
        records.append(RecordedMatch(place, "E0", "1516", day, f"H{place}", f"A{place}", score))
    return RecordedMatches(tuple(records), Moments.of(goals), Moments.of(reds))


def write_inplay(folder: Path, matches: Sequence[PlayedMatch], seed: int = 3) -> Path:
    """In-play files of these matches: goals at made-up minutes, some dismissals; returns `folder`."""
    folder.mkdir(parents=True)
    chance = random.Random(seed)  # noqa: S311  invented minutes, no secrets
    with (folder / "matches.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_line(number, match) for number, match in enumerate(matches, 1))
    rows = [row for number, match in enumerate(matches, 1) for row in _events(number, match, chance)]
    columns = zip(*rows, strict=True)
    table = pa.table({name: list(values) for name, values in zip(EVENT_COLUMNS, columns, strict=True)})
    pq.write_table(table, folder / "events.parquet")
    (folder / "team_map.json").write_text(json.dumps({}))
    return folder


def _line(number: int, match: PlayedMatch) -> tuple[object, ...]:
    one = match.fixture
    day = one.kickoff.date().isoformat()
    score = match.score.home, match.score.away
    return number, one.competition, one.season, day, one.home, one.away, *score, one.home, one.away


def _events(number: int, match: PlayedMatch, chance: random.Random) -> Iterator[tuple[object, ...]]:
    goals = ["home"] * match.score.home + ["away"] * match.score.away
    chance.shuffle(goals)
    told: list[tuple[int, str, str]] = [(_minute(chance), side, "Goal") for side in goals]
    told.append((_minute(chance), "home", "Yellow Card"))
    if chance.random() < 0.1:
        told.append((_minute(chance), chance.choice(("home", "away")), "Red Card"))
    home = 0
    for minute, side, kind in sorted(told):
        home += kind == "Goal" and side == "home"
        yield number, minute, None, side, kind, f"{kind} {side}", home if kind == "Goal" else None


def _minute(chance: random.Random) -> int:
    return min(90, 1 + int(chance.random() * 94))
