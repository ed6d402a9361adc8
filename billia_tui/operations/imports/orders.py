"""Importing orders: purchases with their lines (R129, R133, R134)."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import LogEntry, Order, Profile, Purchase
from billia_tui.errors import NotFound, Refused
from billia_tui.money import Money
from billia_tui.operations import log
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports import owners
from billia_tui.operations.imports.cell_values import Cells
from billia_tui.operations.imports.columns import Values
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kind import Batch, Item, Kind, Mistakes, Updated, inserted, named, store, those_in
from billia_tui.operations.imports.order_lines import Line, OrderLines
from billia_tui.operations.imports.owners import Owner
from billia_tui.operations.permissions import Right
from billia_tui.vocabulary import PurchaseStatus

_LINES = "lines of the order"
_UNPAID = frozenset({PurchaseStatus.PENDING, PurchaseStatus.CANCELLED})
_FINAL = frozenset({PurchaseStatus.ACTIVATED, PurchaseStatus.CANCELLED})
_FOLLOWING = ("status", "paid", "paid_at")


class Orders(Kind):
    """A purchase is known by the `id` of its source; its lines come from a second file, or are its description."""

    name = KindName.ORDERS
    right = Right.ORDER_PAYMENT

    def __init__(self, lines: OrderLines | None) -> None:
        self._lines = lines

    def identity(self, values: Values) -> str:
        """See `Kind`."""
        return named(values)

    def complete(self, values: Values) -> Values:
        """Adds the lines, so that they belong to the fingerprint."""
        if self._lines is None:
            return values
        found = self._lines.of_order(values["id"].strip())
        return {**values, _LINES: json.dumps(found, sort_keys=True)} if found else values

    def insert(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> list[int | Mistakes]:
        """See `Kind`."""
        found = owners.of_items(session, actor, batch, items)
        profiles = _main_profiles(session, found)
        made: list[dict[str, Any] | None] = []
        mistakes: list[Mistakes] = []
        rows: list[dict[str, Any]] = []
        lines: list[list[Line]] = []
        for item in items:
            cells = Cells()
            owner = found.get(item.values["customer"].strip())
            if owner is None:
                cells.errors["customer"] = owners.why_none(item)
            row, its_lines = self._read(cells, item.values, owner)
            mistakes.append(cells.errors)
            made.append(None if cells.errors else row)
            if owner and not cells.errors:
                rows.append({**row, "profile_id": profiles.get(owner.id)})
                lines.append(its_lines)
        ids = inserted(session, Purchase, rows)
        _store_lines(session, ids, lines)
        entries = [
            log.line_of(actor, row["customer_id"], ("purchase", i), "import", after=_logged(row), reason=batch.reason)
            for i, row in zip(ids, rows, strict=True)
        ]
        store(session, LogEntry, entries)
        remaining = iter(ids)
        return [next(remaining) if row else wrong for row, wrong in zip(made, mistakes, strict=True)]

    def update(self, session: Session, actor: Actor, batch: Batch, item: Item, row_id: int) -> Updated:
        """Status and payment follow the file; customer, time, price and lines of an order stay what they were."""
        purchase = session.get(Purchase, row_id)
        if purchase is None:
            raise NotFound("this order was deleted here")
        owner = owners.of_item(session, actor, batch, item)
        cells = Cells()
        row, lines = self._read(cells, item.values, owner)
        cells.done()
        stored_lines = session.scalars(select(Order).where(Order.purchase_id == row_id).order_by(Order.id))
        stored = [Line(order.type, order.description, order.price) for order in stored_lines]
        fixed = ("customer_id", "placed_at", "price", "currency")
        if any(getattr(purchase, name) != row[name] for name in fixed) or stored != lines:
            raise Refused("an order that was imported keeps its customer, time, price and lines")
        before = {name: getattr(purchase, name) for name in _FOLLOWING}
        was, now = log.changed(before, {name: row[name] for name in _FOLLOWING})
        if not now:
            return Updated(changed=False)
        if purchase.status in _FINAL and "status" in now:
            raise Refused(f"this order is {purchase.status} here, which is final (R133)", rule="R133")
        for name, value in now.items():
            setattr(purchase, name, value)
        purchase.version += 1
        log.write(session, actor, owner.id, ("purchase", row_id), "import", before=was, after=now, reason=batch.reason)
        return Updated(changed=True)

    def _read(self, cells: Cells, values: Values, owner: Owner | None) -> tuple[dict[str, Any], list[Line]]:
        """The columns of a purchase, and its lines; without an owner only to find all mistakes."""
        currency = cells.currency("currency", values.get("currency", ""), owner.currency if owner else "EUR")
        placed = cells.time("placed_at", values["placed_at"], required=True, past=True)
        paid_at = cells.time("paid_at", values.get("paid_at", ""), past=True)
        paid = cells.yes("paid", values.get("paid", "")) or (paid_at is not None and "paid" not in values)
        default = PurchaseStatus.ACTIVATED if paid else PurchaseStatus.PENDING
        status = cells.word("status", values.get("status", ""), default)
        if not paid and status not in _UNPAID:
            cells.errors.setdefault("status", "an Unpaid order is Pending or Cancelled (R134)")
        price = cells.amount("price", values.get("price", ""), currency, signed=True)
        lines = self._own_lines(cells, values, currency, price)
        if not values.get("price", "").strip():
            price = sum(line.price for line in lines)
        row = {
            "customer_id": owner.id if owner else 0,
            "reseller_id": owner.reseller_id if owner else 0,
            "placed_at": placed,
            "status": status,
            "paid": paid,
            "paid_at": (paid_at or placed) if paid else None,
            "price": price,
            "currency": currency,
        }
        return row, lines

    def _own_lines(self, cells: Cells, values: Values, currency: str, price: int) -> list[Line]:
        if self._lines is not None and _LINES in values:
            return self._lines.read(cells, json.loads(values[_LINES]), currency)
        description = cells.line("description", values.get("description", ""))
        return [Line("New", description, price)] if description else []


def _main_profiles(session: Session, found: dict[str, Owner]) -> dict[int, int]:
    """The main profiles of the customers, which their orders belong to."""
    statement = select(Profile.customer_id, Profile.id).where(Profile.main, Profile.deleted_at.is_(None))
    return {row[0]: row[1] for row in those_in(session, statement, Profile.customer_id, _ids(found))}


def _ids(found: dict[str, Owner]) -> set[int]:
    return {owner.id for owner in found.values()}


def _store_lines(session: Session, ids: list[int], lines: list[list[Line]]) -> None:
    rows = [
        {"purchase_id": purchase_id, "type": line.type, "description": line.description, "price": line.price}
        for purchase_id, its_lines in zip(ids, lines, strict=True)
        for line in its_lines
    ]
    store(session, Order, rows)


def _logged(row: dict[str, Any]) -> dict[str, object]:
    return {
        "placed_at": row["placed_at"],
        "status": row["status"].value,
        "paid": row["paid"],
        "price": str(Money(row["price"], row["currency"])),
    }
