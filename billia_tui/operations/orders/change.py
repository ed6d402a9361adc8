"""What all changes of a purchase share: what is due, the check against a stale form, version and log line."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Order, PaymentMethod, Purchase, Service
from billia_tui.errors import Conflict
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.services.agreed import renewal_price
from billia_tui.vocabulary import OrderType, PaymentMethodType, PurchaseStatus, ServiceStatus

State = dict[str, object]

DELAYED = (PaymentMethodType.OFFLINE, PaymentMethodType.INVOICE)
"""Methods whose money comes later, so that a pro-forma asks for it (R138)."""


def due_of(purchase: Purchase) -> int:
    """What is still to be paid, in minor units (R200): price less payments that stand; nothing of a Cancelled one."""
    if purchase.status == PurchaseStatus.CANCELLED:
        return 0
    return max(purchase.price - purchase.paid_amount, 0)


def all_terminated(session: Session, purchase_id: int) -> bool:
    """Whether a purchase has services, and all of them are Terminated (R204)."""
    statement = select(Service.status).join(Order, Order.service_id == Service.id)
    return set(session.scalars(statement.where(Order.purchase_id == purchase_id))) == {ServiceStatus.TERMINATED}


def method_of(session: Session, purchase: Purchase) -> PaymentMethod | None:
    """How the purchase is, or was, paid."""
    if purchase.payment_method_id is None:
        return None
    return session.get(PaymentMethod, purchase.payment_method_id)


def is_wallet(method: PaymentMethod | None) -> bool:
    """Whether paying this way takes the money from the wallet (R28)."""
    return method is not None and method.type == PaymentMethodType.WALLET


def is_delayed(method: PaymentMethod | None) -> bool:
    """Whether a pro-forma asks for the money (R138)."""
    return method is not None and method.type in DELAYED


def state_of(session: Session, purchase: Purchase) -> State:
    """What the log and a Conflict tell of a purchase."""
    method = method_of(session, purchase)
    return {
        "status": str(purchase.status),
        "payment": "Paid" if purchase.paid else "Unpaid",
        "price": str(Money(purchase.price, purchase.currency)),
        "paid_amount": str(Money(purchase.paid_amount, purchase.currency)),
        "payment_method": "" if method is None else method.name,
    }


def add_order(session: Session, purchase: Purchase, kind: OrderType, service: Service, *, fee: int = 0) -> None:
    """Adds an order for a whole period of a stored service, at its price (R129) and a `fee`, in minor units."""
    session.add(
        Order(
            purchase_id=purchase.id,
            type=kind,
            service_id=service.id,
            description=service.product_name,
            price=(renewal_price(service) if kind == OrderType.RENEW else service.price) + fee,
        )
    )
    session.flush()


def check_seen(session: Session, purchase: Purchase, seen: int | None) -> None:
    """Raises Conflict with the fresh values if the purchase has another version than `seen` (R189)."""
    if seen is not None and seen != purchase.version:
        fresh = {name: str(value) for name, value in state_of(session, purchase).items()}
        raise Conflict("someone changed this order meanwhile", fresh, seen=purchase.version)


def changed(
    session: Session,
    actor: Actor,
    purchase: Purchase,
    action: str,
    before: State,
    *,
    reason: str = "",
    by_system: bool = False,
    more: State | None = None,
) -> None:
    """Gives a changed purchase its next version, and writes the log line with what differs from `before` (R186).

    `more` is what the line tells besides, such as the record of a payment.
    """
    purchase.version += 1
    was, now = log.changed(before, state_of(session, purchase))
    now = {**now, **(more or {})}
    log.about(session, actor, purchase, action, before=was, after=now, reason=reason, by_system=by_system)
