"""What can be done to many customers at once; each time with the operation that does it to one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.actions import customers
from billia_tui.actions.labels import ATTACH, DETACH
from billia_tui.db.models import Label, LabelComponent
from billia_tui.errors import Forbidden, Invalid, Refused
from billia_tui.operations import allowed
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import status
from billia_tui.operations.customers.allowed import Facts
from billia_tui.operations.finding.row import why_on_hold
from billia_tui.operations.input import Fields, reason_text
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.labels.attached import Offer, offers
from billia_tui.operations.labels.parts import check_tie, names_of, picked
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.permissions import Right, staff_only, why_not
from billia_tui.operations.queries.selection import Selection
from billia_tui.operations.wallet import hold
from billia_tui.settings import restricted
from billia_tui.text import clean
from billia_tui.vocabulary import CustomerStatus, LabelResource

USERS = LabelResource.USERS


class BulkAction(StrEnum):
    """The actions; the value is the name on the command line and in the batch."""

    LABEL = "label"
    UNLABEL = "unlabel"
    HOLD = "hold"
    RELEASE = "release"
    BLOCK = "block"
    ACTIVATE = "activate"
    SEND_ACTIVATION = "send-activation"
    NOTE = "note"
    EXPORT = "export"


LABELLING = frozenset({BulkAction.LABEL, BulkAction.UNLABEL})

REVERSIBLE = frozenset({BulkAction.LABEL, BulkAction.UNLABEL, BulkAction.HOLD, BulkAction.RELEASE, BulkAction.BLOCK})
"""Actions whose batch can be taken back as a whole."""

WORDS: Mapping[BulkAction, str] = {
    BulkAction.LABEL: "Attach a label",
    BulkAction.UNLABEL: "Take a label off",
    BulkAction.HOLD: "Put on hold",
    BulkAction.RELEASE: "End the hold",
    BulkAction.BLOCK: "Block",
    BulkAction.ACTIVATE: "Activate",
    BulkAction.SEND_ACTIVATION: "Send the activation e-mail",
    BulkAction.NOTE: "Add a note",
    BulkAction.EXPORT: "Export to a file",
}

_ALLOWED = {
    BulkAction.LABEL: ATTACH,
    BulkAction.UNLABEL: DETACH,
    BulkAction.HOLD: customers.HOLD,
    BulkAction.RELEASE: customers.RELEASE,
    BulkAction.BLOCK: customers.BLOCK,
    BulkAction.ACTIVATE: customers.ACTIVATE,
    BulkAction.SEND_ACTIVATION: customers.SEND_ACTIVATION,
    BulkAction.NOTE: customers.ADD_NOTE,
}


_WITH_REASON: Mapping[BulkAction, Callable[[Session, Actor, int, str], None]] = {
    BulkAction.HOLD: hold.put_on,
    BulkAction.RELEASE: hold.release,
    BulkAction.BLOCK: status.block,
    BulkAction.ACTIVATE: status.activate,
}


def forbidden(actor: Actor, action: BulkAction) -> str | None:
    """Why the admin may not do this to anybody (R182), or not here; None if it is allowed."""
    if action == BulkAction.EXPORT:
        return why_not(actor, Right.VIEW) or restricted.no_file("ssh HOST export customers QUERY > FILE")
    return allowed.refusal(actor, _ALLOWED[action])


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done to whom: `value` is `KEY=VALUE` or `KEY` of a label, the text of a note, a file.

    With `replace` a label takes the place of another value (R62).
    """

    action: BulkAction
    selection: Selection
    value: str = ""
    reason: str = ""
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """Work whose values were checked; `name` and `names` are those of the label's component and its values."""

    action: BulkAction
    value: str = ""
    reason: str = ""
    replace: bool = False
    component_id: int = 0
    name: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def carried(self, session: Session, customer_ids: list[int]) -> dict[int, str]:
        """The value of the label in question for each of some customers that carries it."""
        if self.action not in LABELLING:
            return {}
        mine = (Label.component_id == self.component_id, Label.resource == USERS, Label.object_id.in_(customer_ids))
        return {row.object_id: row.value for row in session.execute(select(Label.object_id, Label.value).where(*mine))}

    def refusal(self, customer: Facts, carried: str | None) -> str | None:
        """Why this customer would not change, in the words of the rules; None if it would."""
        match self.action:
            case BulkAction.LABEL if carried == self.value:
                return labels.why_the_same(self.name, self._name_of(carried))
            case BulkAction.LABEL:
                old = "" if carried is None else self._name_of(carried)
                return labels.why_not_attach(self.name, old, self._name_of(self.value), replace=self.replace)
            case BulkAction.UNLABEL:
                return labels.why_not_detach(self.name) if carried is None else None
            case BulkAction.NOTE | BulkAction.EXPORT:
                return None
            case _:
                return allowed.by_rule(_ALLOWED[self.action], customer)

    def change(self, customer: Facts, carried: str | None) -> str:
        """What would change, old → new."""
        auto = customer.on_hold_auto
        now = why_on_hold(manual=customer.on_hold_manual, auto=auto) or "no"
        label = f"{clean(self.name)}: {'–' if carried is None else clean(self._name_of(carried))}"
        return {
            BulkAction.LABEL: f"{label} → {clean(self._name_of(self.value))}",
            BulkAction.UNLABEL: f"{label} → –",
            BulkAction.HOLD: f"on hold: {now} → {why_on_hold(manual=True, auto=auto)}",
            BulkAction.RELEASE: f"on hold: {now} → no",
            BulkAction.BLOCK: f"{CustomerStatus(customer.status)} → {CustomerStatus.BLOCKED}",
            BulkAction.ACTIVATE: f"{CustomerStatus(customer.status)} → {CustomerStatus.ACTIVE}",
            BulkAction.SEND_ACTIVATION: "gets the activation e-mail",
            BulkAction.NOTE: "gets the note",
            BulkAction.EXPORT: "is written to the file",
        }[self.action]

    def do(self, session: Session, actor: Actor, customer_id: int) -> None:
        """Does it to one customer, as the operation on one customer does; raises what that one raises."""
        if self.action in _WITH_REASON:
            _WITH_REASON[self.action](session, actor, customer_id, self.reason)
        elif self.action == BulkAction.SEND_ACTIVATION:
            status.send_activation(session, actor, customer_id)
        elif self.action == BulkAction.NOTE:
            notes.add(session, actor, customer_id, self.value)
        elif self.action == BulkAction.UNLABEL:
            labels.detach(session, actor, customer_id, self.component_id)
        elif self.action == BulkAction.LABEL:
            done = labels.attach(session, actor, customer_id, self.component_id, self.value, replace=self.replace)
            if not done.changed:
                raise Refused(labels.why_the_same(done.name, done.new))
        else:
            raise Refused("an export changes nobody")

    def _name_of(self, value: str) -> str:
        return self.names.get(value, value)


def label_offers(session: Session, actor: Actor) -> tuple[Offer, ...]:
    """The labels that customers can have; none of them says what anybody carries."""
    staff_only(actor)
    return offers(session, USERS)


def checked(session: Session, actor: Actor, work: Work) -> Task:
    """What is to be done, its values checked as the operation on one customer checks them.

    Raises:
        Forbidden (no right), Invalid (at `value` or `reason`), NotFound (no such label), Refused (a label that is
        not for customers).
    """
    refusal = forbidden(actor, work.action)
    if refusal:
        raise Forbidden(refusal)
    reason = reason_text(work.reason)
    match work.action:
        case BulkAction.LABEL | BulkAction.UNLABEL:
            return _labelling(session, actor, work, reason)
        case BulkAction.NOTE:
            read = Fields()
            text = read.lines("value", work.value, required=True)
            read.done()
            return Task(work.action, text, reason)
        case BulkAction.EXPORT if not work.value.strip():
            raise Invalid({"value": "is required"})
        case _:
            return Task(work.action, work.value, reason)


def _labelling(session: Session, actor: Actor, work: Work, reason: str) -> Task:
    key, sign, text = work.value.partition("=")
    attaching = work.action == BulkAction.LABEL
    if not key.strip() or attaching != bool(sign):
        raise Invalid({"value": f"needs the form {'KEY=VALUE, e.g. tier=gold' if attaching else 'KEY, e.g. tier'}"})
    component = session.get_one(LabelComponent, label_components.id_of(session, actor, key))
    check_tie(session, component, USERS)
    names = names_of(session, component.id)
    value = picked(component, names, text) if attaching else ""
    return Task(work.action, value, reason, work.replace, component.id, component.name, names)
