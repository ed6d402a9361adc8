"""What an admin, or the customer in its panel, changes of a service by hand (R114-R116, R123, R125)."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Service
from billia_tui.errors import Conflict, Invalid, NotFound, Refused, refuse_if
from billia_tui.operations import stored_json
from billia_tui.operations.actor import Actor
from billia_tui.operations.input import LONGEST_REASON, Fields
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import reached, the_customer
from billia_tui.operations.services import domains
from billia_tui.operations.services import waiting_renewals as waiting
from billia_tui.operations.services.anchor import anchored
from billia_tui.operations.services.course import anchor_day, move_to, renewed_end, title_of
from billia_tui.operations.services.host_names import LONGEST_HOST, ascii_form, plain_form, why_no_host
from billia_tui.text import clean
from billia_tui.vocabulary import ServiceKind, ServiceStatus

FEWEST_NAME_SERVERS, MOST_NAME_SERVERS = 2, 13

_FINAL = "this service is Terminated, which is final (R115)"


def status_choices(status: str) -> tuple[tuple[ServiceStatus, str | None], ...]:
    """Every status with why it cannot be chosen by hand now, None if it can (R115)."""
    return tuple((target, why_not_status(status, target)) for target in ServiceStatus)


def why_not_status(status: str, target: ServiceStatus) -> str | None:
    """Why a service of `status` cannot be given `target` by hand (R115), None if it can."""
    if status == ServiceStatus.TERMINATED:
        return _FINAL
    if status == target:
        return f"it is {target} already"
    return "it is not in use at present" if target == ServiceStatus.INACTIVE else None


def needs_an_end(target: ServiceStatus, expires_at: datetime | None) -> bool:
    """Whether a new end has to be said when a service is set to `target`: none is Active past its end (R195)."""
    return target == ServiceStatus.ACTIVE and expires_at is not None and expires_at <= clock.now()


def usual_end(expires_at: datetime | None, period_months: int | None) -> datetime | None:
    """The end that is offered where one is needed: one period from now, none for a one-time service (R195)."""
    return renewed_end(ServiceStatus.EXPIRED, expires_at, period_months, clock.now())


def why_not_until(target: ServiceStatus, expires_at: datetime | None, until: datetime | None) -> str | None:
    """Why `until` cannot be the new end of a service that is set to `target` (R195), None if it can."""
    if not needs_an_end(target, expires_at):
        return None if until is None else "only a service whose end has passed gets another by being set Active"
    if until is None:
        return f"is required: its end passed at {clock.shown(expires_at)}; renewing it charges for it instead"
    return None if until > clock.now() else "has passed already"


def why_not_change(status: str) -> str | None:
    """Why no status at all can be chosen (R115), None if some can."""
    return _FINAL if status == ServiceStatus.TERMINATED else None


def why_not_auto_renew(status: str, *, one_time: bool) -> str | None:
    """Why auto renew cannot be switched (R123), None if it can."""
    if status == ServiceStatus.TERMINATED:
        return _FINAL
    return "a one-time service has no end, so nothing is renewed (R123)" if one_time else None


def why_not_name_servers(status: str, kind: str, *, has: bool) -> str | None:
    """Why the name servers cannot be edited (R125), None if they can; `has` is whether there are any."""
    if status == ServiceStatus.TERMINATED:
        return _FINAL
    return None if kind == ServiceKind.DOMAIN or has else "only domains have name servers (R125)"


def the_service(session: Session, actor: Actor, service_id: int, *, lock: bool = True) -> tuple[Service, Customer]:
    """A service and its customer, whose row is locked first, so that what is read is the latest; raises NotFound."""
    owner = session.scalar(
        select(Service.customer_id)
        .join(Customer, Customer.id == Service.customer_id)
        .where(Service.id == service_id, reached(actor))
    )
    if owner is None:
        raise no_service(service_id)
    customer = the_customer(session, actor, owner, lock=lock)
    return session.get_one(Service, service_id, with_for_update=lock or None), customer


def no_service(service_id: int) -> NotFound:
    """The refusal for a service that is not there, or not for this admin."""
    return NotFound(f"there is no service {service_id}")


def change_status(
    session: Session,
    actor: Actor,
    service_id: int,
    target: ServiceStatus,
    *,
    typed_name: str = "",
    until: datetime | None = None,
    reason: str = "",
    words: str = "",
    seen: int | None = None,
) -> None:
    """Sets a status by hand, effective at once (R114-R116); what follows waits its time from now (R197).

    Suspended needs a reason, for the staff; `words` are for the customer, who is told that it was done by hand (R220).

    Terminated needs the name of the service: of the product, or of the domain if it is one. Active needs a new end if
    the old one has passed (R195): it is free `until` then, and the log says so; renewing it instead charges for it.

    Raises:
        Forbidden, NotFound, Conflict, Refused (R115, R209), Invalid (`typed_name`, `until`, `reason`, `words`).
    """
    require(actor, Right.SERVICES)
    service, customer = the_service(session, actor, service_id)
    check_version(service, seen)
    refusal = why_not_status(service.status, target)
    if refusal:
        raise Refused(f"{target}: {refusal}", rule="R115")
    fields = Fields()
    reason = fields.reason(reason, required=target == ServiceStatus.SUSPENDED)
    words = fields.line("words", words, limit=LONGEST_REASON)
    title = title_of(service)
    if target == ServiceStatus.TERMINATED and typed_name.strip() not in {title.strip(), clean(title).strip()}:
        fields.errors["typed_name"] = "is not the name of this service"
    if wrong := why_not_until(target, service.expires_at, until):
        fields.errors["until"] = wrong
    fields.done()
    if service.status == ServiceStatus.PENDING and target != ServiceStatus.TERMINATED:
        domains.check_free(session, actor, service)
    if until is not None:
        reason = f"given free until {clock.shown(until)}" + (f": {reason}" if reason else "")
        service.anchor_day = anchored(until, anchor_day(service))
    move_to(session, actor, customer, service, target, expires_at=until, reason=reason, by_hand=True, words=words)
    service.status_set_at = service.status_at
    if target == ServiceStatus.ACTIVE:
        waiting.forget(service)


def set_auto_renew(session: Session, actor: Actor, service_id: int, *, on: bool, seen: int | None = None) -> bool:
    """Switches auto renew (R123), by an admin or by the customer itself; tells whether anything changed.

    Raises:
        Forbidden, NotFound, Conflict, Refused (one-time, Terminated).
    """
    require(actor, Right.SERVICES, own=actor.acting_as)
    service, _ = the_service(session, actor, service_id)
    check_version(service, seen)
    refuse_if(why_not_auto_renew(service.status, one_time=service.period_months is None), rule="R123")
    if service.auto_renew == on:
        return False
    service.auto_renew = on
    if not on:
        waiting.forget(service)
    service.version += 1
    log.about(session, actor, service, "auto renew", {"auto_renew": (not on, on)})
    return True


def set_name_servers(
    session: Session, actor: Actor, service_id: int, names: Sequence[str], *, seen: int | None = None
) -> bool:
    """Sets the name servers (R125), by an admin or by the customer itself; tells whether anything changed.

    Raises:
        Forbidden, NotFound, Conflict, Refused (Terminated, no domain), Invalid (at `name_servers`).
    """
    require(actor, Right.SERVICES, own=actor.acting_as)
    service, _ = the_service(session, actor, service_id)
    check_version(service, seen)
    old = stored_json.listed(service.name_servers)
    refuse_if(why_not_name_servers(service.status, service.kind, has=bool(old)), rule="R125")
    new = checked_name_servers(names)
    if new == old:
        return False
    service.name_servers = json.dumps(new, ensure_ascii=False)
    service.version += 1
    log.about(session, actor, service, "name servers", {"name_servers": (", ".join(old), ", ".join(new))})
    return True


def checked_name_servers(names: Sequence[str]) -> list[str]:
    """The names as they are stored: small letters, no empty lines; raises Invalid at `name_servers` (R125)."""
    given = [name.strip() for name in names if name.strip()]
    stored: list[str] = []
    wrong: list[str] = []
    known: set[str] = set()
    for name in given:
        reason = why_no_host(name) if len(name) <= 2 * LONGEST_HOST else "is too long"
        if reason:
            wrong.append(f"{clean(name, limit=60)} {reason}")
            continue
        if ascii_form(name) in known:
            wrong.append(f"{clean(name, limit=60)} is there twice")
        known.add(ascii_form(name))
        stored.append(plain_form(name))
    if not wrong and not FEWEST_NAME_SERVERS <= len(given) <= MOST_NAME_SERVERS:
        wrong.append(f"there are {len(given)}; {FEWEST_NAME_SERVERS} to {MOST_NAME_SERVERS} are needed")
    if wrong:
        raise Invalid({"name_servers": "; ".join(wrong)})
    return stored


def check_version(service: Service, seen: int | None) -> None:
    """Raises Conflict with the fresh values if the service has another version than `seen` (R189)."""
    if seen is not None and seen != service.version:
        fresh = {
            "status": str(service.status),
            "name_servers": "\n".join(stored_json.listed(service.name_servers)),
        }
        raise Conflict(
            f"someone changed this service meanwhile; it is {service.status} now", fresh, seen=service.version
        )
