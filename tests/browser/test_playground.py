"""The playground as a visitor meets it, on the real service."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

EXAMPLES = Path(__file__).parents[2] / "examples"
STARTING_MS = 30_000
ANSWER = (
    "() => __MONACO.editor.getModels().find(model => model.uri.path.endsWith('response.json'))?.getValue()"
)


def example_names(beginning: str = "") -> set[str]:
    """Names of the example files, of all or of those whose operation begins so."""
    begins = re.compile(f"^{beginning}", re.MULTILINE)
    return {file.stem for file in EXAMPLES.glob("*.graphql") if begins.search(file.read_text())}


async def open_playground(page: Page) -> None:
    await page.goto("/playground/")
    await expect(page.locator(".graphiql-query-editor .view-line").first).to_be_visible(timeout=STARTING_MS)


async def answer(page: Page) -> Any:
    """The JSON in the answer pane, once there is some."""
    await page.wait_for_function(f"() => ({ANSWER})()?.includes('{{')")
    return json.loads(await page.evaluate(ANSWER))


def values_of(name: str, tree: Any) -> list[Any]:
    """Every value under this key, however deep."""
    if isinstance(tree, list):
        return [value for item in tree for value in values_of(name, item)]
    if not isinstance(tree, dict):
        return []
    own = [tree[name]] if name in tree else []
    return own + [value for item in tree.values() for value in values_of(name, item)]


async def test_a_first_visitor_presses_run_and_gets_probabilities_of_a_match(
    visit: Visit, tmp_path: Path
) -> None:
    await open_playground(visit.page)
    await expect(visit.page.locator(".graphiql-tab-active")).to_contain_text("MatchPrediction")
    await visit.page.screenshot(path=tmp_path / "first-sight.png")

    await visit.page.get_by_role("button", name="Run", exact=True).click()

    answered = await answer(visit.page)
    probabilities = [outcome for outcome in values_of("outcome", answered) if isinstance(outcome, dict)]
    assert probabilities
    for outcome in probabilities:
        assert outcome["home"] + outcome["draw"] + outcome["away"] == pytest.approx(1, abs=1e-6)


async def test_control_enter_in_the_editor_runs_the_operation(visit: Visit) -> None:
    await open_playground(visit.page)
    await visit.page.locator(".graphiql-query-editor .view-line").first.click()

    await visit.page.keyboard.press("Control+Enter")

    assert "errors" not in await answer(visit.page)


async def test_a_subscription_shows_its_first_message(visit: Visit) -> None:
    name = min(example_names(r"subscription\b.*\{\s*health\b"))
    await open_playground(visit.page)
    await visit.page.locator(f"[data-example={name}]").click()

    await visit.page.get_by_role("button", name="Run", exact=True).click()

    message = await answer(visit.page)
    assert "errors" not in message
    assert message["data"]
    assert any(address.startswith("ws") for address in visit.addresses)


async def test_the_examples_panel_lists_every_file(visit: Visit) -> None:
    await open_playground(visit.page)

    listed = await visit.page.locator("[data-example]").evaluate_all(
        "buttons => buttons.map(button => button.dataset.example)"
    )

    assert sorted(listed) == sorted(example_names())


async def test_an_example_opens_once_and_closed_it_opens_again(visit: Visit) -> None:
    await open_playground(visit.page)
    tabs = visit.page.locator(".graphiql-tab")
    before = await tabs.count()

    await visit.page.locator("[data-example=MatchPrediction]").click()
    await expect(tabs).to_have_count(before)
    await visit.page.locator(".graphiql-tab-active .graphiql-tab-close").click()
    await expect(tabs).to_have_count(before - 1)
    await visit.page.locator("[data-example=MatchPrediction]").click()

    await expect(tabs).to_have_count(before)
    await expect(visit.page.locator(".graphiql-tab-active")).to_contain_text("MatchPrediction")


async def test_an_answer_that_comes_after_its_tab_was_left_is_dropped(visit: Visit) -> None:
    await open_playground(visit.page)
    held: list[Route] = []

    async def hold(route: Route) -> None:
        held.append(route)

    await visit.page.route("**/graphql", hold)
    await visit.page.locator(".graphiql-execute-button").click()
    await expect(visit.page.locator(".graphiql-response .graphiql-spinner")).to_be_visible()

    await visit.page.locator(".graphiql-tab-add").click()
    for request in held:
        await request.continue_()
    await visit.page.wait_for_timeout(500)

    assert await visit.page.evaluate(ANSWER) == ""


async def test_a_key_made_here_and_shown_here_reaches_requests_and_sockets(visit: Visit) -> None:
    page = visit.page
    first_frames: list[str | bytes] = []

    def note(frame: str | bytes) -> None:
        first_frames.append(frame)

    page.on("websocket", lambda socket: socket.once("framesent", note))
    await open_playground(page)
    await expect(page.locator(".who-asks output")).to_have_text("anonymous: ADMIN")
    await page.locator("[data-example=CreateApiKey]").click()
    await page.locator(".graphiql-execute-button").click()
    [key] = values_of("key", await answer(page))

    await page.get_by_label("API key").fill(key)
    await page.keyboard.press("Enter")
    await expect(page.locator(".who-asks output")).to_have_text("a front end: READER")
    await page.locator("[data-example=LiveHealth]").click()
    await page.locator(".graphiql-execute-button").click()

    assert "errors" not in await answer(page)
    assert json.loads(first_frames[0]) == {
        "type": "connection_init",
        "payload": {"authorization": f"Bearer {key}"},
    }
    await page.locator("[data-example=SettleMatch]").click()
    await page.locator(".graphiql-execute-button").click()
    assert values_of("code", await answer(page)) == ["PERMISSION_DENIED"]


async def test_where_only_trusted_documents_are_answered_the_page_says_so(visit: Visit) -> None:
    refusal = {"message": "only trusted", "extensions": {"code": "TRUSTED_DOCUMENTS_ONLY"}}

    async def refuse_the_schema(route: Route) -> None:
        if "IntrospectionQuery" in (route.request.post_data or ""):
            await route.fulfill(json={"errors": [refusal]})
        else:
            await route.continue_()

    await visit.page.route("**/graphql", refuse_the_schema)
    await open_playground(visit.page)

    await expect(visit.page.locator(".notice")).to_contain_text("trusted documents alone: the examples run")
    await visit.page.locator(".graphiql-execute-button").click()
    assert "errors" not in await answer(visit.page)
