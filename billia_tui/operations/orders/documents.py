"""The documents of a customer as they are shown and saved, and invoices made by hand (R140, R141)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Document, Purchase
from billia_tui.db.paging import fetch
from billia_tui.errors import NotFound, refuse_if
from billia_tui.money import Money
from billia_tui.operations import permissions
from billia_tui.operations.actor import Actor
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.orders import document_issue, document_text
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import of_customer, the_purchase, with_orders
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import DocumentType, PurchaseStatus


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in a list."""

    id: int
    type: DocumentType
    number: str
    purchase_id: int
    issued_at: datetime
    amount: Money
    cancelled: bool


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A whole document: its text, marked if it was cancelled, and a safe name for the file to save it in."""

    row: DocumentRow
    text: str
    file_name: str
    customer_id: int


def of_purchase(session: Session, actor: Actor, purchase_id: int) -> tuple[DocumentRow, ...]:
    """The documents of a purchase, oldest first; none for one out of reach."""
    statement = (
        select(Document)
        .join(Customer, Customer.id == Document.customer_id)
        .where(Document.purchase_id == purchase_id, with_orders(actor))
        .order_by(Document.id)
    )
    return tuple(row_of(document) for document in session.scalars(statement))


def page(session: Session, actor: Actor, customer_id: int, window: Window) -> Page[DocumentRow]:
    """The documents of a customer, newest first (R175)."""
    statement = of_customer(select(Document), actor, customer_id, Document.customer_id)
    return fetch(session, statement, [Document.__table__.c.id], window, lambda row: row_of(row[0]), descending=True)


def read(session: Session, actor: Actor, document_id: int) -> DocumentText:
    """A document to show or to save (R141); raises NotFound."""
    statement = select(Document).join(Customer, Customer.id == Document.customer_id)
    document = session.scalar(statement.where(Document.id == document_id, with_orders(actor)))
    if document is None:
        raise NotFound(f"there is no document {document_id}")
    text = clean(document.body, lines=True, limit=None)
    if document.cancelled_at is not None:
        text = f"*** CANCELLED at {clock.shown(document.cancelled_at)} UTC ***\n\n{text}"
    return DocumentText(row_of(document), text, document_text.file_name(document.number), document.customer_id)


def why_not_invoice(session: Session, actor: Actor, purchase_id: int) -> str | None:
    """Why no invoice can be made by hand (R140), None if one can. Raises NotFound."""
    purchase, _ = the_purchase(session, actor, purchase_id, lock=False)
    return permissions.why_not(actor, Right.ORDER_PAYMENT) or _why_not(session, purchase)


def make_invoice(session: Session, actor: Actor, purchase_id: int) -> DocumentRow:
    """Makes the invoice over what was paid and not invoiced, on request (R140).

    Raises:
        Forbidden, NotFound, Refused (not Paid, Cancelled, there is one already).
    """
    require(actor, Right.ORDER_PAYMENT)
    purchase, customer = the_purchase(session, actor, purchase_id)
    refuse_if(_why_not(session, purchase), rule="R140")
    missing = document_issue.not_invoiced(session, purchase)
    made = document_issue.issue(session, actor, customer, purchase, DocumentType.INVOICE, missing, by_system=False)
    purchase.version += 1
    return row_of(made)


def row_of(document: Document) -> DocumentRow:
    """A document as a list shows it."""
    return cleaned(DocumentRow, document, cancelled=document.cancelled_at is not None)


def _why_not(session: Session, purchase: Purchase) -> str | None:
    if purchase.status == PurchaseStatus.CANCELLED:
        return "this order is Cancelled"
    if not purchase.paid_amount and not purchase.paid:
        return "an invoice is made on payment and never before; this order is Unpaid (R139)"
    if not purchase.paid_amount:
        return "nothing was paid for this order"
    if document_issue.not_invoiced(session, purchase) <= 0:
        return "there is an invoice over all that was paid already"
    return None
