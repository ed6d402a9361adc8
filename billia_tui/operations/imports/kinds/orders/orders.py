"""Importing orders: purchases with their lines (R129, R133, R134). Documents and jobs are not made for the past."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db import search
from billia_tui.db.models import Document, Order, Payment, Profile, Purchase, Service
from billia_tui.errors import NotFound, Refused
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
    outcomes,
    store,
    those_in,
)
from billia_tui.operations.imports.kinds.orders import values as order_values
from billia_tui.operations.imports.kinds.orders.lines import Line, OrderLines
from billia_tui.operations.imports.kinds.owners import RecordOwner
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right
from billia_tui.text import clean
from billia_tui.vocabulary import PurchaseStatus

_FINAL = frozenset({PurchaseStatus.ACTIVATED, PurchaseStatus.CANCELLED})
_FOLLOWING = ("status", "paid", "paid_at", "paid_amount")
_FIXED = ("customer_id", "placed_at", "price", "currency")

_Lines = list[tuple[Line, int | None]]
"""The lines of an order, with their services."""


class Orders(RecordKind):
    """A purchase is known by the `id` of its source; its lines come from a second file, or are its description."""

    name = KindName.ORDERS
    model = Purchase
    right = Right.ORDER_PAYMENT

    def __init__(self, lines: OrderLines | None) -> None:
        self._lines = lines

    def complete(self, values: Values) -> Values:
        """Adds the lines, so that they belong to the fingerprint."""
        if self._lines is None:
            return values
        found = self._lines.of_order(values["id"].strip())
        return {**values, order_values.LINES: json.dumps(found, sort_keys=True)} if found else values

    def adopted(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> dict[str, int]:
        """Orders of our own exports: same id, customer and time."""
        return references.exported(session, actor, batch, items, Purchase, lambda values: values["placed_at"])

    def insert(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> list[int | Mistakes]:
        """See `Kind`."""
        found = owners.of_items(session, actor, batch, items)
        profiles = _Profiles(session, batch, items, found.values())
        methods = order_values.methods(session, items)
        read: list[tuple[Cells, dict[str, Any], list[Line]]] = []
        references_of: list[str] = []
        for item in items:
            cells = Cells()
            owner = found.told(cells, item)
            lines = self._own_lines(cells, item.values, owner)
            row = order_values.read(cells, item.values, owner, lines, methods)
            reference = cells.line("payment_reference", item.values.get("payment_reference", ""))
            profile = profiles.of(cells, item.values, row["customer_id"])
            read.append((cells, {**row, "profile_id": profile}, lines))
            references_of.append(reference)
        wanted = [line.service for _, _, lines in read for line in lines]
        services = references.found(session, batch, KindName.SERVICES, Service, wanted)
        rows: list[dict[str, Any]] = []
        linked: list[_Lines] = []
        told: list[str] = []
        for (cells, row, lines), reference in zip(read, references_of, strict=True):
            its = [(line, order_values.service_of(cells, line, services, row["customer_id"])) for line in lines]
            if not cells.errors:
                rows.append(row)
                linked.append(its)
                told.append(reference)
        ids = bring(session, actor, batch, Purchase, "purchase", rows, map(order_values.logged, rows))
        _store_lines(session, ids, linked)
        paid = zip(ids, rows, told, strict=True)
        store(session, Payment, [order_values.payment_of(i, row, said) for i, row, said in paid if row["paid_amount"]])
        search.refresh(session, sorted({row["customer_id"] for row, said in zip(rows, told, strict=True) if said}))
        return outcomes((cells.errors for cells, _, _ in read), ids)

    def update(self, session: Session, actor: Actor, batch: Batch, item: Item, row_id: int) -> Updated:
        """Status and payment follow the file; customer, time, price and lines of an order stay what they were."""
        purchase = session.get(Purchase, row_id)
        if purchase is None:
            raise NotFound("this order was deleted here")
        owner = owners.of_item(session, actor, batch, item)
        cells = Cells()
        lines = self._own_lines(cells, item.values, owner)
        row = order_values.read(cells, item.values, owner, lines, order_values.methods(session, [item]))
        cells.done()
        stored = session.scalars(select(Order).where(Order.purchase_id == row_id).order_by(Order.id))
        other_lines = lines and [one.fixed for one in lines] != [(o.type, o.description, o.price) for o in stored]
        if other_lines or any(getattr(purchase, name) != row[name] for name in _FIXED):
            raise Refused("an order that was imported keeps its customer, time, price and lines")
        before = {name: getattr(purchase, name) for name in _FOLLOWING}
        was, now = log.changed(before, {name: row[name] for name in _FOLLOWING})
        if not now:
            return Updated(changed=False)
        if purchase.status in _FINAL and "status" in now:
            raise Refused(f"this order is {purchase.status} here, which is final (R133)", rule="R133")
        if _booked_here(session, purchase) and now.keys() - {"status"}:
            raise Refused("this order has documents or money from the wallet; change its payment here", rule="R136")
        more = row["paid_amount"] - purchase.paid_amount
        if more:
            store(session, Payment, [order_values.payment_of(row_id, {**row, "paid_amount": more}, "")])
        purchase.put(now)
        log.write(session, actor, owner.id, ("purchase", row_id), "import", before=was, after=now, reason=batch.reason)
        return Updated(changed=True)

    def _own_lines(self, cells: Cells, values: Values, owner: RecordOwner | None) -> list[Line]:
        currency = order_values.currency_of(cells, values, owner)
        return order_values.lines_of(cells, values, currency, self._lines)


def _booked_here(session: Session, purchase: Purchase) -> bool:
    """Whether the payment of a purchase left traces that an import would contradict."""
    mine = select(Document.id).where(Document.purchase_id == purchase.id).limit(1)
    return purchase.wallet_paid != 0 or session.scalar(mine) is not None


class _Profiles:
    """The profiles that orders are made out to: those that they name, else the main ones of their customers."""

    def __init__(self, session: Session, batch: Batch, items: Sequence[Item], found: Iterable[RecordOwner]) -> None:
        main = select(Profile.customer_id, Profile.id).where(Profile.main, Profile.deleted_at.is_(None))
        rows = those_in(session, main, Profile.customer_id, {one.id for one in found})
        self._main = {row[0]: row[1] for row in rows}
        names = [item.values.get("profile", "") for item in items]
        self._named = references.found(session, batch, KindName.PROFILES, Profile, names) if any(names) else {}

    def of(self, cells: Cells, values: Values, customer_id: int) -> int | None:
        """The profile of an order; one that it names must be the customer's."""
        name = values.get("profile", "").strip()
        if not name:
            return self._main.get(customer_id)
        named_one = self._named.get(name)
        if named_one is None or named_one.customer_id != customer_id:
            cells.errors["profile"] = f"this customer has no profile {clean(name, limit=100)!r}"
            return None
        return named_one.id


def _store_lines(session: Session, ids: list[int], lines: list[_Lines]) -> None:
    rows = [
        {
            "purchase_id": purchase_id,
            "type": line.type,
            "description": line.description,
            "price": line.price,
            "service_id": service_id,
        }
        for purchase_id, its_lines in zip(ids, lines, strict=True)
        for line, service_id in its_lines
    ]
    store(session, Order, rows)
