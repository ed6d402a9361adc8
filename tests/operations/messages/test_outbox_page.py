"""Outgoing mail, as the staff sees it (R169, R52)."""

import pytest

from billia_tui.errors import Forbidden
from billia_tui.operations.customers import emails, status
from billia_tui.operations.customers import password as passwords
from billia_tui.operations.customers.editing import AfterAdding
from billia_tui.operations.desk import Desk
from billia_tui.operations.messages import outbox
from billia_tui.paging import Window
from billia_tui.vocabulary import Role
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, statements
from tests.operations.mails.kit import put


def write(desk: Desk, customer_id: int, number: int, *, body: str = "text") -> None:
    """Writes a mail."""
    put(desk, customer_id, f"a{number}@example.org", subject=f"subject {number}", body=body)


def test_newest_first_in_pages(desk: Desk, add_customer: AddCustomer) -> None:
    """R169: to whom, when, about what, why; those of one customer alone."""
    one, two = add_customer(desk), add_customer(desk)
    for number in range(3):
        write(desk, one, number)
    write(desk, two, 9)
    rows = desk.ask(outbox.page, one, ALL).rows
    assert [(row.address, row.subject, row.reason) for row in rows] == [
        (f"a{number}@example.org", f"subject {number}", "test") for number in (2, 1, 0)
    ]
    first = desk.ask(outbox.page, one, Window(limit=2))
    rest = desk.ask(outbox.page, one, Window(limit=2, after=first.keys[-1]))
    assert ((*first.rows, *rest.rows), first.more, rest.more) == (rows, True, False)


def test_no_link_is_shown(desk: Desk, add_customer: AddCustomer) -> None:
    """R43, R52, R83, R93: what the console writes has a place where the real mail has the link."""
    ident = add_customer(desk)
    desk.change(status.send_activation, ident)
    desk.change(passwords.send_reset_link, ident)
    desk.change(emails.edit, ident, 1, "new@example.org")
    rows = desk.ask(outbox.page, ident, ALL).rows
    assert [row.reason for row in rows] == ["e-mail changed", "e-mail changed", "password reset", "activation"]
    assert {row.address for row in rows[:2]} == {"new@example.org", rows[2].address}
    assert all(outbox.LINK in row.body for row in rows[2:])
    assert not any("http" in row.body for row in rows)


def test_hostile_text_is_shown_cleaned(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """P5: the lines of a body stay, nothing that a terminal obeys does."""
    ident = add_customer(sqlite_desk)
    write(sqlite_desk, ident, 1, body="Hello\n\x1b[31mred\u202e")
    (row,) = sqlite_desk.ask(outbox.page, ident, ALL).rows
    assert row.body == "Hello\n␛[31mred<202E>"


def test_for_the_staff_within_reach(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R177, R185."""
    desk = sqlite_desk
    ident = add_customer(desk, then=AfterAdding.ACTIVATE)
    write(desk, ident, 1)
    with pytest.raises(Forbidden):
        Desk(desk.store, 1, acting_as=ident).ask(outbox.page, ident, ALL)
    north = factories.reseller(desk.store, "North")
    local = Desk(desk.store, factories.admin(desk.store, "nora", Role.ADMINISTRATOR, reseller_id=north))
    assert local.ask(outbox.page, ident, ALL).rows == ()
    tech = Desk(desk.store, factories.admin(desk.store, "tom", Role.TECH))
    assert len(tech.ask(outbox.page, ident, ALL).rows) == 1


def test_a_page_costs_the_same(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R46."""
    ident = add_customer(sqlite_desk)
    costs = []
    for more in (3, 300):
        for number in range(more):
            write(sqlite_desk, ident, number)
        with sqlite_desk.store.reading() as session, statements(sqlite_desk.store) as found:
            outbox.page(session, sqlite_desk.actor, ident, Window(limit=50))
        costs.append(len(found))
    assert costs == [costs[0]] * 2
