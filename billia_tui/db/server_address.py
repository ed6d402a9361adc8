"""Addresses of servers as libpq writes them, with several hosts too, and the reasons for which none of them answers."""

import re

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from billia_tui.errors import StoreError
from billia_tui.text import clean

NONE = "--database is no address of a store; for example postgresql://ana@db.example.org/billia"
PORT = "5432"
MOST = 400
"""Characters of what a driver says that are shown."""

_HOSTS = re.compile(
    r"(?P<scheme>postgres(?:ql)?(?:\+\w+)?)://(?P<who>[^@/?]*@)?(?P<hosts>[^/?]*,[^/?]*)(?P<rest>[/?].*|$)"
)
_AROUND = re.compile(
    r"^connection (failed|is bad): "
    r'|connection to server (on socket "[^"]*"|at "[^"]*"( \([^)]*\))?, port \d+) failed: '
    r"|\bFATAL: |\s*Is the server running.*"
)
"""What is said beside the reason: the place we say ourselves."""

WHY = (
    (r"too many failed|authentication failed|no password supplied", "the login or its password is refused"),
    (r"no pg_hba.conf entry|no encryption", "the server lets this login in from here in no way (its pg_hba.conf)"),
    (r"role \S+ does not exist", "there is no such login on the server: name another, or make it (docs/team.md)"),
    (r"database \S+ does not exist", "there is no such database on the server: createdb NAME, or name another"),
    (
        r"could not translate|not known|resolve",
        "there is no host of that name: look at the address",
    ),
    (
        r"Connection refused|No such file or directory",
        "nothing listens there: is the server started, the port right?",
    ),
    (
        r"SSL|certificate|TLS",
        "the encrypted line was refused: look at sslmode and at the certificate",
    ),
    (r"timeout|timed out|unreachable|No route", "no answer: look at the network and its filters"),
    (r"unsupported startup parameter", "a pooler in between refuses a parameter of the address"),
    (r"read-only|session is not", "none of the servers takes changes: is one of them about to be promoted?"),
    (r"starting up|shutting down|recovery", "the server is being started or stopped; try again soon"),
)
"""What servers and drivers say, and what is to be done, without a name in it."""


def read(url: str) -> URL:
    """The address of a server, as SQLAlchemy has it.

    Args:
        url: `postgresql://USER@HOST[:PORT],HOST[:PORT]/NAME?…` or the same with `?host=HOST:PORT&host=…`.

    Raises:
        StoreError: it is none.
    """
    several = _HOSTS.fullmatch(url)
    if several:
        hosts = "".join(f"&host={host if ':' in host else f'{host}:{PORT}'}" for host in several["hosts"].split(","))
        rest = several["rest"]
        url = f"{several['scheme']}://{several['who'] or ''}{rest}{hosts if '?' in rest else '?' + hosts[1:]}"
    try:
        address = make_url(re.sub(r"^postgres:", "postgresql:", url))
        if address.get_backend_name() != "postgresql":
            raise StoreError("--database takes a file, sqlite:///FILE or postgresql://USER@HOST/NAME")
    except (ArgumentError, NoSuchModuleError, ValueError) as error:  # the last: a port that is no number
        raise StoreError(NONE) from error
    return address


def place(address: URL) -> str:
    """Where it is: each host with its port, and the database; no login and no password."""
    return f"{hosts(address)}/{address.database or ''}"


def hosts(address: URL) -> str:
    """Each host with its port; a folder with a socket is "local"."""
    named = address.query.get("host") or (address.host or "")
    each = (named,) if isinstance(named, str) else named
    port = address.port or str(address.query.get("port", PORT))
    return ",".join(_shown(host, str(port)) for host in each)


def _shown(host: str, port: str) -> str:
    if not host or host.startswith(("/", "@")):
        return f"local:{port}"
    if re.fullmatch(r"[^:]+:\d+|\[.*\]:\d+", host):
        return host
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def reason(error: BaseException | None) -> str:
    """What a driver says in one clean line; a password is not in it."""
    first = str(error).partition("\nMultiple connection attempts failed")[0]
    return clean(_AROUND.sub("", " ".join(first.split())), limit=MOST).rstrip(".")


def advice(said: str) -> str:
    """What is to be done about it, in words without a name; empty where we do not know."""
    return next((words for pattern, words in WHY if re.search(pattern, said)), "")
