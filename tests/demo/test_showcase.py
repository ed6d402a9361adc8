"""R190, item by item."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Note, Order, PaymentMethod, Profile, Purchase, Reseller, Service
from billia_tui.demo import showcase
from billia_tui.vocabulary import (
    CustomerStatus,
    OrderType,
    ProfileType,
    PurchaseStatus,
    ServiceKind,
    ServiceStatus,
)
from tests.demo.conftest import NOW


def newest(session: Session) -> list[Customer]:
    """The hand-written customers: the first rows of the list."""
    return list(session.scalars(select(Customer).order_by(Customer.id.desc()).limit(showcase.COUNT)))


def services_of(session: Session, customer: Customer, kind: ServiceKind = ServiceKind.SERVICE) -> list[str]:
    """The statuses of the services, or domains, of a customer."""
    mine = select(Service.status).where(Service.customer_id == customer.id, Service.kind == kind)
    return list(session.scalars(mine))


def test_persons_companies_and_statuses(session: Session) -> None:
    """R190: an Active Person, an Active Company, a Blocked customer."""
    main = select(Profile.customer_id, Profile.type).where(Profile.main)
    types = {row.customer_id: row.type for row in session.execute(main)}
    found = {(customer.status, types[customer.id]) for customer in newest(session)}
    assert {("Active", ProfileType.PERSON), ("Active", ProfileType.COMPANY), ("Blocked", ProfileType.PERSON)} <= found


def test_the_first_hour(session: Session) -> None:
    """R190, R8: an Inactive customer within the first hour and one past it; neither was ever activated."""
    inactive = [customer for customer in newest(session) if customer.status == CustomerStatus.INACTIVE]
    ages = sorted(NOW - customer.created_at for customer in inactive)
    assert timedelta(0) < ages[0] < timedelta(hours=1) < ages[1]
    assert {customer.activated_at for customer in inactive} == {None}


def test_holds_payment_affiliate_and_reseller(session: Session) -> None:
    """R190: on hold by hand, negative wallet, both; custom payment; affiliate; of another reseller."""
    customers = newest(session)
    holds = {(customer.on_hold_manual, customer.on_hold_auto) for customer in customers}
    assert holds == {(False, False), (True, False), (False, True), (True, True)}
    assert any(customer.wallet < 0 for customer in customers)
    assert any(customer.custom_payments for customer in customers)
    assert any(customer.affiliate for customer in customers)
    assert "northhost" in {customer.reseller_key for customer in customers}


def test_numbers_of_services(session: Session) -> None:
    """R190: customers with 0, 3 and 12 services."""
    counts = {len(services_of(session, customer)) for customer in newest(session)}
    assert {0, 3, 12} <= counts


def test_every_status_and_type(session: Session) -> None:
    """R190: every service status, order type and purchase status, Paid and Unpaid, a several-order purchase."""
    ids = [customer.id for customer in newest(session)]
    services = select(Service.status).where(Service.customer_id.in_(ids))
    purchases = select(Purchase.status, Purchase.paid).where(Purchase.customer_id.in_(ids))
    orders = select(Order).join(Purchase, Purchase.id == Order.purchase_id).where(Purchase.customer_id.in_(ids))
    assert set(session.scalars(services)) == set(ServiceStatus)
    found = session.execute(purchases).all()
    assert {row.status for row in found} == set(PurchaseStatus)
    assert {row.paid for row in found} == {True, False}
    lines = list(session.scalars(orders))
    assert {line.type for line in lines} == set(OrderType)
    assert len(lines) > len({line.purchase_id for line in lines})


def test_names(session: Session) -> None:
    """R190: long and non-Latin names: Japanese, Arabic, Greek, an emoji, a company of 120 letters."""
    names = [customer.name for customer in newest(session)]
    for part in ("山田", "الفاروق", "Παπαδοπούλου", "🦊", "Maria Köhler"):
        assert any(part in name for name in names), part
    assert max(map(len, names)) == 120


def test_maria_petrova(session: Session) -> None:
    """R190: the customer with something of everything, as the pictures of the design show her."""
    maria = session.scalars(select(Customer).where(Customer.username_key == "maria.petrova")).one()
    assert (maria.name, maria.wallet, maria.credit_limit, maria.currency) == ("Petrova Ltd", -1420, 10_000, "EUR")
    assert len(services_of(session, maria)) == 12
    assert len(services_of(session, maria, ServiceKind.DOMAIN)) == 4
    assert maria.products_count == 12
    mine = select(func.count()).where(Purchase.customer_id == maria.id)
    assert session.scalar(mine) == 23
    assert maria.id == session.scalar(select(func.max(Customer.id)))


def test_the_rest_of_the_book(session: Session) -> None:
    """R190, R164, R184: resellers, payment methods of each kind, notes of several lines."""
    assert {"default", "northhost", "southnet", "ångström cloud"} == set(session.scalars(select(Reseller.name_key)))
    methods = select(PaymentMethod.type, PaymentMethod.shared, PaymentMethod.enabled)
    found = {tuple(row) for row in session.execute(methods)}
    assert {("offline", False, True), ("offline", True, False), ("online", True, True)} <= found
    assert any("\n" in text for text in session.scalars(select(Note.text)))
