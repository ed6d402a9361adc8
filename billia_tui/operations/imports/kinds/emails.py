"""Importing additional e-mail addresses and subscriptions (R87, R90-R92, R94, R96, R99)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock, identifiers
from billia_tui.db import search
from billia_tui.db.models import Email, GdprChange, LogEntry
from billia_tui.errors import NotFound
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import emails
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds import owners
from billia_tui.operations.imports.kinds.kind import (
    Batch,
    Item,
    Mistakes,
    RecordKind,
    Updated,
    bring,
    named,
    outcomes,
    store,
    those_in,
)
from billia_tui.operations.imports.kinds.owners import Owners, RecordOwner
from billia_tui.operations.imports.mapping.cell_values import MARKETING, Cells
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require, why_not
from billia_tui.vocabulary import EmailKind, Marketing


class Emails(RecordKind):
    """An address is known by the `id` of its source; without one by customer and address."""

    name = KindName.EMAILS
    model = Email
    right = Right.EDIT

    def identity(self, values: Values) -> str:
        """See `Kind`."""
        return named(values) if "id" in values else f"{named(values, 'customer').casefold()} {_key(values)}"[:500]

    def claims(self, item: Item) -> list[tuple[str, str]]:
        """The address at its customer."""
        return [("address", f"{item.values['customer'].strip().casefold()} {_key(item.values)}")]

    def adopted(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> dict[str, int]:
        """Addresses that the customer has: in a file without ids they are the same ones."""
        wanted = [item for item in items if "id" not in item.values]
        found = owners.of_items(session, actor, batch, wanted)
        stored = _stored(session, found.values(), wanted)
        adopted = {}
        for item in wanted:
            owner = found.of(item)
            if owner and (owner.id, _key(item.values)) in stored:
                adopted[item.identity] = stored[owner.id, _key(item.values)]
        return adopted

    def insert(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> list[int | Mistakes]:
        """See `Kind`."""
        found = owners.of_items(session, actor, batch, items)
        taken = set(_stored(session, found.values(), items))
        claimed = {key for what, key in batch.claimed if what == "address"}
        mistakes: list[Mistakes] = []
        rows: list[dict[str, Any]] = []
        for item in items:
            owner = found.of(item)
            cells = Cells()
            row = _row(actor, cells, item, found)
            if (owner and (owner.id, _key(item.values)) in taken) or self.claims(item)[0][1] in claimed:
                cells.errors.setdefault("address", "this customer has that address already")
            mistakes.append(cells.errors)
            if owner and not cells.errors:
                taken.add((owner.id, _key(item.values)))
                rows.append(row)
        told = [{"address": row["address"], "marketing": row["marketing"].value} for row in rows]
        ids = bring(session, actor, batch, Email, "email", rows, told)
        subscribed = [(i, row) for i, row in zip(ids, rows, strict=True) if row["marketing"] == Marketing.SUBSCRIBED]
        store(session, GdprChange, [_consent(actor, batch, i, row, Marketing.UNSUBSCRIBED) for i, row in subscribed])
        search.refresh(session, sorted({row["customer_id"] for row in rows}))
        return outcomes(mistakes, ids)

    def update(self, session: Session, actor: Actor, batch: Batch, item: Item, row_id: int) -> Updated:
        """The address follows the file if ids tell it apart, and so does the subscription if the file has one."""
        email = session.get(Email, row_id)
        if email is None:
            raise NotFound("this address was deleted here")
        owner = owners.of_row(session, actor, batch, item, email, "address")
        changed = "id" in item.values and emails.edit(session, actor, owner.id, row_id, item.values["address"])
        cells = Cells()
        wanted, fixed = _wanted(cells, item, email)
        cells.done()
        if wanted == email.marketing:
            return Updated(changed, fixed)
        require(actor, Right.MARKETING)
        _subscribe(session, actor, batch, {email: wanted})
        return Updated(changed=True, fixed=fixed)

    def update_together(
        self, session: Session, actor: Actor, batch: Batch, rows: Sequence[tuple[Item, int]]
    ) -> dict[str, Updated]:
        """Subscriptions of addresses that stay what they are: whole books have one for each customer."""
        found = owners.of_items(session, actor, batch, [item for item, _ in rows])
        may = why_not(actor, Right.MARKETING) is None
        done: dict[str, Updated] = {}
        new: dict[Email, Marketing] = {}
        for item, row_id in rows:
            email, owner, cells = session.get(Email, row_id), found.of(item), Cells()
            if "id" in item.values or email is None or owner is None or owner.id != email.customer_id:
                continue
            wanted, fixed = _wanted(cells, item, email)
            if cells.errors or not (may or wanted == email.marketing):
                continue
            done[item.identity] = Updated(wanted != email.marketing, fixed)
            if wanted != email.marketing:
                new[email] = wanted
        _subscribe(session, actor, batch, new)
        return done


def _wanted(cells: Cells, item: Item, email: Email) -> tuple[Marketing, tuple[str, ...]]:
    """The subscription that the file says, that of the address if it says none; and what differs and stays."""
    added = cells.time("added_at", item.values.get("added_at", ""), past=True)
    fixed = ("added_at",) if added not in {None, email.added_at} else ()
    if "marketing" not in item.values:
        return Marketing(email.marketing), fixed
    return cells.word("marketing", item.values["marketing"], Marketing.UNSUBSCRIBED, MARKETING), fixed


def _subscribe(session: Session, actor: Actor, batch: Batch, new: Mapping[Email, Marketing]) -> None:
    """Sets subscriptions, with the history of each (R99) and its log line."""
    consents, lines = [], []
    for email, wanted in new.items():
        before, email.marketing = Marketing(email.marketing), wanted
        email.version += 1
        row = {"customer_id": email.customer_id, "address": email.address, "marketing": wanted}
        consents.append(_consent(actor, batch, email.id, row, before))
        was, now = {"marketing": before.value}, {"marketing": wanted.value}
        thing = ("email", email.id)
        lines.append(log.line_of(actor, email.customer_id, thing, "import", before=was, after=now, reason=batch.reason))
    store(session, GdprChange, consents)
    store(session, LogEntry, lines)


def _key(values: Values) -> str:
    return identifiers.address_key(values["address"].strip())


def _stored(session: Session, found: Iterable[RecordOwner], items: Sequence[Item]) -> dict[tuple[int, str], int]:
    """The addresses of these customers that the items name."""
    statement = select(Email.customer_id, Email.address_key, Email.id).where(
        Email.address_key.in_({_key(item.values) for item in items})
    )
    rows = those_in(session, statement, Email.customer_id, (owner.id for owner in found))
    return {(row[0], row[1]): row[2] for row in rows}


def _row(actor: Actor, cells: Cells, item: Item, found: Owners) -> dict[str, Any]:
    owner = found.told(cells, item)
    address = cells.email("address", item.values["address"])
    marketing = cells.word("marketing", item.values.get("marketing", ""), Marketing.UNSUBSCRIBED, MARKETING)
    if marketing == Marketing.SUBSCRIBED and (forbidden := why_not(actor, Right.MARKETING)):
        cells.errors["marketing"] = forbidden
    return {
        "customer_id": owner.id if owner else 0,
        "address": address,
        "address_key": identifiers.address_key(address),
        "kind": EmailKind.ADDITIONAL,
        "marketing": marketing,
        "added_at": cells.time("added_at", item.values.get("added_at", ""), past=True) or clock.now(),
    }


def _consent(actor: Actor, batch: Batch, email_id: int, row: Mapping[str, Any], old: Marketing) -> dict[str, object]:
    """The line of the history of subscriptions: also an imported change can be looked up (R99)."""
    return {
        "customer_id": row["customer_id"],
        "email_id": email_id,
        "address": row["address"],
        "old": old,
        "new": row["marketing"],
        "reason": batch.reason,
        "mail_sent": False,
        "automatic": False,
        "admin_id": actor.admin_id,
        "at": clock.now(),
    }
