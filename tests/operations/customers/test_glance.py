"""The customer at a glance: why it stands as it does, what needs attention, the last contact (R216-R218)."""

from datetime import timedelta

import pytest

from billia_tui.db.models import Email, Purchase, Service
from billia_tui.errors import NotFound
from billia_tui.money import Money
from billia_tui.operations.customers import emails, glance, status
from billia_tui.operations.customers.editing import AfterAdding
from billia_tui.operations.customers.glance import Contact, Counted, Glance, Unpaid, Why
from billia_tui.operations.desk import Desk
from billia_tui.operations.mails import by_hand
from billia_tui.operations.mails.by_hand import Message
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.orders import payment
from billia_tui.operations.orders import status as order_status
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import OrderType, PurchaseStatus, ServiceStatus
from tests import factories
from tests.conftest import NOW, AddCustomer
from tests.factories import THEN

S = ServiceStatus
pytestmark = pytest.mark.usefixtures("frozen")


def seen(desk: Desk, customer_id: int) -> Glance:
    """What the page shows."""
    return desk.ask(glance.read, customer_id)


def test_nothing_to_attend_to(desk: Desk, add_customer: AddCustomer) -> None:
    """R218: an Active customer with what is paid and running; a free order is no money."""
    ident = add_customer(desk, then=AfterAdding.ACTIVATE)
    factories.add_service(desk, ident)
    factories.add_purchase(desk, ident, paid=True, paid_amount=1990)
    found = seen(desk, ident)
    assert found == Glance(found.customer, (), (), (), None, None, None, False, (Money(1990, "EUR"),), None)
    with pytest.raises(NotFound):
        seen(desk, ident + 1)


def test_why(desk: Desk, add_customer: AddCustomer) -> None:
    """R217: who, when and the reason of a block, of both holds and of what was never active; a limit does not help."""
    ident = add_customer(desk)
    new = seen(desk, ident)
    assert (new.why, new.never_confirmed) == ((Why("Inactive", NOW, "ana", ""),), True)
    desk.change(status.activate, ident)
    assert (seen(desk, ident).why, seen(desk, ident).never_confirmed) == ((), False)
    desk.change(hold.put_on, ident, "asked by phone")
    desk.change(wallet.correct_balance, ident, "-5", "bank fee")
    desk.change(status.block, ident, "spam")
    blocked = Why("Blocked", NOW, "ana", "spam")
    by_hand = Why("On hold", NOW, "ana", "asked by phone")
    by_system = Why("On hold", NOW, "system", "wallet below zero", by_system=True)
    assert seen(desk, ident).why == (blocked, by_hand, by_system)
    desk.change(wallet.set_credit_limit, ident, "100")
    assert [why.limit_helps_not for why in seen(desk, ident).why] == [False, False, True]
    desk.change(wallet.add_funds, ident, "5")
    assert seen(desk, ident).why == (blocked, by_hand)


def test_what_needs_attention(desk: Desk, add_customer: AddCustomer) -> None:
    """R218, R194, R200, R229: orders that are not paid by currency, services that lapsed, renewals, jobs, mail."""
    ident, other = add_customer(desk, then=AfterAdding.ACTIVATE), add_customer(desk, then=AfterAdding.ACTIVATE)
    factories.add_purchase(desk, ident, price=500, placed_at=THEN)
    part = factories.add_purchase(desk, ident, price=1000, paid_amount=400, placed_at=THEN - timedelta(days=3))
    factories.add_purchase(desk, ident, price=700, currency="USD")
    factories.add_purchase(desk, ident, price=9900, status=PurchaseStatus.CANCELLED)
    factories.add_purchase(desk, other, price=100)
    for state, days in ((S.EXPIRED, 1), (S.SUSPENDED, 9), (S.SUSPENDED, 8), (S.REDEMPTION, 40), (S.TERMINATED, 90)):
        factories.add_service(desk, ident, status=state, expires_at=THEN - timedelta(days=days))
    failing = factories.add_service(desk, ident)
    collapsed = factories.add_purchase(desk, ident, (OrderType.NEW, "x"), paid=True, paid_amount=100, price=100)
    email = desk.change(emails.add, ident, "away@example.org")
    with desk.store.writing() as session:
        service = session.get_one(Service, failing)
        service.renewal_failed_at, service.renewal_reason, service.renewal_tries = THEN, "12.00 EUR needed", 3
        session.get_one(Purchase, collapsed).status = PurchaseStatus.PROCESSING
        session.get_one(Email, email).bounced_at = THEN
    desk.change(order_status.change, collapsed, PurchaseStatus.COLLAPSED)
    found = seen(desk, ident)
    assert {one.due.currency: one for one in found.unpaid} == {
        "EUR": Unpaid(2, Money(1100, "EUR"), THEN - timedelta(days=3)),
        "USD": Unpaid(1, Money(700, "USD"), THEN),
    }
    assert found.lapsed == (
        (S.SUSPENDED, Counted(2, THEN - timedelta(days=9))),
        (S.REDEMPTION, Counted(1, THEN - timedelta(days=40))),
        (S.EXPIRED, Counted(1, THEN - timedelta(days=1))),
    )
    assert found.not_renewed == Counted(1, THEN, "12.00 EUR needed")
    assert found.failed is not None
    assert found.failed.count == 1
    assert found.bounced == Counted(1, THEN, "away@example.org")
    assert found.paid == (Money(500, "EUR"),)
    desk.change(payment.mark_paid, part)
    assert {one.due.currency: one.count for one in seen(desk, ident).unpaid} == {"EUR": 1, "USD": 1}


def test_what_ends_soon(desk: Desk, add_customer: AddCustomer) -> None:
    """R218, R230: a service that ends within 7 days needs attention, unless wallet and limit renew it by themselves."""
    ident = add_customer(desk, then=AfterAdding.ACTIVATE)
    first, later = NOW + timedelta(days=2), NOW + timedelta(days=7)
    factories.add_service(desk, ident, expires_at=later)
    factories.add_service(desk, ident, expires_at=later + timedelta(seconds=1))
    factories.add_service(desk, ident, expires_at=first, status=S.SUSPENDED)
    assert seen(desk, ident).ends == Counted(1, later)
    factories.add_service(desk, ident, expires_at=first, auto_renew=True, price=1990)
    assert seen(desk, ident).ends == Counted(2, first)
    desk.change(wallet.add_funds, ident, "19.90")
    assert seen(desk, ident).ends == Counted(1, later)
    desk.change(hold.put_on, ident, "asked by phone")
    assert seen(desk, ident).ends == Counted(2, first)


def test_the_last_contact(desk: Desk, add_customer: AddCustomer) -> None:
    """R218: the last note or message of the staff, whichever is later; its first line."""
    ident = add_customer(desk, then=AfterAdding.ACTIVATE)
    assert seen(desk, ident).contact is None
    desk.change(notes.add, ident, "\nRang about\nthe server")
    assert seen(desk, ident).contact == Contact(NOW, "ana", "note", "Rang about")
    desk.change(by_hand.send, ident, Message("Your server", "It runs again."))
    contact = seen(desk, ident).contact
    assert contact is not None
    assert contact.kind in {"note", "message"}  # of one second
