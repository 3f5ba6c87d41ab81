"""A client that has an answer already is told so, and nobody else."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.http.answer import Answer
from app.http.etag import etag_of, names

GRAPHQL_JSON = "application/graphql-response+json"
OWN = {"GraphQL-Require-Preflight": "1"}
TAGS = st.text(st.characters(min_codepoint=0x23, max_codepoint=0x7E), max_size=8).map(
    lambda text: f'"{text}"'
)


async def get(http: httpx.AsyncClient, query: str = "{ hello }", **headers: str) -> httpx.Response:
    given_headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return await http.get("/graphql", params={"query": query}, headers=OWN | given_headers)


async def test_a_get_tells_its_tag_and_that_it_must_be_asked_again(http: httpx.AsyncClient) -> None:
    response = await get(http)
    assert response.status_code == 200
    assert response.headers["etag"].startswith('"')
    assert response.headers["cache-control"] == "no-cache, private"
    assert response.headers["vary"] == "Accept, Authorization"
    assert response.headers.get_list("etag") == [(await get(http)).headers["etag"]]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '{} , W/"a,b"', "*"])
async def test_who_names_the_tag_gets_no_body(http: httpx.AsyncClient, form: str) -> None:
    etag = (await get(http)).headers["etag"]
    response = await get(http, If_None_Match=form.format(etag))
    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["etag"] == etag
    assert response.headers["cache-control"] == "no-cache, private"
    assert "content-type" not in response.headers


@pytest.mark.parametrize("form", ['"other"', "", "{}x", "nonsense", 'W/"{}', '"'])
async def test_who_names_another_gets_all(http: httpx.AsyncClient, form: str) -> None:
    etag = (await get(http)).headers["etag"].strip('"')
    response = await get(http, If_None_Match=form.format(etag))
    assert response.status_code == 200
    assert response.json() == {"data": {"hello": "hello"}}


async def test_other_answers_and_other_media_types_have_other_tags(http: httpx.AsyncClient) -> None:
    tags = {
        (await get(http)).headers["etag"],
        (await get(http, "{ again: hello }")).headers["etag"],
        (await get(http, Accept=GRAPHQL_JSON)).headers["etag"],
    }
    assert len(tags) == 3


@pytest.mark.parametrize("query", ["{ broken }", "{ missing }", "{ nothing }", "{"])
async def test_errors_have_no_tag_and_are_not_stored(http: httpx.AsyncClient, query: str) -> None:
    response = await get(http, query, If_None_Match="*")
    assert response.status_code != 304
    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "no-store"


async def test_a_post_is_never_stored(http: httpx.AsyncClient) -> None:
    response = await http.post("/graphql", json={"query": "{ hello }"}, headers={"If-None-Match": "*"})
    assert response.status_code == 200
    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "no-store"


@given(st.lists(st.tuples(st.booleans(), TAGS), max_size=6), TAGS)
def test_a_list_names_its_tags_and_no_others(listed: list[tuple[bool, str]], etag: str) -> None:
    header = ", ".join(("W/" if weak else "") + tag for weak, tag in listed)
    assert names(header, etag) == (etag in [tag for _, tag in listed])


@given(st.binary(), st.binary())
def test_tags_are_equal_where_bytes_are(one: bytes, other: bytes) -> None:
    tags = [etag_of(Answer.of_bytes(body), "application/json") for body in (one, other)]
    assert (tags[0] == tags[1]) == (one == other)
