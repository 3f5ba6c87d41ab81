"""Updates on the wire: nothing is lost, and the published schema describes every message."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import jsonschema
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from referencing import Registry, Resource

from app.db.predictions import Receipt
from app.football.inplay.delta import Movement, UpdateCause
from app.football.inplay.log import fold
from app.football.scoregrid import ExpectedGoals, ScoreGrid
from app.live import codec
from app.live.codec import decode_update, encode_update, position_of
from app.live.updates import InPlayPrediction, LiveUpdate
from tests.football.inplay.stories import KICKOFF, logs

SCHEMAS = Path(codec.__file__).parent / "schemas"


@pytest.fixture(scope="session")
def validator() -> jsonschema.Draft202012Validator:
    read = {
        name: json.loads((SCHEMAS / name).read_text())
        for name in ("match-event.v1.json", "prediction.v1.json")
    }
    registry: Registry[object] = Registry().with_resources(
        (f"/schemas/{name}", Resource.from_contents(schema)) for name, schema in read.items()
    )
    schema = read["prediction.v1.json"]
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, registry=registry)


@st.composite
def updates(draw: st.DrawFn) -> LiveUpdate:
    log = draw(logs())
    made_at = KICKOFF + timedelta(microseconds=draw(st.integers(0, 10**10)))
    steps = st.integers(-(2**40), 2**40).map(lambda number: number / 2**40)
    return LiveUpdate(
        match_id=draw(st.integers(1, 2**60)),
        competition=draw(st.sampled_from(("E0", "INT-WC"))),
        sequence=draw(st.integers(1, 2**31 - 1)),
        position=draw(st.integers(1, 2**53)),
        competition_position=draw(st.integers(1, 2**53)),
        run=draw(st.none() | st.just("run-1")),
        cause=draw(st.sampled_from(UpdateCause)),
        event=draw(st.sampled_from(log)) if log else None,
        state=fold(log),
        made_at=made_at,
        prediction=draw(st.none() | predictions(made_at)),
        missing=draw(st.lists(st.text(max_size=20), max_size=2).map(tuple)),
        movements=draw(
            st.lists(st.builds(Movement, st.sampled_from(UpdateCause), steps, steps, steps), max_size=3).map(
                tuple
            )
        ),
    )


@st.composite
def predictions(draw: st.DrawFn, made_at: datetime) -> InPlayPrediction:
    rates = st.floats(0, 9)
    grid = ScoreGrid.from_bytes(ScoreGrid.from_rates(draw(rates), draw(rates)).to_bytes())
    return InPlayPrediction(
        grid=grid,
        outcome=grid.match_result,
        expected_goals=ExpectedGoals(draw(rates), draw(rates)),
        receipt=Receipt(
            model_name="in-play",
            model_version="1.0.0",
            model_sha256="a" * 64,
            feature_set="in-play-1",
            feature_digest="b" * 64,
            data_cutoff=KICKOFF,
            made_at=made_at,
            in_sample=draw(st.booleans()),
        ),
    )


@given(updates())
def test_an_update_comes_back_as_it_was(update: LiveUpdate) -> None:
    decoded = decode_update(encode_update(update))
    assert position_of(encode_update(update)) == update.position
    assert decoded == update
    if update.prediction is not None:
        assert decoded.prediction is not None
        assert decoded.prediction.grid.to_bytes() == update.prediction.grid.to_bytes()


@given(updates())
def test_the_published_schema_describes_every_update(
    validator: jsonschema.Draft202012Validator, update: LiveUpdate
) -> None:
    validator.validate(orjson.loads(encode_update(update)))


@pytest.mark.parametrize("change", [{"sequence": 0}, {"cause": "WIND"}, {"state": None}, {"madeAt": "now"}])
@given(update=updates())
def test_the_schema_refuses_what_is_no_update(
    validator: jsonschema.Draft202012Validator, change: dict[str, object], update: LiveUpdate
) -> None:
    assert not validator.is_valid(orjson.loads(encode_update(update)) | change)


def test_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version 2"):
        decode_update(b'{"version": 2}')
