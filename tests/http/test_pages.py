"""Pages and files: right types, long caching, and nothing from any other host."""

import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from app.http.application import Wiring, make_application
from tests.http.serving import client
from tests.http.toy import Pitch, toy_schema


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A built playground of a page, a script and a font."""
    assets = tmp_path / "static" / "playground" / "assets"
    assets.mkdir(parents=True)
    (assets.parent / "index.html").write_text('<script type="module" src="./assets/a-1f.js"></script>')
    for name in ("a-1f.js", "b-2e.css", "c-3d.ttf"):
        (assets / name).write_text("x")
    (tmp_path / "secret.txt").write_text("secret")
    return tmp_path / "static"


def app_with(static: Path) -> Starlette:
    pitch = Pitch()
    return make_application(Wiring(schema=toy_schema(), context_factory=pitch.make_context, static=static))


async def test_the_index_links_everything_and_every_link_leads_somewhere(http: httpx.AsyncClient) -> None:
    page = await http.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    links = re.findall(r'href="([^"]+)"', page.text)
    assert {link.split("?")[0] for link in links} >= {
        "/playground", "/graphql", "/health", "/health/liveness", "/health/readiness", "/health/startup",
        "/api/v1/status", "/metrics",
    }  # fmt: skip
    for link in links:
        assert (await http.get(link, follow_redirects=True)).status_code == 200, link


async def test_the_index_allows_only_its_own_style(http: httpx.AsyncClient) -> None:
    page = await http.get("/")
    policy = page.headers["content-security-policy"]
    assert re.search(r"default-src 'none'; style-src 'sha256-[^']+'", policy)
    assert "<script" not in page.text
    assert set(re.findall(r"https?://[^/]+", page.text)) == {"http://test"}


async def test_the_index_prints_a_command_for_the_address_it_was_asked_at(http: httpx.AsyncClient) -> None:
    page = await http.get("/", headers={"Host": "predictions.example:81"})
    assert "}' http://predictions.example:81/graphql</pre>" in page.text
    hostile = await http.get("/", headers={"Host": "<b>"})
    assert "<b>" not in hostile.text


async def test_the_playground_is_served_from_its_own_folder(static: Path) -> None:
    async with client(app_with(static)) as http:
        there = await http.get("/playground", params={"query": "{ hello }"})
        page = await http.get("/playground/")
        script = await http.get("/playground/assets/a-1f.js")
    assert (there.status_code, there.headers["location"]) == (308, "/playground/?query=%7B+hello+%7D")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-cache")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a-1f.js", "text/javascript; charset=utf-8"),
        ("b-2e.css", "text/css; charset=utf-8"),
        ("c-3d.ttf", "font/ttf"),
    ],
)
async def test_assets_have_their_type_whatever_the_machine_thinks(
    static: Path, name: str, media_type: str
) -> None:
    async with client(app_with(static)) as http:
        for prefix in ("/playground/assets", "/static/playground/assets"):
            response = await http.get(f"{prefix}/{name}")
            assert response.headers.get_list("content-type") == [media_type]


async def test_the_playground_may_talk_to_no_other_host(static: Path) -> None:
    async with client(app_with(static)) as http:
        policy = (await http.get("/playground/")).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert not re.search(r"https?:|ws:|\*|unsafe-eval", policy)


async def test_an_unchanged_asset_is_not_sent_again(static: Path) -> None:
    async with client(app_with(static)) as http:
        first = await http.get("/playground/assets/a-1f.js")
        again = await http.get("/playground/assets/a-1f.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/static/../secret.txt", "/static/%2e%2e/secret.txt", "/playground/%00", "/static/"]
)
async def test_nothing_outside_the_folder_is_served(static: Path, path: str) -> None:
    async with client(app_with(static)) as http:
        response = await http.get(path)
    assert response.status_code == 404
    assert "secret" not in response.text.replace("secret.txt", "")


async def test_without_a_playground_its_page_says_so(tmp_path: Path) -> None:
    async with client(app_with(tmp_path / "none")) as http:
        response = await http.get("/playground")
    assert response.status_code == 404
    assert "not part of this installation" in response.text
