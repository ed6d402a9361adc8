"""A small book that is the same every time: what the pictures of the screens show."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from billia_tui.db import search
from billia_tui.db.models import Customer, Email, Order, PaymentMethod, Purchase, Reseller, Service
from billia_tui.operations.customers import companies, emails, status
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import (
    Marketing,
    OrderType,
    PaymentMethodType,
    PurchaseStatus,
    ServiceKind,
    ServiceStatus,
)

NOW = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)

PEOPLE = (
    ("Maria", "Petrova", "BG", "EUR"),
    ("Maria", "Köhler", "DE", "EUR"),
    ("Maria José", "Núñez", "ES", "EUR"),
    ("山田", "太郎", "JP", "JPY"),
    ("Ελένη", "Παπαδοπούλου", "GR", "EUR"),
    ("عمر", "الفاروق", "KW", "KWD"),
    ("John", "Smith", "GB", "GBP"),
    ("Ana", "Lima", "BR", "USD"),
)


@dataclass(frozen=True)
class Book:
    """The ids of the customers that tests talk about."""

    maria: int
    kohler: int
    held: int
    blocked: int
    fresh: int
    plain: int


def fill(desk: Desk, *, more: int = 40) -> Book:
    """Eight people with everything, then `more` plain ones; run it under frozen time."""
    with desk.store.writing() as session:
        session.add(Reseller(name="NorthHost", name_key="northhost"))
    more_ids = [_person(desk, f"Person{number:02}", "Example", "DE", "EUR") for number in range(more)]
    ids = [_person(desk, *person) for person in PEOPLE]
    book = Book(maria=ids[0], kohler=ids[1], held=ids[2], blocked=ids[6], fresh=ids[7], plain=(more_ids or ids)[0])
    for customer_id in [*more_ids, *ids[:7]]:
        desk.change(status.activate, customer_id)
    desk.change(status.block, book.blocked, "chargeback")
    _maria(desk, book.maria)
    desk.change(wallet.add_funds, book.kohler, "250")
    desk.change(hold.put_on, ids[2], "asked by phone")
    return book


def _person(desk: Desk, first: str, last: str, country: str, currency: str) -> int:
    address = f"{first}.{last}".replace(" ", "-").lower() + "@example.org"
    plain = address if address.isascii() else f"customer-{country.lower()}{len(last)}@example.org"
    new = NewCustomer(first, last, plain, country, currency, phone="+49 30 123456", city="Somewhere")
    return desk.change(customers.add, new, then=AfterAdding.NOTHING)


def _maria(desk: Desk, customer_id: int) -> None:
    desk.change(
        companies.add,
        customer_id,
        companies.CompanyData("Petrova Ltd", "BG 204", country="BG", city="Sofia", address="ul. Vitosha 1"),
    )
    desk.change(wallet.set_credit_limit, customer_id, "100")
    desk.change(wallet.add_funds, customer_id, "25.80", "bank transfer")
    desk.change(wallet.correct_balance, customer_id, "-40", "double booking in February")
    desk.change(emails.add, customer_id, "billing@petrova.example.org")
    desk.change(emails.add, customer_id, "maria.petrova.private@example.net")
    desk.change(notes.add, customer_id, "Prefers to be called in the morning.\nSpeaks German and Bulgarian.")
    desk.change(notes.add, customer_id, "Callback on Thursday about the new server")
    with desk.store.writing() as session:
        method = PaymentMethod(name="Bank transfer", type=PaymentMethodType.OFFLINE)
        session.add(method)
        session.flush()
        customer = session.get_one(Customer, customer_id)
        services = [_service(customer, number) for number in range(5)] + [_domain(customer, n) for n in range(4)]
        session.add_all(services)
        session.flush()
        for number in range(6):
            purchase = Purchase(
                customer_id=customer_id,
                placed_at=NOW - timedelta(days=30 * number),
                status=PurchaseStatus.ACTIVATED if number else PurchaseStatus.PENDING,
                paid=bool(number),
                paid_at=NOW - timedelta(days=30 * number) if number else None,
                payment_method_id=method.id,
                price=1990 * (1 + number % 2),
                currency="EUR",
                reseller_id=customer.reseller_id,
            )
            session.add(purchase)
            session.flush()
            for line in range(1 + number % 2):
                session.add(
                    Order(
                        purchase_id=purchase.id,
                        type=OrderType.RENEW if number else OrderType.NEW,
                        service_id=services[number + line].id,
                        description=services[number + line].product_name,
                        price=1990,
                    )
                )
        customer.products_count = len(services)
        session.flush()
        session.query(Email).filter_by(
            customer_id=customer_id, kind="registration"
        ).one().marketing = Marketing.SUBSCRIBED
        search.refresh(session, [customer_id])


def _service(customer: Customer, number: int) -> Service:
    status_now = list(ServiceStatus)[number]
    return Service(
        customer_id=customer.id,
        product_name=f"Cloud server {'SML'[number % 3]}",
        category="Servers",
        domain="petrova.example" if number == 2 else "",
        status=status_now,
        price=1990,
        currency="EUR",
        period_months=12,
        auto_renew=number % 2 == 0,
        created_at=NOW - timedelta(days=400 - number),
        activated_at=NOW - timedelta(days=399 - number) if number > 1 else None,
        expires_at=NOW + timedelta(days=30 * number - 40) if number > 1 else None,
        reseller_id=customer.reseller_id,
        server='{"host": "srv-17.example.net", "cores": 4}',
    )


def _domain(customer: Customer, number: int) -> Service:
    return Service(
        customer_id=customer.id,
        product_name="Domain .example",
        category="Domains",
        kind=ServiceKind.DOMAIN,
        domain=f"petrova-{number}.example",
        tld="example",
        status=ServiceStatus.ACTIVE,
        price=1200,
        currency="EUR",
        period_months=12,
        auto_renew=True,
        created_at=NOW - timedelta(days=200 + number),
        activated_at=NOW - timedelta(days=200 + number),
        expires_at=NOW + timedelta(days=165 - number),
        reseller_id=customer.reseller_id,
        registrar="Example Registrar",
        name_servers='["ns1.example.net", "ns2.example.net"]',
    )
