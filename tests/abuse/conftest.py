"""A toy server in a process of its own, with a witness."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.abuse.attacked import FRIEND, left_nothing, logged_nothing_wrong, neighbour
from tests.http.serving import Child, child_server


@pytest.fixture(scope="module")
def child(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child]:
    """One server for all attacks; at the end it has logged no error."""
    log = tmp_path_factory.mktemp("sockets") / "server.log"
    with child_server("tests.http.toy:create_app", log, FOOTBALL_ALLOWED_ORIGINS=FRIEND) as server:
        yield server
    logged_nothing_wrong(log)


@pytest.fixture
async def address(child: Child) -> AsyncIterator[str]:
    """Where it is served. Meanwhile another client's subscription goes on, and after it nothing is left."""
    async with neighbour(child.address):
        yield child.address
    await left_nothing(child.address)
