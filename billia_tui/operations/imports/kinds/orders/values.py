"""The values of an order to import, checked (R27, R134)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import PaymentMethod
from billia_tui.money import Money
from billia_tui.operations.imports.kinds.kind import Item, those_in
from billia_tui.operations.imports.kinds.orders.lines import Line, OrderLines
from billia_tui.operations.imports.kinds.owners import RecordOwner
from billia_tui.operations.imports.kinds.references import Named
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.input import LONGEST_LINE
from billia_tui.text import clean
from billia_tui.vocabulary import OrderType, PaymentKind, PurchaseStatus

LINES = "lines of the order"
"""Where the lines stand among the values, so that they belong to the fingerprint."""

_GIVEN_UP = frozenset({"cancelled", "canceled", "refunded", "void", "voided", "uncollectible", "written off"})
"""What an order is where other systems say so of its payment: nothing is due, nothing is kept (R238)."""

_UNPAID = frozenset({PurchaseStatus.PENDING, PurchaseStatus.CANCELLED})


def methods(session: Session, items: Iterable[Item]) -> dict[str, int]:
    """The payment methods that the items name."""
    names = {item.values.get("payment_method", "").strip() for item in items} - {""}
    statement = select(PaymentMethod.name, PaymentMethod.id)
    return {row[0]: row[1] for row in those_in(session, statement, PaymentMethod.name, names)}


def read(
    cells: Cells, values: Values, owner: RecordOwner | None, lines: list[Line], known: Mapping[str, int]
) -> dict[str, Any]:
    """The columns of a purchase; without an owner only to find all mistakes. `known` are payment methods by name."""
    currency = currency_of(cells, values, owner)
    placed = cells.time("placed_at", values["placed_at"], required=True, past=True)
    paid_at = cells.time("paid_at", values.get("paid_at", ""), past=True)
    given_up = values.get("paid", "").strip().casefold() in _GIVEN_UP
    paid = not given_up and (
        cells.yes("paid", values.get("paid", "")) or (paid_at is not None and "paid" not in values)
    )
    default = PurchaseStatus.ACTIVATED if paid else PurchaseStatus.CANCELLED if given_up else PurchaseStatus.PENDING
    status = cells.word("status", values.get("status", ""), default)
    if not paid and status not in _UNPAID:
        cells.errors.setdefault("status", "an Unpaid order is Pending or Cancelled (R134)")
    price = cells.amount("price", values.get("price", ""), currency, signed=True)
    if not values.get("price", "").strip():
        price = sum(line.price for line in lines)
    told = bool(values.get("paid_amount", "").strip())
    kept = (paid or told) and status != PurchaseStatus.CANCELLED
    paid_amount = _paid_amount(cells, values, currency, price) if kept else 0
    if kept:  # what is due says it (R200)
        paid = paid_amount >= price if price > 0 else paid
    return {
        "customer_id": owner.id if owner else 0,
        "reseller_id": owner.reseller_id if owner else 0,
        "placed_at": placed,
        "status": status,
        "paid": paid,
        "paid_at": (paid_at or placed) if paid else None,
        "paid_amount": paid_amount,
        "price": price,
        "currency": currency,
        "payment_method_id": method(cells, values, known),
    }


def currency_of(cells: Cells, values: Values, owner: RecordOwner | None) -> str:
    """The currency of an order: the customer's, unless the file says otherwise; it may be one that was then."""
    day = Cells().time("placed_at", values["placed_at"])
    return cells.currency("currency", values.get("currency", ""), owner.currency if owner else "EUR", day)


def lines_of(cells: Cells, values: Values, currency: str, reader: OrderLines | None) -> list[Line]:
    """The lines of an order: from their own file, else its description with the whole price."""
    if reader is not None and LINES in values:
        return reader.read(cells, json.loads(values[LINES]), currency)
    description = cells.lines("description", values.get("description", ""), limit=LONGEST_LINE)
    price = cells.amount("price", values.get("price", ""), currency, signed=True)
    return [Line(OrderType.NEW.value, description, price)] if description else []


def service_of(cells: Cells, line: Line, services: Mapping[str, Named], customer_id: int) -> int | None:
    """The service that a line is about, which must be one of the customer; None if it names none."""
    if not line.service:
        return None
    service = services.get(line.service)
    if service is None or service.customer_id != customer_id:
        cells.errors.setdefault("", f"this customer has no service {clean(line.service, limit=100)!r}")
        return None
    return service.id


def payment_of(purchase_id: int, row: Mapping[str, Any], reference: str) -> dict[str, Any]:
    """The record of what was paid for an imported order (R201)."""
    at = row["paid_at"] or row["placed_at"]
    return {
        "purchase_id": purchase_id,
        "kind": PaymentKind.PAYMENT,
        "amount": row["paid_amount"],
        "at": at,
        "made_at": clock.now(),
        "payment_method_id": row["payment_method_id"],
        "wallet": False,
        "reference": reference,
        "reason": "",
    }


def logged(row: Mapping[str, Any]) -> dict[str, object]:
    """What the log says of an order."""
    return {
        "placed_at": row["placed_at"],
        "status": row["status"].value,
        "paid": row["paid"],
        "price": str(Money(row["price"], row["currency"])),
    }


def _paid_amount(cells: Cells, values: Values, currency: str, price: int) -> int:
    """What was paid: all of it, unless the file says less."""
    text = values.get("paid_amount", "")
    if not text.strip():
        return price
    amount = cells.amount("paid_amount", text, currency, signed=True)
    if not min(price, 0) <= amount <= max(price, 0):
        cells.errors.setdefault("paid_amount", "is more than the price")
    return amount


def method(cells: Cells, values: Values, known: Mapping[str, int]) -> int | None:
    """The payment method that is named, of those `known`; None where none is."""
    name = values.get("payment_method", "").strip()
    if name and name not in known:
        cells.errors["payment_method"] = "is none that is known here; --map payment_method= leaves the column out"
    return known.get(name)
