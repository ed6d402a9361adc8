"""Serving the pages of links until somebody ends it (R231)."""

import socket
from collections.abc import Callable
from ipaddress import ip_address

import uvicorn

from billia_tui import failures
from billia_tui.errors import Refused
from billia_tui.operations.links.door import LinkDoor
from billia_tui.web.application import application

PROXIES = "127.0.0.1,::1"
"""Whose word is taken for where a request comes from, if nothing else is said: a web server of this machine."""

_MOST_CONNECTIONS = 200
_SECONDS_TO_FINISH = 5


def serve(door: LinkDoor, host: str, port: int, proxies: str, ready: Callable[[str], None]) -> None:
    """Answers until SIGINT or SIGTERM; nothing of a request is logged, as its address is a secret (P8).

    Args:
        door: an open store.
        host: where to listen; an address or a name of this machine.
        port: 0 for any that is free.
        proxies: addresses of web servers in front, with commas between them.
        ready: is told the address of the pages once they can be asked.

    Raises:
        Refused: it cannot listen there.
    """
    with _listening(host, port) as listener:
        config = uvicorn.Config(
            application(door, failures.record),
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=proxies,
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=_SECONDS_TO_FINISH,
        )
        name, number = listener.getsockname()[:2]
        ready(f"http://[{name}]:{number}" if ":" in name else f"http://{name}:{number}")
        uvicorn.Server(config).run(sockets=[listener])


def is_near(host: str) -> bool:
    """Whether only this machine reaches it."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family)
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no such name"
        raise Refused(f"cannot listen on {host} port {port}: {reason}") from error
