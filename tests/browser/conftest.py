"""A visit to a page in headless Chromium: it ends well if the page kept to its own host without complaint."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, ConsoleMessage, Error, Page, Request, WebSocket, async_playwright

from tests.conftest import skip_or_fail

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
INLINE_SCHEMES = {"data", "blob"}


@dataclass
class Visit:
    """A page, and what it did that a visitor would not see."""

    page: Page
    addresses: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def hosts(self) -> set[str]:
        """Every host the page asked for something."""
        parts = map(urlsplit, self.addresses)
        return {address.netloc for address in parts if address.scheme not in INLINE_SCHEMES}

    def listen(self) -> None:
        self.page.on("request", self._note_request)
        self.page.on("websocket", self._note_socket)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", self._note_error)

    def _note_request(self, request: Request) -> None:
        self.addresses.append(request.url)

    def _note_socket(self, socket: WebSocket) -> None:
        self.addresses.append(socket.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _note_error(self, error: Error) -> None:
        self.complaints.append(str(error))


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        skip_or_fail(f"no browser: none of {', '.join(PROGRAMS)} is installed")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def visit(browser: Browser, served: str, tmp_path: Path) -> AsyncIterator[Visit]:
    """An empty page of a browser that was never here; a screenshot of how it ends goes to tmp_path."""
    page = await browser.new_page(base_url=served, viewport={"width": 1440, "height": 900})
    visit = Visit(page)
    visit.listen()
    yield visit
    await page.screenshot(path=tmp_path / "end.png")
    assert visit.complaints == []
    assert visit.hosts() == {urlsplit(served).netloc}
