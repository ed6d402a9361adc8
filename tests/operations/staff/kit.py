"""Admins with passwords and codes, for the tests of who gets in."""

from typing import Any

from argon2 import PasswordHasher

from billia_tui.db.models import Admin
from billia_tui.db.store import Store
from billia_tui.operations.desk import Desk
from billia_tui.operations.staff import credentials
from tests.operations.kit import stored

SECRET = "horse 4711"  # noqa: S105 - no one has it


OTHER = "staple 815"


WRONG = "wrong 0815"


HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(SECRET)
"""Of little work, so that tests are quick; it is made anew when its owner signs in."""


def give(store: Store, admin_id: int = 1, **values: Any) -> None:
    """Sets columns of an admin."""
    with store.writing() as session:
        admin = session.get_one(Admin, admin_id)
        for name, value in values.items():
            setattr(admin, name, value)


def code_of(desk: Desk, admin_id: int = 1) -> str:
    """A fresh one-time code of an admin."""
    code, given = credentials.by_code()
    desk.change(credentials.reset, admin_id, given)
    return code


def admin(store: Store, admin_id: int = 1) -> Admin:
    """The row of an admin."""
    (row,) = stored(store, Admin, id=admin_id)
    assert isinstance(row, Admin)
    return row
