"""The client's address behind proxies that are known.

Each proxy appends to X-Forwarded-For whom it was asked by, so the list is read from its end: what stands left
of the first address that is no known proxy was written by a client, who may write anything.
"""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import SettingsInvalid

Networks: TypeAlias = tuple[IPv4Network | IPv6Network, ...]
MOST_HOPS = 32
LONGEST_HOP = 100
"""More than any address takes: what is looked at is remembered."""


def networks_in(setting: str) -> Networks:
    """The addresses and networks of FOOTBALL_TRUSTED_PROXIES. Raises SettingsInvalid."""
    try:
        return tuple(ip_network(part.strip()) for part in setting.split(",") if part.strip())
    except ValueError as error:
        raise SettingsInvalid(
            f"FOOTBALL_TRUSTED_PROXIES: {error}; list addresses or networks, such as 10.0.0.0/8, ::1"
        ) from None


class TrustedProxies:
    """Puts the client's address in the place of the proxy's."""

    def __init__(self, app: ASGIApp, proxies: Networks) -> None:
        self._app = app
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        peer = scope.get("client")
        if peer is not None and trusted(peer[0], self._proxies):
            scope["client"] = (client_address(peer[0], _hops(scope["headers"]), self._proxies), 0)
        await self._app(scope, receive, send)


def client_address(peer: str, hops: Sequence[str], proxies: Networks) -> str:
    """The last address of the chain that is no known proxy; the first one where all are."""
    client = peer
    for hop in reversed(hops):
        if not trusted(client, proxies):
            break
        known = address_in(hop) if len(hop) <= LONGEST_HOP else None
        if known is None:
            break
        client = known
    return client


@lru_cache(maxsize=4096)
def trusted(address: str, proxies: Networks) -> bool:
    known = address_in(address)
    return known is not None and any(ip_address(known) in network for network in proxies)


@lru_cache(maxsize=4096)
def address_in(hop: str) -> str | None:
    """The address of a hop, its port left out; None where it is none."""
    text = hop.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)


def _hops(headers: Sequence[tuple[bytes, bytes]]) -> list[str]:
    """What X-Forwarded-For says, the nearest last; of several headers, in their order."""
    lines = [value for name, value in headers if name == b"x-forwarded-for"]
    return b",".join(lines).decode("latin-1").split(",")[-MOST_HOPS:] if lines else []
