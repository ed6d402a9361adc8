"""The rows of the exports of what customers have: as stored, not cleaned, and how they are made."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

from billia_tui.db.models import Document, Label, Order, Payment, Purchase, Service
from billia_tui.money import Money
from billia_tui.operations import stored_json
from billia_tui.operations.imports.kinds.owners import own_id
from billia_tui.vocabulary import LabelResource

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class ExportedProfile:
    """A profile: a person's, or a company's with its data; the main one is one of them."""

    id: int
    customer: str
    title: str
    type: str
    main: bool
    contact_person: str
    contact_data: str
    auto_generate_invoice: bool
    company_name: str
    company_number: str
    vat_number: str
    responsible_person: str
    country: str
    city: str
    address: str
    postcode: str
    phone: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ExportedAffiliate:
    """Who is, or was, an affiliate; `referred` are the usernames of those that it brought, one a line."""

    customer: str
    level: int
    scheme: str
    since: datetime
    ended_at: datetime | None
    referred: str


@dataclass(frozen=True, slots=True)
class ExportedEmail:
    """An address with its subscription; the registration address is one of them."""

    customer: str
    address: str
    marketing: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ExportedService:
    """A service or domain. `product` is the code in the catalogue; what holds names and values is JSON text."""

    id: int
    customer: str
    product_name: str
    price: Money
    currency: str
    category: str
    kind: str
    domain: str
    status: str
    period_months: int | None
    payment_term: str
    auto_renew: bool
    created_at: datetime
    activated_at: datetime | None
    expires_at: datetime | None
    product: str
    registrar: str
    registrar_customer_id: str
    name_servers: str
    contacts: str
    options: str
    server: str
    usage: str
    anchor_day: int | None
    status_at: datetime | None
    next_price: Money | None
    tld: str
    status_set_at: datetime | None
    status_words: str


@dataclass(frozen=True, slots=True)
class ExportedOrder:
    """A purchase without its lines."""

    id: int
    customer: str
    placed_at: datetime
    status: str
    paid: bool
    paid_at: datetime | None
    paid_amount: Money
    price: Money
    currency: str
    payment_method: str
    payment_reference: str
    profile: int | None


@dataclass(frozen=True, slots=True)
class ExportedLine:
    """A line of a purchase, for `--lines` of the import."""

    order: int
    type: str
    service: int | None
    description: str
    price: Money


@dataclass(frozen=True, slots=True)
class ExportedDocument:
    """A document with the text that the customer has; customer and currency are told, but not imported."""

    id: int
    order: int
    customer: str
    type: str
    sequence: int
    number: str
    issued_at: datetime
    amount: Money
    currency: str
    body: str
    cancelled_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExportedPayment:
    """A payment of an order; money that went back has a minus sign (R201, R202).

    Customer and wallet are told, but not imported; author and document only where they are known.
    """

    id: int
    order: int
    customer: str
    kind: str
    at: datetime
    amount: Money
    payment_method: str
    reference: str
    remark: str
    made_at: datetime
    taken_back_at: datetime | None
    wallet: bool
    document: str
    author: str


@dataclass(frozen=True, slots=True)
class ExportedNote:
    """A note; `order` is the purchase that it is about, if any."""

    id: int
    customer: str
    created_at: datetime
    order: int | None
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class ExportedLabel:
    """A label; `object` is the order or service that carries it."""

    customer: str
    key: str
    value: str
    resource: str
    object: int | None


def _customer(row: Any) -> str:
    """What the import finds the customer by: a username that looks like an id would be taken for one."""
    return str(row.customer_id) if own_id(row.username) else row.username


def _made(kind: type[Made], row: Any, **values: object) -> Made:
    """A row of the export; what is not given here has the name that it has in the store."""
    stored = {field.name: getattr(row[0], field.name) for field in fields(kind) if field.name not in values}  # type: ignore[arg-type] # all are dataclasses
    return kind(**values, **stored)


def of_profile(row: Any) -> ExportedProfile:
    """The row of a profile."""
    return _made(ExportedProfile, row, customer=_customer(row))


def of_affiliate(row: Any) -> ExportedAffiliate:
    """The row of an affiliate."""
    return _made(ExportedAffiliate, row, customer=_customer(row), referred=row.brought or "")


def of_document(row: Any) -> ExportedDocument:
    """The row of a document."""
    document: Document = row[0]
    amount = Money(document.amount, document.currency)
    return _made(ExportedDocument, row, order=document.purchase_id, customer=_customer(row), amount=amount)


def of_email(row: Any) -> ExportedEmail:
    """The row of an address."""
    return _made(ExportedEmail, row, customer=_customer(row))


def of_service(row: Any) -> ExportedService:
    """The row of a service."""
    service: Service = row[0]
    return _made(
        ExportedService,
        row,
        customer=_customer(row),
        price=Money(service.price, service.currency),
        next_price=None if service.next_price is None else Money(service.next_price, service.currency),
        product=row.code or "",
        name_servers=" ".join(stored_json.listed(service.name_servers)),
    )


def of_order(row: Any) -> ExportedOrder:
    """The row of a purchase."""
    purchase: Purchase = row[0]
    return _made(
        ExportedOrder,
        row,
        customer=_customer(row),
        paid_amount=Money(purchase.paid_amount, purchase.currency),
        price=Money(purchase.price, purchase.currency),
        payment_method=row.method or "",
        payment_reference=row.reference or "",
        profile=row.profile,
    )


def of_line(row: Any) -> ExportedLine:
    """The row of a line of a purchase."""
    line: Order = row[0]
    price = Money(line.price, row.currency)
    return _made(ExportedLine, row, order=line.purchase_id, service=line.service_id, price=price)


def of_payment(row: Any) -> ExportedPayment:
    """The row of a payment."""
    payment: Payment = row[0]
    return _made(
        ExportedPayment,
        row,
        order=payment.purchase_id,
        customer=_customer(row),
        amount=Money(payment.amount, row.currency),
        payment_method=row.method or "",
        remark=payment.reason,
        document=row.number or "",
        author=row.author or "",
    )


def of_note(row: Any) -> ExportedNote:
    """The row of a note."""
    return _made(ExportedNote, row, customer=_customer(row), order=row[0].purchase_id, author=row.author)


def of_label(row: Any) -> ExportedLabel:
    """The row of a label."""
    label: Label = row[0]
    carrier = None if label.resource == LabelResource.USERS else label.object_id
    return _made(ExportedLabel, row, customer=_customer(row), key=row.key, object=carrier)
