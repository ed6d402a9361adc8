"""A small shop: a customer, three products, five ways to pay; and what tests of orders ask of the store."""

from dataclasses import dataclass

from billia_tui.db.models import AutomatorJob, Document, Notification, PaymentMethod, Purchase, Service
from billia_tui.money import Money
from billia_tui.operations.customers.editing import AfterAdding
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import catalogue
from billia_tui.operations.orders import placing as ordering
from billia_tui.operations.orders.catalogue import ProductData
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.vocabulary import PaymentMethodType
from tests.conftest import AddCustomer
from tests.operations.kit import stored

WEB = ProductData("WEB", "Web space S", "Hosting", price="19.90", currency="EUR", period_months=12)
COM = ProductData(
    "COM", "Domain .com", "Domains", kind="domain", price="9", currency="EUR", period_months=12, tld="com"
)
SETUP = ProductData("SETUP", "Set-up", "Work", price="49", currency="EUR")
YEN = ProductData("YEN", "Web space", "Hosting", price="1200", currency="JPY", period_months=1)

WEB_ID, COM_ID, SETUP_ID, YEN_ID = 1, 2, 3, 4
BANK, CARD, WALLET, LATER, SECRET = 1, 2, 3, 4, 5


@dataclass
class Shop:
    """The desk of ana, and customer 1, Active."""

    desk: Desk
    customer: int = 1

    @property
    def panel(self) -> Desk:
        """The desk of the customer's own panel."""
        return Desk(self.desk.store, 1, acting_as=self.customer)

    def place(self, method: int = BANK, *items: OrderItem) -> int:
        """The id of a new purchase, of one web space unless items are named."""
        chosen = items or (OrderItem(WEB_ID),)
        return self.panel.change(ordering.place, self.customer, chosen, payment_method_id=method)

    def purchase(self, purchase_id: int) -> Purchase:
        """The row of a purchase."""
        with self.desk.store.reading() as session:
            return session.get_one(Purchase, purchase_id)

    def service(self, service_id: int) -> Service:
        """The row of a service."""
        with self.desk.store.reading() as session:
            return session.get_one(Service, service_id)

    def documents(self, purchase_id: int) -> list[str]:
        """The documents of a purchase in short, oldest first, e.g. "PF-000001 19.90"; cancelled ones in brackets."""
        shown = []
        for document in stored(self.desk.store, Document, purchase_id=purchase_id):
            text = f"{document.number} {Money(document.amount, document.currency).amount}"
            shown.append(text if document.cancelled_at is None else f"({text})")
        return shown

    def jobs(self, purchase_id: int) -> list[str]:
        """The states of the automator jobs, oldest first."""
        return [job.state for job in stored(self.desk.store, AutomatorJob, purchase_id=purchase_id)]

    def told(self) -> list[str]:
        """The titles of the customer's notifications, oldest first."""
        return [one.title for one in stored(self.desk.store, Notification, customer_id=self.customer)]


def open_shop(desk: Desk, add_customer: AddCustomer) -> Shop:
    """A store with customer 1, the products and the methods. SECRET is for custom payment only."""
    customer = add_customer(desk, username="one", then=AfterAdding.ACTIVATE)
    for product in (WEB, COM, SETUP, YEN):
        desk.change(catalogue.add, product)
    types = (
        PaymentMethodType.OFFLINE,
        PaymentMethodType.ONLINE,
        PaymentMethodType.WALLET,
        PaymentMethodType.INVOICE,
        PaymentMethodType.OFFLINE,
    )
    names = ("Bank transfer", "Card", "Wallet", "On account", "Cheque")
    with desk.store.writing() as session:
        session.add_all(
            PaymentMethod(id=number, name=name, type=kind, shared=number != SECRET)
            for number, (name, kind) in enumerate(zip(names, types, strict=True), 1)
        )
    return Shop(desk, customer)


def set_method(desk: Desk, method_id: int, **values: bool) -> None:
    """Other columns for a payment method."""
    with desk.store.writing() as session:
        method = session.get_one(PaymentMethod, method_id)
        for name, value in values.items():
            setattr(method, name, value)
