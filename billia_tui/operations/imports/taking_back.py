"""Taking an import back (R239): the customers of a source whom nobody has touched since, each whole or not at all.

Nothing is wiped out: services are Terminated, unpaid orders Cancelled, wallets brought to zero by the opposite entry,
and the customer is deleted as R44 and R45 have it, without a word to anybody. What is remembered of the source is
forgotten, so that the same can be imported anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Email, ImportKey, Label, LogEntry, Note, Payment, Purchase, Service
from billia_tui.errors import BilliaError, Forbidden, Refused, StoreError
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import editing
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.log import lines as log
from billia_tui.operations.orders import payment_records
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_customer
from billia_tui.operations.services import course
from billia_tui.operations.wallet import movements
from billia_tui.text import clean
from billia_tui.vocabulary import PaymentKind, PurchaseStatus, ServiceStatus

NEEDED = (Right.DELETE, Right.CREDIT, Right.SERVICES, Right.ORDER_STATUS, Right.ORDER_PAYMENT)
TOGETHER = 50
_OURS = frozenset({"import", "hold by system"})
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


def _one(session: Session, actor: Actor, source: str, customer: Customer) -> None:
    """One customer; raises Refused."""
    reason = f"the import from {source} is taken back"
    lines = select(LogEntry.action, LogEntry.reason).where(LogEntry.customer_id == customer.id).distinct()
    for action, said in session.execute(lines):
        if action not in _OURS:
            raise Refused("was changed since")
        if action == "import" and said != f"from {source}":
            raise Refused("has records of another source")
    for service in session.scalars(
        select(Service).where(Service.customer_id == customer.id, Service.status != ServiceStatus.TERMINATED)
    ).all():
        course.move_to(session, actor, customer, service, ServiceStatus.TERMINATED, reason=reason, tell=False)
    for purchase in session.scalars(
        select(Purchase).where(
            Purchase.customer_id == customer.id, ~Purchase.paid, Purchase.status != PurchaseStatus.CANCELLED
        )
    ).all():
        _cancel(session, actor, purchase, reason)
    session.flush()
    if customer.wallet:
        back = Money(-customer.wallet, customer.currency)
        movements.correct_balance(session, actor, customer.id, back.amount, reason)
    editing.delete(session, actor, customer.id, typed_username=customer.username)
    _forget(session, source, customer.id)


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
