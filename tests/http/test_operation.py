"""Reading an operation: strict about shape, whatever the JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from app.http.operation import MAX_JSON_DEPTH, Operation, load_json
from app.http.refusals import RequestRefused

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@given(query=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_a_well_formed_operation_is_read_back_as_written(query: str) -> None:
    body = json.dumps({"query": query, "variables": {"a": 1}, "operationName": "N", "extensions": {"x": 1}})
    assert Operation.from_json(body.encode()) == Operation(query, {"a": 1}, "N")


@given(value=json_values)
def test_any_value_is_either_an_operation_or_refused_with_a_reason(value: object) -> None:
    try:
        operation = Operation.from_json(json.dumps(value).encode())
    except RequestRefused as refused:
        assert refused.message  # noqa: PT017  both ends are right
        return
    assert isinstance(value, dict)
    assert operation.query == value["query"]


def test_nulls_are_the_same_as_nothing() -> None:
    body = b'{"query": "{a}", "variables": null, "operationName": null, "extensions": null}'
    assert Operation.from_json(body) == Operation("{a}")


def test_a_batch_is_refused_by_name() -> None:
    with pytest.raises(RequestRefused, match="one operation a request"):
        Operation.from_json(b'[{"query": "{a}"}]')


@pytest.mark.parametrize(("depth", "fits"), [(MAX_JSON_DEPTH - 1, True), (MAX_JSON_DEPTH + 1, False)])
def test_json_may_be_nested_to_the_limit_and_no_deeper(depth: int, fits: bool) -> None:
    text = b"[" * depth + b"]" * depth
    if fits:
        assert load_json(text, "it")
    else:
        with pytest.raises(RequestRefused, match="levels deep"):
            load_json(text, "it")


def test_url_parameters_with_bad_json_name_the_parameter() -> None:
    with pytest.raises(RequestRefused, match="`variables` is not valid JSON"):
        Operation.from_parameters(QueryParams({"query": "{a}", "variables": "{"}))
