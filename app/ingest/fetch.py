"""Fetching one file over https, http or from a folder: bounded in time, size, redirects and attempts."""

import asyncio
import os
import random
import stat
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote, urlsplit

from app.ingest.budget import Budget
from app.ingest.errors import FileRefused, SourceAbsent, SourceUnavailable
from app.ingest.table import MAX_BYTES

if TYPE_CHECKING:
    import httpx

USER_AGENT = "football-prediction"
RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
ABSENT = frozenset({404, 410})
LONGEST_ETAG = 200


@dataclass(frozen=True, slots=True)
class Fetched:
    """A payload and the mark by which the source knows this version of it."""

    payload: bytes
    etag: str | None


class NotModified:
    """The source still has the version we have."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Times in seconds. A whole answer may take `answer_s`, however slowly it drips."""

    connect_s: float = 5.0
    read_s: float = 20.0
    answer_s: float = 120.0
    attempts: int = 4
    first_pause_s: float = 0.5
    longest_pause_s: float = 30.0


class Fetcher:
    """Fetches the files of one source. Use as a context manager; it holds the connections."""

    def __init__(
        self, budget: Budget, *, patience: Patience | None = None, max_bytes: int = MAX_BYTES
    ) -> None:
        import httpx  # noqa: PLC0415  loaded where something is fetched

        self._budget = budget
        self._patience = patience or Patience()
        self._max_bytes = max_bytes
        self._httpx = httpx
        self._client = httpx.AsyncClient(
            follow_redirects=True,
            max_redirects=5,
            timeout=httpx.Timeout(self._patience.read_s, connect=self._patience.connect_s),
            headers={"User-Agent": USER_AGENT},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def fetch(self, url: str, *, etag: str | None = None) -> Fetched | NotModified:
        """The file at `url`, or NotModified where it still has `etag`.

        Raises SourceAbsent, SourceUnavailable, FileRefused (too large) and BudgetExhausted.
        """
        if urlsplit(url).scheme == "file":
            return await asyncio.to_thread(self._read_file, url, etag)
        return await self._fetch_patiently(url, etag)

    async def reaches(self, url: str) -> bool:
        """Whether anything answers at this address, or the folder is there; one quick attempt."""
        if urlsplit(url).scheme == "file":
            return await asyncio.to_thread(_path(url).is_dir)
        try:
            async with asyncio.timeout(self._patience.connect_s * 2), self._client.stream("GET", url):
                return True
        except (self._httpx.HTTPError, self._httpx.InvalidURL, TimeoutError):
            return False

    async def _fetch_patiently(self, url: str, etag: str | None) -> Fetched | NotModified:
        httpx = self._httpx
        for attempt in range(1, self._patience.attempts + 1):
            await self._budget.spend()
            try:
                async with asyncio.timeout(self._patience.answer_s):
                    return await self._ask(url, etag)
            except (_Retry, httpx.TransportError, TimeoutError) as error:
                if attempt == self._patience.attempts:
                    raise SourceUnavailable(
                        f"{url} did not answer in {attempt} attempts (last: {_words(error)}); try again later"
                    ) from error
                await asyncio.sleep(self._pause_s(attempt, error))
            except (httpx.InvalidURL, httpx.TooManyRedirects) as error:
                raise SourceUnavailable(f"{url}: {_words(error)}; check FOOTBALL_DATA_URL") from error
            except httpx.DecodingError as error:
                raise FileRefused(url, f"its compression is broken ({_words(error)})") from error
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _ask(self, url: str, etag: str | None) -> Fetched | NotModified:
        headers = {"If-None-Match": etag} if etag else {}
        async with self._client.stream("GET", url, headers=headers) as response:
            if response.status_code == HTTPStatus.NOT_MODIFIED and etag:
                return NotModified()
            if response.status_code in ABSENT:
                raise SourceAbsent(f"{url} does not exist ({response.status_code})")
            if response.status_code in RETRIED:
                raise _Retry(f"status {response.status_code}", _retry_after(response))
            if response.status_code != HTTPStatus.OK:
                raise SourceUnavailable(f"{url} answers with status {response.status_code}")
            return Fetched(await self._body(response, url), _etag(response))

    async def _body(self, response: "httpx.Response", url: str) -> bytes:
        announced = response.headers.get("Content-Length", "")
        if announced.isdigit() and int(announced) > self._max_bytes:
            raise self._too_large(url)
        body = bytearray()
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > self._max_bytes:
                raise self._too_large(url)
        return bytes(body)

    def _read_file(self, url: str, etag: str | None) -> Fetched | NotModified:
        path = _path(url)
        try:
            # non-blocking, as opening a pipe would otherwise wait for its writer
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
            try:
                return self._read(descriptor, path, etag)
            finally:
                os.close(descriptor)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise SourceAbsent(f"{path} does not exist") from error
        except OSError as error:
            raise SourceUnavailable(f"{path} cannot be read ({error.strerror})") from error

    def _read(self, descriptor: int, path: Path, etag: str | None) -> Fetched | NotModified:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise FileRefused(str(path), "it is not a regular file")
        if state.st_size > self._max_bytes:
            raise self._too_large(str(path))
        mark = f"{state.st_mtime_ns}-{state.st_size}"
        if mark == etag:
            return NotModified()
        with os.fdopen(descriptor, "rb", closefd=False) as opened:
            payload = opened.read(self._max_bytes + 1)
        if len(payload) > self._max_bytes:
            raise self._too_large(str(path))
        return Fetched(payload, mark)

    def _too_large(self, file: str) -> FileRefused:
        return FileRefused(file, f"it is larger than {self._max_bytes >> 20} MB")

    def _pause_s(self, attempt: int, error: Exception) -> float:
        wanted = error.after_s if isinstance(error, _Retry) and error.after_s is not None else 0.0
        grown = self._patience.first_pause_s * 2.0 ** (attempt - 1)
        jittered = grown * random.uniform(0.5, 1.5)  # noqa: S311  spreads retries, guards nothing
        return min(max(wanted, jittered), self._patience.longest_pause_s)


class _Retry(Exception):
    """An answer that may be another in a moment; `after_s` is what the source asks for."""

    def __init__(self, reason: str, after_s: float | None) -> None:
        super().__init__(reason)
        self.after_s = after_s


def _retry_after(response: "httpx.Response") -> float | None:
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isdigit() and len(text) < 6 else None


def _etag(response: "httpx.Response") -> str | None:
    etag = response.headers.get("ETag")
    return etag if etag and len(etag) <= LONGEST_ETAG else None


def _path(url: str) -> Path:
    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost"):
        raise SourceUnavailable(f"{url} names another machine; write file:///folder")
    path = unquote(parts.path)
    if "\0" in path:
        raise SourceUnavailable(f"{url!r} is not the address of a file")
    return Path(path)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
