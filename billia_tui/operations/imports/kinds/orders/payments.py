"""Importing the payments of orders, one record each (R201, R202). Nothing enters or leaves a wallet for them.

An order that was imported says how much was paid for it; as long as nobody tells how, one record of nobody stands for
all of it: the rest. Each payment that comes makes it smaller, so that the records always add up to what the order says.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db import search
from billia_tui.db.models import Document, LogEntry, Payment, Purchase
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
    inserted,
    outcomes,
    store,
    those_in,
)
from billia_tui.operations.imports.kinds.orders import values as order_values
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.input import LONGEST_REASON
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right
from billia_tui.text import clean
from billia_tui.vocabulary import PaymentKind

REST = "the import of the order says so; no payment of the file tells how"
"""The reason in the record of the rest."""

_FIXED = {"kind": "kind", "amount": "amount", "at": "at", "payment_method_id": "payment_method"}
"""What stays as it was brought: the columns, and the fields of the file."""

_FOLLOWING = ("reference", "reason", "taken_back_at")


class Payments(RecordKind):
    """A payment is known by the `id` of its source. Its admin is the author of the file, else whoever imports it."""

    name = KindName.PAYMENTS
    model = Payment
    right = Right.ORDER_PAYMENT

    def adopted(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> dict[str, int]:
        """Payments of our own exports: same id, order, amount and times; what stands for the rest has another."""
        same = {}
        for record, item, order in references.with_their_orders(session, actor, batch, items, Payment):
            if record.admin_id is None and not batch.own:
                continue  # the rest of an order is a payment of no other system
            cells = Cells()
            row = _read(cells, item.values, order, {})
            if all(row[name] == getattr(record, name) for name in ("amount", "at", "made_at")):
                same[item.identity] = record.id
        return same

    def insert(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> list[int | Mistakes]:
        """See `RecordKind`."""
        orders = references.orders(session, actor, batch, items)
        imported = references.imported(session, KindName.ORDERS, (order.id for order in orders.values()))
        methods = order_values.methods(session, items)
        authors, papers = references.authors(session, items), _documents(session, items, orders.values())
        read: list[tuple[Cells, dict[str, Any]]] = []
        said: list[str] = []
        for item in items:
            cells = Cells()
            order = references.told_order(cells, item, orders, imported, "payments")
            row = _read(cells, item.values, order, methods)
            by_wallet = cells.yes("wallet", item.values.get("wallet", ""))
            row["admin_id"] = authors.get(item.values.get("author", "").strip(), actor.admin_id)
            row["document_id"] = papers.get((row["purchase_id"], item.values.get("document", "").strip()))
            read.append((cells, row))
            if not cells.errors:
                said.append(_in_words(item.values, row, order, by_wallet=by_wallet))
        rows = [row for cells, row in read if not cells.errors]
        ids = inserted(session, Payment, rows)
        _told_of(session, rows)
        whose = {order.id: order for order in orders.values()}
        search.refresh(session, sorted({whose[row["purchase_id"]].customer_id for row in rows}))
        lines = [
            log.line_of(
                actor,
                whose[row["purchase_id"]].customer_id,
                ("purchase", row["purchase_id"]),
                "import",
                after={"payment_record": f"{payment_id} · {words}"},
                reason=batch.reason,
            )
            for payment_id, row, words in zip(ids, rows, said, strict=True)
        ]
        store(session, LogEntry, lines)
        return outcomes((cells.errors for cells, _ in read), ids)

    def alike(self, session: Session, _actor: Actor, row_ids: Sequence[int]) -> dict[int, str]:
        """Which of these payments, with the others of their order, come to more than the order says was paid."""
        columns = select(Payment.id, Payment.purchase_id, Purchase.paid_amount, Purchase.currency)
        found = those_in(session, columns.join(Purchase, Purchase.id == Payment.purchase_id), Payment.id, row_ids)
        rests = {row.purchase_id: row.amount for row in _rests(session, {row.purchase_id for row in found})}
        told, said = {}, set[int]()
        for row in found:
            rest = rests.get(row.purchase_id, 0)
            if rest * (row.paid_amount or 1) < 0 and row.purchase_id not in said:
                said.add(row.purchase_id)
                paid, more = Money(row.paid_amount, row.currency), Money(row.paid_amount - rest, row.currency)
                told[row.id] = f"order {row.purchase_id} says that {paid} was paid, its payments come to {more}"
        return told

    def update(self, session: Session, actor: Actor, batch: Batch, item: Item, row_id: int) -> Updated:
        """Reference and reason follow the file, and that it was taken back; all else of a payment stays."""
        record = session.get(Payment, row_id)
        if record is None:
            raise NotFound("this payment is not here any more")
        order = references.orders(session, actor, batch, [item]).get(item.values["order"].strip())
        if order is None or order.id != record.purchase_id:
            raise Refused("this payment belongs to another order here")
        cells = Cells()
        row = _read(cells, item.values, order, order_values.methods(session, [item]))
        cells.done()
        before = {name: getattr(record, name) for name in _FOLLOWING}
        was, now = log.changed(before, {name: row[name] for name in _FOLLOWING})
        fixed = tuple(_differing(record, row, item.values))
        if not now:
            return Updated(changed=False, fixed=fixed)
        if "taken_back_at" in now:
            _take_back(session, record, order)
        for name in now:
            setattr(record, name, row[name])
        search.refresh(session, [order.customer_id])
        where = ("purchase", record.purchase_id)
        log.write(session, actor, order.customer_id, where, "import", before=was, after=now, reason=batch.reason)
        return Updated(changed=True, fixed=fixed)


def _take_back(session: Session, record: Payment, order: Purchase) -> None:
    """What the record stood for is told by nobody now; its order says what was paid (R136)."""
    if record.taken_back_at is not None:
        raise Refused("this payment was taken back here", rule="R136")
    if (
        record.wallet
        or record.document_id is not None
        or order.id not in references.imported(session, KindName.ORDERS, [order.id])
    ):
        raise Refused("this payment has documents or money from the wallet; take it back here", rule="R136")
    _shrink(session, {record.purchase_id: -record.amount})


def _read(cells: Cells, values: Values, order: Purchase | None, methods: Mapping[str, int]) -> dict[str, Any]:
    """The columns of a payment; without an order only to find all mistakes."""
    kind = cells.word("kind", values.get("kind", ""), PaymentKind.PAYMENT)
    amount = cells.amount("amount", values["amount"], order.currency if order else "EUR", signed=True)
    if not amount:
        cells.errors.setdefault("amount", "is required, and not 0")
    elif kind == PaymentKind.REFUND and "kind" in values and amount > 0 and (order is None or order.price >= 0):
        cells.errors.setdefault("amount", "of a refund has a minus sign")
    at = cells.time("at", values.get("at", ""), past=True)
    if at is None:
        at = order.paid_at or order.placed_at if order else clock.now()
    return {
        "purchase_id": order.id if order else 0,
        "kind": kind.value,
        "amount": amount,
        "at": at,
        "made_at": cells.time("made_at", values.get("made_at", ""), past=True) or clock.now(),
        "payment_method_id": order_values.method(cells, values, methods),
        "wallet": False,  # what it gave is in the balance that comes with the customer
        "reference": cells.line("reference", values.get("reference", "")),
        # Called so because the list of refused rows has a reason of its own.
        "reason": cells.line("remark", values.get("remark", ""), limit=LONGEST_REASON),
        "taken_back_at": cells.time("taken_back_at", values.get("taken_back_at", ""), past=True),
    }


def _told_of(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """The rest of each order is smaller by what these payments tell."""
    told = defaultdict[int, int](int)
    for row in rows:
        if row["taken_back_at"] is None:
            told[row["purchase_id"]] += row["amount"]
    _shrink(session, told)


def _shrink(session: Session, told: Mapping[int, int]) -> None:
    """Takes amounts off the rests of orders: one record an order where something is left, none where nothing is."""
    standing = defaultdict[int, list[Payment]](list)
    for record in _rests(session, told):
        standing[record.purchase_id].append(record)
    new, gone = [], list[int]()
    for purchase_id, amount in told.items():
        records = standing[purchase_id]
        left = sum(record.amount for record in records) - amount
        if records and left:
            records[0].amount, records[0].reason = left, REST
        elif left:
            new.append(_rest(session, purchase_id, left))
        gone += [one.id for one in records[bool(left) :]]
    session.flush()
    if gone:  # one statement: the session would else look at all its payments for each order
        session.execute(delete(Payment).where(Payment.id.in_(gone)), execution_options={"synchronize_session": False})
    store(session, Payment, new)


def _rests(session: Session, purchases: Iterable[int]) -> list[Payment]:
    """The records that stand for what nobody has told: of nobody, without wallet and document."""
    statement = select(Payment).where(
        Payment.admin_id.is_(None), ~Payment.wallet, Payment.document_id.is_(None), Payment.taken_back_at.is_(None)
    )
    found = those_in(session, statement.order_by(Payment.id), Payment.purchase_id, purchases)
    return [record for (record,) in found]


def _rest(session: Session, purchase_id: int, left: int) -> dict[str, Any]:
    purchase = session.get_one(Purchase, purchase_id)
    row = {"paid_amount": left, "paid_at": purchase.paid_at, "placed_at": purchase.placed_at}
    made = order_values.payment_of(purchase_id, {**row, "payment_method_id": purchase.payment_method_id}, "")
    return {**made, "reason": REST}


def _differing(record: Payment, row: Mapping[str, Any], values: Values) -> Iterable[str]:
    """The fields of the file that differ from what was brought and stays."""
    return (name for column, name in _FIXED.items() if name in values and getattr(record, column) != row[column])


def _in_words(values: Values, row: Mapping[str, Any], order: Purchase | None, *, by_wallet: bool) -> str:
    """A payment in a line of the log; author and document as the file has them, known here or not."""
    told = [clock.shown(row["at"]), str(Money(row["amount"], order.currency)) if order else "", row["reference"]]
    told.append("from the wallet" if by_wallet else "")
    for name, word in (("author", "by"), ("document", "document")):
        if value := clean(values.get(name, "").strip(), limit=100):
            told.append(f"{word} {value}")
    return " · ".join(filter(None, told))


def _documents(session: Session, items: Sequence[Item], orders: Iterable[Purchase]) -> dict[tuple[int, str], int]:
    """The documents of these orders, by order and number, if any is named; the others were printed elsewhere."""
    wanted = {order.id for order in orders} if any(item.values.get("document", "").strip() for item in items) else ()
    columns = select(Document.purchase_id, Document.number, Document.id)
    return {(row[0], row[1]): row[2] for row in those_in(session, columns, Document.purchase_id, wanted)}
