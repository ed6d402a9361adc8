"""Changing back what an import changed of records that were here before (R239), as the log tells it, field by field."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from billia_tui.db import search
from billia_tui.db.models import Base, Customer, Email, ImportKey, Label, LogEntry, Payment, Service
from billia_tui.errors import Refused
from billia_tui.money import Money, parse_amount
from billia_tui.operations import stored_json
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import subscriptions
from billia_tui.operations.imports.batches.runs import IMPORT
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds.services.values import logged, unlogged
from billia_tui.operations.labels.usage import THINGS
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.services import domains
from billia_tui.operations.wallet import movements
from billia_tui.vocabulary import Marketing, ServiceKind, ServiceStatus

WALLET = "correct balance"
"""What the log calls a wallet that `--update` brought along."""

CHANGED_SINCE, GONE = "was changed since", "it is not here any more"
_REASON = "its import is taken back"
_TIMES = frozenset({"created_at", "activated_at"})


def is_one(entry: LogEntry) -> bool:
    """Whether a line of an import tells of a change that goes back here; all others have a way of their own."""
    if entry.action == WALLET:
        return entry.reason.startswith("brought along from ")
    return entry.before != "{}" and entry.action == IMPORT and entry.object in _BACK


def why_not(session: Session, entry: LogEntry) -> str | None:
    """Why what a line tells of stays, as far as the record itself says; None if it can go back."""
    now = stored_json.exact(entry.after)
    customer = session.get(Customer, entry.customer_id)
    if customer is None:
        return GONE
    if entry.action == WALLET:
        return None if customer.wallet == _minor(now["wallet"], customer) else CHANGED_SINCE
    record = session.get(_BACK[entry.object].model, entry.object_id)
    if record is None:
        return GONE
    told = _BACK[entry.object].told(record)
    if any(told.get(name) != value for name, value in now.items()):
        return CHANGED_SINCE
    if isinstance(record, Service) and record.status == ServiceStatus.TERMINATED and "status" not in now:
        return "this service is Terminated, which is final (R115)"
    return None


def reverse(session: Session, actor: Actor, entry: LogEntry, customer: Customer) -> None:
    """Brings back what was there before.

    Args:
        session: a writing transaction.
        actor: the acting admin; `undoes` is the line.
        entry: the line, which `is_one`.
        customer: whose record it is, locked.

    Raises:
        Forbidden, Invalid, Refused (it is not as the import left it; a rule forbids it by now).
    """
    if refusal := why_not(session, entry):
        raise Refused(refusal)
    was = stored_json.exact(entry.before)
    if entry.action == WALLET:
        _wallet(session, actor, customer, was)
    else:
        _BACK[entry.object].back(session, actor, customer, entry.object_id, was)


def look_again(session: Session, source: str, entry: LogEntry) -> None:
    """The next import of the source looks again at what a line is about: it is not as its file says any more."""
    for kind, rows in _rows_of(entry):
        keys = ImportKey.source == source, ImportKey.kind == kind, ImportKey.row_id.in_(rows)
        statement = update(ImportKey).where(*keys).values(fingerprint="")
        session.execute(statement.execution_options(synchronize_session=False))


def _rows_of(entry: LogEntry) -> list[tuple[KindName, Any]]:
    """The records that a line may be about."""
    found: list[tuple[KindName, Any]] = [(_KINDS[entry.object], [entry.object_id])] if entry.object in _KINDS else []
    if entry.object == "purchase":
        found.append((KindName.PAYMENTS, select(Payment.id).where(Payment.purchase_id == entry.object_id)))
    for resource, thing in THINGS.items():
        if thing == entry.object:
            found.append((KindName.LABELS, _labels(resource, entry.object_id)))
    return found


def _labels(resource: str, object_id: int) -> Select[int]:
    return select(Label.id).where(Label.resource == resource, Label.object_id == object_id)


_KINDS = {
    "customer": KindName.CUSTOMERS,
    "profile": KindName.PROFILES,
    "email": KindName.EMAILS,
    "affiliate": KindName.AFFILIATES,
    "service": KindName.SERVICES,
    "purchase": KindName.ORDERS,
    "document": KindName.DOCUMENTS,
    "note": KindName.NOTES,
}


def _wallet(session: Session, actor: Actor, customer: Customer, was: Mapping[str, Any]) -> None:
    """By the opposite entry, as long as nothing moved since."""
    back = Money(_minor(was["wallet"], customer) - customer.wallet, customer.currency)
    movements.correct_balance(session, actor, customer.id, back.amount, _REASON)


def _minor(shown: object, customer: Customer) -> int:
    amount = "".join(sign for sign in str(shown).rpartition(" ")[0] if sign in "-.0123456789")
    return parse_amount(amount, customer.currency, signed=True)


def _customer(session: Session, actor: Actor, customer: Customer, row_id: int, was: Mapping[str, Any]) -> None:
    """What has no operation of its own: times, language, whether it is reminded."""
    require(actor, Right.STATUS)
    before = _told(customer)
    for name, value in was.items():
        time = name in _TIMES and value is not None
        setattr(customer, name, datetime.fromisoformat(value) if time else value)
    customer.version += 1
    _log(session, actor, customer.id, ("customer", row_id), before, was)


def _email(session: Session, actor: Actor, customer: Customer, row_id: int, was: Mapping[str, Any]) -> None:
    """The subscription, with a line of its history (R99)."""
    subscriptions.change(session, actor, customer.id, row_id, Marketing(was["marketing"]), reason=_REASON)


def _service(session: Session, actor: Actor, customer: Customer, row_id: int, was: Mapping[str, Any]) -> None:
    """All its columns, also that it is not Terminated: the import said so, and nobody by hand (R115).

    A domain that another customer has by now is theirs (R209).
    """
    require(actor, Right.SERVICES)
    service = session.get_one(Service, row_id)
    before, ended = _told_of_service(service), service.status == ServiceStatus.TERMINATED
    for name, value in unlogged(was).items():
        setattr(service, name, value)
    if ended:
        customer.products_count += 1
    if ("domain" in was or ended) and service.kind == ServiceKind.DOMAIN:
        domains.claim(session, [service.domain])
        if taken := domains.why_taken(session, actor, service.domain, customer.id):
            raise Refused(taken, rule="R209")
    service.version += 1
    session.flush()
    search.refresh(session, [customer.id])
    after = _told_of_service(service)
    _log(session, actor, customer.id, ("service", row_id), before, {name: after.get(name) for name in was})


def _told(record: Base) -> Mapping[str, Any]:
    """The columns of a record as the log keeps them."""
    return stored_json.exact(log.written(_columns(record)))


def _told_of_service(service: Base) -> Mapping[str, Any]:
    return stored_json.exact(log.written(logged(_columns(service))))


def _columns(record: Base) -> dict[str, Any]:
    return {column.key: getattr(record, column.key) for column in record.__table__.columns}


def _log(
    session: Session,
    actor: Actor,
    customer_id: int,
    thing: tuple[str, int],
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> None:
    was = {name: before.get(name) for name in after}
    log.write(session, actor, customer_id, thing, IMPORT, before=was, after=after, reason=_REASON)


class _Way(NamedTuple):
    """How changes of a kind of record go back; `told` gives its fields as the log has them."""

    model: type[Base]
    told: Callable[[Any], Mapping[str, Any]]
    back: Callable[[Session, Actor, Customer, int, Mapping[str, Any]], None]


_BACK = {
    "customer": _Way(Customer, _told, _customer),
    "email": _Way(Email, _told, _email),
    "service": _Way(Service, _told_of_service, _service),
}
"""By what the log calls the record: those of which an import changes what no operation of ours does."""
