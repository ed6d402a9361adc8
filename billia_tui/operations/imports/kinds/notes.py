"""Importing notes of the staff about customers and orders (R147, R170-R174).

Their author is the admin of the name that the file gives, else whoever imports them: then the log says the name.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db import search
from billia_tui.db.models import Note, Purchase
from billia_tui.errors import NotFound
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds import owners, references
from billia_tui.operations.imports.kinds.kind import (
    Batch,
    Item,
    Mistakes,
    RecordKind,
    Updated,
    bring,
    named,
    outcomes,
    told_by,
)
from billia_tui.operations.imports.kinds.references import Named
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.permissions import Right
from billia_tui.text import clean
from billia_tui.vocabulary import NoteKind


class Notes(RecordKind):
    """A note is known by the `id` of its source; without one by customer, time and text."""

    name = KindName.NOTES
    model = Note
    right = Right.NOTES

    def identity(self, values: Values) -> str:
        """See `Kind`."""
        if "id" in values:
            return named(values)
        parts = [values.get(name, "").strip() for name in ("customer", "created_at", "text")]
        if order := values.get("order", "").strip():
            parts.append(order)
        return told_by(parts)

    def adopted(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> dict[str, int]:
        """Notes of our own exports: same id, customer and time."""
        return references.exported(session, actor, batch, items, Note, lambda values: values.get("created_at", ""))

    def insert(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> list[int | Mistakes]:
        """See `Kind`."""
        found = owners.of_items(session, actor, batch, items)
        orders = _orders(session, batch, items)
        authors = references.authors(session, items)
        said: list[dict[str, object]] = []
        rows: list[dict[str, Any]] = []
        mistakes: list[Mistakes] = []
        for item in items:
            cells = Cells()
            owner = found.told(cells, item)
            text = cells.lines("text", item.values["text"], required=True)
            created = cells.time("created_at", item.values.get("created_at", ""), past=True) or clock.now()
            order = _order(cells, item.values, orders, owner.id if owner else 0)
            kind = NoteKind.USER if order is None else NoteKind.ORDER
            author = item.values.get("author", "").strip()
            admin = authors.get(author, actor.admin_id)
            row = {"kind": kind, "purchase_id": order, "text": text, "admin_id": admin, "created_at": created}
            if owner and not cells.errors:
                said.append({"author": clean(author, limit=100)} if author and author not in authors else {})
                rows.append({**row, "customer_id": owner.id})
            mistakes.append(cells.errors)
        ids = bring(session, actor, batch, Note, "note", rows, said)
        search.notes_stored(session, ids)
        search.refresh(session, sorted({row["customer_id"] for row in rows}))
        return outcomes(mistakes, ids)

    def update(self, session: Session, actor: Actor, batch: Batch, item: Item, row_id: int) -> Updated:
        """The text follows the file; "edited by … at …" tells (R174). Customer, order and time stay."""
        note = session.get(Note, row_id)
        if note is None or note.deleted_at is not None:
            raise NotFound("this note was deleted here")
        owners.of_row(session, actor, batch, item, note, "note")
        changed = notes.rewrite(session, actor, note, item.values["text"], seen=None)
        cells = Cells()
        created = cells.time("created_at", item.values.get("created_at", ""), past=True)
        cells.done()
        return Updated(changed, ("created_at",) if created not in {None, note.created_at} else ())


def _orders(session: Session, batch: Batch, items: Sequence[Item]) -> dict[str, Named]:
    """The orders that the items name."""
    names = (item.values.get("order", "") for item in items)
    return references.found(session, batch, KindName.ORDERS, Purchase, names)


def _order(cells: Cells, values: Values, orders: Mapping[str, Named], customer_id: int) -> int | None:
    """The order that a note is about; None if it is about the customer."""
    name = values.get("order", "").strip()
    if not name:
        return None
    order = orders.get(name)
    if order is None or order.customer_id != customer_id:
        cells.errors["order"] = f"this customer has no order {clean(name, limit=100)!r}"
        return None
    return order.id
