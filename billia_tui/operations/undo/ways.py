"""How one change is taken back: what its log line says, what is there now, the operation that goes the other way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.actions.customers import MONEY
from billia_tui.actions.every import ACTIONS
from billia_tui.actions.record import Action, operation_named
from billia_tui.db.models import Customer, Email, LabelComponent, LogEntry, Note, Profile
from billia_tui.errors import NotFound
from billia_tui.money import Money
from billia_tui.operations import stored_json
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import companies, custom_payment, emails, profiles
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import status as customer_status
from billia_tui.operations.finding import queue_work
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
        before, after = stored_json.exact(entry.before), stored_json.exact(entry.after)
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


NEVER = {logged: action.never for action in ACTIONS for logged in action.logged if action.never} | {
    "pay back to wallet": MONEY  # follows from another action
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


def of_customer(session: Session, change: Change) -> Mapping[str, object]:
    """The fields of the customer."""
    customer = _customer(session, change)
    return {name: getattr(customer, name) for name in change.after}


def of_credit(session: Session, change: Change) -> Mapping[str, object]:
    """The credit limit (R25)."""
    customer = _customer(session, change)
    return {"credit_limit": str(Money(customer.credit_limit, customer.currency))}


def of_address(session: Session, change: Change) -> Mapping[str, object]:
    """The address; nothing once it is released."""
    email = session.get(Email, change.thing[1])
    return {} if email is None or email.released_at else {"address": email.address}


def of_profile(session: Session, change: Change) -> Mapping[str, object]:
    """The fields of the profile; nothing once it is deleted."""
    profile = session.get(Profile, change.thing[1])
    return {} if profile is None or profile.deleted_at else {name: getattr(profile, name) for name in change.after}


def of_note(session: Session, change: Change) -> Mapping[str, object]:
    """A line about a note never has its text: what it says holds as long as the note is gone."""
    note = session.get(Note, change.thing[1])
    return dict(change.after) if note is not None and note.deleted_at is not None else {"text": "there"}


def of_label(session: Session, change: Change) -> Mapping[str, object]:
    """The value under the name of the label."""
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


def of_queue(session: Session, change: Change) -> Mapping[str, object]:
    """What stands of the customer in the queue; nothing once it is open again."""
    work = session.scalar(queue_work.standing_of(change.thing[1], change.customer_id))
    return {} if work is None else {**change.after, "state": queue_work.in_words(work)}


# ── the way back ──


def edit(session: Session, actor: Actor, change: Change) -> None:
    """The contact data (R75)."""
    customers.edit(session, actor, change.customer_id, {name: str(old) for name, old in change.before.items()})


def edit_address(session: Session, actor: Actor, change: Change) -> None:
    """The address (R89)."""
    emails.edit(session, actor, change.customer_id, change.thing[1], change.text(change.before, "address"))


def edit_company(session: Session, actor: Actor, change: Change) -> None:
    """The company."""
    profile = session.get_one(Profile, change.thing[1])
    stored = {name: getattr(profile, name) for name in companies.COMPANY_FIELDS}
    data = companies.CompanyData(**{**stored, **change.before})
    companies.edit(session, actor, change.customer_id, profile.id, data)


def edit_profile(session: Session, actor: Actor, change: Change) -> None:
    """The profile."""
    profile = session.get_one(Profile, change.thing[1])
    names = (*profiles.OWN_FIELDS, *companies.COMPANY_FIELDS)
    values = {name: getattr(profile, name) for name in names} | dict(change.before)
    company = companies.CompanyData(**{name: values.pop(name) for name in companies.COMPANY_FIELDS})
    profiles.edit(session, actor, change.customer_id, profile.id, profiles.ProfileData(**values, company=company))


def release(session: Session, actor: Actor, change: Change) -> None:
    """The end of the hold."""
    hold.take_back(session, actor, change.customer_id)


def hold_again(session: Session, actor: Actor, change: Change) -> None:
    """The hold."""
    hold.put_on(session, actor, change.customer_id)


def unblock(session: Session, actor: Actor, change: Change) -> None:
    """The status before."""
    customer_status.unblock(session, actor, change.customer_id, CustomerStatus(change.text(change.before, "status")))


def block(session: Session, actor: Actor, change: Change) -> None:
    """Blocked again."""
    customer_status.block(session, actor, change.customer_id)


def credit(session: Session, actor: Actor, change: Change) -> None:
    """The credit limit before."""
    amount = change.text(change.before, "credit_limit").partition(" ")[0]
    wallet.set_credit_limit(session, actor, change.customer_id, amount)


def switch(session: Session, actor: Actor, change: Change) -> None:
    """The other position."""
    custom_payment.switch(session, actor, change.customer_id, on=bool(change.before["custom_payments"]))


def restore_note(session: Session, actor: Actor, change: Change) -> None:
    """The note, as it was."""
    notes.restore(session, actor, change.customer_id, change.thing[1])


def open_again(session: Session, actor: Actor, change: Change) -> None:
    """Open in the queue again."""
    queue_work.reopen(session, actor, change.thing[1], change.customer_id)


def label(session: Session, actor: Actor, change: Change) -> None:
    """The value before; without one the label comes off."""
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


def _way(action: Action) -> Way:
    assert action.right is not None, "whoever may do it may take it back"  # noqa: S101 - a mistake of ours
    return Way(action.right, operation_named(action.now), operation_named(action.back), action.stays)


WAYS: dict[str, Way] = {logged: _way(action) for action in ACTIONS if action.back for logged in action.logged}
"""The changes that can be taken back, by the action of their log line."""


def left_as_it_was(session: Session, change: Change) -> bool:
    """Whether what the change left is still there; raises NotFound."""
    now = WAYS[change.action].now(session, change)
    if change.action == "edit e-mail":
        return now.get("address") == change.after["address"]
    return dict(now) == dict(change.after)
