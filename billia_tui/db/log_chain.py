"""The chain of the log: each line holds a hash over itself and the line before it (P4, docs/log.md).

There is a chain for each reseller, and chain 0 for what belongs to no customer, so that the work of two resellers never
waits for one row. Lines are chained at the end of the transaction that wrote them: then nothing is locked after it.

Plain SQL, since a migration uses it too: it must not depend on what the tables become later.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from billia_tui.db.types import UtcTime

AT_ONCE = 5000
"""Lines that are chained in one go, so that a large import needs no more memory than a small one."""

STORE = 0
"""The chain of what belongs to no customer."""

TURNS = 0x42494C4C << 32
"""On a server, with the number of a chain added: the lock for which those stand in line who lengthen that chain."""

HASHED = (
    "chain", "number", "id", "at", "admin_id", "acting_as", "customer_id", "object", "object_id", "action", "batch_id",
    "undoes", "digest",
)  # fmt: skip
"""What the hash of a line covers. The values that changed are in it as `digest` alone, so that they can be erased."""

_BY_NAME = tuple(sorted(HASHED))
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""JSON without blanks; the encoder is made once, as an import writes two such texts for each of its lines."""

Line = tuple[int, int, str]
"""Chain, id and hash of a line: no other transaction ever writes the same."""

LAST = "billia last line of the log"
"""Under which a session's `info` holds the `Line` that its transaction wrote last."""

_LINES = (
    "SELECT e.id, e.at, e.admin_id, e.acting_as, e.customer_id, e.object, e.object_id, e.action, e.batch_id, e.undoes, "
    "e.before, e.after, e.reason, coalesce(c.reseller_id, 0) AS chain "
    "FROM log_entries AS e {index} LEFT JOIN customers AS c ON c.id = e.customer_id "
    "WHERE e.hash IS NULL ORDER BY e.id LIMIT :at_once"
)
_UNCHAINED = {
    # Told by name: SQLite would else read the whole log, whose order is the one that is asked for.
    "sqlite": text(_LINES.format(index="INDEXED BY ix_log_entries_unchained")).columns(at=UtcTime()),
    "postgresql": text(_LINES.format(index="")).columns(at=UtcTime()),
}
_BEGIN = text("INSERT INTO log_heads (chain, number, hash) VALUES (:chain, 0, '') ON CONFLICT DO NOTHING")
# On a server whoever waits for a row that others change gets it in no order, and some wait very long. For a lock that
# is no row they stand in line; it is taken in the statement that locks the row, so that it is not a step more.
_HEAD = {
    "sqlite": text("SELECT number, hash FROM log_heads WHERE chain = :chain"),
    "postgresql": text(
        "SELECT number, hash FROM log_heads "
        "WHERE chain = :chain AND pg_advisory_xact_lock(:turns + chain) IS NOT NULL FOR UPDATE"
    ).bindparams(turns=TURNS),
}
_SAME = text("SELECT id FROM log_entries WHERE id = :id AND hash = :hash")
_LINK = (
    "UPDATE log_entries SET chain = :chain, number = :number, salt = :salt, digest = :digest, hash = :hash "
    "WHERE id = :id AND hash IS NULL"
)
_MOVE = "UPDATE log_heads SET number = :number, hash = :hash WHERE chain = :chain"
_LINK_ALL = text(_LINK)
_LINK_LAST = {
    "sqlite": (_LINK_ALL, text(_MOVE)),
    "postgresql": (text(f"WITH line AS ({_LINK}) {_MOVE}"),),  # what is done with the head locked is done in one step
}


def chain_written(session: Session) -> None:
    """Before a commit: chains the lines that its transaction wrote. A savepoint's lines wait for the end.

    The last one is told in the session's `info`: nobody else writes such a line, so it shows what became of the commit.
    """
    if session.in_nested_transaction():
        return
    session.flush()
    session.info[LAST] = chain_all(session.connection())


def chain_all(connection: Connection) -> Line | None:
    """Chains every line that is not chained yet: those of this transaction, since no other's can be seen unchained.

    Returns:
        One of them, the last that was chained; None if there were none.
    """
    last = None
    while lines := _unchained(connection):
        for chain in sorted({line["chain"] for line in lines}):  # two transactions lock in the same order
            last = _lengthen(connection, chain, [line for line in lines if line["chain"] == chain])
        if len(lines) < AT_ONCE:
            break
    return last


def _unchained(connection: Connection) -> list[dict[str, Any]]:
    """The first lines that are not chained yet, by column."""
    found = connection.execute(_UNCHAINED[connection.dialect.name], {"at_once": AT_ONCE})
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found]


def holds(connection: Connection, line: Line) -> bool:
    """Whether a line stands in its chain for good. What still writes there is waited for: it holds the chain's head."""
    chain, ident, own_hash = line
    _head(connection, chain)
    return connection.scalar(_SAME, {"id": ident, "hash": own_hash}) is not None


def _head(connection: Connection, chain: int) -> tuple[int, str]:
    """Number and hash at which a chain ends, locked; begins it if need be."""
    head = connection.execute(_HEAD[connection.dialect.name], {"chain": chain}).one_or_none()
    if head is None:
        connection.execute(_BEGIN, {"chain": chain})
        head = connection.execute(_HEAD[connection.dialect.name], {"chain": chain}).one()
    number, own_hash = head
    return number, own_hash


def _lengthen(connection: Connection, chain: int, lines: Iterable[Mapping[str, Any]]) -> Line:
    """Puts lines at the end of a chain; gives the last one."""
    number, previous = _head(connection, chain)
    links = []
    for number, line in enumerate(lines, start=number + 1):  # noqa: B020 - the head's number, counted on
        salt = secrets.token_hex(16)
        digest = digest_of(salt, line["before"], line["after"], line["reason"])
        previous = hash_of(previous, {**line, "number": number, "digest": digest})
        links.append(
            {"id": line["id"], "chain": chain, "number": number, "salt": salt, "digest": digest, "hash": previous}
        )
    if links[1:]:
        _link_all(connection, links[:-1])
    for statement in _LINK_LAST[connection.dialect.name]:
        connection.execute(statement, links[-1])
    return chain, links[-1]["id"], previous


def _link_all(connection: Connection, links: list[dict[str, Any]]) -> None:
    """Writes links; SQLite's driver takes them as they are, in half the time."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_LINK, links)
    else:
        connection.execute(_LINK_ALL, links)


def digest_of(salt: str, before: str, after: str, reason: str) -> str:
    """The SHA-256 of what changed, with a salt that nobody can guess: once both are erased it tells nothing."""
    return _sha256(_written([salt, before, after, reason]))


def hash_of(previous: str, line: Mapping[str, Any]) -> str:
    """The hash of a line that has the keys of `HASHED`; `previous` is the one before it, empty for the first."""
    return _sha256(previous + canonical(line))


def canonical(line: Mapping[str, Any]) -> str:
    """The text that is hashed: JSON with sorted keys and without blanks, the time as 2026-03-02T14:05:00Z."""
    values = {name: line[name] for name in _BY_NAME}
    if isinstance(at := values["at"], datetime):
        values["at"] = _time(at, at.tzinfo)
    return _written(values)


@lru_cache(maxsize=256)
def _time(at: datetime, zone: tzinfo | None) -> str:  # noqa: ARG001 - the same moment in another zone is another text
    """Lines that are chained together were mostly written in the same second."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _sha256(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
