"""The first page of the list, before there is a desk: what is asked and shown is what `customer_list.page` would."""

from collections import defaultdict
from typing import Any

from billia_tui.db import first_rows, schema
from billia_tui.db.first_rows import FirstRows
from billia_tui.errors import BilliaError
from billia_tui.operations.actor import Actor
from billia_tui.operations.finding.row import CustomerRow, labelled, row_of
from billia_tui.operations.labels import rows as label_rows
from billia_tui.operations.permissions import Right, require
from billia_tui.paging import Page
from billia_tui.settings.address import sqlite_path
from billia_tui.text import clean, storable
from billia_tui.vocabulary import SIGN_IN, AdminStatus, LabelResource, Role, SignInRule


def read(url: str, admin: str, limit: int) -> Page[CustomerRow] | None:
    """The newest customers that the admin reaches, without loading SQLAlchemy (docs/decisions/0008).

    Gives None wherever anything is unusual: no SQLite file, another schema, no such admin, an admin whose customers are
    rare, a store that asks for a sign-in or cannot be read. Opening it the ordinary way then does what is to be done,
    or says what is wrong.
    """
    path = sqlite_path(url)
    name = admin.strip().casefold()
    if path is None or not storable(name):
        return None
    try:
        with first_rows.opened(path) as store:
            if store.version() != schema.HEAD or store.setting(SIGN_IN) == SignInRule.REQUIRED:
                return None
            actor = _actor(store, name)
            return None if actor is None else _page(store, actor, limit)
    except (BilliaError, OSError):
        return None


def _actor(store: FirstRows, name: str) -> Actor | None:
    row = store.admin(name, AdminStatus.ACTIVE)
    if row is None:
        return None
    reach = None if row.master else frozenset([row.reseller_id, *store.reached(row.reseller_id)])
    return Actor(row.id, clean(row.username), Role(row.role), row.reseller_id, reach, bool(row.developer))


def _page(store: FirstRows, actor: Actor, limit: int) -> Page[CustomerRow] | None:
    require(actor, Right.VIEW)
    found = store.customers(limit + 1, None if actor.reach is None else sorted(actor.reach))
    more = len(found) > limit
    if actor.reach is not None and not more:  # there may be others further back
        return None
    found = found[:limit]
    labels = _labels(store, [row.id for row in found])
    rows = (labelled(row_of(row), labels.get(row.id, ())) for row in found)
    return Page(tuple(rows), tuple((row.key_0,) for row in found), more)


def _labels(store: FirstRows, customer_ids: list[int]) -> dict[int, tuple[label_rows.LabelRow, ...]]:
    theirs: dict[int, list[Any]] = defaultdict(list)
    for row in store.labels(LabelResource.USERS, customer_ids) if customer_ids else ():
        theirs[row.object_id].append(label_rows.row_of((row, row.key, row.name, row.name_1, row.username)))
    return {customer_id: label_rows.by_name(labels) for customer_id, labels in theirs.items()}
