"""The client's address behind proxies: believed only of those that are known, read from its end."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from app.errors import SettingsInvalid
from app.http.proxies import TrustedProxies, address_in, client_address, networks_in, trusted

PROXIES = networks_in("10.0.0.0/8, 192.0.2.7, ::1")
FOREIGN = st.ip_addresses(v=4).map(str).filter(lambda address: not trusted(address, PROXIES))
OURS = st.ip_addresses(network="10.0.0.0/8").map(str)


@pytest.mark.parametrize(
    ("peer", "hops", "client"),
    [
        ("203.0.113.5", ["198.51.100.1"], "203.0.113.5"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["6.6.6.6", "198.51.100.1", "10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["10.9.9.9", "10.0.0.2"], "10.9.9.9"),
        ("10.0.0.1", ["198.51.100.1", "unknown", "10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("::1", ["[2001:db8::1]:443"], "2001:db8::1"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
    ],
)
def test_the_last_hop_that_is_no_known_proxy_is_the_client(peer: str, hops: list[str], client: str) -> None:
    assert client_address(peer, hops, PROXIES) == client


@given(OURS, st.lists(st.text(max_size=20) | FOREIGN, max_size=5), FOREIGN, st.lists(OURS, max_size=3))
def test_whatever_a_client_writes_its_own_address_is_told(
    peer: str, written: list[str], client: str, ours: list[str]
) -> None:
    assert client_address(peer, [*written, client, *ours], PROXIES) == client


@given(st.text())
def test_any_hop_is_read_without_an_error(hop: str) -> None:
    known = address_in(hop)
    assert known is None or address_in(known) == known


def test_hops_too_long_for_addresses_are_not_remembered() -> None:
    before = address_in.cache_info().currsize
    for number in range(100):
        assert client_address("10.0.0.1", [f"{number}" * 5_000], PROXIES) == "10.0.0.1"
    assert address_in.cache_info().currsize <= before + 1


@pytest.mark.parametrize("setting", ["10.0.0.0/33", "proxy.example", "10.0.0.1/8"])
def test_a_setting_that_is_no_network_is_refused_by_name(setting: str) -> None:
    with pytest.raises(SettingsInvalid, match="FOOTBALL_TRUSTED_PROXIES"):
        networks_in(setting)


@pytest.mark.parametrize(
    ("peer", "seen"), [("10.0.0.1", "198.51.100.1"), ("203.0.113.5", "203.0.113.5")], ids=["proxy", "client"]
)
async def test_an_application_sees_the_clients_address(peer: str, seen: str) -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["client"][0].encode()})

    transport = httpx.ASGITransport(TrustedProxies(application, PROXIES), client=(peer, 123))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        headers = [("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "198.51.100.1, 10.0.0.2")]
        assert (await http.get("/", headers=headers)).text == seen
