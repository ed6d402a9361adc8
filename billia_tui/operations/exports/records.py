"""Exporting what customers have, from e-mails to labels, as the import reads it.

As stored, page by page in flat memory (R185). A customer is named by its username, records by our own ids.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session, aliased

from billia_tui.db.models import (
    Admin,
    Affiliate,
    Base,
    Customer,
    Document,
    Email,
    Label,
    LabelComponent,
    Note,
    Order,
    Payment,
    PaymentMethod,
    Product,
    Profile,
    Purchase,
    Service,
)
from billia_tui.db.paging import fetch
from billia_tui.operations.actor import Actor
from billia_tui.operations.desk import Desk
from billia_tui.operations.exports import rows as export_rows
from billia_tui.operations.exports.customers import TOGETHER
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.imports.fields import OWN
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.paging import Page, Window, every_row


class ExportKind(NamedTuple):
    """How records of a kind are found and made: `select` names their model first, and joins customers.

    `others` gives what is not as the store has it. They come by id, or by the columns `along`.
    """

    name: str
    model: type[Base]
    select: Callable[[Actor], Select[*tuple[Any, ...]]]
    others: Callable[[Any], export_rows.Values] = export_rows.as_stored
    along: tuple[str, ...] = ("id",)

    @property
    def header(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(OWN[self.name].split())

    def row(self, found: Any) -> export_rows.Values:
        """What stands in the columns."""
        others = self.others(found)
        if "customer" in self.header:
            others["customer"] = export_rows.customer(found)
        return {name: others[name] if name in others else getattr(found[0], name) for name in self.header}


def records(desk: Desk, kind: ExportKind, words: str = "") -> Iterator[export_rows.Values]:
    """All records of a kind of the customers within reach, or of those of a query; raises Forbidden, QueryError."""
    return every_row(lambda window: desk.ask(page, kind, words, window), TOGETHER)


def page(session: Session, actor: Actor, kind: ExportKind, words: str, window: Window) -> Page[export_rows.Values]:
    """One page of the export."""
    require(actor, Right.VIEW)
    statement = customer_list.listing(session, actor, CustomerQuery(words)).restricted(kind.select(actor))
    columns = kind.model.__table__.c
    return fetch(session, statement, [columns[name] for name in kind.along], window, kind.row)


_WHOSE = (Customer.id.label("customer_id"), Customer.username)
_author = aliased(Admin)


def _reference() -> ScalarSelect[str]:
    """The reference of the last payment of a purchase that stands (R201)."""
    standing = (Payment.purchase_id == Purchase.id, Payment.taken_back_at.is_(None), Payment.reference != "")
    newest = select(Payment.reference).where(*standing).order_by(Payment.id.desc()).limit(1)
    return newest.correlate(Purchase).scalar_subquery()


def _brought(actor: Actor) -> ScalarSelect[str]:
    """The usernames of the customers within reach whom an affiliate brought, one a line."""
    theirs = aliased(Customer)
    mine = [theirs.referred_by == Affiliate.customer_id, theirs.deleted_at.is_(None)]
    if actor.reach is not None:
        mine.append(theirs.reseller_id.in_(sorted(actor.reach)))
    return select(func.aggregate_strings(theirs.username, "\n")).where(*mine).correlate(Affiliate).scalar_subquery()


def _profile_of_order() -> ScalarSelect[int]:
    """The profile that a purchase is made out to, as long as it is there."""
    mine = (Profile.id == Purchase.profile_id, Profile.deleted_at.is_(None))
    return select(Profile.id).where(*mine).correlate(Purchase).scalar_subquery()


_KINDS = (
    ExportKind(
        "profiles",
        Profile,
        lambda _: (
            select(Profile, *_WHOSE)
            .join(Customer, Customer.id == Profile.customer_id)
            .where(Profile.deleted_at.is_(None))
        ),
    ),
    ExportKind(
        "emails",
        Email,
        lambda _: select(Email, *_WHOSE).join(Customer, Customer.id == Email.customer_id),
    ),
    ExportKind(
        "affiliates",
        Affiliate,
        lambda actor: select(Affiliate, *_WHOSE, _brought(actor).label("brought")).join(
            Customer, Customer.id == Affiliate.customer_id
        ),
        export_rows.of_affiliate,
        along=("customer_id",),
    ),
    ExportKind(
        "services",
        Service,
        lambda _: (
            select(Service, *_WHOSE, Product.code)
            .join(Customer, Customer.id == Service.customer_id)
            .outerjoin(Product, Product.id == Service.product_id)
        ),
        export_rows.of_service,
    ),
    ExportKind(
        "orders",
        Purchase,
        lambda _: (
            select(Purchase, *_WHOSE, PaymentMethod.name.label("method"), _reference().label("reference"))
            .add_columns(_profile_of_order().label("profile"))
            .join(Customer, Customer.id == Purchase.customer_id)
            .outerjoin(PaymentMethod, PaymentMethod.id == Purchase.payment_method_id)
        ),
        export_rows.of_order,
    ),
    ExportKind(
        "lines",
        Order,
        lambda _: (
            select(Order, Purchase.currency)
            .join(Purchase, Purchase.id == Order.purchase_id)
            .join(Customer, Customer.id == Purchase.customer_id)
        ),
        export_rows.of_line,
    ),
    ExportKind(
        "documents",
        Document,
        lambda _: select(Document, *_WHOSE).join(Customer, Customer.id == Document.customer_id),
        export_rows.of_document,
    ),
    ExportKind(
        "payments",
        Payment,
        lambda _: (
            select(Payment, Purchase.currency, *_WHOSE, PaymentMethod.name.label("method"))
            .add_columns(_author.username.label("author"), Document.number)
            .join(Purchase, Purchase.id == Payment.purchase_id)
            .join(Customer, Customer.id == Purchase.customer_id)
            .outerjoin(PaymentMethod, PaymentMethod.id == Payment.payment_method_id)
            .outerjoin(_author, _author.id == Payment.admin_id)
            .outerjoin(Document, Document.id == Payment.document_id)
        ),
        export_rows.of_payment,
        along=("purchase_id", "id"),  # those of an order come together
    ),
    ExportKind(
        "notes",
        Note,
        lambda _: (
            select(Note, *_WHOSE, _author.username.label("author"))
            .join(Customer, Customer.id == Note.customer_id)
            .join(_author, _author.id == Note.admin_id)
            .where(Note.deleted_at.is_(None))
        ),
        export_rows.of_note,
    ),
    ExportKind(
        "labels",
        Label,
        lambda _: (
            select(Label, *_WHOSE, LabelComponent.key)
            .join(Customer, Customer.id == Label.customer_id)
            .join(LabelComponent, LabelComponent.id == Label.component_id)
        ),
        export_rows.of_label,
    ),
)
KINDS = {kind.name: kind for kind in _KINDS}
