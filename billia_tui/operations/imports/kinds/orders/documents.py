"""Importing documents that were issued elsewhere, with their numbers and texts (R138, R141, R234).

They stay what was sent to the customer: nothing of them follows a file later but that they were cancelled. The counter
goes on behind the highest number that came, so that no number is given twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from billia_tui.db.models import Document, DocumentCounter, Purchase
from billia_tui.errors import NotFound, Refused
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds import references
from billia_tui.operations.imports.kinds.kind import (
    Batch,
    Item,
    Mistakes,
    RecordKind,
    Updated,
    bring,
    outcomes,
    those_in,
)
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right
from billia_tui.text import hidden_character
from billia_tui.vocabulary import DocumentType

MOST = 999_999_999
LONGEST_BODY = 100_000
_FIXED = {"number": "number", "type": "type", "amount": "amount", "issued_at": "issued_at", "body": "body"}

_Place = tuple[int, str, int]
"""Reseller, type and sequence: what no two documents share."""


class Documents(RecordKind):
    """A document is known by the `id` of its source."""

    name = KindName.DOCUMENTS
    model = Document
    right = Right.ORDER_PAYMENT

    def adopted(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> dict[str, int]:
        """Documents of our own exports: same id, order and number."""
        found = references.with_their_orders(session, actor, batch, items, Document)
        return {item.identity: one.id for one, item, _ in found if item.values["number"].strip() == one.number}

    def insert(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> list[int | Mistakes]:
        """See `RecordKind`."""
        orders = references.orders(session, actor, batch, items)
        imported = references.imported(session, KindName.ORDERS, (order.id for order in orders.values()))
        read: list[tuple[Cells, dict[str, Any]]] = []
        for item in items:
            cells = Cells()
            order = references.told_order(cells, item, orders, imported, "documents")
            read.append((cells, _read(cells, item.values, order)))
        _refuse_taken(session, read)
        rows = [row for cells, row in read if not cells.errors]
        ids = bring(session, actor, batch, Document, "document", rows, map(_logged, rows))
        _count_on(session, rows)
        return outcomes((cells.errors for cells, _ in read), ids)

    def update(self, session: Session, actor: Actor, batch: Batch, item: Item, row_id: int) -> Updated:
        """That it was cancelled follows the file; all else of what the customer has stays."""
        document = session.get(Document, row_id)
        order = references.orders(session, actor, batch, [item]).get(item.values["order"].strip())
        if document is None or order is None or order.id != document.purchase_id:
            raise NotFound("this document belongs to another order here")
        cells = Cells()
        row = _read(cells, item.values, order)
        cells.done()
        fixed = tuple(
            name for name, field in _FIXED.items() if field in item.values and row[name] != getattr(document, name)
        )
        cancelled = row["cancelled_at"]
        if "cancelled_at" not in item.values or cancelled == document.cancelled_at:
            return Updated(changed=False, fixed=fixed)
        if cancelled is None:
            raise Refused(f"{document.number} is cancelled here")
        document.cancelled_at = cancelled
        before, after = {"number": document.number}, {"number": f"{document.number} cancelled"}
        where = ("document", row_id)
        log.write(session, actor, order.customer_id, where, "import", before=before, after=after, reason=batch.reason)
        return Updated(changed=True, fixed=fixed)


def _read(cells: Cells, values: Values, order: Purchase | None) -> dict[str, Any]:
    """The columns of a document; without an order only to find all mistakes."""
    currency = order.currency if order else "EUR"
    sequence = cells.whole("sequence", values["sequence"], most=MOST)
    if sequence is None:
        cells.errors.setdefault("sequence", "is required: the number without its letters")
    kind = cells.word("type", values["type"], DocumentType.INVOICE)
    return {
        "customer_id": order.customer_id if order else 0,
        "purchase_id": order.id if order else 0,
        "reseller_id": order.reseller_id if order else 0,
        "type": kind.value,
        "sequence": sequence or 0,
        "number": cells.line("number", values["number"], required=True),
        "issued_at": cells.time("issued_at", values["issued_at"], required=True, past=True),
        "amount": cells.amount("amount", values["amount"], currency, signed=True),
        "currency": currency,
        "body": _body(cells, values.get("body", "")),
        "cancelled_at": cells.time("cancelled_at", values.get("cancelled_at", ""), past=True),
    }


def _body(cells: Cells, text: str) -> str:
    """The text to its last line end: it is what was printed."""
    text = text.replace("\r\n", "\n")
    if len(text) > LONGEST_BODY:
        cells.errors["body"] = f"has {len(text):,} characters; at most {LONGEST_BODY:,} are possible"
    elif hidden := hidden_character(text, lines=True):
        cells.errors["body"] = hidden
    return text


def _place(row: Mapping[str, Any]) -> _Place:
    return row["reseller_id"], row["type"], row["sequence"]


def _refuse_taken(session: Session, read: Iterable[tuple[Cells, dict[str, Any]]]) -> None:
    """A number that was given here, or stands in the file twice, is another document."""
    good = [(cells, row) for cells, row in read if not cells.errors]
    column = tuple_(Document.reseller_id, Document.type, Document.sequence)
    columns = select(Document.reseller_id, Document.type, Document.sequence)
    taken = {tuple(row) for row in those_in(session, columns, column, [_place(row) for _, row in good])}
    for cells, row in good:
        if _place(row) in taken:
            cells.errors["sequence"] = f"{row['type']} {row['sequence']} was issued here for another order"
        taken.add(_place(row))


def _count_on(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """The next number that is given here comes behind those that came."""
    highest: dict[tuple[int, str], int] = {}
    for row in rows:
        place = row["reseller_id"], row["type"]
        highest[place] = max(highest.get(place, 0), row["sequence"])
    for (reseller_id, kind), number in sorted(highest.items()):
        mine = DocumentCounter.reseller_id == reseller_id, DocumentCounter.type == kind
        counter = session.scalar(select(DocumentCounter).where(*mine).with_for_update())
        if counter is None:
            counter = DocumentCounter(reseller_id=reseller_id, type=kind, last=0)
            session.add(counter)
        counter.last = max(counter.last, number)
    session.flush()


def _logged(row: Mapping[str, Any]) -> dict[str, object]:
    """What the log says of a document, as of one that is issued here."""
    amount = str(Money(row["amount"], row["currency"]))
    return {"number": row["number"], "amount": amount, "order": row["purchase_id"]}
