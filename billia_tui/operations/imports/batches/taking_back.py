"""Taking an import back (R239): the customers of a source whom nobody has touched since, each whole or not at all.

Nothing is wiped out: services are Terminated, unpaid orders Cancelled, wallets brought to zero by the opposite entry,
and the customer is deleted as R44 and R45 have it, without a word to anybody. What is remembered of the source is
forgotten, so that the same can be imported anew.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session, aliased

from billia_tui.db.models import (
    Batch,
    Customer,
    Document,
    Email,
    ImportKey,
    Label,
    LabelComponent,
    LogEntry,
    Note,
    Payment,
    Purchase,
    Service,
)
from billia_tui.errors import BilliaError, Forbidden, Refused, StoreError
from billia_tui.money import Money
from billia_tui.operations import stored_json
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import editing, emails, profiles
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.batches import changing_back
from billia_tui.operations.imports.batches.runs import IMPORT, by_source
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.labels import attached
from billia_tui.operations.labels.usage import THINGS
from billia_tui.operations.log import lines as log
from billia_tui.operations.notes import customer_notes
from billia_tui.operations.orders import payment_records
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_customer
from billia_tui.operations.services import course
from billia_tui.operations.wallet import movements
from billia_tui.text import clean
from billia_tui.vocabulary import PaymentKind, PurchaseStatus, ServiceStatus

NEEDED = (Right.DELETE, Right.CREDIT, Right.SERVICES, Right.ORDER_STATUS, Right.ORDER_PAYMENT)
TOGETHER = 50
_OURS = frozenset({IMPORT, attached.ATTACHED, "hold", "hold by system"})
"""What the log calls an import, and what follows from it."""

Owned = type[Email] | type[Service] | type[Purchase] | type[Note] | type[Label]
_TABLES: dict[KindName, Owned] = {
    KindName.EMAILS: Email,
    KindName.SERVICES: Service,
    KindName.ORDERS: Purchase,
    KindName.NOTES: Note,
    KindName.LABELS: Label,
}


@dataclass(slots=True)
class TakenBack:
    """How many customers were taken back, and why others stay, how often."""

    done: int = 0
    kept: dict[str, int] = field(default_factory=dict)


def customers_of(session: Session, actor: Actor, source: str) -> list[int]:
    """The customers that a source brought.

    Raises:
        Forbidden, Refused (none).
    """
    for right in NEEDED:
        require(actor, right)
    keys = select(ImportKey.row_id).where(ImportKey.source == source, ImportKey.kind == KindName.CUSTOMERS)
    found = sorted(session.scalars(keys))
    if not found:
        raise Refused(f"no customer came from {clean(source)!r}")
    return found


def take_back(desk: Desk, source: str) -> TakenBack:
    """Takes back all that can be; some customers in a transaction. Raises Forbidden, Refused, StoreError."""
    waiting = desk.ask(customers_of, source)
    taken = TakenBack()
    for start in range(0, len(waiting), TOGETHER):
        for reason in desk.change(some, source, waiting[start : start + TOGETHER]):
            if reason:
                taken.kept[reason] = taken.kept.get(reason, 0) + 1
            else:
                taken.done += 1
    return taken


def some(session: Session, actor: Actor, source: str, customer_ids: Sequence[int]) -> list[str]:
    """Takes some customers back, each whole or not at all; for each why not, empty if it was.

    Raises:
        Forbidden, StoreError.
    """
    for right in NEEDED:
        require(actor, right)
    reasons = []
    for customer_id in customer_ids:
        try:
            with session.begin_nested():
                _one(session, actor, source, the_customer(session, actor, customer_id))
        except (StoreError, Forbidden):
            raise
        except BilliaError as error:
            reasons.append(error.text)
        else:
            reasons.append("")
    return reasons


class LaterGoesFirst(Refused):
    """A record stays only until a later import is gone."""


def whole(batch_id: int) -> ColumnElement[bool]:
    """Of the lines of an import those that are taken back one by one: of a customer that it brought one for all."""
    came = (LogEntry.object == "customer", LogEntry.action == IMPORT, LogEntry.before == "{}")
    brought = select(LogEntry.customer_id).where(LogEntry.batch_id == batch_id, *came)
    others = LogEntry.customer_id.is_not(None) & LogEntry.customer_id.not_in(brought.scalar_subquery())
    return or_(and_(*came), others)


def why_not(session: Session, entry: LogEntry) -> Refused | None:
    """Why what a line of an import tells of stays (R239); None if it can go."""
    changes = entry.before != "{}"
    if changes and not changing_back.is_one(entry):
        return Refused(
            "an imported change of this kind is changed back by hand, or by the import of what was there before"
        )
    if "payment_record" in stored_json.exact(entry.after):
        return Refused("a payment stays as long as its order")
    whole_customer = entry.object == "customer" and entry.action == IMPORT and not changes
    if entry.action == IMPORT and not whole_customer and not changes and entry.object not in _RECORDS:
        return Refused(_KEPT.get(entry.object, "it goes with its customer or not at all"))
    back = aliased(LogEntry)
    undone = select(back.id).where(back.undoes == LogEntry.id).exists()
    others = or_(LogEntry.batch_id.is_(None), LogEntry.batch_id != entry.batch_id)
    imports = select(Batch.id).where(Batch.id == LogEntry.batch_id, Batch.action == IMPORT).exists()
    later = select(LogEntry.batch_id, LogEntry.before, LogEntry.after, imports.label("imported")).where(
        LogEntry.customer_id == entry.customer_id, others, LogEntry.undoes.is_(None), ~undone
    )
    if not whole_customer:
        same = (LogEntry.object == entry.object, LogEntry.object_id == entry.object_id)
        later = later.where(LogEntry.id > entry.id, *same)
    later = later.order_by(LogEntry.id.desc())  # of several batches the last one is to go first
    if changes or entry.action == attached.ATTACHED:  # other fields, and other labels, are other changes
        later = later if changes else later.where(LogEntry.action.in_(_OF_LABELS))
        names = stored_json.exact(entry.before).keys() | stored_json.exact(entry.after).keys()
        rows = (
            row
            for row in session.execute(later)
            if names & (stored_json.exact(row.before) | stored_json.exact(row.after)).keys()
        )
        found = next(rows, None)
    else:
        found = session.execute(later.limit(1)).first()
    if found is None:
        refusal = changing_back.why_not(session, entry) if changes else None
        return Refused(refusal) if refusal else None
    if found.imported:
        return LaterGoesFirst(f"has records of import batch {found.batch_id}; take that back first")
    return Refused("was changed since")


def reverse(session: Session, actor: Actor, entry: LogEntry) -> None:
    """Takes back what a line of an import brought: a customer with all that is theirs, or one record of another one.

    Raises:
        Forbidden, NotFound, Refused (was changed since, or never goes), StoreError.
    """
    for right in NEEDED:
        require(actor, right)
    assert entry.customer_id is not None  # noqa: S101 - asked for with one
    customer = the_customer(session, actor, entry.customer_id)
    if refused := why_not(session, entry):
        raise refused
    source, doing = entry.reason.removeprefix("from "), replace(actor, undoes=entry.id)
    if changing_back.is_one(entry):
        changing_back.reverse(session, doing, entry, customer)
        return
    if entry.action == attached.ATTACHED:
        _label(session, doing, source, entry)
        return
    if entry.object == "customer":
        _wind_up(session, doing, source, customer)
        return
    kind, take = _RECORDS[entry.object]
    take(session, doing, customer, entry.object_id)
    _forget_rows(session, source, kind, [entry.object_id])


def _one(session: Session, actor: Actor, source: str, customer: Customer) -> None:
    """One customer, with all that came from the source; raises Refused."""
    back = aliased(LogEntry)
    undone = select(back.id).where(back.undoes == LogEntry.id).exists()
    others = or_(LogEntry.batch_id.is_(None), LogEntry.batch_id.not_in(by_source(source)))
    lines = select(LogEntry.action, LogEntry.reason, LogEntry.batch_id).where(LogEntry.customer_id == customer.id)
    lines = lines.where(others, LogEntry.undoes.is_(None), ~undone)
    for action, said, batch_id in session.execute(lines.distinct()):
        if action not in _OURS or (action == "hold" and batch_id is None):
            raise Refused("was changed since")
        if action != "hold by system" and said != f"from {source}":
            raise Refused("has records of another source" if action == IMPORT else "was changed since")
    _wind_up(session, actor, source, customer)


def _wind_up(session: Session, actor: Actor, source: str, customer: Customer) -> None:
    """Ends what a customer has, and deletes it."""
    reason = f"the import from {source} is taken back"
    services = select(Service).where(Service.customer_id == customer.id, Service.status != ServiceStatus.TERMINATED)
    for service in session.scalars(services).all():
        course.move_to(session, actor, customer, service, ServiceStatus.TERMINATED, reason=reason, tell=False)
    unpaid = select(Purchase).where(
        Purchase.customer_id == customer.id, ~Purchase.paid, Purchase.status != PurchaseStatus.CANCELLED
    )
    for purchase in session.scalars(unpaid).all():
        _cancel(session, actor, purchase, reason)
    session.flush()
    if customer.wallet:
        back = Money(-customer.wallet, customer.currency)
        movements.correct_balance(session, actor, customer.id, back.amount, reason)
    editing.delete(session, actor, customer.id, typed_username=customer.username)
    _forget(session, source, customer.id)


# ── single records of customers who were here before ──


def _service(session: Session, actor: Actor, customer: Customer, row_id: int) -> None:
    service = session.get_one(Service, row_id)
    if service.status != ServiceStatus.TERMINATED:
        reason = "its import is taken back"
        course.move_to(session, actor, customer, service, ServiceStatus.TERMINATED, reason=reason, tell=False)


def _purchase(session: Session, actor: Actor, _customer: Customer, row_id: int) -> None:
    purchase = session.get_one(Purchase, row_id)
    documents = select(Document.id).where(Document.purchase_id == row_id, Document.cancelled_at.is_(None)).limit(1)
    if purchase.wallet_paid or session.scalar(documents) is not None:
        raise Refused("has documents or money from the wallet; end it by hand")
    if purchase.status != PurchaseStatus.CANCELLED:
        _cancel(session, actor, purchase, "its import is taken back")


def _note(session: Session, actor: Actor, _customer: Customer, row_id: int) -> None:
    note = session.get_one(Note, row_id)
    if note.deleted_at is None:
        customer_notes.remove(session, actor, note)


def _email(session: Session, actor: Actor, customer: Customer, row_id: int) -> None:
    emails.delete(session, actor, customer.id, row_id)


def _label(session: Session, actor: Actor, source: str, entry: LogEntry) -> None:
    """The line is about what carries it, and names its component."""
    resource = next(resource for resource, thing in THINGS.items() if thing == entry.object)
    (name,) = stored_json.exact(entry.after)
    mine = (Label.resource == resource, Label.object_id == entry.object_id, LabelComponent.name == name)
    label = session.scalar(select(Label).join(LabelComponent, LabelComponent.id == Label.component_id).where(*mine))
    if label is None:
        raise Refused("was taken off since")
    label_id, owner = label.id, label.customer_id
    attached.detach(session, actor, owner, label.component_id, resource=resource, object_id=entry.object_id)
    _forget_rows(session, source, KindName.LABELS, [label_id])


def _profile(session: Session, actor: Actor, customer: Customer, row_id: int) -> None:
    profiles.delete(session, actor, customer.id, row_id)


_Taking = Callable[[Session, Actor, Customer, int], None]
_RECORDS: Mapping[str, tuple[KindName, _Taking]] = {
    "service": (KindName.SERVICES, _service),
    "purchase": (KindName.ORDERS, _purchase),
    "note": (KindName.NOTES, _note),
    "email": (KindName.EMAILS, _email),
    "profile": (KindName.PROFILES, _profile),
}
"""What the log calls records that can go by themselves."""

_OF_LABELS = (attached.ATTACHED, "change label", "take off label")

_KEPT = {
    "document": "a document keeps its number (R138)",
    "affiliate": "an affiliate is ended by hand (R161)",
}
"""Why others stay."""


def _cancel(session: Session, actor: Actor, purchase: Purchase, reason: str) -> None:
    before = {"status": PurchaseStatus(purchase.status).value}
    if purchase.paid_amount:
        payment_records.add(session, actor, purchase, -purchase.paid_amount, kind=PaymentKind.REFUND)
    purchase.status = PurchaseStatus.CANCELLED
    purchase.version += 1
    after = {"status": PurchaseStatus.CANCELLED.value}
    thing = ("purchase", purchase.id)
    log.write(session, actor, purchase.customer_id, thing, "order status", before=before, after=after, reason=reason)


def _forget(session: Session, source: str, customer_id: int) -> None:
    """What the source brought of a customer can come anew."""
    _forget_rows(session, source, KindName.CUSTOMERS, [customer_id])
    for kind, table in _TABLES.items():
        rows = session.scalars(select(table.id).where(table.customer_id == customer_id)).all()
        _forget_rows(session, source, kind, rows)
    mine = select(Purchase.id).where(Purchase.customer_id == customer_id)
    payments = session.scalars(select(Payment.id).where(Payment.purchase_id.in_(mine))).all()
    _forget_rows(session, source, KindName.PAYMENTS, payments)


def _forget_rows(session: Session, source: str, kind: KindName, rows: Iterable[int]) -> None:
    keys = ImportKey.source == source, ImportKey.kind == kind, ImportKey.row_id.in_(list(rows))
    session.execute(delete(ImportKey).where(*keys).execution_options(synchronize_session=False))
