"""Made-up events of a match of which little more than the score is known, for replays without a record."""

from collections.abc import Iterator
from math import exp
from random import Random

from app.football.inplay.events import EventKind, Happening, Side
from app.football.inplay.timeline import framed
from app.football.match import PlayedMatch, Score

SOURCE = "reconstructed"
"""What the events made here name as their source."""

FIRST_HALF = 0.45
"""The share of goals that fall before half time."""
RISE = 1.25
"""How many times as often goals fall at the end of a half as at its beginning."""
PENALTIES, OWN_GOALS = 0.085, 0.028
"""Shares of the goals."""
YELLOW_CARDS, RED_CARDS = {Side.HOME: 1.9, Side.AWAY: 2.2}, {Side.HOME: 0.08, Side.AWAY: 0.1}
"""Means, for matches whose cards were not counted."""
ADDED = (range(1, 5), range(3, 7))
SUBSTITUTIONS = range(2, 4)


def reconstruct(match: PlayedMatch, seed: str) -> tuple[Happening, ...]:
    """A plausible course of the match, the same for the same seed.

    Half-time and final score and the numbers of cards are the real ones where they are known. The minutes
    and all else are made up; goals fall more often towards the end of each half.
    """
    chance = Random(seed)  # noqa: S311  a story, not a secret
    half_time = _half_time(match, chance)
    second_half = Score(match.score.home - half_time.home, match.score.away - half_time.away)
    added = (chance.choice(ADDED[0]), chance.choice(ADDED[1]))
    told = [
        *_goals(half_time, 1, added[0], chance),
        *_goals(second_half, 46, added[1], chance),
        *_cards(match, chance),
        *_substitutions(chance),
    ]
    return framed(sorted(told, key=lambda one: (one.minute, one.added)), added)


def _half_time(match: PlayedMatch, chance: Random) -> Score:
    """The known score at half time, unless it cannot have become the final one; else one made up."""
    known = match.half_time
    if known and known.home <= match.score.home and known.away <= match.score.away:
        return known
    return Score(*(sum(chance.random() < FIRST_HALF for _ in range(goals)) for goals in _pair(match.score)))


def _goals(score: Score, first: int, added: int, chance: Random) -> Iterator[Happening]:
    """The goals of the half that begins with minute `first`."""
    for side, goals in zip(Side, _pair(score), strict=True):
        for _ in range(goals):
            minute = _minute(first, added, RISE, chance)
            kind = chance.random()
            if kind < OWN_GOALS:
                yield Happening(EventKind.OWN_GOAL, *minute, side.other)
            else:
                penalty = kind < OWN_GOALS + PENALTIES
                yield Happening(EventKind.PENALTY_SCORED if penalty else EventKind.GOAL, *minute, side)


def _cards(match: PlayedMatch, chance: Random) -> Iterator[Happening]:
    counted = match.statistics
    yellow = {Side.HOME: counted.home_yellow_cards, Side.AWAY: counted.away_yellow_cards}
    red = {Side.HOME: counted.home_red_cards, Side.AWAY: counted.away_red_cards}
    for kind, known, means in (
        (EventKind.YELLOW_CARD, yellow, YELLOW_CARDS),
        (EventKind.RED_CARD, red, RED_CARDS),
    ):
        for side in Side:
            counts = known[side]
            for _ in range(_poisson(means[side], chance) if counts is None else counts):
                yield Happening(kind, *_minute(chance.choice((1, 46)), 0, 2.0, chance), side)


def _substitutions(chance: Random) -> Iterator[Happening]:
    for side in Side:
        for _ in range(chance.choice(SUBSTITUTIONS)):
            yield Happening(EventKind.SUBSTITUTION, chance.randint(55, 89), side=side)


def _minute(first: int, added: int, rise: float, chance: Random) -> tuple[int, int]:
    """A minute of the half, as it is shown; the rate grows evenly to `rise` times its first value."""
    length = 45 + added
    while True:
        at = chance.random()
        if chance.random() * rise <= 1 + (rise - 1) * at:
            break
    minute = int(at * length)
    return (first + minute, 0) if minute < 45 else (first + 44, minute - 44)


def _poisson(mean: float, chance: Random) -> int:
    """Knuth's method."""
    count, product, limit = 0, chance.random(), exp(-mean)
    while product > limit:
        count, product = count + 1, product * chance.random()
    return count


def _pair(score: Score) -> tuple[int, int]:
    return score.home, score.away
