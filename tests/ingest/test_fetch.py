"""Fetching files, against a real server on this machine and real folders."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.ingest.budget import Budget, Limits
from app.ingest.errors import BudgetExhausted, FileRefused, SourceAbsent, SourceUnavailable
from app.ingest.fetch import Fetched, Fetcher, NotModified, Patience
from tests.ingest.samples import SEASON, gzipped
from tests.ingest.server import (
    Site,
    endless,
    head,
    in_turn,
    payload,
    pieces,
    silent,
    site,
    status,
    with_etag,
)

QUICK = Patience(connect_s=1, read_s=0.3, answer_s=2, attempts=3, first_pause_s=0.01, longest_pause_s=0.05)
FAST = Limits(requests=100, per_second=10_000)


@pytest.fixture
async def served() -> AsyncIterator[Site]:
    async with site() as running:
        yield running


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(Budget("test", FAST), patience=QUICK, max_bytes=100_000) as opened:
        yield opened


async def test_a_file_is_fetched_with_its_etag(served: Site, fetcher: Fetcher) -> None:
    served["/E0.csv"] = with_etag(SEASON, '"v1"')
    assert await fetcher.fetch(f"{served.url}/E0.csv") == Fetched(SEASON, '"v1"')


async def test_a_version_we_have_is_not_sent_again(served: Site, fetcher: Fetcher) -> None:
    served["/E0.csv"] = with_etag(SEASON, '"v1"')
    assert isinstance(await fetcher.fetch(f"{served.url}/E0.csv", etag='"v1"'), NotModified)
    assert isinstance(await fetcher.fetch(f"{served.url}/E0.csv", etag='"v0"'), Fetched)


async def test_an_etag_too_long_to_keep_is_no_etag(served: Site, fetcher: Fetcher) -> None:
    served["/E0.csv"] = payload(SEASON, ETag='"' + "v" * 300 + '"')
    assert await fetcher.fetch(f"{served.url}/E0.csv") == Fetched(SEASON, None)


async def test_a_compressed_answer_is_unpacked(served: Site, fetcher: Fetcher) -> None:
    served["/E0.csv"] = payload(gzipped(SEASON), Content_Encoding="gzip")
    assert await fetcher.fetch(f"{served.url}/E0.csv") == Fetched(SEASON, None)


@pytest.mark.parametrize("code", [429, 500, 503])
async def test_a_passing_failure_is_tried_again(served: Site, fetcher: Fetcher, code: int) -> None:
    served["/E0.csv"] = in_turn(status(code, Retry_After="0"), status(code), payload(SEASON))
    assert await fetcher.fetch(f"{served.url}/E0.csv") == Fetched(SEASON, None)
    assert len(served.asked) == 3


async def test_a_lasting_failure_ends_after_the_attempts(served: Site, fetcher: Fetcher) -> None:
    served["/E0.csv"] = status(500)
    with pytest.raises(SourceUnavailable, match=r"did not answer in 3 attempts .*status 500"):
        await fetcher.fetch(f"{served.url}/E0.csv")
    assert len(served.asked) == 3


async def test_a_file_that_does_not_exist_is_absent_at_once(served: Site, fetcher: Fetcher) -> None:
    with pytest.raises(SourceAbsent, match=r"does not exist \(404\)"):
        await fetcher.fetch(f"{served.url}/E0.csv")
    assert len(served.asked) == 1


async def test_a_refusal_is_not_tried_again(served: Site, fetcher: Fetcher) -> None:
    served["/E0.csv"] = status(403)
    with pytest.raises(SourceUnavailable, match="status 403"):
        await fetcher.fetch(f"{served.url}/E0.csv")
    assert len(served.asked) == 1


async def test_a_server_that_hangs_up_is_given_up(served: Site, fetcher: Fetcher) -> None:
    served["/E0.csv"] = pieces()
    with pytest.raises(SourceUnavailable, match="3 attempts"):
        await fetcher.fetch(f"{served.url}/E0.csv")


async def test_a_server_that_says_nothing_is_given_up(served: Site, fetcher: Fetcher) -> None:
    served["/E0.csv"] = silent(10)
    start = asyncio.get_running_loop().time()
    with pytest.raises(SourceUnavailable, match="ReadTimeout"):
        await fetcher.fetch(f"{served.url}/E0.csv")
    assert asyncio.get_running_loop().time() - start < 3


async def test_an_answer_that_breaks_off_is_tried_again(served: Site, fetcher: Fetcher) -> None:
    cut = pieces(head(200, Content_Length=str(len(SEASON))), SEASON[:50])
    served["/E0.csv"] = in_turn(cut, payload(SEASON))
    assert await fetcher.fetch(f"{served.url}/E0.csv") == Fetched(SEASON, None)


async def test_an_answer_that_only_drips_ends_in_time(served: Site) -> None:
    served.drip_s = 0.02
    served["/E0.csv"] = endless(head(200), b"x")
    patience = replace(QUICK, answer_s=0.3, attempts=1)
    start = asyncio.get_running_loop().time()
    async with Fetcher(Budget("test", FAST), patience=patience) as fetcher:
        with pytest.raises(SourceUnavailable, match="TimeoutError"):
            await fetcher.fetch(f"{served.url}/E0.csv")
    assert asyncio.get_running_loop().time() - start < 2


async def test_an_announced_size_above_the_limit_is_refused_unread(served: Site, fetcher: Fetcher) -> None:
    served["/E0.csv"] = endless(head(200, Content_Length=str(2 << 30)), b"x" * 1000)
    with pytest.raises(FileRefused, match="larger than"):
        await fetcher.fetch(f"{served.url}/E0.csv")


async def test_a_stream_without_end_is_refused_at_the_limit(served: Site, fetcher: Fetcher) -> None:
    served["/E0.csv"] = endless(head(200), b"x" * 10_000)
    with pytest.raises(FileRefused, match="larger than"):
        await fetcher.fetch(f"{served.url}/E0.csv")


async def test_a_small_answer_that_unpacks_above_the_limit_is_refused(served: Site, fetcher: Fetcher) -> None:
    served["/E0.csv"] = payload(gzipped(b"x" * 1_000_000), Content_Encoding="gzip")
    with pytest.raises(FileRefused, match="larger than"):
        await fetcher.fetch(f"{served.url}/E0.csv")


async def test_broken_compression_is_refused(served: Site, fetcher: Fetcher) -> None:
    served["/E0.csv"] = payload(SEASON, Content_Encoding="gzip")
    with pytest.raises(FileRefused, match="compression is broken"):
        await fetcher.fetch(f"{served.url}/E0.csv")


async def test_a_redirect_is_followed_and_a_circle_is_left(served: Site, fetcher: Fetcher) -> None:
    served["/old.csv"] = status(301, Location="/E0.csv")
    served["/E0.csv"] = payload(SEASON)
    assert await fetcher.fetch(f"{served.url}/old.csv") == Fetched(SEASON, None)
    served["/circle.csv"] = status(302, Location="/circle.csv")
    with pytest.raises(SourceUnavailable, match="TooManyRedirects"):
        await fetcher.fetch(f"{served.url}/circle.csv")


async def test_a_redirect_out_of_the_web_is_not_followed(served: Site, fetcher: Fetcher) -> None:
    served["/E0.csv"] = status(302, Location="file:///etc/hostname")
    with pytest.raises(SourceUnavailable):
        await fetcher.fetch(f"{served.url}/E0.csv")


async def test_nobody_listening_is_unavailable_and_not_reachable(served: Site, fetcher: Fetcher) -> None:
    assert await fetcher.reaches(served.url)
    with pytest.raises(SourceUnavailable, match="ConnectError"):
        await fetcher.fetch("http://127.0.0.1:9/E0.csv")
    assert not await fetcher.reaches("http://127.0.0.1:9/")


async def test_retries_count_against_the_budget(served: Site) -> None:
    served["/E0.csv"] = status(500)
    async with Fetcher(Budget("test", Limits(2, 10_000)), patience=QUICK) as fetcher:
        with pytest.raises(BudgetExhausted):
            await fetcher.fetch(f"{served.url}/E0.csv")
    assert len(served.asked) == 2


async def test_a_file_of_a_folder_is_read_with_a_mark_of_its_version(
    tmp_path: Path, fetcher: Fetcher
) -> None:
    path = tmp_path / "a season.csv"
    path.write_bytes(SEASON)
    first = await fetcher.fetch(path.as_uri())
    assert isinstance(first, Fetched)
    assert first.payload == SEASON
    assert isinstance(await fetcher.fetch(path.as_uri(), etag=first.etag), NotModified)
    os.utime(path, ns=(1, 1))
    assert isinstance(await fetcher.fetch(path.as_uri(), etag=first.etag), Fetched)
    assert await fetcher.reaches(tmp_path.as_uri())


async def test_a_huge_file_is_refused_unread(tmp_path: Path, fetcher: Fetcher) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as sparse:
        sparse.truncate(2 << 30)
    with pytest.raises(FileRefused, match="larger than"):
        await fetcher.fetch(path.as_uri())


async def test_what_is_no_file_is_absent_refused_or_unavailable(tmp_path: Path, fetcher: Fetcher) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path, refusal in (
        (tmp_path / "none.csv", SourceAbsent),
        (tmp_path / "pipe.csv", FileRefused),
        (tmp_path, FileRefused),
        (tmp_path / ("n" * 300), SourceUnavailable),
    ):
        with pytest.raises(refusal):
            await fetcher.fetch(path.as_uri())
    for url in ("file://elsewhere/E0.csv", "file:///a%00b"):
        with pytest.raises(SourceUnavailable):
            await fetcher.fetch(url)
    assert not await fetcher.reaches((tmp_path / "none").as_uri())
