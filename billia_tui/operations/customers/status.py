"""The status of a customer: Active, Inactive, Blocked, and the ways between them (R1-R13)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer
from billia_tui.errors import Refused, refuse_if
from billia_tui.operations.actor import Actor
from billia_tui.operations.input import reason_text
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import writing
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_customer
from billia_tui.vocabulary import CustomerStatus, LinkPurpose

FIRST_HOUR = timedelta(hours=1)
"""How long an Inactive customer may use the account (R8)."""

_TARGETS = {
    CustomerStatus.INACTIVE: {CustomerStatus.ACTIVE, CustomerStatus.BLOCKED},
    CustomerStatus.ACTIVE: {CustomerStatus.BLOCKED},
    CustomerStatus.BLOCKED: {CustomerStatus.ACTIVE},
}


def why_not(current: str, target: CustomerStatus) -> str | None:
    """Why the status cannot become `target` (R5), None if it can."""
    if target in _TARGETS.get(CustomerStatus(current), set()):
        return None
    if current == target:
        return f"this customer is {target} already"
    return f"a customer cannot go from {current} to {target}"


def login_until(created_at: datetime) -> datetime:
    """The end of the first hour of an Inactive customer (R8)."""
    return created_at + FIRST_HOUR


def activate(session: Session, actor: Actor, customer_id: int, reason: str = "") -> None:
    """Makes an Inactive or Blocked customer Active (R5); the first time sets activated_at (R11).

    Raises:
        Forbidden, NotFound, Refused (Active already), Invalid (the reason).
    """
    require(actor, Right.STATUS)
    _change(session, actor, customer_id, CustomerStatus.ACTIVE, "activate", reason)


def block(session: Session, actor: Actor, customer_id: int, reason: str = "") -> None:
    """Blocks an Active or Inactive customer (R5-R7).

    Services, orders and hold stay as they are (R13), no mail goes out (R12).

    Raises:
        Forbidden, NotFound, Refused (Blocked already), Invalid (the reason).
    """
    require(actor, Right.STATUS)
    _change(session, actor, customer_id, CustomerStatus.BLOCKED, "block", reason)


def unblock(session: Session, actor: Actor, customer_id: int, before: CustomerStatus, reason: str = "") -> None:
    """Takes a block back: an Active customer becomes Active again, an Inactive one Inactive, as if not blocked.

    Raises:
        Forbidden, NotFound, Refused (not Blocked), Invalid (the reason).
    """
    require(actor, Right.STATUS)
    if before == CustomerStatus.ACTIVE:
        activate(session, actor, customer_id, reason)
        return
    customer = the_customer(session, actor, customer_id)
    if customer.status != CustomerStatus.BLOCKED:
        raise Refused(f"this customer is not Blocked but {customer.status}", rule="R5")
    customer.status, customer.blocked_at = before, None
    _log(session, actor, customer, "unblock", CustomerStatus.BLOCKED, reason_text(reason))


def why_not_send_activation(current: str) -> str | None:
    """Why the activation e-mail cannot be sent (R40), None if it can."""
    return None if current == CustomerStatus.INACTIVE else f"only an Inactive customer gets it; this one is {current}"


def send_activation(session: Session, actor: Actor, customer_id: int) -> str:
    """Writes the activation e-mail to the registration address, as often as wanted (R4, R43).

    Returns:
        The address.

    Raises:
        Forbidden, NotFound, Refused (not Inactive).
    """
    require(actor, Right.STATUS)
    customer = the_customer(session, actor, customer_id)
    refuse_if(why_not_send_activation(customer.status), rule="R40")
    address = writing.send_link(session, customer, LinkPurpose.ACTIVATION)
    log.about(session, actor, customer, "send activation e-mail")
    return address


def make_active(customer: Customer) -> None:
    """Sets Active, and activated_at the first time only (R11)."""
    customer.status, customer.blocked_at = CustomerStatus.ACTIVE, None
    customer.activated_at = customer.activated_at or clock.now()


def activate_by_link(session: Session, actor: Actor, customer: Customer) -> None:
    """Makes a locked Inactive customer Active, who has just set a password by the link of a mail (R4, R11)."""
    make_active(customer)
    _log(session, actor, customer, "activate", CustomerStatus.INACTIVE, "")
    _follow_activation(session, actor, customer)


def _change(session: Session, actor: Actor, customer_id: int, target: CustomerStatus, action: str, reason: str) -> None:
    reason = reason_text(reason)
    customer = the_customer(session, actor, customer_id)
    refuse_if(why_not(customer.status, target), rule="R5")
    before = customer.status
    if target == CustomerStatus.ACTIVE:
        make_active(customer)
    else:
        customer.status, customer.blocked_at = target, clock.now()
    _log(session, actor, customer, action, before, reason)
    if target == CustomerStatus.ACTIVE:
        _follow_activation(session, actor, customer)


def _follow_activation(session: Session, actor: Actor, customer: Customer) -> None:
    """What waited for it goes on (R10, R192)."""
    from billia_tui.operations.orders import payment  # not needed to show a list, which asks this module for reasons
    from billia_tui.operations.services import waiting_renewals as waiting

    payment.release_waiting(session, actor, customer)
    waiting.mark(session, customer)


def _log(session: Session, actor: Actor, customer: Customer, action: str, before: str, reason: str) -> None:
    old, new = {"status": str(before)}, {"status": str(customer.status)}
    log.about(session, actor, customer, action, before=old, after=new, reason=reason)
