"""Steps of live matches: what is said of each, why it moved, and writing all of them at once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tortoise.backends.base.client import BaseDBAsyncClient

from app.db import live_matches, live_updates, match_events, outbox, predictions
from app.db.live_updates import NewUpdate, Positions
from app.db.models import PredictionKind
from app.db.outbox import NewMessage
from app.db.predictions import NewPrediction
from app.errors import ModelUnavailable
from app.football.inplay.delta import Movement, Quantised, UpdateCause, movements, quantised
from app.football.inplay.events import MatchEvent
from app.football.inplay.log import MODIFIERS
from app.football.inplay.state import MatchClock, MatchState
from app.football.scoregrid import ProbabilitiesInvalid
from app.live.codec import encode_update
from app.live.predictor import Expected, InPlayAnswers, InPlayPredictor, Situation
from app.live.standing import Said, Standing
from app.live.topics import PREDICTIONS
from app.live.updates import InPlayPrediction, LiveUpdate
from app.live.wire import match_key
from app.prediction.runtime import OnnxModel

NOW, CLOCK, MODEL = "now", "clock", "model"


@dataclass(slots=True)
class Step:
    """One step of a match; `before` is None where it begins a run, whose first step it is.

    `places`: where in the answers stands what is said NOW, of the old state at this time (CLOCK), and of
    the old state at its own time where another model spoke last (MODEL).
    """

    standing: Standing
    cause: UpdateCause
    event: MatchEvent | None
    before: MatchState | None
    state: MatchState
    clock_before: MatchClock
    clock: MatchClock
    at: datetime
    sequence: int
    expected: Expected
    run: str | None
    places: dict[str, int] = field(default_factory=dict)
    prediction: InPlayPrediction | None = None
    features: tuple[float, ...] | None = None
    missing: tuple[str, ...] = ()
    movements: tuple[Movement, ...] = ()

    def made_at(self, now: datetime) -> datetime:
        """Never before what was known: the clock of who spoke last may be ahead of this one's."""
        return max(now, self.at)


def cause_of(event: MatchEvent) -> UpdateCause:
    return UpdateCause.CORRECTION if event.kind in MODIFIERS else UpdateCause.EVENT


def next_step(
    one: Standing,
    cause: UpdateCause,
    event: MatchEvent | None,
    *,
    before: MatchState | None,
    clock: MatchClock,
    at: datetime,
) -> Step:
    """The match's next step from how it stands: its number is taken, and its clock has moved on."""
    assert one.expected is not None  # noqa: S101  what was expected is known before the first step
    clock_before, one.clock = one.clock, clock
    one.sequence += 1
    return Step(
        standing=one,
        cause=cause,
        event=event,
        before=before,
        state=one.state,
        clock_before=clock_before,
        clock=clock,
        at=at,
        sequence=one.sequence,
        expected=one.expected,
        run=one.run,
    )


async def predict(predictor: InPlayPredictor, steps: Sequence[Step], now: datetime) -> None:
    """Say of each step what the model says of it, in one run; then of its match what was said last."""
    if not steps:
        return
    try:
        model = predictor.model()
        answers = await _answers(predictor, model, steps)
    except ModelUnavailable as unavailable:
        for step in steps:
            _say_nothing(step, (unavailable.message,))
        return
    for step in steps:
        if answers is None or NOW not in step.places:
            _say_nothing(step, step.expected.missing)
        else:
            _say(step, answers, now)


async def write(transaction: BaseDBAsyncClient, steps: Sequence[Step], now: datetime) -> list[LiveUpdate]:
    """Give the steps all their effect in this transaction: the updates, in order of position."""
    if not steps:
        return []
    standings = _of(steps)
    await match_events.append(transaction, [step.event for step in steps if step.event is not None], now)
    played = [_in_play(step) for step in steps]
    await predictions.add_in_play(transaction, [made for made in played if made is not None])
    await live_matches.write(transaction, [(one.match.competition_id, one.row(now)) for one in standings])
    results = [(one.match, result) for one in standings if (result := one.result(now)) is not None]
    await live_matches.write_results(transaction, results, now)
    counts = Counter(step.standing.match.competition_id for step in steps)
    # the counters last: until the end, nobody else gets a position
    updates = _numbered(steps, await live_updates.take_positions(transaction, counts), now)
    await live_updates.append(
        transaction,
        [
            NewUpdate(update, step.standing.match.competition_id, step.features)
            for step, update in zip(steps, updates, strict=True)
        ],
    )
    await outbox.append(transaction, [_message(update) for update in updates], now)
    return updates


def _of(steps: Iterable[Step]) -> list[Standing]:
    return list({step.standing.match.id: step.standing for step in steps}.values())


async def _answers(
    predictor: InPlayPredictor, model: OnnxModel, steps: Sequence[Step]
) -> InPlayAnswers | None:
    situations: list[Situation] = []
    sha256 = model.info.sha256
    said_by: dict[int, str | None] = {}
    for step in steps:
        if step.expected.expectation is None:
            continue
        said = step.standing.said
        last = said_by.get(step.standing.match.id, said.model if said else None)
        asked = _asked(step, other_model=last is not None and last != sha256)
        for name, situation in asked:
            step.places[name] = len(situations)
            situations.append(situation)
        said_by[step.standing.match.id] = sha256
    return await predictor.predict(model, situations) if situations else None


def _asked(step: Step, *, other_model: bool) -> list[tuple[str, Situation]]:
    expectation, kickoff = step.expected.expectation, step.standing.match.kickoff
    assert expectation is not None  # noqa: S101  the caller has looked
    asked = []
    if step.before is not None:
        moved = step.clock_before != step.clock
        if other_model and (moved or step.event is not None):
            asked.append((MODEL, Situation(expectation, step.before, step.clock_before, kickoff)))
        if moved and step.event is not None:
            asked.append((CLOCK, Situation(expectation, step.before, step.clock, kickoff)))
    return [*asked, (NOW, Situation(expectation, step.state, step.clock, kickoff))]


def _say(step: Step, answers: InPlayAnswers, now: datetime) -> None:
    place = step.places[NOW]
    try:
        prediction = answers.prediction(place, cutoff=step.at, made_at=step.made_at(now))
        reached = quantised(prediction.outcome)
        moved = _movements(step, answers, reached)
    except ProbabilitiesInvalid as broken:
        _say_nothing(step, (f"model {answers.info.name} {answers.info.version}: {broken.message}",))
        return
    step.prediction, step.movements, step.features = prediction, moved, answers.features[place]
    step.standing.said = Said(step.at, step.clock, reached, answers.info.sha256)


def _movements(step: Step, answers: InPlayAnswers, reached: Quantised) -> tuple[Movement, ...]:
    said = step.standing.said
    if said is None or said.outcome is None:
        return ()
    stages = [
        (cause, quantised(answers.grid(step.places[name]).match_result))
        for name, cause in ((MODEL, UpdateCause.MODEL), (CLOCK, UpdateCause.CLOCK))
        if name in step.places
    ]
    last = UpdateCause.CLOCK if step.cause is UpdateCause.MODEL and stages else step.cause
    return movements(said.outcome, [*stages, (last, reached)])


def _say_nothing(step: Step, missing: tuple[str, ...]) -> None:
    step.missing = missing
    step.standing.said = Said(step.at, step.clock)


def _in_play(step: Step) -> NewPrediction | None:
    """What is kept of a prediction beyond its stream: that of a match that is really played."""
    if step.run is not None or step.prediction is None:
        return None
    made = step.prediction
    return NewPrediction(
        step.standing.match.id, PredictionKind.IN_PLAY, made.grid, made.expected_goals, made.receipt
    )


def _numbered(steps: Sequence[Step], positions: Positions, now: datetime) -> list[LiveUpdate]:
    following = dict(positions.of_competitions)
    updates = []
    for position, step in enumerate(steps, start=positions.first):
        match = step.standing.match
        updates.append(
            LiveUpdate(
                match_id=match.id,
                competition=match.competition,
                sequence=step.sequence,
                position=position,
                competition_position=following[match.competition_id],
                run=step.run,
                cause=step.cause,
                event=step.event,
                state=step.state,
                made_at=step.made_at(now),
                prediction=step.prediction,
                missing=step.missing,
                movements=step.movements,
            )
        )
        following[match.competition_id] += 1
    return updates


def _message(update: LiveUpdate) -> NewMessage:
    return NewMessage(PREDICTIONS, match_key(update.match_id), encode_update(update), update.match_id)
