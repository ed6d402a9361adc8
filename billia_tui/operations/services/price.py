"""Agreeing on the price of a service: from its next renewal on (R206)."""

from sqlalchemy.orm import Session

from billia_tui.errors import Refused, refuse_if
from billia_tui.money import Money, parse_amount
from billia_tui.operations.actor import Actor
from billia_tui.operations.input import Fields
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import require
from billia_tui.operations.requests import Request
from billia_tui.operations.services.agreed import renewal_price
from billia_tui.operations.services.changes import check_version, the_service
from billia_tui.vocabulary import Right, ServiceStatus


def why_not_price(status: str, *, one_time: bool) -> str | None:
    """Why no price can be agreed for the next renewal (R206), None if one can."""
    if status == ServiceStatus.TERMINATED:
        return "this service is Terminated, which is final (R115)"
    return "a one-time service is not renewed (R123)" if one_time else None


def set_price(
    session: Session,
    actor: Actor,
    service_id: int,
    amount: str,
    reason: str,
    *,
    seen: int | None = None,
    request_key: str | None = None,
) -> tuple[Money, Money]:
    """Sets what each period costs from the next renewal on (R206); what was ordered already keeps its price.

    Args:
        session: a writing transaction.
        actor: the acting admin.
        service_id: whose price.
        amount: as typed, in the service's currency; zero or more.
        reason: required; kept in the log.
        seen: the version that the form showed; None skips the check.
        request_key: see `Request`.

    Returns:
        The price at which it would have been renewed, and the new one.

    Raises:
        Forbidden, NotFound, Conflict, Invalid (at `amount`, `reason`), Refused (Terminated, one-time, no change).
    """
    require(actor, Right.ORDER_PAYMENT)
    request = Request(request_key, "service price", service_id, amount, reason)
    service, _ = the_service(session, actor, service_id)
    read = Fields()
    new = Money(read.collect(lambda: parse_amount(amount, service.currency), 0), service.currency)
    reason = read.reason(reason, required=True)
    read.done()
    if request.answered(session) is not None:
        return new, new
    check_version(service, seen)
    refuse_if(why_not_price(service.status, one_time=service.period_months is None), rule="R206")
    old = Money(renewal_price(service), service.currency)
    if new == old:
        raise Refused(f"it is renewed at {old} already", rule="R206")
    service.next_price = None if new.minor == service.price else new.minor
    service.version += 1
    log.about(session, actor, service, "service price", {"renewal_price": (str(old), str(new))}, reason=reason)
    request.remember(session, service.id)
    return old, new
