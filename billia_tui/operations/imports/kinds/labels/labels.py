"""Importing labels of customers, orders and services (R58-R62). Their components must be set up before."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db import search
from billia_tui.db.models import Label, LogEntry
from billia_tui.errors import Invalid, NotFound, Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds.kind import (
    LONGEST_IDENTITY,
    Batch,
    Item,
    Mistakes,
    RecordKind,
    Updated,
    inserted,
    named,
    store,
)
from billia_tui.operations.imports.kinds.labels.wishes import Wish, carried, read, resource_text
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels.attached import ATTACHED
from billia_tui.operations.labels.usage import THINGS
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right
from billia_tui.text import clean


class Labels(RecordKind):
    """A label is known by customer, key, resource and object: there is one at most (R62)."""

    name = KindName.LABELS
    model = Label
    right = Right.ATTACH_LABELS

    def identity(self, values: Values) -> str:
        """See `Kind`."""
        parts = (named(values, "customer"), named(values, "key"), resource_text(values), values.get("object", ""))
        return " ".join(part.strip().casefold() for part in parts)[:LONGEST_IDENTITY]

    def claims(self, item: Item) -> list[tuple[str, str]]:
        """The component at the object."""
        return [("label", item.identity)]

    def adopted(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> dict[str, int]:
        """Labels that are there with the very value; another value is refused by `insert`."""
        pairs = list(zip(items, read(session, actor, batch, items), strict=True))
        there = carried(session, _good(wish for _, wish in pairs))
        found = {}
        for item, wish in pairs:
            label = there.get(wish.place) if isinstance(wish, Wish) else None
            if isinstance(wish, Wish) and label is not None and label.value == wish.value:
                found[item.identity] = label.id
        return found

    def insert(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> list[int | Mistakes]:
        """See `Kind`."""
        asked = read(session, actor, batch, items)
        there = {place: label.value for place, label in carried(session, _good(asked)).items()}
        made: list[Wish | Mistakes] = []
        for wish in asked:
            if isinstance(wish, Wish) and wish.place in there:
                name = clean(wish.component.names.get(there[wish.place], there[wish.place]))
                made.append({"value": f"{name} is attached already, which an import does not replace (R62)"})
                continue
            if isinstance(wish, Wish):
                there[wish.place] = wish.value
            made.append(wish)
        wishes = _good(made)
        ids = iter(inserted(session, Label, [_row(actor, wish) for wish in wishes]))
        store(session, LogEntry, [_line(actor, batch, wish) for wish in wishes])
        search.refresh(session, sorted({wish.owner.id for wish in wishes}))
        return [next(ids) if isinstance(wish, Wish) else wish for wish in made]

    def update(self, session: Session, actor: Actor, batch: Batch, item: Item, row_id: int) -> Updated:
        """The value follows the file."""
        (wish,) = read(session, actor, batch, [item])
        if isinstance(wish, dict):
            raise Invalid(wish)
        label = session.get(Label, row_id)
        if label is None:
            raise NotFound("this label was taken off here")
        if (label.resource, label.object_id) != (wish.resource, wish.object_id):
            raise Refused("this label belongs to another object here")
        done = labels.attach(
            session,
            actor,
            wish.owner.id,
            wish.component.row.id,
            wish.value,
            replace=True,
            resource=wish.resource,
            object_id=wish.object_id,
        )
        return Updated(done.changed)


def _good(wishes: Iterable[Wish | Mistakes]) -> list[Wish]:
    return [wish for wish in wishes if isinstance(wish, Wish)]


def _row(actor: Actor, wish: Wish) -> dict[str, object]:
    return {
        "component_id": wish.component.row.id,
        "resource": wish.resource,
        "object_id": wish.object_id,
        "customer_id": wish.owner.id,
        "value": wish.value,
        "admin_id": actor.admin_id,
        "at": clock.now(),
    }


def _line(actor: Actor, batch: Batch, wish: Wish) -> dict[str, object]:
    component = wish.component
    thing = (THINGS[wish.resource], wish.object_id)
    after = {component.row.name: component.names.get(wish.value, wish.value)}
    # As a label that is attached by hand: the line is about what carries it, which the import did not bring.
    return log.line_of(actor, wish.owner.id, thing, ATTACHED, after=after, reason=batch.reason)
