"""Importing notes of the staff about customers (R170-R174). Their author is whoever imports them."""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import LogEntry, Note
from billia_tui.errors import NotFound, Refused
from billia_tui.operations import log, notes
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports import owners
from billia_tui.operations.imports.cell_values import Cells
from billia_tui.operations.imports.columns import Values
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kind import Batch, Item, Kind, Mistakes, Updated, inserted, named, store
from billia_tui.operations.permissions import Right
from billia_tui.vocabulary import NoteKind


class Notes(Kind):
    """A note is known by the `id` of its source; without one by customer, time and text."""

    name = KindName.NOTES
    right = Right.NOTES

    def identity(self, values: Values) -> str:
        """See `Kind`."""
        if "id" in values:
            return named(values)
        text = "\0".join(values.get(name, "").strip() for name in ("customer", "created_at", "text"))
        return f"text {hashlib.sha256(text.encode()).hexdigest()}"

    def insert(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> list[int | Mistakes]:
        """See `Kind`."""
        found = owners.of_items(session, actor, batch, items)
        made: list[dict[str, Any] | None] = []
        mistakes: list[Mistakes] = []
        for item in items:
            cells = Cells()
            owner = found.get(item.values["customer"].strip())
            if owner is None:
                cells.errors["customer"] = owners.why_none(item)
            text = cells.lines("text", item.values["text"], required=True)
            created = cells.time("created_at", item.values.get("created_at", ""), past=True) or clock.now()
            row = {"kind": NoteKind.USER, "text": text, "admin_id": actor.admin_id, "created_at": created}
            made.append({**row, "customer_id": owner.id} if owner and not cells.errors else None)
            mistakes.append(cells.errors)
        rows = [row for row in made if row]
        ids = inserted(session, Note, rows)
        lines = [
            log.line_of(actor, row["customer_id"], ("note", note_id), "import", reason=batch.reason)
            for note_id, row in zip(ids, rows, strict=True)
        ]
        store(session, LogEntry, lines)
        remaining = iter(ids)
        return [next(remaining) if row else wrong for row, wrong in zip(made, mistakes, strict=True)]

    def update(self, session: Session, actor: Actor, batch: Batch, item: Item, row_id: int) -> Updated:
        """The text follows the file; "edited by … at …" tells (R174). Customer and time stay."""
        note = session.get(Note, row_id)
        if note is None:
            raise NotFound("this note was deleted here")
        owner = owners.of_item(session, actor, batch, item)
        if owner.id != note.customer_id:
            raise Refused("this note belongs to another customer here")
        changed = notes.edit(session, actor, owner.id, row_id, item.values["text"])
        cells = Cells()
        created = cells.time("created_at", item.values.get("created_at", ""), past=True)
        cells.done()
        return Updated(changed, ("created_at",) if created not in {None, note.created_at} else ())
