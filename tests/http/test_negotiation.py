"""Media types are chosen as RFC 9110 says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.http.negotiation import EVENT_STREAM, GRAPHQL_JSON, JSON, accepts, choose

OFFERED = (JSON, GRAPHQL_JSON, EVENT_STREAM)


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("text/*", EVENT_STREAM),
        ("text/event-stream, */*", EVENT_STREAM),
        ("application/json;q=0, */*", GRAPHQL_JSON),
        ("application/json;q=0.2, application/graphql-response+json;q=0.3", GRAPHQL_JSON),
        ("APPLICATION/JSON", JSON),
        ("application/json; charset=utf-8", JSON),
        ("text/html", None),
        ("*/*;q=0", None),
        ("application/json;q=nonsense", None),
        ("application/json;q=7", None),
    ],
)
def test_the_best_liked_offer_is_chosen(accept: str | None, chosen: str | None) -> None:
    assert choose(accept, OFFERED) == chosen


@given(accept=st.text(alphabet="aj/*;q=.019, ", max_size=40))
def test_any_header_yields_an_offer_or_nothing(accept: str) -> None:
    assert choose(accept, OFFERED) in (*OFFERED, None)


def test_a_wildcard_does_not_name_a_type() -> None:
    assert not accepts("*/*", "text/html")
    assert accepts("text/html;q=0.1", "text/html")
