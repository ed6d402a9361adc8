"""Importing who is an affiliate, and whom they brought (R158, R160, R161). What they earned is in their wallets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock, identifiers
from billia_tui.db.models import Affiliate, Customer, LogEntry
from billia_tui.errors import Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.affiliates.affiliates import LEVELS, refuse_ring
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds import owners
from billia_tui.operations.imports.kinds.kind import Batch, Item, Mistakes, RecordKind, Updated, named, store, those_in
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right
from billia_tui.operations.reach import reached
from billia_tui.text import clean
from billia_tui.vocabulary import AffiliateScheme

_FOLLOWING = ("level", "scheme", "since", "ended_at")


@dataclass(frozen=True, slots=True)
class _Read:
    """An affiliate as the file has it; `row` are its columns, `brought` the customers that it brought."""

    row: dict[str, Any]
    brought: dict[int, Customer]


class Affiliates(RecordKind):
    """An affiliate is known by its customer: there is one at most."""

    name = KindName.AFFILIATES
    model = Customer  # the customer is what an affiliate is known by here, too
    right = Right.MANAGE_LABELS

    def identity(self, values: Values) -> str:
        """See `RecordKind`."""
        return named(values, "customer").casefold()

    def adopted(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> dict[str, int]:
        """Customers who are, or were, affiliates."""
        found = owners.of_items(session, actor, batch, items)
        ids = {owner.id for owner in found.values()}
        known = {row[0] for row in those_in(session, select(Affiliate.customer_id), Affiliate.customer_id, ids)}
        pairs = ((item, found.of(item)) for item in items)
        return {item.identity: owner.id for item, owner in pairs if owner is not None and owner.id in known}

    def insert(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> list[int | Mistakes]:
        """See `RecordKind`."""
        found = owners.of_items(session, actor, batch, items)
        customers = _customers(session, actor, items, (owner.id for owner in found.values()))
        made: list[int | Mistakes] = []
        entries: list[dict[str, Any]] = []
        for item in items:
            cells = Cells()
            owner = found.told(cells, item)
            read = _read(cells, item.values, customers, owner.id if owner else 0)
            if owner is None or cells.errors:
                made.append(cells.errors)
                continue
            session.add(Affiliate(customer_id=owner.id, **read.row))
            customers[str(owner.id)].affiliate = read.row["ended_at"] is None
            entries += self._linked(session, actor, batch, owner.id, read, {})
            made.append(owner.id)
        session.flush()
        store(session, LogEntry, entries)
        return made

    def update(self, session: Session, actor: Actor, batch: Batch, item: Item, row_id: int) -> Updated:
        """Level, scheme and times follow the file; who was brought is added, nobody is taken away."""
        owner = owners.of_item(session, actor, batch, item)
        if owner.id != row_id:
            raise Refused("this affiliate is another customer here")
        cells, affiliate = Cells(), session.get_one(Affiliate, row_id)
        customers = _customers(session, actor, [item], [row_id])
        read = _read(cells, item.values, customers, row_id)
        cells.done()
        before = {name: getattr(affiliate, name) for name in _FOLLOWING if name in item.values}
        was, now = log.changed(before, {name: read.row[name] for name in before})
        new = {i: one for i, one in read.brought.items() if one.referred_by != row_id}
        if not now and not new:
            return Updated(changed=False)
        affiliate.put(now)
        customers[str(row_id)].affiliate = affiliate.ended_at is None
        store(session, LogEntry, self._linked(session, actor, batch, row_id, _Read(now, new), was))
        return Updated(changed=True)

    @staticmethod
    def _linked(
        session: Session, actor: Actor, batch: Batch, affiliate_id: int, read: _Read, before: Mapping[str, object]
    ) -> list[dict[str, Any]]:
        """Ties the customers to who brought them; gives the lines of the log."""
        thing = ("affiliate", affiliate_id)
        after = {name: read.row[name] for name in _FOLLOWING if read.row.get(name) is not None}
        lines = [log.line_of(actor, affiliate_id, thing, "import", before=before, after=after, reason=batch.reason)]
        for customer in read.brought.values():
            refuse_ring(session, customer, affiliate_id)
            brought = {"referred_by": affiliate_id}
            old = {"referred_by": customer.referred_by}
            customer.referred_by = affiliate_id
            of = ("affiliate", customer.id)
            lines.append(log.line_of(actor, customer.id, of, "import", before=old, after=brought, reason=batch.reason))
        session.flush()
        return lines


def _read(cells: Cells, values: Values, customers: Mapping[str, Customer], affiliate_id: int) -> _Read:
    scheme = cells.word("scheme", values.get("scheme", ""), AffiliateScheme.LEAD)
    row = {
        "level": cells.whole("level", values["level"], most=max(LEVELS)) or min(LEVELS),
        "scheme": scheme.value,
        "since": cells.time("since", values.get("since", ""), past=True) or clock.now(),
        "ended_at": cells.time("ended_at", values.get("ended_at", ""), past=True),
    }
    brought = {}
    for name in _names(values):
        customer = customers.get(identifiers.username_key(name))
        if customer is None:
            cells.errors.setdefault("referred", f"there is no customer {clean(name, limit=100)!r}")
        elif customer.id == affiliate_id:
            cells.errors.setdefault("referred", "nobody can be brought by oneself")
        else:
            brought[customer.id] = customer
    return _Read(row, brought)


def _names(values: Values) -> list[str]:
    return [name for line in values.get("referred", "").splitlines() if (name := line.strip())]


def _customers(session: Session, actor: Actor, items: Sequence[Item], ids: Iterable[int]) -> dict[str, Customer]:
    """The affiliates by id, and the customers whom these items name by username."""
    mine = select(Customer).where(reached(actor))
    keys = {identifiers.username_key(name) for item in items for name in _names(item.values)}
    own = those_in(session, mine, Customer.id, ids)
    brought = those_in(session, mine.where(Customer.deleted_at.is_(None)), Customer.username_key, keys)
    return {str(one.id): one for (one,) in own} | {one.username_key: one for (one,) in brought}
