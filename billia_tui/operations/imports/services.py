"""Importing services and domains (R33, R111, R115, R118, R123)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db import search
from billia_tui.db.models import Customer, LogEntry, Service
from billia_tui.errors import NotFound, Refused
from billia_tui.money import Money
from billia_tui.operations import log
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports import owners
from billia_tui.operations.imports.cell_values import Cells
from billia_tui.operations.imports.columns import Values
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kind import Batch, Item, Kind, Mistakes, Updated, inserted, named, store
from billia_tui.operations.imports.owners import Owner
from billia_tui.operations.permissions import Right
from billia_tui.vocabulary import PaymentTerm, ServiceKind, ServiceStatus

LONGEST_DOMAIN = 253
LONGEST_PERIOD = 1200
_FOLLOWING = (
    "product_name",
    "category",
    "domain",
    "tld",
    "status",
    "price",
    "currency",
    "period_months",
    "payment_term",
    "auto_renew",
    "activated_at",
    "expires_at",
)
"""The columns that a second import changes; customer, kind and creation stay."""


class Services(Kind):
    """A service or domain is known by the `id` of its source."""

    name = KindName.SERVICES
    right = Right.SERVICES

    def identity(self, values: Values) -> str:
        """See `Kind`."""
        return named(values)

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
            row = _row(cells, item.values, owner)
            made.append(None if cells.errors else row)
            mistakes.append(cells.errors)
        rows = [row for row in made if row]
        ids = inserted(session, Service, rows)
        lines = [
            log.line_of(actor, row["customer_id"], ("service", i), "import", after=_logged(row), reason=batch.reason)
            for i, row in zip(ids, rows, strict=True)
        ]
        store(session, LogEntry, lines)
        _count(session, Counter(row["customer_id"] for row in rows if row["status"] != ServiceStatus.TERMINATED))
        search.refresh(session, sorted({row["customer_id"] for row in rows if row["domain"]}))
        remaining = iter(ids)
        return [next(remaining) if row else wrong for row, wrong in zip(made, mistakes, strict=True)]

    def update(self, session: Session, actor: Actor, batch: Batch, item: Item, row_id: int) -> Updated:
        """The service follows the file; what is Terminated stays so (R115)."""
        service = session.get(Service, row_id)
        if service is None:
            raise NotFound("this service was deleted here")
        owner = owners.of_item(session, actor, batch, item)
        if owner.id != service.customer_id:
            raise Refused("this service belongs to another customer here")
        cells = Cells()
        wanted = _row(cells, item.values, owner)
        cells.done()
        stored = {name: getattr(service, name) for name in _FOLLOWING}
        before, after = log.changed(stored, {name: wanted[name] for name in _FOLLOWING})
        if not after:
            return Updated(changed=False)
        if service.status == ServiceStatus.TERMINATED and "status" in after:
            raise Refused("this service is Terminated here, which is final (R115)", rule="R115")
        ended = after.get("status") == ServiceStatus.TERMINATED
        for name, value in after.items():
            setattr(service, name, value)
        service.version += 1
        session.flush()
        _count(session, {owner.id: -1} if ended else {})
        search.refresh(session, [owner.id])
        old, new = _logged({**stored, **before}), _logged({**stored, **after})
        was, now = log.changed(old, new)
        log.write(session, actor, owner.id, ("service", row_id), "import", before=was, after=now, reason=batch.reason)
        return Updated(changed=True)


def _row(cells: Cells, values: Values, owner: Owner | None) -> dict[str, Any]:
    """The columns of a service; without an owner only to find all mistakes."""
    currency = cells.currency("currency", values.get("currency", ""), owner.currency if owner else "EUR")
    kind = cells.word("kind", values.get("kind", ""), ServiceKind.SERVICE)
    domain = cells.line("domain", values.get("domain", ""), limit=LONGEST_DOMAIN, required=kind == ServiceKind.DOMAIN)
    period = cells.whole("period_months", values.get("period_months", ""), most=LONGEST_PERIOD)
    auto_renew = cells.yes("auto_renew", values.get("auto_renew", ""))
    if auto_renew and period is None:
        cells.errors.setdefault("auto_renew", "a one-time service is not renewed (R123)")
    if not values["price"].strip():
        cells.errors["price"] = "is required, e.g. 25.50"
    activated = cells.time("activated_at", values.get("activated_at", ""), past=True)
    created = cells.time("created_at", values.get("created_at", ""), past=True)
    return {
        "customer_id": owner.id if owner else 0,
        "reseller_id": owner.reseller_id if owner else 0,
        "product_name": cells.line("product_name", values["product_name"], required=True),
        "category": cells.line("category", values.get("category", "")),
        "kind": kind,
        "domain": domain,
        "tld": domain.rpartition(".")[2] if kind == ServiceKind.DOMAIN and "." in domain else "",
        "status": cells.word("status", values.get("status", ""), ServiceStatus.ACTIVE),
        "price": cells.amount("price", values["price"], currency),
        "currency": currency,
        "period_months": period,
        "payment_term": cells.word("payment_term", values.get("payment_term", ""), PaymentTerm.PREPAID),
        "auto_renew": auto_renew,
        "created_at": created or activated or clock.now(),
        "activated_at": activated,
        "expires_at": cells.time("expires_at", values.get("expires_at", "")),
    }


def _count(session: Session, changes: Mapping[int, int]) -> None:
    """Keeps the number of products that the list shows (R33)."""
    if not changes:
        return
    table = Customer.__table__
    statement = (
        update(Customer)
        .where(table.c.id == bindparam("customer"))
        .values(products_count=table.c.products_count + bindparam("more"))
    )
    made = [{"customer": customer_id, "more": more} for customer_id, more in changes.items()]
    session.connection().execute(statement, made)


def _logged(row: Mapping[str, Any]) -> dict[str, object]:
    """What the log says of a service: what is filled in, money with its currency."""
    told = {name: row[name] for name in _FOLLOWING if name not in {"price", "currency"} and row[name] not in {None, ""}}
    return {**told, "price": str(Money(row["price"], row["currency"]))}
