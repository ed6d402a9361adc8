"""Importing profiles: persons and companies beside those that came with their customers (R103-R105, R153-R157)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db import search
from billia_tui.db.models import Customer, Profile
from billia_tui.errors import Invalid, NotFound
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import naming
from billia_tui.operations.customers.companies import COMPANY_FIELDS
from billia_tui.operations.customers.profiles import OWN_FIELDS
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds import owners, references
from billia_tui.operations.imports.kinds.kind import (
    Batch,
    Item,
    Mistakes,
    RecordKind,
    Updated,
    bring,
    named,
    outcomes,
    those_in,
    told_by,
)
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right
from billia_tui.vocabulary import ProfileType

_FOLLOWING = (*OWN_FIELDS, *COMPANY_FIELDS, "created_at")


class Profiles(RecordKind):
    """A profile is known by the `id` of its source; without one by customer, type and title."""

    name = KindName.PROFILES
    model = Profile
    right = Right.EDIT

    def identity(self, values: Values) -> str:
        """See `RecordKind`."""
        if "id" in values:
            return named(values)
        return told_by(values.get(name, "").strip() for name in ("customer", "type", "title", "company_name"))

    def adopted(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> dict[str, int]:
        """Those of our own exports, and those that came with their customers: a person, a company of that name."""
        found = owners.of_items(session, actor, batch, items)
        free = _free(session, {owner.id for owner in found.values()})
        same = {}
        for item in items:
            owner = found.of(item)
            likes = [(_likeness(one, item.values, own=batch.own), -one.id) for one in free[owner.id]] if owner else []
            best, profile_id = max(likes, default=(0, 0))
            if owner and best:
                same[item.identity] = -profile_id
                free[owner.id] = [one for one in free[owner.id] if one.id != -profile_id]
        return same

    def insert(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> list[int | Mistakes]:
        """See `RecordKind`."""
        found = owners.of_items(session, actor, batch, items)
        read: list[tuple[Cells, dict[str, Any]]] = []
        for item in items:
            cells = Cells()
            row = _read(cells, item.values)
            owner = found.told(cells, item)
            read.append((cells, {**row, "customer_id": owner.id if owner else 0}))
        rows = [row for cells, row in read if not cells.errors]
        wanted = {row["customer_id"]: number for number, row in enumerate(rows) if row["main"]}
        stored = [{**row, "main": False} for row in rows]
        ids = bring(session, actor, batch, Profile, "profile", stored, map(_logged, rows))
        for customer_id, number in wanted.items():
            _make_main(session, customer_id, ids[number])
        _renamed(session, {row["customer_id"] for row in rows})
        return outcomes((cells.errors for cells, _ in read), ids)

    def update(self, session: Session, actor: Actor, batch: Batch, item: Item, row_id: int) -> Updated:
        """All fields that the file has; customer and type stay, and what is main is main until another one is."""
        profile = session.get(Profile, row_id)
        if profile is None or profile.deleted_at is not None:
            raise NotFound("this profile was deleted here")
        owner = owners.of_row(session, actor, batch, item, profile, "profile")
        cells = Cells()
        row = _read(cells, item.values)
        cells.done()
        if row["type"] != profile.type:
            raise Invalid({"type": f"this profile is a {profile.type} here"})
        wanted = {name: row[name] for name in _FOLLOWING if name in item.values}
        before = {name: getattr(profile, name) for name in wanted}
        if row["main"] and not profile.main:
            wanted["main"], before["main"] = True, False
        was, now = log.changed(before, wanted)
        if not now:
            return Updated(changed=False)
        if now.pop("main", False):
            _make_main(session, owner.id, row_id)
        profile.put(now)
        where = ("profile", row_id)
        log.write(session, actor, owner.id, where, "import", before=was, after={**wanted, **now}, reason=batch.reason)
        _renamed(session, {owner.id})
        return Updated(changed=True)


def _free(session: Session, customers: Iterable[int]) -> dict[int, list[Profile]]:
    """The profiles of customers that no import of profiles brought, by customer."""
    found = defaultdict[int, list[Profile]](list)
    mine = select(Profile).where(Profile.deleted_at.is_(None))
    rows = [profile for (profile,) in those_in(session, mine, Profile.customer_id, customers)]
    known = references.imported(session, KindName.PROFILES, (profile.id for profile in rows))
    for profile in rows:
        if profile.id not in known:
            found[profile.customer_id].append(profile)
    return found


def _likeness(profile: Profile, values: Values, *, own: bool) -> int:
    """How surely a profile of the same customer is this one; 0 for not at all.

    In an export of ours the id counts, and the person that came with the customer is it whatever it is called.
    """
    text = {name: values.get(name, "").strip().casefold() for name in ("id", "type", "title", "company_name")}
    if text["type"] != profile.type.casefold():
        return 0
    company = profile.type == ProfileType.COMPANY
    named_so = (
        text["company_name" if company else "title"] == (profile.company_name if company else profile.title).casefold()
    )
    return 4 * (own and text["id"] == str(profile.id)) + 2 * named_so + (own and not company)


def _read(cells: Cells, values: Values) -> dict[str, Any]:
    """The columns of a profile; an imported company may lack its number, as one that comes with its customer may."""
    text = {name: values.get(name, "") for name in (*OWN_FIELDS, *COMPANY_FIELDS)}
    kind = cells.word("type", values["type"], ProfileType.PERSON)
    company = kind == ProfileType.COMPANY
    row: dict[str, Any] = {
        "type": kind.value,
        "title": cells.line("title", text["title"] or text["company_name"], required=True),
        "main": cells.yes("main", values.get("main", "")),
        "auto_generate_invoice": cells.yes("auto_generate_invoice", text["auto_generate_invoice"] or "yes"),
        "created_at": cells.time("created_at", values.get("created_at", ""), past=True) or clock.now(),
        "company_name": cells.line("company_name", text["company_name"], required=company),
        "country": cells.country("country", text["country"], required=False),
        "phone": cells.phone("phone", text["phone"]),
    }
    return row | {name: cells.line(name, text[name]) for name in text.keys() - row.keys()}


def _make_main(session: Session, customer_id: int, profile_id: int) -> None:
    """There is never more than one."""
    mine = update(Profile).where(Profile.customer_id == customer_id, Profile.deleted_at.is_(None))
    session.execute(mine.where(Profile.main, Profile.id != profile_id).values(main=False))
    session.execute(mine.where(Profile.id == profile_id).values(main=True))


def _renamed(session: Session, customers: set[int]) -> None:
    """The list shows a company that is the main profile now (R33), and it is found."""
    for (customer,) in those_in(session, select(Customer), Customer.id, customers):
        naming.rename(session, customer)
    session.flush()
    search.refresh(session, sorted(customers))


def _logged(row: Mapping[str, Any]) -> dict[str, object]:
    return {name: row[name] for name in ("title", "type", *COMPANY_FIELDS) if row[name]}
