"""Ways to pay, and who may use which (R79, R80, R164, R165)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, PaymentMethod
from billia_tui.db.paging import fetch
from billia_tui.errors import NotFound, Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.input import Fields
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.operations.reach import the_customer
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import PaymentMethodType

EDITABLE = ("name", "description", "shared", "allows_invoice", "allows_invoice_person")


@dataclass(frozen=True, slots=True)
class MethodRow:
    """A way to pay. `shared` is "Global": for everybody, not only with custom payment."""

    id: int
    name: str
    type: PaymentMethodType
    description: str
    shared: bool
    enabled: bool
    allows_invoice: bool
    allows_invoice_person: bool


def usable_by(customer: Customer) -> ColumnElement[bool]:
    """The condition on methods that this customer may use: enabled, and global or custom payment is on (R165)."""
    enabled = and_(PaymentMethod.enabled)
    return enabled if customer.custom_payments else and_(enabled, PaymentMethod.shared)


def available(session: Session, actor: Actor, customer_id: int) -> list[MethodRow]:
    """The methods that a customer may use now, by name (R165)."""
    customer = the_customer(session, actor, customer_id, lock=False)
    found = session.scalars(select(PaymentMethod).where(usable_by(customer)).order_by(PaymentMethod.name))
    return [row_of(method) for method in found]


def page(session: Session, actor: Actor, window: Window) -> Page[MethodRow]:
    """All methods, in the order in which they were added (R164)."""
    staff_only(actor)
    return fetch(session, select(PaymentMethod), [PaymentMethod.__table__.c.id], window, lambda row: row_of(row[0]))


def add(
    session: Session,
    actor: Actor,
    name: str,
    kind: PaymentMethodType,
    *,
    description: str = "",
    shared: bool = True,
    allows_invoice: bool = True,
    allows_invoice_person: bool = True,
) -> int:
    """Adds a method, enabled; gives its id.

    Raises:
        Forbidden, Invalid (at `name`, `description`).
    """
    require(actor, Right.STAFF)
    name, description = _checked(session, name, description, own_id=0)
    method = PaymentMethod(
        name=name,
        type=kind,
        description=description,
        shared=shared,
        allows_invoice=allows_invoice,
        allows_invoice_person=allows_invoice_person,
    )
    session.add(method)
    session.flush()
    after = {"name": name, "type": str(kind), "global": shared}
    log.about(session, actor, method, "add payment method", after=after)
    return method.id


def edit(session: Session, actor: Actor, method_id: int, changes: Mapping[str, object]) -> list[str]:
    """Changes fields of a method, of EDITABLE; orders that have it keep it. Gives what changed.

    Raises:
        Forbidden, NotFound, Invalid (at `name`, `description`).
    """
    require(actor, Right.STAFF)
    method = _the_method(session, method_id)
    stored = {name: getattr(method, name) for name in EDITABLE}
    wanted = {**stored, **changes}
    wanted["name"], wanted["description"] = _checked(
        session, str(wanted["name"]), str(wanted["description"]), own_id=method_id
    )
    before, after = log.changed(stored, wanted)
    if after:
        method.put(after)
        thing = ("payment method", method.id)
        log.write(session, actor, None, thing, "edit payment method", before=before, after=after)
    return list(after)


def _checked(session: Session, name: str, description: str, *, own_id: int) -> tuple[str, str]:
    """Both as they are stored; raises Invalid with all mistakes."""
    read = Fields()
    name = read.line("name", name, required=True)
    description = read.line("description", description)
    taken = select(PaymentMethod.id).where(PaymentMethod.name == name, PaymentMethod.id != own_id)
    if "name" not in read.errors and session.scalar(taken):
        read.errors["name"] = "is taken by another payment method"
    read.done()
    return name, description


def _the_method(session: Session, method_id: int) -> PaymentMethod:
    method = session.get(PaymentMethod, method_id, with_for_update=True)
    if method is None:
        raise NotFound(f"there is no payment method {method_id}; see: billia payment-methods list")
    return method


def enable(session: Session, actor: Actor, method_id: int, *, enabled: bool) -> str:
    """Makes a method usable, or takes it away for later orders (R165); gives its name.

    Raises:
        Forbidden, NotFound, Refused (is so already).
    """
    require(actor, Right.STAFF)
    method = _the_method(session, method_id)
    if method.enabled == enabled:
        raise Refused(f"{clean(method.name)} is {'enabled' if enabled else 'off'} already", rule="R165")
    method.enabled = enabled
    before, after = {"enabled": not enabled}, {"enabled": enabled}
    log.about(session, actor, method, "payment method", before=before, after=after)
    return clean(method.name)


def row_of(method: PaymentMethod) -> MethodRow:
    """A method as it is shown."""
    return cleaned(MethodRow, method)
