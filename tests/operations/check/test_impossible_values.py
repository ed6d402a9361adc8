"""Values that no change can have put there: `check` names them, pages show everything else (P7)."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import text

from billia_tui.db.models.base import one_of
from billia_tui.db.store import open_store
from billia_tui.errors import BilliaError, Forbidden
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.permissions import Right, why_not
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.services import pages as services
from billia_tui.operations.staff import listing as staff
from billia_tui.paging import Window
from billia_tui.vocabulary import Role
from tests import postgres
from tests.operations.filled import SERVICE, THREE
from tests.operations.kit import ALL
from tests.operations.readings import LISTS, ONE_RECORD, SEVERAL

NO_TEXT = b"K\xf6hler \xff"
DEEP = "[" * 100_000

WRONG: dict[str, tuple[str, object, str]] = {
    "options": ("UPDATE services SET options = ?", "nonsense", f"services {SERVICE}: options holds no JSON object"),
    "options, a list": ("UPDATE services SET options = ?", "[1]", f"services {SERVICE}: options holds no JSON object"),
    "usage, deep": ("UPDATE services SET usage = ?", DEEP, f"services {SERVICE}: usage holds no JSON object"),
    "name servers": ("UPDATE services SET name_servers = ?", "{", "name_servers holds no JSON list"),
    "before": ("UPDATE log_entries SET before = ?", "nonsense", "log_entries 1: before holds no JSON object"),
    "after": ("UPDATE log_entries SET after = ?", '"x"', "log_entries 1: after holds no JSON object"),
    "role": ("UPDATE admins SET role = ? WHERE id > 1", "Emperor", "admins 2: role holds what it cannot"),
    "admin's status": ("UPDATE admins SET status = ? WHERE id > 1", "odd", "admins 2: status holds what it cannot"),
    "status": ("UPDATE customers SET status = ?", "Odd", "customers 1: status holds what it cannot"),
    "service status": ("UPDATE services SET status = ?", "Odd", f"services {SERVICE}: status holds what it cannot"),
    "order status": ("UPDATE purchases SET status = ?", "Odd", "purchases 1: status holds what it cannot"),
    "order type": ("UPDATE orders SET type = ?", "Odd", "orders 1: type holds what it cannot"),
    "state": ("UPDATE automator_jobs SET state = ?", "Odd", "automator_jobs 1: state holds what it cannot"),
    "document": ("UPDATE documents SET type = ? WHERE id = 1", "Odd", "documents 1: type holds what it cannot"),
    "profile": ("UPDATE profiles SET type = ?", "Odd", "profiles 1: type holds what it cannot"),
    "kind of address": ("UPDATE emails SET kind = ?", "Odd", "emails 1: kind holds what it cannot"),
    "movement": ("UPDATE wallet_transactions SET kind = ?", "Odd", "wallet_transactions 1: kind holds what it cannot"),
    "flag": ("UPDATE customers SET affiliate = ?", 7, "customers 1: affiliate holds what it cannot"),
    "currency": ("UPDATE services SET currency = ?", "ZZZ", f"services {SERVICE}: currency holds what it cannot"),
    "time": ("UPDATE customers SET created_at = ?", "yesterday", "customers 1: created_at holds what it cannot"),
    "no day": ("UPDATE services SET expires_at = ?", "2026-02-30T00:00:00Z", "expires_at holds what it cannot"),
    "name": ("UPDATE customers SET first_name = CAST(? AS TEXT)", NO_TEXT, "customers 1: first_name is not UTF-8"),
    "shown name": ("UPDATE customers SET name = CAST(? AS TEXT)", NO_TEXT, "customers 1: name is not UTF-8"),
    "product": ("UPDATE services SET product_name = CAST(? AS TEXT)", NO_TEXT, "product_name is not UTF-8"),
    "note": ("UPDATE notes SET text = CAST(? AS TEXT)", NO_TEXT, "notes 1: text is not UTF-8"),
    "admin": ("UPDATE admins SET first_name = CAST(? AS TEXT) WHERE id = 2", NO_TEXT, "2: first_name is not UTF-8"),
    "address": ("UPDATE emails SET address = CAST(? AS TEXT)", NO_TEXT, "emails 1: address is not UTF-8"),
    "log": ("UPDATE log_entries SET reason = CAST(? AS TEXT)", NO_TEXT, "log_entries 1: reason is not UTF-8"),
}  # fmt: skip
"""What somebody with any SQLite tool, or a disk, does; and what `check` says of it."""


@pytest.fixture
def spoiled(request: pytest.FixtureRequest, sqlite_filled: Desk) -> Iterator[tuple[Desk, str]]:
    """The filled store with a wrong value, and what has to be found."""
    statement, value, said = WRONG[request.param]
    with closing(sqlite3.connect(sqlite_filled.store.place, isolation_level=None)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard%'"
        for (name,) in raw.execute(guards).fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        assert raw.execute(statement, (value,)).rowcount > 0
    store = open_store(sqlite_filled.store.place)
    yield Desk(store, 1), said
    store.close()


every = pytest.mark.parametrize("spoiled", WRONG, indirect=True)


@every
def test_check_names_it(spoiled: tuple[Desk, str]) -> None:
    """P7: table, row and column, whatever else is wrong because of it; the check goes on to its end."""
    desk, said = spoiled
    found = [str(finding) for finding in Check(desk.store).findings()]
    assert any(said in line for line in found), found


@every
def test_pages_show_what_can_be_shown(spoiled: tuple[Desk, str]) -> None:
    """P7: no reading ends with a mistake of ours, none hides the rest of a list; a refusal is in words."""
    desk, _ = spoiled
    for name, (operation, args, kwargs) in {**LISTS, **SEVERAL, **ONE_RECORD}.items():
        assert desk.ask(operation, *args, **kwargs) is not None, name
    assert len(desk.ask(staff.page, ALL).rows) == 9
    assert len(desk.ask(customer_list.page, CustomerQuery(), Window()).rows) == 4
    assert desk.ask(customer_page.read, THREE).username == "three"


def test_what_cannot_be_shown_is_said(sqlite_filled: Desk) -> None:
    """P5, P7: a page marks what it cannot read, cleaned, and the rest of the page is there."""
    with closing(sqlite3.connect(sqlite_filled.store.place, isolation_level=None)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        raw.execute("UPDATE services SET options = 'no \x1b[2J', product_name = CAST(? AS TEXT)", (NO_TEXT,))
        raw.execute("UPDATE admins SET role = 'Emp\x1beror' WHERE id = 2")
    service = sqlite_filled.ask(services.details, SERVICE)
    assert service.options == (("(cannot be read)", "no ␛[2J"),)
    assert service.row.title == "K<DCF6>hler <DCFF>"
    assert [str(row.role) for row in sqlite_filled.ask(staff.page, ALL).rows if row.id == 2] == ["? Emp␛eror"]


def test_an_unknown_role_has_no_rights(sqlite_filled: Desk) -> None:
    """R182: also not those that everybody has, and whoever has it can leave."""
    with closing(sqlite3.connect(sqlite_filled.store.place, isolation_level=None)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        raw.execute("UPDATE admins SET role = 'Emperor' WHERE id = 2")
    emperor = Desk(sqlite_filled.store, 2)
    assert all("your role ? Emperor may not" in str(why_not(emperor.actor, right)) for right in Right)
    with pytest.raises(Forbidden):
        emperor.ask(customer_list.page, CustomerQuery(), Window())


def test_on_a_server(postgresql_filled: Desk) -> None:
    """P7: constraints that its owner took away, JSON that is none, a time that no calendar has."""
    store = postgresql_filled.store
    with postgres.behind_the_program(store) as own:
        own.exec_driver_sql("UPDATE services SET options = 'nonsense', expires_at = 'infinity'")
        own.exec_driver_sql("ALTER TABLE admins DROP CONSTRAINT ck_admins_role")
        own.exec_driver_sql("UPDATE admins SET role = 'Emperor' WHERE id = 2")
    try:
        found = "\n".join(str(finding) for finding in Check(store).findings())
        assert "options holds no JSON object" in found
        assert "expires_at holds what it cannot" in found
        assert "admins 2: role holds what it cannot" in found
        assert len(postgresql_filled.ask(staff.page, ALL).rows) == 9
        with pytest.raises(BilliaError, match="damaged"):
            postgresql_filled.ask(services.details, SERVICE)
    finally:
        with postgres.behind_the_program(store) as own:
            own.execute(text("UPDATE admins SET role = 'Tech' WHERE id = 2"))
            own.execute(text(f"ALTER TABLE admins ADD CONSTRAINT ck_admins_role CHECK ({one_of('role', Role)})"))
