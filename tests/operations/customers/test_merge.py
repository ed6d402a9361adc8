"""Merging two customers (R208)."""

import pytest

from billia_tui.errors import Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import emails
from billia_tui.operations.customers import merge as merging
from billia_tui.operations.customers.editing import AfterAdding
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing, lookup
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.orders import allowed, documents, pages, payment, payment_records, refunds
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.details import details
from billia_tui.operations.orders.ending import Afterwards
from billia_tui.operations.orders.refunds import RefundTo
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.undo.take_back import take_back
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import DocumentType, PurchaseStatus, Role
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.kit import ALL, customer, everything, ledger, log_of
from tests.operations.orders.kit import WALLET, Shop


def two(shop: Shop, add_customer: AddCustomer) -> int:
    """Customer 1 with an open order, a part of it from the wallet, a note and money; the id of the one who stays."""
    into = add_customer(shop.desk, username="stays", email="stays@example.org", then=AfterAdding.ACTIVATE)
    ident = shop.place(WALLET)
    shop.desk.change(wallet.add_funds, 1, "25")
    shop.desk.change(payment.mark_paid, ident, amount="12")
    shop.desk.change(notes.add, 1, "called")
    shop.desk.change(wallet.add_funds, into, "1")
    return into


def test_what_goes_over(shop: Shop, add_customer: AddCustomer) -> None:
    """R208: wallet by two entries, e-mails, notes, services, open orders; id and username find the other."""
    into = two(shop, add_customer)
    before = everything(shop.desk.store)
    plan = shop.desk.ask(merging.plan, 1, into)
    assert everything(shop.desk.store) == before
    assert (plan.why_not, "open orders: 1; 0 others stay with their documents" in plan.lines) == (None, True)
    assert shop.desk.change(merging.merge, 1, into) == plan.lines
    assert (customer(shop.desk.store, 1).wallet, customer(shop.desk.store, into).wallet) == (0, 1400)
    assert [entry.amount for entry in ledger(shop.desk.store, into)] == [100, 1300]
    assert ledger(shop.desk.store, 1)[-1].amount == -1300
    assert len(shop.desk.ask(notes.page, into, ALL).rows) == 1
    assert [row.id for row in shop.desk.ask(pages.page, into, ALL).rows] == [1]
    assert len(shop.desk.ask(emails.page, into, ALL).rows) == 2
    with pytest.raises(NotFound):
        shop.desk.change(customers.edit, 1, {"city": "Bonn"})
    for text in ("1", "one"):
        assert shop.desk.ask(lookup.customer_id, text) == into
    assert [row.id for row in shop.desk.ask(listing.page, CustomerQuery("one"), ALL).rows] == [into]
    assert log_of(shop.desk, into)[0].action == "merge"
    shop.desk.change(payment.mark_paid, 1)
    with Check(shop.desk.store) as check:
        assert [str(one) for one in check.findings()] == []


def test_what_is_not_merged(shop: Shop, add_customer: AddCustomer, desk_of_role: DeskOfRole) -> None:
    """R208: not into itself, not across currencies; right delete customer."""
    yen = add_customer(shop.desk, username="yen", currency="JPY")
    other = add_customer(shop.desk, username="other")
    for into, said in ((1, "itself"), (yen, "JPY")):
        assert said in (shop.desk.ask(merging.plan, 1, into).why_not or "")
        with pytest.raises(Refused, match=said):
            shop.desk.change(merging.merge, 1, into)
    with pytest.raises(Forbidden):
        desk_of_role(Role.SALES).change(merging.merge, 1, other)


def test_what_is_typed_and_what_stays(shop: Shop, add_customer: AddCustomer) -> None:
    """R208: a form asks for the username of the one who goes; the same request again does nothing; no way back."""
    into = add_customer(shop.desk, username="stays")
    with pytest.raises(Invalid, match="type one"):
        shop.desk.change(merging.merge, 1, into, typed_username="stays")
    told = shop.desk.change(merging.merge, 1, into, typed_username=" one ", request_key="k")
    assert told
    before = everything(shop.desk.store)
    assert shop.desk.change(merging.merge, 1, into, typed_username="one", request_key="k") == ()
    assert everything(shop.desk.store) == before
    line = log_of(shop.desk, into)[0]
    with pytest.raises(Refused, match="a merge cannot be taken back"):
        shop.desk.change(take_back, line.id)


def test_what_was_bought_before_is_refunded(shop: Shop, add_customer: AddCustomer, desk_of_role: DeskOfRole) -> None:
    """R208, R202: of a finished order of the merged one the other gets the money; order and documents stay."""
    desk, into = shop.desk, add_customer(shop.desk, username="stays", email="stays@example.org")
    ident = shop.place(WALLET)
    desk.change(wallet.add_funds, 1, "50")
    desk.change(payment.mark_paid, ident)
    paid = shop.purchase(ident).price
    desk.change(purchase_status.change, ident, PurchaseStatus.ACTIVATED)
    documents_before = desk.ask(documents.of_purchase, ident)
    desk.change(merging.merge, 1, into)
    had = customer(desk.store, into).wallet
    order = desk.ask(details, ident)
    assert (order.owner_id, order.merged_from, allowed.why_no_refund(order)) == (into, "1 (one)", None)
    assert "nothing else (R208)" in (allowed.why_no_other_price(order) or "")
    desk.change(refunds.refund, ident, "5", to=RefundTo.WALLET, reason="late", afterwards=Afterwards.END_NOW)
    assert customer(desk.store, into).wallet == had + 500
    assert (shop.purchase(ident).customer_id, shop.purchase(ident).paid_amount) == (1, paid - 500)
    note = desk.ask(documents.of_purchase, ident)[-1]
    assert (note.type, str(note.amount)) == (DocumentType.CREDIT_NOTE, "5.00 EUR")
    assert desk.ask(documents.of_purchase, ident)[:-1] == documents_before
    assert "Customer number 1" in desk.ask(documents.read, note.id).text
    assert desk.ask(payment_records.of_purchase, ident)[-1].method == "wallet"
    assert "refund order" in [line.action for line in log_of(desk, into)]
    with pytest.raises(NotFound, match="who was merged into customer"):
        desk.change(payment.mark_unpaid, ident)
    with pytest.raises(NotFound, match="there is no order"):
        desk_of_role(Role.ADMINISTRATOR, "North").change(refunds.refund, ident, "1", to=RefundTo.WALLET, reason="x")
    with pytest.raises(NotFound):
        Desk(desk.store, 1, acting_as=into).ask(details, ident)
    with Check(desk.store) as check:
        assert [str(one) for one in check.findings()] == []
