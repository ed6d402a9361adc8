"""The bell: what a customer was told (R57, R166-R168)."""

import pytest

from billia_tui.errors import Forbidden, NotFound
from billia_tui.operations.customers.editing import AfterAdding
from billia_tui.operations.desk import Desk
from billia_tui.operations.messages import notifications
from billia_tui.operations.messages.notifications import Template
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.vocabulary import Role
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, log_count, page_of, statements


def tell(desk: Desk, customer_id: int, *templates: Template, **names: object) -> None:
    """Writes notifications."""
    with desk.store.writing() as session:
        for template in templates:
            notifications.write(session, customer_id, template, **names)


def seen(desk: Desk, customer_id: int) -> list[bool]:
    """Which are seen, newest first."""
    return [row.seen for row in desk.ask(notifications.page, customer_id, ALL).rows]


def test_newest_first_in_pages(desk: Desk, add_customer: AddCustomer) -> None:
    """R57, R166, R167: channel, title, text with its names filled in; the bell counts what is new."""
    one, two = add_customer(desk), add_customer(desk)
    tell(desk, one, Template.PLACED, Template.COLLAPSED, order=7, amount="19.90 EUR")
    tell(desk, one, Template.REDEMPTION, service="Web space")
    rows = desk.ask(notifications.page, one, ALL).rows
    assert [(row.channel, row.title) for row in rows] == [
        ("SMS", "Last time to renew"),
        ("e-mail", "Order failed"),
        ("push", "Order placed"),
    ]
    assert rows[2].text == "Order 7 over 19.90 EUR was placed."
    first = desk.ask(notifications.page, one, Window(limit=2))
    rest = desk.ask(notifications.page, one, Window(limit=2, after=first.keys[-1]))
    assert ((*first.rows, *rest.rows), first.more, rest.more) == (rows, True, False)
    assert (page_of(desk, one).unseen, page_of(desk, two).unseen) == (3, 0)
    assert desk.ask(notifications.page, two, ALL).rows == ()


def test_opening_marks_seen(desk: Desk, add_customer: AddCustomer) -> None:
    """R57, R167: opening is for the staff alone, for the customer all stay new until they are settled; no log line."""
    one, two = add_customer(desk), add_customer(desk)
    tell(desk, one, *[Template.HELD] * 3)
    tell(desk, two, Template.HELD)
    lines = log_count(desk.store)
    ids = [row.id for row in desk.ask(notifications.page, one, ALL).rows]
    shown = desk.change(notifications.mark_seen, ids[1])
    assert (shown.id, shown.seen, shown.title) == (ids[1], True, "Account on hold")
    assert seen(desk, one) == [False, True, False]
    assert desk.change(notifications.mark_seen, ids[1]) == shown
    assert (shown.waits, page_of(desk, one).unseen) == (True, 3)
    assert desk.change(notifications.mark_all_seen, one) == 3
    assert desk.change(notifications.mark_all_seen, one) == 0
    assert (seen(desk, one), seen(desk, two)) == ([True] * 3, [False])
    assert (page_of(desk, one).unseen, log_count(desk.store)) == (0, lines)


def test_every_role_and_nobody_in_the_panel(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R167, R177, R182: for admins of any role; in the Customer Panel nothing is read or marked."""
    desk = sqlite_desk
    ident = add_customer(desk, then=AfterAdding.ACTIVATE)
    tell(desk, ident, Template.HELD)
    panel = Desk(desk.store, 1, acting_as=ident)
    with pytest.raises(Forbidden):
        panel.ask(notifications.page, ident, ALL)
    with pytest.raises(Forbidden):
        panel.change(notifications.mark_seen, 1)
    with pytest.raises(Forbidden):
        panel.change(notifications.mark_all_seen, ident)
    assert seen(desk, ident) == [False]
    for role in Role:
        factories.admin(desk.store, f"a {role}", role)
    tech = Desk(desk.store, 6)
    assert tech.actor.role == Role.TECH
    assert tech.change(notifications.mark_seen, 1).seen


def test_out_of_reach(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R185."""
    desk = sqlite_desk
    north = factories.reseller(desk.store, "North")
    ident = add_customer(desk)
    tell(desk, ident, Template.HELD)
    local = Desk(desk.store, factories.admin(desk.store, "nora", Role.ADMINISTRATOR, reseller_id=north))
    assert local.ask(notifications.page, ident, ALL).rows == ()
    for operation, number in ((notifications.mark_seen, 1), (notifications.mark_all_seen, ident)):
        with pytest.raises(NotFound):
            local.change(operation, number)
    with pytest.raises(NotFound):
        desk.change(notifications.mark_seen, 99)


def test_what_the_system_does_rings_the_bell(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R168: hold set and ended by the system."""
    ident = add_customer(sqlite_desk)
    sqlite_desk.change(wallet.correct_balance, ident, "-5", "x")
    sqlite_desk.change(wallet.add_funds, ident, "5")
    titles = [row.title for row in sqlite_desk.ask(notifications.page, ident, ALL).rows]
    assert titles == ["Account no longer on hold", "Account on hold"]


def test_a_page_costs_the_same(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R46."""
    ident = add_customer(sqlite_desk)
    costs = []
    for more in (3, 300):
        tell(sqlite_desk, ident, *[Template.HELD] * more)
        with sqlite_desk.store.reading() as session, statements(sqlite_desk.store) as found:
            notifications.page(session, sqlite_desk.actor, ident, Window(limit=50))
        costs.append(len(found))
    assert costs == [costs[0]] * 2
