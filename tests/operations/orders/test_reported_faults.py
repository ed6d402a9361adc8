"""What people report of billing systems, each tried here: money that is due, given back or earned (R200-R205)."""

import pytest

from billia_tui.db.models import Document
from billia_tui.errors import Refused
from billia_tui.operations.affiliates import affiliates, commissions
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import panel
from billia_tui.operations.customers.editing import AfterAdding
from billia_tui.operations.finding import listing
from billia_tui.operations.orders import pages, payment, pricing
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.query import PurchaseQuery
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.services import changes as services
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import DocumentType, PurchaseStatus, ServiceStatus
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, customer, stored
from tests.operations.orders.kit import BANK, CARD, WALLET, Shop, set_method

CLIENT, PARTNER = 1, 2


def test_a_price_that_rose_after_payment_is_unpaid_everywhere(shop: Shop) -> None:
    """R200: paid 10, then the price set to 250: 240.00 due, in list, panel, query, count and R44."""
    ident = shop.place(WALLET)
    shop.desk.change(pricing.change_price, ident, "10")
    shop.desk.change(wallet.add_funds, CLIENT, "10")
    shop.desk.change(payment.mark_paid, ident)
    shop.desk.change(pricing.change_price, ident, "250")
    (row,) = shop.desk.ask(pages.page, CLIENT, ALL, PurchaseQuery(paid=False)).rows
    assert (row.paid, str(row.due)) == (False, "240.00 EUR")
    assert not shop.desk.ask(pages.page, CLIENT, ALL, PurchaseQuery(paid=True)).rows
    assert shop.panel.ask(panel.overview, CLIENT).unpaid == 1
    assert shop.desk.ask(listing.count, CustomerQuery("order:unpaid")).number == 1
    assert shop.desk.ask(listing.count, CustomerQuery("order:paid")).number == 0
    with pytest.raises(Refused, match="1 unpaid purchase"):
        shop.desk.change(customers.delete, CLIENT, typed_username="one")


def test_a_method_without_invoices(shop: Shop) -> None:
    """R203: paid, cancelled: no credit note without an invoice."""
    set_method(shop.desk, CARD, allows_invoice=False)
    ident = shop.place(CARD)
    shop.desk.change(payment.mark_paid, ident)
    shop.desk.change(purchase_status.change, ident, PurchaseStatus.CANCELLED, to_wallet=True)
    assert customer(shop.desk.store, CLIENT).wallet == 1990
    assert not stored(shop.desk.store, Document, type=DocumentType.CREDIT_NOTE)


def test_a_paid_order_cancelled_with_the_money_back(shop: Shop) -> None:
    """R204: its service does not stay Active for a year, and the order of a Terminated one is not paid."""
    ident, other = shop.place(BANK), shop.place(BANK)
    shop.desk.change(payment.mark_paid, ident)
    first, second = (shop.desk.ask(pages.details, one).orders[0].service_id for one in (ident, other))
    assert first is not None
    assert second is not None
    shop.desk.change(services.change_status, first, ServiceStatus.ACTIVE)
    shop.desk.change(purchase_status.change, ident, PurchaseStatus.CANCELLED, to_wallet=True)
    assert shop.service(first).status == ServiceStatus.TERMINATED
    shop.desk.change(services.change_status, second, ServiceStatus.TERMINATED, typed_name="Web space S")
    with pytest.raises(Refused, match="Terminated"):
        shop.desk.change(payment.mark_paid, other)
    with pytest.raises(Refused, match="Terminated"):
        shop.panel.change(payment.pay, other)


def test_commission_for_no_money(shop: Shop, add_customer: AddCustomer) -> None:
    """R205: paid, unpaid, cancelled, three times: no commission stays."""
    assert add_customer(shop.desk, username="partner", then=AfterAdding.ACTIVATE) == PARTNER
    shop.desk.change(affiliates.make, PARTNER, "3")
    shop.desk.change(affiliates.refer, CLIENT, PARTNER)
    for _ in range(3):
        ident = shop.place(BANK)
        shop.desk.change(payment.mark_paid, ident)
        shop.desk.change(payment.mark_unpaid, ident)
        shop.desk.change(purchase_status.change, ident, PurchaseStatus.CANCELLED)
    assert customer(shop.desk.store, PARTNER).wallet == 0
    rows = shop.desk.ask(commissions.page, PARTNER, ALL).rows
    assert [row.amount.minor for row in rows] == [-199, 199] * 3


def test_rings_of_affiliates(shop: Shop, add_customer: AddCustomer) -> None:
    """R205: nobody is brought, directly or round a ring, by somebody whom they brought."""
    for name in ("two", "three"):
        ident = add_customer(shop.desk, username=name)
        shop.desk.change(affiliates.make, ident, "1")
    shop.desk.change(affiliates.make, CLIENT, "1")
    shop.desk.change(affiliates.refer, 2, 1)
    with pytest.raises(Refused, match="brought"):
        shop.desk.change(affiliates.refer, 1, 2)
    shop.desk.change(affiliates.refer, 3, 2)
    with pytest.raises(Refused, match="brought"):
        shop.desk.change(affiliates.refer, 1, 3)
