"""How one change is taken back: what its log line says, what is there now, the operation that goes the other way."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Email, LabelComponent, LogEntry, Note, Profile
from billia_tui.errors import NotFound
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import companies, custom_payment, emails, profiles
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import status as customer_status
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels.parts import label_on, names_of
from billia_tui.operations.labels.usage import THINGS
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.permissions import Right
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.text import clean
from billia_tui.vocabulary import CustomerStatus, LabelResource

_RESOURCES = {thing: resource for resource, thing in THINGS.items()}


@dataclass(frozen=True, slots=True)
class Change:
    """A log line about a customer: `before` and `after` hold what was stored, not cleaned."""

    id: int
    at: datetime
    customer_id: int
    thing: tuple[str, int]
    action: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    batch_id: int | None

    @classmethod
    def of(cls, entry: LogEntry) -> "Change":
        """The change that a line of a customer's log tells of."""
        assert entry.customer_id is not None  # noqa: S101 - asked for with one
        thing = (entry.object, entry.object_id)
        before, after = json.loads(entry.before), json.loads(entry.after)
        return cls(entry.id, entry.at, entry.customer_id, thing, entry.action, before, after, entry.batch_id)

    @property
    def fields(self) -> frozenset[str]:
        """What it changed."""
        return frozenset([*self.before, *self.after])

    @staticmethod
    def text(values: Mapping[str, object], name: str) -> str:
        """One of the values as text; empty if there is none."""
        value = values.get(name)
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Way:
    """The way back: `now` gives the fields of a change as they are, `back` brings the old ones again.

    `warning` says what stays as it is all the same.
    """

    right: Right
    now: Callable[[Session, Change], Mapping[str, object]]
    back: Callable[[Session, Actor, Change], object]
    warning: str = ""


NEVER = {
    "add funds": "money is not taken back, the customer may have spent it: correct the balance",
    "correct balance": "money is not taken back, the customer may have spent it: correct the balance",
    "pay back to wallet": "money is not taken back, the customer may have spent it: correct the balance",
    "edit note": "the old text of a note is not kept",
    "send activation e-mail": "a mail that was sent cannot be called back",
    "send reset link": "a mail that was sent cannot be called back",
    "change password": "the old password is known to nobody; set a new one",
    "delete": "a customer that was deleted stays deleted",
}
"""Why some changes cannot be taken back, in words."""

NOT_FROM_INACTIVE = "what waited for the activation has begun; block the customer instead"


def why_never(change: Change) -> str | None:
    """Why a change of this kind is never taken back; None if it can be."""
    if change.action == "activate" and change.text(change.before, "status") != CustomerStatus.BLOCKED:
        return NOT_FROM_INACTIVE
    if change.action in WAYS:
        return None
    added = "delete what was added instead" if change.action.startswith("add ") else "it cannot be taken back"
    return NEVER.get(change.action, added)


# ── what is there now ──


def _customer(session: Session, change: Change) -> Customer:
    return session.get_one(Customer, change.customer_id)


def _of_customer(session: Session, change: Change) -> Mapping[str, object]:
    customer = _customer(session, change)
    return {name: getattr(customer, name) for name in change.after}


def _of_credit(session: Session, change: Change) -> Mapping[str, object]:
    customer = _customer(session, change)
    return {"credit_limit": str(Money(customer.credit_limit, customer.currency))}


def _of_address(session: Session, change: Change) -> Mapping[str, object]:
    email = session.get(Email, change.thing[1])
    return {} if email is None or email.released_at else {"address": email.address}


def _of_profile(session: Session, change: Change) -> Mapping[str, object]:
    profile = session.get(Profile, change.thing[1])
    return {} if profile is None or profile.deleted_at else {name: getattr(profile, name) for name in change.after}


def _of_note(session: Session, change: Change) -> Mapping[str, object]:
    """A line about a note never has its text: what it says holds as long as the note is gone."""
    note = session.get(Note, change.thing[1])
    return dict(change.after) if note is not None and note.deleted_at is not None else {"text": "there"}


def _of_label(session: Session, change: Change) -> Mapping[str, object]:
    component = _component(session, change)
    label = label_on(session, component.id, _RESOURCES[change.thing[0]], change.thing[1])
    if label is None:
        return {}
    return {component.name: names_of(session, component.id).get(label.value, label.value)}


def _component(session: Session, change: Change) -> LabelComponent:
    """The one component whose name the line has: a name can be changed, and given twice."""
    (name,) = change.fields
    found = session.scalars(select(LabelComponent).where(LabelComponent.name == name)).all()
    if len(found) != 1:
        raise NotFound(f"the label {clean(name)} was renamed or deleted meanwhile, or there are two")
    return found[0]


# ── the way back ──


def _edit(session: Session, actor: Actor, change: Change) -> None:
    customers.edit(session, actor, change.customer_id, {name: str(old) for name, old in change.before.items()})


def _edit_address(session: Session, actor: Actor, change: Change) -> None:
    emails.edit(session, actor, change.customer_id, change.thing[1], change.text(change.before, "address"))


def _edit_company(session: Session, actor: Actor, change: Change) -> None:
    profile = session.get_one(Profile, change.thing[1])
    stored = {name: getattr(profile, name) for name in companies.COMPANY_FIELDS}
    data = companies.CompanyData(**{**stored, **change.before})
    companies.edit(session, actor, change.customer_id, profile.id, data)


def _edit_profile(session: Session, actor: Actor, change: Change) -> None:
    profile = session.get_one(Profile, change.thing[1])
    names = (*profiles.OWN_FIELDS, *companies.COMPANY_FIELDS)
    values = {name: getattr(profile, name) for name in names} | dict(change.before)
    company = companies.CompanyData(**{name: values.pop(name) for name in companies.COMPANY_FIELDS})
    profiles.edit(session, actor, change.customer_id, profile.id, profiles.ProfileData(**values, company=company))


def _release(session: Session, actor: Actor, change: Change) -> None:
    hold.take_back(session, actor, change.customer_id)


def _hold(session: Session, actor: Actor, change: Change) -> None:
    hold.put_on(session, actor, change.customer_id)


def _unblock(session: Session, actor: Actor, change: Change) -> None:
    customer_status.unblock(session, actor, change.customer_id, CustomerStatus(change.text(change.before, "status")))


def _block(session: Session, actor: Actor, change: Change) -> None:
    customer_status.block(session, actor, change.customer_id)


def _credit(session: Session, actor: Actor, change: Change) -> None:
    amount = change.text(change.before, "credit_limit").partition(" ")[0]
    wallet.set_credit_limit(session, actor, change.customer_id, amount)


def _switch(session: Session, actor: Actor, change: Change) -> None:
    custom_payment.switch(session, actor, change.customer_id, on=bool(change.before["custom_payments"]))


def _restore_note(session: Session, actor: Actor, change: Change) -> None:
    notes.restore(session, actor, change.customer_id, change.thing[1])


def _label(session: Session, actor: Actor, change: Change) -> None:
    component = _component(session, change)
    resource, target = _RESOURCES[change.thing[0]], change.thing[1]
    object_id = None if resource == LabelResource.USERS else target
    name = change.text(change.before, component.name)
    if not name:
        labels.detach(session, actor, change.customer_id, component.id, resource=resource, object_id=object_id)
        return
    values = {shown: value for value, shown in names_of(session, component.id).items()}
    value = values.get(name, name)
    labels.attach(
        session, actor, change.customer_id, component.id, value, replace=True, resource=resource, object_id=object_id
    )


_MAILED = "The address stays unsubscribed; a change of the registration address is told by mail, this one too (R93)."
_WENT_ON = "Orders that went on with the activation stay as they are."

WAYS: dict[str, Way] = {
    "edit": Way(Right.EDIT, _of_customer, _edit),
    "edit e-mail": Way(Right.EDIT, _of_address, _edit_address, _MAILED),
    "edit company": Way(Right.EDIT, _of_profile, _edit_company),
    "edit profile": Way(Right.EDIT, _of_profile, _edit_profile),
    "hold": Way(Right.STATUS, _of_customer, _release),
    "release": Way(Right.STATUS, _of_customer, _hold),
    "block": Way(Right.STATUS, _of_customer, _unblock),
    "activate": Way(Right.STATUS, _of_customer, _block, _WENT_ON),
    "credit limit": Way(Right.CREDIT, _of_credit, _credit),
    "custom payment": Way(Right.CREDIT, _of_customer, _switch),
    "delete note": Way(Right.NOTES, _of_note, _restore_note),
    "attach label": Way(Right.ATTACH_LABELS, _of_label, _label),
    "change label": Way(Right.ATTACH_LABELS, _of_label, _label),
    "take off label": Way(Right.ATTACH_LABELS, _of_label, _label),
}
"""The changes that can be taken back, by the action of their log line."""


def left_as_it_was(session: Session, change: Change) -> bool:
    """Whether what the change left is still there; raises NotFound."""
    now = WAYS[change.action].now(session, change)
    if change.action == "edit e-mail":
        return now.get("address") == change.after["address"]
    return dict(now) == dict(change.after)
