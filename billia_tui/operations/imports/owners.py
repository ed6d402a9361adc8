"""The customers that all other records name."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from billia_tui import identifiers
from billia_tui.db.models import Customer, ImportKey
from billia_tui.errors import Invalid
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kind import Batch, Item, lock, those_in
from billia_tui.operations.reach import reached
from billia_tui.text import clean

USERNAME = "username "
"""How the identity of a customer begins that has no id in its source."""

_MOST_DIGITS = 18


class RecordOwner(NamedTuple):
    """What a record takes over from its customer."""

    id: int
    currency: str
    reseller_id: int


def of_items(session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> dict[str, RecordOwner]:
    """The owners of these items, locked, by what the items call them; those that are not found are missing.

    A customer is named by its id in the same source, else by its username, else by its own id. Numbers are ids of
    the source as soon as customers came from it with ids: a wrong customer would be worse than none.
    """
    names = {item.values["customer"].strip() for item in items}
    found = _imported(session, actor, batch, names)
    with_ids = _source_has_ids(session, batch)
    others = {name for name in names - set(found) if not (with_ids and is_number(name))}
    columns = select(Customer.username_key, Customer.id, Customer.currency, Customer.reseller_id).where(reached(actor))
    by_name = those_in(session, columns, Customer.username_key, {identifiers.username_key(name) for name in others})
    by_username = {row[0]: RecordOwner(*row[1:]) for row in by_name}
    found |= {name: by_username[name.casefold()] for name in others if name.casefold() in by_username}
    numbers = {int(name): name for name in others - set(found) if is_number(name)}
    for row in those_in(session, columns, Customer.id, numbers):
        found[numbers[row[1]]] = RecordOwner(*row[1:])
    if found:
        lock(session, (owner.id for owner in found.values()))
    return found


def of_item(session: Session, actor: Actor, batch: Batch, item: Item) -> RecordOwner:
    """The owner of one item; raises Invalid at `customer`."""
    found = of_items(session, actor, batch, [item]).get(item.values["customer"].strip())
    if found is None:
        raise Invalid({"customer": why_none(item)})
    return found


def why_none(item: Item) -> str:
    """What is wrong with an item whose customer was not found."""
    name = item.values["customer"].strip()
    return f"there is no customer {clean(name, limit=100)!r}" if name else "is required"


def _imported(session: Session, actor: Actor, batch: Batch, names: Iterable[str]) -> dict[str, RecordOwner]:
    statement = (
        select(ImportKey.external_id, Customer.id, Customer.currency, Customer.reseller_id)
        .join(Customer, Customer.id == ImportKey.row_id)
        .where(ImportKey.source == batch.source, ImportKey.kind == KindName.CUSTOMERS, reached(actor))
    )
    return {row[0]: RecordOwner(*row[1:]) for row in those_in(session, statement, ImportKey.external_id, names)}


def _source_has_ids(session: Session, batch: Batch) -> bool:
    mine = exists().where(
        ImportKey.source == batch.source,
        ImportKey.kind == KindName.CUSTOMERS,
        ~ImportKey.external_id.startswith(USERNAME),
    )
    return bool(session.scalar(select(mine)))


def is_number(name: str) -> bool:
    """Whether `name` can be an id."""
    return name.isascii() and name.isdigit() and len(name) <= _MOST_DIGITS
