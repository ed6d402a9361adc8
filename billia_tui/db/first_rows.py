"""What the first rows need of a SQLite store, asked with the driver alone: SQLAlchemy takes longest of all to load.

The statements are those that the operations make (docs/decisions/0008): a test compares them word by word.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from billia_tui.db import sqlite
from billia_tui.errors import StoreError

STRETCH = 4_000
"""So many ids from the newest on are looked through for customers of some resellers."""

_WAIT_SECONDS = 0.5
"""A store that is locked for longer is opened the ordinary way, which waits and says so."""

_VERSION = "SELECT version_num FROM alembic_version"
_SETTING = """SELECT store_settings.value
FROM store_settings
WHERE store_settings.name = ?"""
_ADMIN = """SELECT admins.id
FROM admins
WHERE admins.username_key = ? AND admins.status = ?"""
_ACTOR = """SELECT admins.id, admins.username, admins.role, admins.reseller_id, admins.status, admins.developer,
admins.sign_in_version, resellers.master
FROM admins JOIN resellers ON resellers.id = admins.reseller_id
WHERE admins.id = ?"""
_REACHED = """SELECT reseller_access.reaches_id
FROM reseller_access
WHERE reseller_access.reseller_id = ?"""
_CUSTOMERS = """SELECT customers.id, customers.username, customers.name, customers.first_name, customers.last_name,
customers.products_count, resellers.name AS reseller, customers.wallet, customers.currency, customers.status,
customers.on_hold_manual, customers.on_hold_auto, customers.id AS key_0
FROM customers JOIN resellers ON resellers.id = customers.reseller_id
WHERE customers.deleted_at IS NULL{of} ORDER BY customers.id DESC
LIMIT ? OFFSET ?"""
_OF_RESELLERS = (
    " AND +customers.reseller_id IN ({resellers}) AND customers.id > (SELECT max(customers.id) FROM customers) - ?"
)
_LABELS = """SELECT labels.id, labels.component_id, labels.resource, labels.object_id, labels.customer_id, labels.value,
labels.admin_id, labels.at, label_components."key", label_components.name, label_values.name AS name_1, admins.username
FROM labels JOIN label_components ON label_components.id = labels.component_id
JOIN customers ON customers.id = labels.customer_id
JOIN admins ON admins.id = labels.admin_id
LEFT OUTER JOIN label_values ON label_values.component_id = labels.component_id AND label_values.value = labels.value
WHERE customers.deleted_at IS NULL AND labels.resource = ? AND labels.object_id IN ({objects})"""


class FirstRows:
    """Questions to a store in one reading transaction."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw

    def version(self) -> str | None:
        """The version of the schema."""
        found = self._one(_VERSION)
        return None if found is None else found.version_num

    def setting(self, name: str) -> str | None:
        """What holds for the whole store; None where nothing was set."""
        found = self._one(_SETTING, name)
        return None if found is None else found.value

    def admin(self, username_key: str, status: str) -> Any:
        """The admin of this name and status, with whether its reseller is a master; None if there is none."""
        found = self._one(_ADMIN, username_key, status)
        return None if found is None else self._one(_ACTOR, found.id)

    def reached(self, reseller_id: int) -> list[int]:
        """Whom the admins of a reseller reach besides their own customers."""
        return [row.reaches_id for row in self._all(_REACHED, reseller_id)]

    def customers(self, limit: int, resellers: Sequence[int] | None) -> list[Any]:
        """The newest customers; of some resellers alone, only those among the newest ids."""
        if resellers is None:
            return self._all(_CUSTOMERS.format(of=""), limit, 0)
        of = _OF_RESELLERS.format(resellers=_marks(resellers))
        return self._all(_CUSTOMERS.format(of=of), *resellers, STRETCH, limit, 0)

    def labels(self, resource: str, objects: Sequence[int]) -> list[Any]:
        """The labels of some customers that were just read."""
        return self._all(_LABELS.format(objects=_marks(objects)), resource, *objects)

    def _one(self, statement: str, *values: object) -> Any:
        return next(iter(self._all(statement, *values)), None)

    def _all(self, statement: str, *values: object) -> list[Any]:
        cursor = self._raw.execute(statement, values)
        names = [column[0] for column in cursor.description]
        return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in cursor]


@contextmanager
def opened(path: Path) -> Iterator[FirstRows]:
    """A store's file in a reading transaction; raises StoreError if it does not give what is asked."""
    sqlite.judge(path)
    try:
        with closing(sqlite.connect(path, wait=_WAIT_SECONDS)) as raw:
            raw.execute("BEGIN DEFERRED")
            yield FirstRows(raw)
            raw.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be read just now") from error


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
