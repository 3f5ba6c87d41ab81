"""Matches that are about to be played, between invented teams whose strengths are known."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice, permutations
from typing import Any

from app.db import models
from app.db.connection import open_database
from app.football.match import MatchStatus
from app.ids import global_id
from app.prediction import ratings
from tests import builders, leagues

TEAMS = 8
SEASONS = ("2627", "2728", "2829", "2930", "3031", "3132")
SOURCE = "tests"
KINDS = (*("YELLOW_CARD", "SUBSTITUTION") * 5, "PENALTY_MISSED")
"""What fills a match: events that change its state and may happen any number of times."""

Event = dict[str, Any]


async def scheduled(database_url: str, count: int, kickoff: datetime | None = None) -> list[str]:
    """Ids, as clients know them, of `count` matches that kick off now, predictions of which can be made."""
    kickoff = kickoff or datetime.now(UTC).replace(microsecond=0)
    async with open_database(database_url):
        await leagues.seasons(teams=TEAMS)
        await ratings.refresh(database_url)
        sides: dict[int, set[int]] = {}
        for competition, home in await models.Match.all().values_list("competition_id", "home_id"):
            sides.setdefault(competition, set()).add(home)
        seasons = {
            (competition.id, code): await builders.season(competition, code)
            for competition in await models.Competition.all()
            for code in SEASONS
        }
        rows = [
            models.Match(
                competition_id=competition,
                season=seasons[competition, season],
                home_id=home,
                away_id=away,
                kickoff=kickoff,
                kickoff_time_known=True,
                status=MatchStatus.SCHEDULED,
                source="test",
            )
            for competition, season, home, away in islice(_pairings(sides), count)
        ]
        await models.Match.bulk_create(rows)
        made = models.Match.filter(status=MatchStatus.SCHEDULED).order_by("id")
        found = await made.values_list("id", flat=True)
    assert len(found) == count
    return [global_id("Match", number) for number in found]


def _pairings(sides: dict[int, set[int]]) -> Iterator[tuple[int, str, int, int]]:
    """Competition, season and two of its teams, the competitions in turn."""
    for season in SEASONS:
        for pairs in zip(*(permutations(sorted(teams), 2) for teams in sides.values()), strict=True):
            for competition, (home, away) in zip(sides, pairs, strict=True):
                yield competition, season, home, away


@dataclass
class Script:
    """The events of one match as a feed tells them, and what they must add up to.

    After the kick-off come cards, substitutions and now and then a goal; one goal is taken back and one card
    corrected. The clock reaches the 90th minute with event number `length`, and nothing ends the match.
    """

    match: str
    length: int
    prefix: str = "e"
    source: str = SOURCE
    told: int = 0
    goals: list[int] = field(default_factory=lambda: [0, 0])
    yellow_cards: list[int] = field(default_factory=lambda: [0, 0])
    _goal: tuple[str, int] | None = None
    _card: tuple[str, int, int] | None = None

    def next(self) -> Event:
        """The next event, as it is put on the wire; its id is unique for the prefix and the number."""
        self.told += 1
        return self._event(self.told) | self._what(self.told)

    def full_time(self) -> Event:
        self.told += 1
        return self._event(self.told) | {"kind": "FULL_TIME", "minute": 90, "added": 3}

    @property
    def score(self) -> tuple[int, int]:
        return self.goals[0], self.goals[1]

    def _event(self, number: int) -> Event:
        return {
            "version": 1,
            "id": f"{self.prefix}.{number}",
            "match": self.match,
            "source": self.source,
            "sequence": number,
            "occurredAt": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        }

    def _minute(self, number: int) -> int:
        return max(1, min(90, round(90 * number / self.length)))

    def _what(self, number: int) -> Event:
        half = self.length // 2
        if number == 1:
            return {"kind": "KICK_OFF", "minute": 0}
        if number == half:
            return {"kind": "HALF_TIME", "minute": 45}
        if number == half + 1:
            return {"kind": "SECOND_HALF", "minute": 46}
        minute = min(self._minute(number), 45) if number < half else max(self._minute(number), 46)
        return {"minute": minute} | self._happening(number)

    def _happening(self, number: int) -> Event:
        side = number % 2
        named = {"side": ("HOME", "AWAY")[side], "player": f"Player {number % 23}"}
        every = max(self.length // 7, 12)
        match number % every:
            case 5:
                self.goals[side] += 1
                self._goal = (f"{self.prefix}.{number}", side)
                return {"kind": "GOAL"} | named
            case 8 if self._goal is not None and number > every * 2:
                target, scorer = self._goal
                self._goal = None
                self.goals[scorer] -= 1
                return {"kind": "VAR_CANCELLATION", "target": target}
            case 10 if self._card is not None:
                return self._corrected()
        kind = KINDS[number % len(KINDS)]
        if kind == "YELLOW_CARD":
            self.yellow_cards[side] += 1
            self._card = (f"{self.prefix}.{number}", side, self._minute(number))
        return {"kind": kind} | named

    def _corrected(self) -> Event:
        """The last card was the other side's."""
        assert self._card is not None
        target, side, minute = self._card
        self._card = None
        self.yellow_cards[side] -= 1
        self.yellow_cards[1 - side] += 1
        card = {"kind": "YELLOW_CARD", "minute": minute, "side": ("AWAY", "HOME")[side], "player": "Another"}
        return {"kind": "CORRECTION", "target": target, "replacement": card}


def shuffled(scripts: list[Script], seed: int) -> Iterator[Script]:
    """The matches in turn, each round in another order, for ever."""
    chance = random.Random(seed)  # noqa: S311  an order, no secret
    while True:
        chance.shuffle(scripts)
        yield from tuple(scripts)
