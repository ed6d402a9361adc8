"""On hold: apart from the status, set by an admin or by the system (R14-R22)."""

from sqlalchemy.orm import Session

from billia_tui.db.models import Customer
from billia_tui.errors import Refused, refuse_if
from billia_tui.operations.actor import Actor
from billia_tui.operations.input import reason_text
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import notifications
from billia_tui.operations.messages.notifications import Template
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_customer


def auto_for(wallet: int) -> bool:
    """Whether the system holds a customer with this wallet, in minor units: below zero it does (R17, R18)."""
    return wallet < 0


def why_not_release(*, manual: bool, auto: bool) -> str | None:
    """Why hold cannot be ended by hand (R20), None if it can."""
    if not (manual or auto):
        return "this customer is not on hold"
    return "the wallet is negative; hold ends by itself when funds are added (R20)" if auto else None


def put_on(session: Session, actor: Actor, customer_id: int, reason: str = "") -> None:
    """Puts a customer on hold by hand (R16); the automatic hold, if any, stays beside it.

    Raises:
        Forbidden, NotFound, Refused (on hold by hand already), Invalid (the reason).
    """
    require(actor, Right.STATUS)
    reason = reason_text(reason)
    customer = the_customer(session, actor, customer_id)
    if customer.on_hold_manual:
        raise Refused("this customer is on hold by an admin already", rule="R16")
    _set(session, actor, customer, manual=True, reason=reason)


def release(session: Session, actor: Actor, customer_id: int, reason: str = "") -> None:
    """Ends the hold that an admin set; refused while the wallet is negative (R20).

    Raises:
        Forbidden, NotFound, Refused, Invalid (the reason).
    """
    require(actor, Right.STATUS)
    reason = reason_text(reason)
    customer = the_customer(session, actor, customer_id)
    refuse_if(why_not_release(manual=customer.on_hold_manual, auto=customer.on_hold_auto), rule="R20")
    _set(session, actor, customer, manual=False, reason=reason)


def take_back(session: Session, actor: Actor, customer_id: int) -> None:
    """Takes back a hold that an admin set, whatever the wallet: the system's hold, if any, stays as it is (R14, R20).

    Raises:
        Forbidden, NotFound, Refused (no admin holds this customer).
    """
    require(actor, Right.STATUS)
    customer = the_customer(session, actor, customer_id)
    if not customer.on_hold_manual:
        raise Refused("this customer is not on hold by an admin", rule="R16")
    _set(session, actor, customer, manual=False, reason="")


def follow_wallet(session: Session, actor: Actor, customer: Customer) -> None:
    """Sets or ends the automatic hold after the wallet moved: below zero is on hold, zero is not (R17-R19)."""
    negative = auto_for(customer.wallet)
    if customer.on_hold_auto == negative:
        return
    customer.on_hold_auto = negative
    notifications.write(session, customer.id, Template.HELD if negative else Template.RELEASED)
    action = "hold by system" if negative else "release by system"
    reason = "wallet below zero" if negative else "wallet back at zero or more"
    log.about(
        session, actor, customer, action, {"on_hold_auto": (not negative, negative)}, reason=reason, by_system=True
    )


def _set(session: Session, actor: Actor, customer: Customer, *, manual: bool, reason: str) -> None:
    customer.on_hold_manual = manual
    action = "hold" if manual else "release"
    log.about(session, actor, customer, action, {"on_hold_manual": (not manual, manual)}, reason=reason)
