"""One purchase with all there is to it: price in detail, documents, automator jobs (R131, R143, R146)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui.db.models import AutomatorJob, Customer, Note, PaymentMethod, Profile, Purchase
from billia_tui.errors import NotFound
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.log import lines as log
from billia_tui.operations.log.lines import LogLine
from billia_tui.operations.notes import order_notes
from billia_tui.operations.orders import document_issue, documents, payment_records
from billia_tui.operations.orders.change import all_terminated, due_of, is_delayed, is_wallet
from billia_tui.operations.orders.documents import DocumentRow
from billia_tui.operations.orders.from_wallet import why_not_from_wallet
from billia_tui.operations.orders.payment_records import PaymentRow
from billia_tui.operations.orders.rows import OrderRow, PurchaseRow, orders_of, row_of
from billia_tui.operations.reach import merged_away, with_orders
from billia_tui.operations.services.orders import NoteOfOrder
from billia_tui.paging import Window
from billia_tui.text import clean
from billia_tui.vocabulary import CustomerStatus, JobState, NoteKind

MOST_NOTES, MOST_LINES = 3, 5
"""The newest notes and log lines that the page of an order shows; pages of their own have all."""


@dataclass(frozen=True, slots=True)
class OrderOwner:
    """What the customer of a purchase is like now, as far as it matters for what follows from a change."""

    id: int
    username: str
    name: str
    status: CustomerStatus
    wallet: Money
    on_hold_manual: bool
    on_hold_auto: bool


@dataclass(frozen=True, slots=True)
class PriceParts:
    """The price in detail: the orders add up to `lines`, an edited price differs by `adjustment` (R142)."""

    lines: Money
    adjustment: Money
    paid: Money
    from_wallet: Money
    due: Money


@dataclass(frozen=True, slots=True)
class Method:
    """How a purchase is, or was, paid. `wallet` takes the money from there, `delayed` asks for it (R138).

    `no_invoice` is why a payment brings no invoice by itself (R139), None if it does.
    """

    id: int | None
    wallet: bool
    delayed: bool
    no_invoice: str | None


@dataclass(frozen=True, slots=True)
class JobRow:
    """An automator job (R146); `raw` is empty for those who are no developers (R183)."""

    id: int
    name: str
    state: JobState
    started_at: datetime | None
    ended_at: datetime | None
    message: str
    raw: str


@dataclass(frozen=True, slots=True)
class PurchaseDetails:
    """One purchase with all its orders.

    `payments` are the records of what was paid and given back (R201, R202); `gone` says that all its services are
    Terminated (R204).

    `why_no_invoice` is why none can be made by hand now (R140), `why_not_from_wallet` why the wallet does not cover
    what is due (R28); both are None where nothing is in the way. `raw_ids` are for developers (R183).
    `merged_from` names the customer whose order it was and stays, merged into the one who is told here (R208).
    `notes` and `log` are the newest; in the Customer Panel there are none, and `note_count` is 0 (R177).
    """

    row: PurchaseRow
    owner_id: int
    owner: str
    orders: tuple[OrderRow, ...]
    customer: OrderOwner
    profile: str
    method: Method
    price: PriceParts
    payments: tuple[PaymentRow, ...]
    gone: bool
    documents: tuple[DocumentRow, ...]
    jobs: tuple[JobRow, ...]
    notes: tuple[NoteOfOrder, ...]
    note_count: int
    log: tuple[LogLine, ...]
    why_no_invoice: str | None
    why_not_from_wallet: str | None
    raw_ids: tuple[tuple[str, str], ...]
    version: int
    merged_from: str = ""


def details(session: Session, actor: Actor, purchase_id: int) -> PurchaseDetails:
    """One purchase with all there is to it; raises NotFound."""
    found = session.execute(
        select(Purchase, PaymentMethod, Customer, Profile.title)
        .join(Customer, Customer.id == Purchase.customer_id)
        .outerjoin(PaymentMethod, PaymentMethod.id == Purchase.payment_method_id)
        .outerjoin(Profile, Profile.id == Purchase.profile_id)
        .where(Purchase.id == purchase_id, with_orders(actor))
    ).one_or_none()
    if found is None:
        raise NotFound(f"there is no order {purchase_id}")
    purchase, buyer, profile = found[0], found[2], found[3]
    merged = buyer.merged_into is not None
    customer = session.get_one(Customer, buyer.merged_into) if merged else buyer
    method: PaymentMethod | None = found[1]
    orders = orders_of(session, [purchase_id])[purchase_id]
    due = Money(due_of(purchase), purchase.currency)
    staff = actor.acting_as is None
    return PurchaseDetails(
        row=row_of(purchase, method.name if method else None, orders),
        owner_id=customer.id,
        owner=clean(customer.name),
        orders=tuple(orders),
        customer=cleaned(OrderOwner, customer),
        profile=clean(profile or ""),
        method=Method(
            purchase.payment_method_id,
            is_wallet(method),
            is_delayed(method),
            document_issue.why_not_by_itself(session, purchase, method),
        ),
        price=_price(purchase, orders, due),
        payments=payment_records.of_purchase(session, actor, purchase_id),
        gone=all_terminated(session, purchase_id),
        documents=documents.of_purchase(session, actor, purchase_id),
        jobs=_jobs(session, actor, purchase_id),
        notes=_notes(session, actor, purchase_id) if staff else (),
        note_count=_note_count(session, purchase) if staff else 0,
        log=_log(session, actor, purchase) if staff else (),
        why_no_invoice=merged_away(customer.id) if merged else documents.why_not_invoice(session, actor, purchase_id),
        why_not_from_wallet=why_not_from_wallet(customer, due) if is_wallet(method) else None,
        raw_ids=_raw_ids(purchase, orders) if _sees_raw(actor) else (),
        version=purchase.version,
        merged_from=f"{buyer.id} ({clean(buyer.username)})" if merged else "",
    )


def _price(purchase: Purchase, orders: list[OrderRow], due: Money) -> PriceParts:
    lines = sum(order.price.minor for order in orders)
    return PriceParts(
        lines=Money(lines, purchase.currency),
        adjustment=Money(purchase.price - lines, purchase.currency),
        paid=Money(purchase.paid_amount, purchase.currency),
        from_wallet=Money(purchase.wallet_paid, purchase.currency),
        due=due,
    )


def _jobs(session: Session, actor: Actor, purchase_id: int) -> tuple[JobRow, ...]:
    statement = select(AutomatorJob).where(AutomatorJob.purchase_id == purchase_id).order_by(AutomatorJob.id)
    return tuple(
        cleaned(JobRow, job, raw=clean(job.raw) if _sees_raw(actor) else "") for job in session.scalars(statement)
    )


def _notes(session: Session, actor: Actor, purchase_id: int) -> tuple[NoteOfOrder, ...]:
    rows = order_notes.page(session, actor, purchase_id, Window(limit=MOST_NOTES)).rows
    return tuple(NoteOfOrder(row.id, purchase_id, row.created_at, row.admin, row.line) for row in rows)


def _log(session: Session, actor: Actor, purchase: Purchase) -> tuple[LogLine, ...]:
    window = Window(limit=MOST_LINES)
    return log.page(session, actor, purchase.customer_id, window, thing=("purchase", purchase.id)).rows


def _note_count(session: Session, purchase: Purchase) -> int:
    statement = select(func.count(Note.id)).where(
        Note.purchase_id == purchase.id, Note.kind == NoteKind.ORDER, Note.deleted_at.is_(None)
    )
    return session.scalar(statement) or 0


def _sees_raw(actor: Actor) -> bool:
    """Developers do, but not where they are a customer (R183, R72)."""
    return actor.developer and actor.acting_as is None


def _raw_ids(purchase: Purchase, orders: list[OrderRow]) -> tuple[tuple[str, str], ...]:
    named = {
        "customer_id": purchase.customer_id,
        "profile_id": purchase.profile_id,
        "payment_method_id": purchase.payment_method_id,
        "reseller_id": purchase.reseller_id,
        "version": purchase.version,
        "order_ids": " ".join(str(order.id) for order in orders),
        "service_ids": " ".join(str(order.service_id) for order in orders if order.service_id is not None),
    }
    return tuple((name, "–" if value in (None, "") else str(value)) for name, value in named.items())
