"""The book that the model of the whole course works on, and all of it that the model looks at."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from billia_tui.db.models import (
    AutomatorJob,
    Commission,
    Customer,
    Document,
    LogEntry,
    Order,
    Payment,
    Purchase,
    Service,
    WalletTransaction,
)
from billia_tui.db.store import Store
from billia_tui.operations.affiliates import affiliates
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer, add
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import catalogue
from billia_tui.operations.orders.catalogue import ProductData
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import AffiliateScheme, PaymentMethodType
from tests import factories

CLIENT, PLAIN, AFFILIATE = CUSTOMERS = (1, 2, 3)
"""The first one was brought by the third."""

BANK, CARD, WALLET, LATER = METHODS = (1, 2, 3, 4)
MONTHLY, DOMAIN, FREE, SAVED = PRODUCTS = (1, 2, 3, 4)
NAMES = ("a.com", "A.com", "b.com")

_PRODUCTS = (
    ProductData("M", "Web space", "Hosting", price="10", currency="EUR", period_months=1),
    ProductData("D", "Domain", "Domains", kind="domain", price="9", currency="EUR", period_months=12, tld="com"),
    ProductData("F", "Free space", "Hosting", price="0", currency="EUR", period_months=1),
    ProductData(
        "S", "Backup", "Hosting", price="7.77", currency="EUR", period_months=3, days_redemption=10, redemption_fee="3"
    ),
)
_METHODS = (
    ("Bank transfer", PaymentMethodType.OFFLINE),
    ("Card", PaymentMethodType.ONLINE),
    ("Wallet", PaymentMethodType.WALLET),
    ("On account", PaymentMethodType.INVOICE),
)


def fill(store: Store) -> None:
    """Three Active customers with some money, four products, four ways to pay."""
    desk = Desk(store, 1)
    for number in CUSTOMERS:
        new = NewCustomer("Ana", "Lima", f"c{number}@example.org", "DE", "EUR", username=f"c{number}")
        assert desk.change(add, new, then=AfterAdding.ACTIVATE) == number
        desk.change(wallet.add_funds, number, "25")
    for product in _PRODUCTS:
        desk.change(catalogue.add, product)
    for number, (name, kind) in enumerate(_METHODS, 1):
        assert factories.add_payment_method(desk, name, kind) == number
    desk.change(affiliates.make, AFFILIATE, "3", AffiliateScheme.LIFETIME)
    desk.change(affiliates.refer, CLIENT, AFFILIATE)


@dataclass
class Rows:
    """All that matters of the store at one moment, by id; `of` groups rows by one of their columns."""

    customers: dict[int, Customer] = field(default_factory=dict)
    services: dict[int, Service] = field(default_factory=dict)
    purchases: dict[int, Purchase] = field(default_factory=dict)
    orders: Sequence[Order] = ()
    payments: Sequence[Payment] = ()
    documents: Sequence[Document] = ()
    commissions: Sequence[Commission] = ()
    entries: Sequence[WalletTransaction] = ()
    jobs: Sequence[AutomatorJob] = ()
    renewals: Sequence[LogEntry] = ()


def read(store: Store) -> Rows:
    """The rows as they are now."""
    course = LogEntry.action.in_(("renew service", "take renewal back"))

    with store.reading() as session:

        def all_of(
            model: Any, *where: Any
        ) -> Any:  # what has their columns: objects of their own would cost as much again
            return session.execute(select(model.__table__).where(*where).order_by(model.id)).all()

        return Rows(
            {one.id: one for one in all_of(Customer)},
            {one.id: one for one in all_of(Service)},
            {one.id: one for one in all_of(Purchase)},
            all_of(Order),
            all_of(Payment),
            all_of(Document),
            all_of(Commission),
            all_of(WalletTransaction),
            all_of(AutomatorJob),
            all_of(LogEntry, course),
        )


def of(rows: Sequence[Any], column: str) -> defaultdict[Any, list[Any]]:
    """The rows by what they have in a column."""
    found = defaultdict[Any, list[Any]](list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


def ends_of(line: LogEntry) -> tuple[datetime, datetime]:
    """The end of a service before and after a line of the log about its course."""
    told = [json.loads(part).get("expires_at") for part in (line.before, line.after)]
    first, second = (datetime.strptime(one, "%Y-%m-%d %H:%M").replace(tzinfo=UTC) for one in told)
    return first, second
