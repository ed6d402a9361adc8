"""Names and ids that begin as typed, for the tab of a shell: plain SQL, without SQLAlchemy, a few rows at most.

What an admin reaches (R185) is asked for here once more, as `operations.reach` would load the models; a test compares
the two for every admin.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from billia_tui.settings.address import sqlite_path
from billia_tui.vocabulary import SIGN_IN, AdminStatus, SignInRule

Row = tuple[Any, ...]
Ask = Callable[..., list[Row]]
"""Asks the store: SQL with `?` for each value, then the values."""

MOST = 60
"""Rows of one kind."""

_SECONDS = 2
_HIGHEST_ID = 2**63 - 1
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Seat:
    """Who asks: the admin's id, its reseller, and those whose customers are reached; None for all."""

    admin_id: int
    reach: tuple[int, ...] | None


@contextmanager
def opened(url: str) -> Iterator[Ask]:
    """A store that is only read. What goes wrong is the driver's own error: nobody waits to be told."""
    path = sqlite_path(url)
    if path is not None:
        with _file(path) as ask:
            yield ask
    else:
        with _server(url) as ask:
            yield ask


@contextmanager
def _file(path: Path) -> Iterator[Ask]:
    import sqlite3

    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=_SECONDS)) as connection:
        yield lambda sql, *values: connection.execute(sql, values).fetchall()


@contextmanager
def _server(url: str) -> Iterator[Ask]:
    import psycopg

    scheme, sign, rest = url.partition("://")
    plain = scheme.partition("+")[0] + sign + rest
    with psycopg.connect(plain, connect_timeout=_SECONDS, autocommit=True) as connection:
        connection.execute(f"SET statement_timeout = {_SECONDS * 1000}")  # a number of ours
        connection.execute("SET default_transaction_read_only = on")
        yield lambda sql, *values: connection.execute(sql.replace("?", "%s").encode(), values).fetchall()


def seat(ask: Ask, admin: str) -> Seat | None:
    """The active admin of this name; None where there is none, or where the store asks for a password first (R180)."""
    if ask("SELECT 1 FROM store_settings WHERE name = ? AND value = ?", SIGN_IN, SignInRule.REQUIRED.value):
        return None
    found = ask(
        "SELECT a.id, a.reseller_id, r.master FROM admins a JOIN resellers r ON r.id = a.reseller_id"
        " WHERE a.username_key = ? AND a.status = ?",
        admin.casefold(),
        AdminStatus.ACTIVE.value,
    )
    if not found:
        return None
    admin_id, reseller, master = found[0]
    others = ask("SELECT reaches_id FROM reseller_access WHERE reseller_id = ?", reseller)
    return Seat(admin_id, None if master else (reseller, *(one for (one,) in others)))


def found(ask: Ask, who: Seat, kind: str, begun: str) -> list[tuple[str, str]]:
    """What begins with `begun`, each with a word that tells it apart; at most MOST.

    Args:
        ask: of `opened`.
        who: of `seat`.
        kind: customer, order, service, admin, queue, label, reseller or method.
        begun: what is typed so far.
    """
    if kind in _BY_ID and (begun.isdecimal() or kind != "customer"):
        rows = _by_id(ask, who, _BY_ID[kind], begun)
    elif kind == "customer":
        rows = _by_username(ask, who, begun)
    elif kind == "label":
        rows = _labels(ask, begun)
    else:
        rows = [row for row in _named(ask, who, kind) if str(row[0]).casefold().startswith(begun.casefold())]
    return [(str(value), str(told)) for value, told in rows[:MOST]]


_BY_ID = {
    "customer": "SELECT c.id, c.username FROM customers c WHERE c.deleted_at IS NULL",
    "order": "SELECT x.id, c.username FROM purchases x"
    " JOIN customers c ON c.id = x.customer_id WHERE c.deleted_at IS NULL",
    "service": "SELECT x.id, c.username FROM services x"
    " JOIN customers c ON c.id = x.customer_id WHERE c.deleted_at IS NULL",
}
_BY_USERNAME = "SELECT c.username, c.first_name || ' ' || c.last_name FROM customers c WHERE c.deleted_at IS NULL"


def _by_id(ask: Ask, who: Seat, sql: str, begun: str) -> list[Row]:
    """Those whose id begins with these digits: one walk along the key for each length that such an id may have."""
    if begun and not (begun.isdecimal() and begun.isascii()):
        return []
    ident = "x.id" if " x " in sql else "c.id"
    within, reach = _within(who)
    rows: list[Row] = []
    for low, high in _ranges(begun):
        if len(rows) < MOST:
            rows += ask(f"{sql}{within} AND {ident} BETWEEN ? AND ? ORDER BY {ident} LIMIT {MOST}", *reach, low, high)
    return rows


def _ranges(begun: str) -> Iterator[tuple[int, int]]:
    if not begun:
        yield 0, _HIGHEST_ID
        return
    low, high = int(begun), int(begun) + 1
    while high <= _HIGHEST_ID:
        yield low, high - 1
        low, high = low * 10, high * 10


def _by_username(ask: Ask, who: Seat, begun: str) -> list[Row]:
    within, reach = _within(who)
    low = begun.casefold()
    begins = " AND c.username_key >= ? AND c.username_key < ?"
    sql = f"{_BY_USERNAME}{within}{begins} ORDER BY c.username_key LIMIT {MOST}"
    return ask(sql, *reach, low, low + _LAST)


def _within(who: Seat) -> tuple[str, tuple[int, ...]]:
    if who.reach is None:
        return "", ()
    return f" AND c.reseller_id IN ({', '.join('?' * len(who.reach))})", who.reach


def _labels(ask: Ask, begun: str) -> list[Row]:
    """Keys of components; behind `KEY=` their values."""
    key, sign, value = begun.partition("=")
    if not sign:
        rows = ask("SELECT key, name FROM label_components ORDER BY folded_key")
        return [row for row in rows if str(row[0]).casefold().startswith(key.casefold())]
    sql = (
        "SELECT v.value, v.name FROM label_values v JOIN label_components k ON k.id = v.component_id"
        " WHERE k.folded_key = ? ORDER BY v.value"
    )
    return [(f"{key}={one}", told) for one, told in ask(sql, key.casefold()) if str(one).startswith(value)]


_NAMED = {
    "admin": "SELECT username, role, reseller_id FROM admins ORDER BY username_key",
    "reseller": "SELECT name, '', id FROM resellers ORDER BY name_key",
    "method": "SELECT name, type, NULL FROM payment_methods ORDER BY name",
}


def _named(ask: Ask, who: Seat, kind: str) -> list[Row]:
    """Names of which there are few; those of other resellers are left out for whoever does not reach them."""
    if kind == "queue":
        return ask("SELECT name, query FROM queues WHERE admin_id IS NULL OR admin_id = ? ORDER BY name", who.admin_id)
    rows = ask(_NAMED[kind]) if kind in _NAMED else []
    return [row[:2] for row in rows if who.reach is None or row[2] is None or row[2] in who.reach]
