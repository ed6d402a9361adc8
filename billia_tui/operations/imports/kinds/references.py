"""Records that other records name: by their id in the same source, else by our own id."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Admin, Customer, Document, ImportKey, Note, Payment, Profile, Purchase, Service
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds import owners, sources
from billia_tui.operations.imports.kinds.kind import Batch, Item, lock, those_in
from billia_tui.operations.imports.kinds.owners import is_number, own_id
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.reach import reached
from billia_tui.text import clean

Model = type[Service] | type[Purchase] | type[Note] | type[Profile]


_KINDS: dict[Model, KindName] = {
    Service: KindName.SERVICES,
    Purchase: KindName.ORDERS,
    Note: KindName.NOTES,
    Profile: KindName.PROFILES,
}


class Named(NamedTuple):
    """A record of ours, and the customer whose it is."""

    id: int
    customer_id: int


def found(session: Session, batch: Batch, kind: KindName, model: Model, names: Iterable[str]) -> dict[str, Named]:
    """The records called so; those that are not there are missing.

    As with customers, bare numbers are ids of the source as soon as records of this kind came from any; ours is #17.
    """
    wanted = {name.strip() for name in names} - {""}
    keys = select(ImportKey.external_id, model.id, model.customer_id).join(model, model.id == ImportKey.row_id)
    keys = keys.where(ImportKey.source == batch.source, ImportKey.kind == kind)
    known = {row[0]: Named(*row[1:]) for row in those_in(session, keys, ImportKey.external_id, wanted)}
    own_ids = sources.of(session, batch, kind).own_ids
    others = {name for name in wanted - known.keys() if own_ids or not is_number(name)}
    numbers = {name: own_id(name) for name in others if own_id(name)}
    own = select(model.id, model.customer_id)
    rows = {row[0]: Named(*row) for row in those_in(session, own, model.id, numbers.values())}
    return known | {name: rows[number] for name, number in numbers.items() if number in rows}


def orders(session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> dict[str, Purchase]:
    """The orders that the items name, within reach, by what the items call them; their customers are locked."""
    names = found(session, batch, KindName.ORDERS, Purchase, (item.values["order"] for item in items))
    mine = select(Purchase).join(Customer, Customer.id == Purchase.customer_id).where(reached(actor))
    rows = those_in(session, mine, Purchase.id, {one.id for one in names.values()})
    purchases = {purchase.id: purchase for (purchase,) in rows}
    if purchases:
        lock(session, (purchase.customer_id for purchase in purchases.values()))
    return {name: purchases[one.id] for name, one in names.items() if one.id in purchases}


def told_order(
    cells: Cells, item: Item, named: Mapping[str, Purchase], brought: Container[int], things: str
) -> Purchase | None:
    """The order of an item, of those `named`; one that no import `brought` has `things` of its own: a mistake."""
    name = item.values["order"].strip()
    order = named.get(name)
    if order is None:
        cells.errors["order"] = f"there is no order {clean(name, limit=100)!r}" if name else "is required"
    elif order.id not in brought:
        cells.errors["order"] = f"order {order.id} was placed here, and so are its {things}"
    return order


def imported(session: Session, kind: KindName, row_ids: Iterable[int]) -> set[int]:
    """Those of our rows that an import brought."""
    keys = select(ImportKey.row_id).where(ImportKey.kind == kind)
    return {row[0] for row in those_in(session, keys, ImportKey.row_id, set(row_ids))}


def authors(session: Session, items: Sequence[Item]) -> dict[str, int]:
    """The admins whom the items name as `author`, those who left too."""
    names = {item.values.get("author", "").strip() for item in items} - {""}
    return {row[0]: row[1] for row in those_in(session, select(Admin.username, Admin.id), Admin.username, names)}


def of_source(session: Session, batch: Batch, kind: KindName, row_ids: Iterable[int]) -> set[int]:
    """Those of our rows that came from the source of the batch."""
    keys = select(ImportKey.row_id).where(ImportKey.source == batch.source, ImportKey.kind == kind)
    return {row[0] for row in those_in(session, keys, ImportKey.row_id, row_ids)}


def with_their_orders(
    session: Session, actor: Actor, batch: Batch, items: Sequence[Item], model: type[Payment] | type[Document]
) -> Iterator[tuple[Any, Item, Purchase]]:
    """Records of ours with the id and the order that an item names, each with both: what an export may bring back."""
    named = orders(session, actor, batch, items)
    wanted = _numbered(items)
    for (record,) in those_in(session, select(model), model.id, wanted):
        order = named.get(wanted[record.id].values["order"].strip())
        if order is not None and order.id == record.purchase_id:
            yield record, wanted[record.id], order


def _numbered(items: Iterable[Item]) -> dict[int, Item]:
    """Those whose id can be one of ours, by it."""
    return {int(name): item for item in items if is_number(name := item.values.get("id", "").strip())}


def exported(
    session: Session,
    actor: Actor,
    batch: Batch,
    items: Sequence[Item],
    model: Model,
    time_of: Callable[[Mapping[str, str]], str],
) -> dict[str, int]:
    """Records of our own that an export brings back: the same id, customer and time; row by identity.

    What came from this source under another id is none of them: a customer has many invoices of one day (R235).
    """
    numbered = _numbered(items)
    times = {number: Cells().time("time", time_of(item.values)) for number, item in numbered.items()}
    wanted = [number for number, time in times.items() if time is not None]
    column: Any = model.placed_at if model is Purchase else model.created_at  # type: ignore[union-attr]  # only a purchase has it
    rows = those_in(session, select(model.id, model.customer_id, column), model.id, wanted)
    rows = [row for row in rows if row[2] == times[row[0]]]
    if rows and not batch.own:
        taken = of_source(session, batch, _KINDS[model], [row[0] for row in rows])
        rows = [row for row in rows if row[0] not in taken]
    if not rows:
        return {}
    whose = owners.of_items(session, actor, batch, [numbered[row[0]] for row in rows])
    same = {}
    for row_id, customer_id, _ in rows:
        item = numbered[row_id]
        owner = whose.of(item)
        if owner is not None and owner.id == customer_id:
            same[item.identity] = int(row_id)
    return same
