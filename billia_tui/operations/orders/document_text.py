"""The printed text of a document, made once when it is issued (R105, R141)."""

import re

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Document, Order, Profile, Purchase, Reseller, Service
from billia_tui.money import Money
from billia_tui.operations import countries
from billia_tui.operations.orders import automator
from billia_tui.operations.orders.change import method_of
from billia_tui.operations.staff.reseller_name import shown_name
from billia_tui.text import clean
from billia_tui.vocabulary import DocumentType, ProfileType

_TOTALS = {
    DocumentType.PRO_FORMA: "To pay",
    DocumentType.INVOICE: "Paid",
    DocumentType.CREDIT_NOTE: "Credited",
}
_UNSAFE = re.compile(r"[^A-Za-z0-9-]+", re.ASCII)


def printed(session: Session, customer: Customer, purchase: Purchase, document: Document) -> str:
    """The text of a new document: seller, buyer, what was ordered, and the amount that it is about."""
    reseller = session.get_one(Reseller, document.reseller_id)
    method = method_of(session, purchase)
    placed = clock.shown(purchase.placed_at)
    parts = [
        [f"{document.type.upper()} {document.number}"],
        [
            f"Issued:          {clock.shown(document.issued_at)} UTC",
            f"Seller:          {shown_name(reseller.name)}",
            f"Order:           {purchase.id}, placed {placed} UTC",
            f"Payment method:  {clean(method.name) if method else '–'}",
        ],
        ["Customer:", *(f"  {line}" for line in _buyer(session, customer, purchase))],
        _lines(session, purchase),
        [f"{_TOTALS.get(DocumentType(document.type), 'Total')}: {Money(document.amount, document.currency)}"],
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def file_name(number: str) -> str:
    """A name that every file system takes, for the file in which a document is saved."""
    return f"{_UNSAFE.sub('_', number).strip('_') or 'document'}.txt"


def _buyer(session: Session, customer: Customer, purchase: Purchase) -> list[str]:
    """Name and address: of the company, or of the person."""
    profile = session.get(Profile, purchase.profile_id) if purchase.profile_id is not None else None
    if profile is not None and profile.type == ProfileType.COMPANY:
        lines = [profile.company_name, profile.responsible_person, *_address(profile)]
        lines += [f"Company number {profile.company_number}"] if profile.company_number else []
        lines += [f"VAT number {profile.vat_number}"] if profile.vat_number else []
    else:
        person = profile.contact_person if profile is not None else ""
        lines = [person or f"{customer.first_name} {customer.last_name}", *_address(customer)]
    return [clean(line) for line in lines if line.strip()] + [f"Customer number {customer.id}"]


def _address(of: Customer | Profile) -> list[str]:
    return [of.address, f"{of.postcode} {of.city}".strip(), countries.name_of(of.country) if of.country else ""]


def _what(session: Session, order: Order) -> str:
    """What an order is about: its type, the product, and the domain."""
    service = session.get(Service, order.service_id) if order.service_id is not None else None
    named = f"{clean(order.type)}: {clean(order.description)}"
    return f"{named}, {clean(service.domain)}" if service is not None and service.domain else named


def _lines(session: Session, purchase: Purchase) -> list[str]:
    """The orders and how they add up to the price; amounts stand first, so that any script lines up."""
    orders = automator.orders_of(session, purchase)
    rows = [(order.price, _what(session, order)) for order in orders]
    difference = purchase.price - sum(order.price for order in orders)
    if difference:
        rows.append((difference, "Adjustment"))
    rows.append((purchase.price, "Price of the order"))
    amounts = [str(Money(minor, purchase.currency)) for minor, _ in rows]
    width = max(len(amount) for amount in amounts)
    return [f"  {amount:>{width}}  {what}" for amount, (_, what) in zip(amounts, rows, strict=True)]
