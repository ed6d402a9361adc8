"""Importing services and domains (R33, R111, R115, R118, R123-R125)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from billia_tui.db import search
from billia_tui.db.models import Customer, Product, Service
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
    those_in,
)
from billia_tui.operations.imports.kinds.services.values import FOLLOWING, as_stored, logged, read
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right
from billia_tui.operations.services import domains
from billia_tui.vocabulary import ServiceKind, ServiceStatus


class Services(RecordKind):
    """A service or domain is known by the `id` of its source."""

    name = KindName.SERVICES
    model = Service
    right = Right.SERVICES

    def adopted(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> dict[str, int]:
        """Services of our own exports: same id, customer and time of creation."""
        return references.exported(session, actor, batch, items, Service, lambda values: values.get("created_at", ""))

    def insert(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> list[int | Mistakes]:
        """See `Kind`."""
        found = owners.of_items(session, actor, batch, items)
        domains.claim(session, [item.values.get("domain", "") for item in items])
        given: dict[str, int] = {}
        products = _products(session, items)
        rows: list[dict[str, Any]] = []
        mistakes: list[Mistakes] = []
        for item in items:
            cells = Cells()
            owner = found.told(cells, item)
            row = read(cells, item.values, owner, products)
            _check_owner(session, actor, cells, row, given)
            rows += [] if cells.errors else [row]
            mistakes.append(cells.errors)
        ids = bring(session, actor, batch, Service, "service", rows, map(logged, rows))
        _count(session, Counter(row["customer_id"] for row in rows if row["status"] != ServiceStatus.TERMINATED))
        search.refresh(session, sorted({row["customer_id"] for row in rows if row["domain"] or row["server"] != "{}"}))
        return outcomes(mistakes, ids)

    def update(self, session: Session, actor: Actor, batch: Batch, item: Item, row_id: int) -> Updated:
        """The service follows the columns that the file has; what is Terminated stays so (R115)."""
        service = session.get(Service, row_id)
        if service is None:
            raise NotFound("this service was deleted here")
        owner = owners.of_row(session, actor, batch, item, service, "service")
        cells = Cells()
        wanted = read(cells, item.values, owner, _products(session, [item]))
        cells.done()
        stored = {name: getattr(service, name) for name in FOLLOWING}
        before, after = log.changed(stored, as_stored(stored, wanted, item.values))
        fixed = tuple(
            name
            for name in ("kind", "created_at")
            if item.values.get(name, "").strip() and wanted[name] != getattr(service, name)
        )
        if not after:
            return Updated(changed=False, fixed=fixed)
        if service.status == ServiceStatus.TERMINATED and "status" in after:
            raise Refused("this service is Terminated here, which is final (R115)", rule="R115")
        ended = after.get("status") == ServiceStatus.TERMINATED
        if "domain" in after:
            domains.claim(session, [str(after["domain"])])
            _check_owner(session, actor, cells, {**wanted, **stored, **after, "customer_id": owner.id}, {})
            cells.done()
        service.put(after)
        session.flush()
        _count(session, {owner.id: -1} if ended else {})
        search.refresh(session, [owner.id])
        old, new = logged({**stored, **before}), logged({**stored, **after})
        was, now = log.changed(old, dict.fromkeys(old) | new)  # what is empty now is told too
        log.write(session, actor, owner.id, ("service", row_id), "import", before=was, after=now, reason=batch.reason)
        return Updated(changed=True, fixed=fixed)


def _check_owner(session: Session, actor: Actor, cells: Cells, row: Mapping[str, Any], given: dict[str, int]) -> None:
    """Whether the domain of a row has no other live owner, in the store or earlier in the file (`given`) (R209)."""
    if cells.errors or row["kind"] != ServiceKind.DOMAIN or row["status"] == ServiceStatus.TERMINATED:
        return
    key, owner = domains.key_of(row["domain"]), row["customer_id"]
    taken = domains.why_taken(session, actor, row["domain"], owner)
    if taken is None and given.setdefault(key, owner) != owner:
        taken = "belongs to another customer in an earlier row (R209)"
    if taken:
        cells.errors["domain"] = taken


def _products(session: Session, items: Sequence[Item]) -> dict[str, int]:
    """The products that the items name, by code."""
    codes = {item.values.get("product", "").strip() for item in items} - {""}
    return {row[0]: row[1] for row in those_in(session, select(Product.code, Product.id), Product.code, codes)}


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
