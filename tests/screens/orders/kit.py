"""A customer who has ordered: once in each state that an order can be in; and the way to the pages."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import time_machine
from textual import events
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.db.models import PaymentMethod
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import order_notes  # fmt: skip
from billia_tui.operations.orders import catalogue, documents, payment, pricing
from billia_tui.operations.orders import pages as purchases
from billia_tui.operations.orders import placing as ordering
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.catalogue import ProductData
from billia_tui.operations.orders.pages import PurchaseDetails
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.screens.notes.order_notes import OrderNotesScreen
from billia_tui.screens.orders.document import DocumentScreen
from billia_tui.screens.orders.documents import DocumentsScreen
from billia_tui.screens.orders.listing import PurchasesScreen
from billia_tui.screens.orders.page import PurchaseScreen
from billia_tui.vocabulary import PaymentMethodType, PurchaseStatus
from tests.screens.book import NOW
from tests.screens.console import (
    settle,
    until,
)

BANK, CARD, WALLET, CHEQUE = 1, 2, 3, 4
WEB = ProductData("WEB", "Web space S", "Hosting", price="19.90", currency="EUR", period_months=12)
COM = ProductData(
    "COM", "Domain .com", "Domains", kind="domain", price="9", currency="EUR", period_months=12, tld="com"
)


@dataclass(frozen=True)
class Orders:
    """The ids of the orders that tests talk about, and whose they are."""

    customer: int
    unpaid: int
    noted: int
    paid: int
    more_due: int
    collapsed: int
    cancelled: int
    activated: int
    invoice: int
    cancelled_pro_forma: int


def fill(desk: Desk, customer_id: int) -> Orders:
    """Seven orders of a customer, a day apart, the newest first in `Orders`."""
    with desk.store.writing() as session:
        session.add_all(
            [
                PaymentMethod(name="Card", type=PaymentMethodType.ONLINE),
                PaymentMethod(name="Wallet", type=PaymentMethodType.WALLET),
                PaymentMethod(name="Cheque", type=PaymentMethodType.OFFLINE, allows_invoice=False),
            ]
        )
    web, com = (desk.change(catalogue.add, product) for product in (WEB, COM))
    panel = Desk(desk.store, 1, acting_as=customer_id)
    ids: list[int] = []

    def placed(method: int, *items: OrderItem) -> int:
        with time_machine.travel(NOW - timedelta(days=6 - len(ids)), tick=False):
            chosen = items or (OrderItem(web),)
            ids.append(panel.change(ordering.place, customer_id, chosen, payment_method_id=method))
        return ids[-1]

    activated = placed(CHEQUE)
    desk.change(payment.mark_paid, activated)
    desk.change(purchase_status.change, activated, PurchaseStatus.ACTIVATED)
    cancelled = placed(BANK)
    desk.change(payment.mark_paid, cancelled)
    desk.change(purchase_status.change, cancelled, PurchaseStatus.CANCELLED, reason="asked by phone", to_wallet=True)
    collapsed = placed(CARD, OrderItem(com, "maria-koehler.com"))
    desk.change(payment.mark_paid, collapsed)
    desk.change(purchase_status.change, collapsed, PurchaseStatus.COLLAPSED, reason="the registry did not answer")
    more_due = placed(CARD)
    desk.change(payment.mark_paid, more_due)
    desk.change(pricing.change_price, more_due, "25", reason="more space")
    paid = placed(WALLET)
    desk.change(payment.mark_paid, paid)
    noted = placed(CARD)
    for text in ("Wants the invoice by post", "Asked twice", "Will pay on Friday.\nPromised by phone.", "Paid?"):
        desk.change(order_notes.add, noted, text)
    unpaid = placed(BANK, OrderItem(web), OrderItem(com, "koehler.com"))
    desk.change(pricing.change_price, unpaid, "25", reason="goodwill")
    return Orders(
        customer_id, unpaid, noted, paid, more_due, collapsed, cancelled, activated,
        invoice=_document(desk, cancelled, "INV"), cancelled_pro_forma=_document(desk, unpaid, "PF"),
    )  # fmt: skip


def _document(desk: Desk, purchase_id: int, kind: str) -> int:
    """The oldest document of an order whose number starts so."""
    rows = desk.ask(documents.of_purchase, purchase_id)
    return next(row.id for row in rows if row.number.startswith(kind))


async def see(pilot: Pilot[Any], page: Any) -> Any:
    """Opens a page over the list and waits until it is there."""
    await settle(pilot)
    await pilot.app.push_screen(page)
    await until(pilot, lambda: pilot.app.screen is page)
    return page


async def see_list(pilot: Pilot[Any], orders: Orders) -> PurchasesScreen:
    """All orders of the customer."""
    page: PurchasesScreen = await see(pilot, PurchasesScreen(orders.customer))
    return page


async def see_order(pilot: Pilot[Any], purchase_id: int) -> PurchaseScreen:
    """The page of an order."""
    page: PurchaseScreen = await see(pilot, PurchaseScreen(purchase_id))
    return page


async def see_notes(pilot: Pilot[Any], orders: Orders, purchase_id: int) -> OrderNotesScreen:
    """The notes of an order."""
    page: OrderNotesScreen = await see(pilot, OrderNotesScreen(orders.customer, purchase_id))
    return page


async def see_documents(pilot: Pilot[Any], orders: Orders, purchase_id: int | None = None) -> DocumentsScreen:
    """The documents of an order, or of the customer."""
    page: DocumentsScreen = await see(pilot, DocumentsScreen(orders.customer, purchase_id))
    return page


async def see_document(pilot: Pilot[Any], document_id: int) -> DocumentScreen:
    """A document."""
    page: DocumentScreen = await see(pilot, DocumentScreen(document_id))
    return page


def stored(desk: Desk, purchase_id: int) -> PurchaseDetails:
    """An order as the store has it."""
    return desk.ask(purchases.details, purchase_id)


def numbers(desk: Desk, purchase_id: int) -> list[str]:
    """Its documents in short; cancelled ones in brackets."""
    rows = stored(desk, purchase_id).documents
    return [f"({row.number})" if row.cancelled else f"{row.number} {row.amount.amount}" for row in rows]


def told(app: BilliaApp) -> str:
    """The last short message."""
    return ["", *(note.message for note in app._notifications)][-1]


def burst(app: BilliaApp, *pressed: str) -> None:
    """Keys that arrive together, as typed ahead on a slow line: nothing waits between them."""
    characters = {"enter": "\r", "slash": "/", "space": " "}
    for key in pressed:
        app.post_message(events.Key(key, key if len(key) == 1 else characters.get(key)))
