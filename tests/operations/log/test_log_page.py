"""The log of a customer narrowed further, and the log of the store itself (R186, R187)."""

from typing import Any

import pytest

from billia_tui.db.models import LogEntry
from billia_tui.errors import Forbidden, NotFound
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import emails
from billia_tui.operations.customers.editing import AfterAdding
from billia_tui.operations.desk import Desk
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.log import lines as log
from billia_tui.operations.log.lines import SYSTEM
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.orders import payment
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.vocabulary import Role
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, statements
from tests.operations.labels.kit import REGION, TIER


def seen(desk: Desk, customer_id: int, **narrow: Any) -> list[str]:
    """Who did what to what, newest first."""
    rows = desk.ask(log.page, customer_id, ALL, **narrow).rows
    return [f"{row.who}: {row.action} {row.thing.split()[0]}" for row in rows]


def lines(desk: Desk, customer_id: int | None, number: int, **values: object) -> None:
    """Writes lines straight into the log."""
    with desk.store.writing() as session:
        for _ in range(number):
            session.add(LogEntry(**{
                "at": factories.THEN, "admin_id": 1, "customer_id": customer_id, "object": "customer", "object_id": 1,
                "action": "edit", **values,
            }))  # fmt: skip


def test_by_kind_of_thing(desk: Desk, add_customer: AddCustomer) -> None:
    """R187: what can be chosen is what is there; it combines with the other filters."""
    ident = add_customer(desk)
    desk.change(emails.add, ident, "x@example.org")
    desk.change(notes.add, ident, "x")
    assert desk.ask(log.kinds, ident) == ["customer", "email", "note"]
    assert seen(desk, ident, kind="email") == ["ana: add e-mail email"]
    assert seen(desk, ident, kind="email", admin="ana") == ["ana: add e-mail email"]
    assert seen(desk, ident, kind="email", action="add note") == []
    assert seen(desk, ident, kind="emai") == seen(desk, ident, kind="\x00") == []
    with pytest.raises(NotFound):
        desk.ask(log.kinds, 99)


def test_an_order_is_called_so(desk: Desk, add_customer: AddCustomer) -> None:
    """R222: what the log calls a purchase is an order for who reads it, and is asked for by either word."""
    ident = add_customer(desk)
    desk.change(payment.mark_paid, factories.add_purchase(desk, ident))
    (line,) = desk.ask(log.page, ident, Window(), kind="order", action="mark order paid").rows
    assert (line.thing, line.thing_in_words) == ("purchase 1", "order 1")
    assert seen(desk, ident, kind="order") == seen(desk, ident, kind="purchase")
    assert [log.kind_in_words(kind) for kind in ("purchase", "email")] == ["order", "email"]


def test_what_the_system_did(desk: Desk, add_customer: AddCustomer) -> None:
    """R187: what nobody did can be asked for like what an admin did."""
    ident = add_customer(desk)
    assert desk.ask(log.choices, ident)[1] == ["ana"]
    desk.change(wallet.correct_balance, ident, "-1", "x")
    lines(desk, ident, 1, admin_id=None, action="expire")
    assert desk.ask(log.choices, ident)[1] == ["ana", SYSTEM]
    assert "system: expire customer" in seen(desk, ident, admin="SYSTEM")
    assert not any(line.startswith("ana") for line in seen(desk, ident, admin=SYSTEM))
    assert not any(line.startswith("system") for line in seen(desk, ident, admin="ana"))


def test_an_admin_who_is_called_system(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R187: the name stands once among the choices, and shows both."""
    ident = add_customer(sqlite_desk)
    factories.admin(sqlite_desk.store, "system", Role.SUPPORT)
    Desk(sqlite_desk.store, 2).change(notes.add, ident, "x")
    lines(sqlite_desk, ident, 1, admin_id=None)
    assert sqlite_desk.ask(log.choices, ident)[1] == ["ana", "system"]
    assert seen(sqlite_desk, ident, admin="system") == ["system: edit customer", "system: add note note"]


def test_both_names(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R70: who acted as a customer is named with the customer."""
    ident = add_customer(sqlite_desk, username="maria")
    lines(sqlite_desk, ident, 1, acting_as=ident)
    line = sqlite_desk.ask(log.page, ident, Window(limit=1)).rows[0]
    assert (line.admin, line.acting_as, line.who) == ("ana", "maria", "ana as maria")


def test_the_log_of_the_store(desk: Desk, add_customer: AddCustomer) -> None:
    """R186: what belongs to no customer, newest first, in pages, with the same filters."""
    add_customer(desk)
    lines(desk, None, 1, object="admin", action="first admin")
    for component in (TIER, REGION):
        desk.change(label_components.add, component)
    rows = desk.ask(log.store_page, ALL).rows[:3]
    assert [row.action for row in rows] == ["add label component", "add label component", "first admin"]
    first = desk.ask(log.store_page, Window(limit=2))
    rest = desk.ask(log.store_page, Window(limit=1, after=first.keys[-1]))
    assert ((*first.rows, *rest.rows), first.more) == (rows, True)
    assert desk.ask(log.store_page, ALL, kind="admin").rows[0] == rows[2]
    assert desk.ask(log.store_page, ALL, action="first admin").rows[0] == rows[2]
    assert desk.ask(log.store_page, ALL, admin="nobody").rows == ()


def test_who_reads_the_log_of_the_store(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R177, R182, R185: Administrators alone, not in a panel; of what admins within their reach did."""
    desk = sqlite_desk
    ident = add_customer(desk, then=AfterAdding.ACTIVATE)
    desk.change(label_components.add, TIER)
    for role in (Role.SUPPORT, Role.SALES, Role.MARKETING, Role.TECH):
        with pytest.raises(Forbidden):
            Desk(desk.store, factories.admin(desk.store, f"a {role}", role)).ask(log.store_page, ALL)
    with pytest.raises(Forbidden):
        Desk(desk.store, 1, acting_as=ident).ask(log.store_page, ALL)
    north = factories.reseller(desk.store, "North")
    local = Desk(desk.store, factories.admin(desk.store, "nora", Role.ADMINISTRATOR, reseller_id=north))
    assert local.ask(log.store_page, ALL).rows == ()
    local.change(label_components.add, REGION)
    assert [row.admin for row in local.ask(log.store_page, ALL).rows] == ["nora"]
    assert [row.admin for row in desk.ask(log.store_page, ALL, action="add label component").rows] == ["nora", "ana"]


def test_a_deleted_customer_keeps_the_lines(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R45, R186: they stay in the store, though no page leads to them any more."""
    ident = add_customer(sqlite_desk, username="maria")
    sqlite_desk.change(customers.delete, ident, typed_username="maria")
    assert seen(sqlite_desk, ident) == []
    with sqlite_desk.store.reading() as session:
        assert session.query(LogEntry).filter_by(customer_id=ident).count() == 2


def test_pages_cost_the_same(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R46."""
    ident = add_customer(sqlite_desk)
    costs = []
    for more in (3, 300):
        lines(sqlite_desk, ident, more)
        lines(sqlite_desk, None, more)
        with sqlite_desk.store.reading() as session, statements(sqlite_desk.store) as found:
            log.page(session, sqlite_desk.actor, ident, Window(limit=50), action="edit", admin="ana", kind="customer")
            log.store_page(session, sqlite_desk.actor, Window(limit=50), action="edit", admin="ana", kind="customer")
            log.choices(session, sqlite_desk.actor, ident)
            log.kinds(session, sqlite_desk.actor, ident)
        costs.append(len(found))
    assert costs == [costs[0]] * 2
