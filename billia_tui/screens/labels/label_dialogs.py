"""Labels of a customer, an order or a service: attach, replace, take off (R58, R61-R63)."""

from collections.abc import Mapping, Sequence

from billia_tui.errors import Conflict
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels.attached import Attached, Offer
from billia_tui.operations.labels.rows import LabelRow
from billia_tui.operations.labels.values import AllowedValue
from billia_tui.screens.kinds.customer_dialog import CustomerDialog
from billia_tui.vocabulary import LabelResource
from billia_tui.widgets.field_spec import Field

Carrier = tuple[LabelResource, int]
"""What carries a label: the resource and the id of the object."""


def said(done: Attached) -> str:
    """What attaching did, in words."""
    if not done.changed:
        return f"{done.name} is {done.new} already"
    return f"{done.name}: {done.old} → {done.new}" if done.old else f"{done.name}: {done.new} attached"


class LabelDialog(CustomerDialog):
    """Asks for a value, or, where one was picked, whether it shall replace the other one (R62)."""

    def __init__(self, customer: CustomerPage, carrier: Carrier, offer: Offer, picked: AllowedValue | None) -> None:
        self.TITLE_WORDS = f"Label {offer.name}"
        super().__init__(customer)
        self.carrier, self.offer, self.picked = carrier, offer, picked
        self.seen = offer.current.stored if offer.current else None
        self.verb = "replace" if offer.current else "attach"
        self.intro = offer.description
        if picked and offer.current:
            self.intro = f"{offer.name}: {offer.current.value_name} → {picked.name}\nReplace it?"

    def fields(self) -> Sequence[Field]:
        """The value, unless it was picked."""
        if self.picked:
            return ()
        old = self.offer.current.stored if self.offer.current else None
        return (Field("value", "Value", old or "", hint=self.offer.expected, old=old),)

    def meanwhile(self, conflict: Conflict) -> None:
        """The next `enter` replaces what is said to be there now."""
        self.seen = conflict.fresh["value"]

    async def save(self, values: Mapping[str, str]) -> str:
        """Attaches; the dialog was the question, so what it has shown is replaced."""
        resource, object_id = self.carrier
        done = await self.app.change(
            labels.attach,
            self.customer.id,
            self.offer.component_id,
            self.picked.value if self.picked else values["value"],
            replace=self.seen is not None,
            resource=resource,
            object_id=object_id,
            seen=self.seen,
        )
        return self.done(said(done))


class DetachDialog(CustomerDialog):
    """Takes a label off after a question (R63)."""

    TITLE_WORDS = "Take label off"
    verb = "take off"
    danger = True

    def __init__(self, customer: CustomerPage, carrier: Carrier, row: LabelRow) -> None:
        super().__init__(customer)
        self.carrier, self.row = carrier, row
        self.seen = row.stored
        self.intro = f"Take {row.text} off?"

    def meanwhile(self, conflict: Conflict) -> None:
        """The next `enter` takes off what is said to be there now."""
        self.seen = conflict.fresh["value"]

    async def save(self, _values: Mapping[str, str]) -> str:
        """Takes it off."""
        resource, object_id = self.carrier
        was = await self.app.change(
            labels.detach,
            self.customer.id,
            self.row.component_id,
            resource=resource,
            object_id=object_id,
            seen=self.seen,
        )
        return self.done(f"{was} taken off")
