"""The customers that all other records name."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import identifiers
from billia_tui.db.models import Customer, Email, ImportKey, Note, Profile, Service
from billia_tui.errors import Invalid, Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds import sources
from billia_tui.operations.imports.kinds.kind import Batch, Item, lock, those_in
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.reach import reached
from billia_tui.text import clean

_MOST_DIGITS = 18
_LAST = "owners of records that were asked for last"


class RecordOwner(NamedTuple):
    """What a record takes over from its customer."""

    id: int
    currency: str
    reseller_id: int


class Owners(dict[str, RecordOwner]):
    """The owners by what the file calls them; `refusal` says why a bare number can be nobody's (R235)."""

    refusal = ""

    def of(self, item: Item) -> RecordOwner | None:
        """The owner of an item, None if it was not found."""
        return self.get(item.values["customer"].strip())

    def told(self, cells: Cells, item: Item) -> RecordOwner | None:
        """The same; that it was not found is a mistake of the item."""
        owner = self.of(item)
        if owner is None:
            cells.errors["customer"] = self.why_none(item)
        return owner

    def why_none(self, item: Item) -> str:
        """What is wrong with an item whose customer was not found."""
        name = item.values["customer"].strip()
        if name and is_number(name) and self.refusal:
            return self.refusal
        return f"there is no customer {clean(name, limit=100)!r}" if name else "is required"


def of_items(session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> Owners:
    """The owners of these items, locked, by what the items call them; those that are not found are missing.

    A customer is named by its id in the same source, else by its username, else by its own id, #17 or 17. A bare
    number is no id of ours as soon as customers came from any source with ids: a wrong customer would be worse than
    none (R235).
    """
    names = {item.values["customer"].strip() for item in items}
    said = sources.of(session, batch, KindName.CUSTOMERS)
    asked = {name for name in names if not (said.refusal and is_number(name))}
    found = Owners(_imported(session, actor, batch, asked))
    found.refusal = said.refusal
    others = {name for name in names - set(found) if said.own_ids or not is_number(name)}
    columns = select(Customer.username_key, Customer.id, Customer.currency, Customer.reseller_id).where(reached(actor))
    keys = {name: identifiers.username_key(name) for name in others}
    by_username = {
        row[0]: RecordOwner(*row[1:]) for row in those_in(session, columns, Customer.username_key, keys.values())
    }
    found |= {name: by_username[key] for name, key in keys.items() if key in by_username}
    numbers = {name: own_id(name) for name in others - set(found) if own_id(name)}
    by_id = {row[1]: RecordOwner(*row[1:]) for row in those_in(session, columns, Customer.id, numbers.values())}
    found |= {name: by_id[number] for name, number in numbers.items() if number in by_id}
    if found:
        lock(session, (owner.id for owner in found.values()))
    session.info[_LAST] = batch.source, found
    return found


def of_item(session: Session, actor: Actor, batch: Batch, item: Item) -> RecordOwner:
    """The owner of one item, one of those that were asked for last if it is there; raises Invalid at `customer`."""
    source, found = session.info.get(_LAST, ("", Owners()))
    owner = found.of(item) if source == batch.source else None
    if owner is None:
        found = of_items(session, actor, batch, [item])
        owner = found.of(item)
    if owner is None:
        raise Invalid({"customer": found.why_none(item)})
    return owner


def of_row(
    session: Session, actor: Actor, batch: Batch, item: Item, row: Email | Note | Profile | Service, thing: str
) -> RecordOwner:
    """The owner of an item that has a row here; raises Refused where the `thing` belongs to another customer here."""
    owner = of_item(session, actor, batch, item)
    if owner.id != row.customer_id:
        raise Refused(f"this {thing} belongs to another customer here")
    return owner


def _imported(session: Session, actor: Actor, batch: Batch, names: Iterable[str]) -> dict[str, RecordOwner]:
    statement = (
        select(ImportKey.external_id, Customer.id, Customer.currency, Customer.reseller_id)
        .join(Customer, Customer.id == ImportKey.row_id)
        .where(ImportKey.source == batch.source, ImportKey.kind == KindName.CUSTOMERS, reached(actor))
    )
    return {row[0]: RecordOwner(*row[1:]) for row in those_in(session, statement, ImportKey.external_id, names)}


def is_number(name: str) -> bool:
    """Whether `name` can be an id."""
    return name.isascii() and name.isdigit() and len(name) <= _MOST_DIGITS


def own_id(name: str) -> int:
    """The id of ours that a name says: 17 or #17; 0 for none."""
    text = name.removeprefix("#")
    return int(text) if is_number(text) else 0
