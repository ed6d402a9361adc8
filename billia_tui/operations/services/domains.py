"""One live owner of a domain name in the whole store (R209)."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from billia_tui.db.fair_rows import turn_at
from billia_tui.db.models import Customer, Service
from billia_tui.errors import Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.reach import reached
from billia_tui.operations.services.host_names import ascii_form, own_script
from billia_tui.text import clean
from billia_tui.vocabulary import ServiceKind, ServiceStatus

LIVE = (Service.kind == ServiceKind.DOMAIN, Service.status != ServiceStatus.TERMINATED)
"""The condition on services: domains that somebody has, or has ordered."""


def key_of(name: str) -> str:
    """The form in which domain names are compared; of what is no name of a host, small letters."""
    try:
        return ascii_form(name)
    except UnicodeError:
        return name.strip().lower()


def as_kept(name: str) -> str:
    """The form in which a domain of a file is stored: as it stands there, but in small letters beyond ASCII.

    A store compares letter case in ASCII only.
    """
    return name if name.isascii() else unicodedata.normalize("NFC", name).lower()


def claim(session: Session, names: Iterable[str]) -> None:
    """Stands in line for these names to the end of the transaction: two customers cannot take one at the same time."""
    for name in sorted({key_of(name) for name in names if name}):
        turn_at(session, f"domain {name}")


def why_taken(session: Session, actor: Actor, name: str, customer_id: int, *, pending: bool = True) -> str | None:
    """Why a customer cannot have a domain, as another has it; None if nobody does (R209).

    The other one is named to an admin who reaches it, in no Customer Panel. Without `pending` a name that another
    customer has only ordered is free: then the first one that becomes Active has it.
    """
    owner = _owner(session, name, customer_id, pending=pending)
    if owner is None:
        return None
    seen = session.scalar(select(Customer.id).where(Customer.id == owner[0], reached(actor)))
    whom = f"customer {owner[0]} {clean(owner[1])}" if seen is not None else "another customer"
    return f"belongs to {whom} already (R209)"


def check_free(session: Session, actor: Actor, service: Service) -> None:
    """Before a domain becomes usable: raises Refused if another customer has it in use already (R209)."""
    if service.kind != ServiceKind.DOMAIN or not service.domain:
        return
    claim(session, [service.domain])
    if taken := why_taken(session, actor, service.domain, service.customer_id, pending=False):
        raise Refused(f"{clean(service.domain)} {taken}", rule="R209")


def _owner(session: Session, name: str, customer_id: int, *, pending: bool) -> tuple[int, str] | None:
    statement = (
        select(Service.customer_id, Customer.name)
        .join(Customer, Customer.id == Service.customer_id)
        .where(
            *LIVE,
            func.lower(Service.domain).in_(_written(name)),
            Service.customer_id != customer_id,
            Customer.deleted_at.is_(None),
        )
    )
    if not pending:
        statement = statement.where(Service.status != ServiceStatus.PENDING)
    row = session.execute(statement.order_by(Service.id).limit(1)).one_or_none()
    return None if row is None else (row[0], row[1])


def _written(name: str) -> list[str]:
    """The ways in which the same name may be stored."""
    ways = {name.strip().removesuffix(".").lower(), key_of(name)}
    if "xn--" in key_of(name):
        with suppress(UnicodeError):
            ways.add(own_script(key_of(name)))
    return sorted(ways)


_HERE = (*LIVE, Service.domain != "", Customer.deleted_at.is_(None))
_NAME = func.lower(Service.domain)


def doubles(session: Session) -> dict[str, list[int]]:
    """Names that more than one customer has, with these customers, the oldest service first (R209).

    Letter case is compared by the store; the few names in another script, or in its ASCII form, are compared here.
    """
    several = _of(select(_NAME)).group_by(_NAME).having(func.count(func.distinct(Service.customer_id)) > 1)
    names = list(session.scalars(several))
    scripts = or_(Service.domain.regexp_match("[^ -~]"), _NAME.like("%xn--%"))
    same = defaultdict[str, list[str]](list)
    for name in session.scalars(_of(select(Service.domain)).where(scripts).distinct()):
        same[key_of(name)].append(name)
    found = {name: _owners(session, [name]) for name in names}
    for key, written in same.items():
        owners = _owners(session, [key, *written])
        if len(owners) > 1:
            found = {name: ids for name, ids in found.items() if key_of(name) != key}
            found[key] = owners
    return dict(sorted(found.items()))


def _owners(session: Session, written: list[str]) -> list[int]:
    """Who has a domain that is written in one of these ways."""
    one: ColumnElement[bool] = or_(_NAME.in_({name.lower() for name in written}), Service.domain.in_(written))
    ids = session.scalars(_of(select(Service.customer_id)).where(one).order_by(Service.id))
    return list(dict.fromkeys(ids))


def _of(statement: Select[tuple[Any]]) -> Select[tuple[Any]]:
    return statement.join_from(Service, Customer, Customer.id == Service.customer_id).where(*_HERE)
