"""Running the application: bind, then serve in this process or in several, and stop with status 0."""

import errno
import socket
from collections.abc import Callable
from ipaddress import ip_address

from app.config import Settings, variable
from app.errors import FootballError
from app.http.supervisor import supervise
from app.http.worker import address_of, serve_on

APPLICATION = "app.main:create_app"
OnBound = Callable[[str], None]


class PortTaken(FootballError):
    code = "PORT_TAKEN"


class AddressUnusable(FootballError):
    code = "ADDRESS_UNUSABLE"


def run(settings: Settings, *, on_bound: OnBound | None = None, application: str = APPLICATION) -> None:
    """Serve until SIGTERM or SIGINT, then drain for `drain_timeout_s` and return.

    `on_bound` gets the address once requests are taken. `application` names a factory from settings to a
    Starlette application. Raises PortTaken, AddressUnusable, or what the application's start raises.
    """
    with bind(settings.host, settings.port) as bound:

        def tell() -> None:
            if on_bound:
                on_bound(address_of(bound))

        if settings.workers > 1:
            supervise(settings, bound, application, tell)
        else:
            serve_on(settings, bound, application, tell)


def bind(host: str, port: int) -> socket.socket:
    """A bound socket (port 0: any free one). Raises PortTaken or AddressUnusable."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise _unusable(host, error) from error
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen()
    except OSError as error:
        bound.close()
        raise _unbindable(host, port, error) from error
    return bound


def is_local(host: str) -> bool:
    """Whether only this machine reaches a server on this host."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _unusable(host: str, error: OSError) -> AddressUnusable:
    return AddressUnusable(
        f"cannot listen on {host!r} ({error.strerror or error}); "
        f"set {variable('host')} to an address of this machine"
    )


def _unbindable(host: str, port: int, error: OSError) -> FootballError:
    if error.errno == errno.EADDRINUSE:
        return PortTaken(
            f"port {port} on {host} is taken by another program; stop it, or choose another port with "
            f"{variable('port')} (0 takes any free one)"
        )
    if error.errno == errno.EACCES:
        return AddressUnusable(
            f"port {port} on {host} needs more rights; set {variable('port')} to one above 1023"
        )
    return _unusable(host, error)
