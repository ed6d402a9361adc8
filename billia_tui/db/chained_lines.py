"""Reading the log as it is chained: a page of one chain at a time, every value as it lies in the store.

On SQLite texts are read as bytes: what is no UTF-8 any more must become a finding and not an error. Times are texts, as
they are hashed: one that is written in another way must not pass for the same.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

LOWEST = -(2**63)
"""Below every number and id."""


class Place(NamedTuple):
    """After which line a page begins."""

    number: int = LOWEST
    id: int = LOWEST


class ChainedLine(NamedTuple):
    """A line of a chain as it is stored; `belongs` is the chain of its customer, None where that is not there."""

    id: int
    at: str
    admin_id: int | None
    acting_as: int | None
    customer_id: int | None
    object: str
    object_id: int
    action: str
    batch_id: int | None
    undoes: int | None
    before: str
    after: str
    reason: str
    chain: int
    number: int
    salt: str
    digest: str
    hash: str
    belongs: int | None

    @property
    def erased(self) -> bool:
        """Whether what changed was erased; what happened, when and by whom stays."""
        return (self.salt, self.before, self.after, self.reason) == ("", "{}", "{}", "")


_TEXTS = frozenset({"at", "object", "action", "before", "after", "reason", "salt", "digest", "hash"})
_COLUMNS = [name for name in ChainedLine._fields if name != "belongs"]
_BELONGS = "CASE WHEN e.customer_id IS NULL THEN 0 ELSE c.reseller_id END AS belongs"
_AS_BYTES = [f'CAST(e."{name}" AS BLOB) AS "{name}"' if name in _TEXTS else f'e."{name}"' for name in _COLUMNS]
_PAGE = {
    dialect: text(
        f"SELECT {', '.join([*columns, _BELONGS])} "  # noqa: S608 - names of ours
        "FROM log_entries AS e LEFT JOIN customers AS c ON c.id = e.customer_id "
        "WHERE e.hash IS NOT NULL AND e.chain = :chain AND e.number >= :number AND (e.number, e.id) > (:number, :id) "
        "ORDER BY e.number, e.id LIMIT :limit"
    )
    for dialect, columns in (("sqlite", _AS_BYTES), ("postgresql", [f'e."{name}"' for name in _COLUMNS]))
}
_NEXT_CHAIN = text("SELECT min(chain) FROM log_entries WHERE hash IS NOT NULL AND chain > :last")
_HEADS = text("SELECT chain, number, hash FROM log_heads ORDER BY chain")
_HEAD = text("SELECT number, hash FROM log_heads WHERE chain = :chain")
_LOOSE = text("SELECT id FROM log_entries WHERE hash IS NULL ORDER BY id LIMIT :limit")
_NOWHERE = text(
    "SELECT id FROM log_entries WHERE hash IS NOT NULL AND (chain IS NULL OR number IS NULL) ORDER BY id LIMIT :limit"
)
_HASH_AT = text("SELECT hash FROM log_entries WHERE hash IS NOT NULL AND chain = :chain AND number = :number")
_LAST = text("SELECT max(number) FROM log_entries WHERE hash IS NOT NULL AND chain = :chain")


def page(session: Session, chain: int, after: Place, limit: int) -> list[ChainedLine]:
    """The next lines of a chain, by number; lines with the same number by id."""
    asked = {"chain": chain, "number": after.number, "id": after.id, "limit": limit}
    dialect = session.connection().dialect.name
    made = _from_sqlite if dialect == "sqlite" else _from_postgresql
    return [made(row) for row in session.execute(_PAGE[dialect], asked)]


def chains(session: Session) -> Iterator[int]:
    """Every chain that has lines, found by the index alone."""
    last = LOWEST
    while (found := session.scalar(_NEXT_CHAIN, {"last": last})) is not None:
        yield found
        last = found


def heads(session: Session) -> dict[int, tuple[int, str]]:
    """The last number and hash that the store itself knows, by chain."""
    return {row[0]: (row[1], row[2]) for row in session.execute(_HEADS)}


def head(session: Session, chain: int) -> tuple[int, str] | None:
    """The same of one chain."""
    found = session.execute(_HEAD, {"chain": chain}).one_or_none()
    return None if found is None else (found[0], found[1])


def loose(session: Session, limit: int) -> list[int]:
    """Committed lines that stand in no chain, by id."""
    return [ident for statement in (_LOOSE, _NOWHERE) for ident in session.scalars(statement, {"limit": limit})]


def hashes_at(session: Session, chain: int, number: int) -> list[str]:
    """The hash of a line; none if it is not there."""
    return list(session.scalars(_HASH_AT, {"chain": chain, "number": number}))


def last_number(session: Session, chain: int) -> int:
    """The highest number of a chain, 0 if it has no lines."""
    return session.scalar(_LAST, {"chain": chain}) or 0


def _from_sqlite(row: Row[Any]) -> ChainedLine:
    return ChainedLine._make(
        value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value for value in row
    )


def _from_postgresql(row: Row[Any]) -> ChainedLine:
    line = ChainedLine._make(row)
    return line._replace(at=_hashed_time(row.at))


def _hashed_time(at: datetime) -> str:
    """As it is hashed; with the parts of a second, which only a forged time has."""
    utc = at.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}{f'.{utc.microsecond:06}' if utc.microsecond else ''}Z"
