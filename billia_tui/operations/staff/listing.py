"""The admins as they are listed and found (R178). Changes are in staff_changes.py, sitting down in admins.py."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Admin, Reseller
from billia_tui.db.paging import fetch
from billia_tui.errors import NotFound
from billia_tui.operations.actor import Actor
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.staff.admin_reach import FURTHER, seen, too_far
from billia_tui.operations.staff.reseller_name import shown_name
from billia_tui.paging import Page, Window
from billia_tui.text import clean, fold, storable
from billia_tui.vocabulary import AdminStatus, Role

YES, NO = "yes", "no"
NOT_ONESELF = "nobody can do this to themselves; ask another Administrator"
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class AdminData:
    """What "edit" changes (R179), as typed or as stored; `developer` is "yes" or "no"."""

    first_name: str = ""
    last_name: str = ""
    reseller: str = "Default"
    role: str = ""
    status: str = AdminStatus.ACTIVE
    developer: str = NO


EDITABLE = tuple(field.name for field in fields(AdminData))


@dataclass(frozen=True, slots=True)
class AdminRow:
    """An admin as it is shown. `refusal` says why the acting admin may not change it, empty if that is possible.

    `new_password` tells that the next sign-in asks for one (R180).
    """

    id: int
    username: str
    name: str
    reseller: str
    role: Role
    status: AdminStatus
    developer: bool
    new_password: bool
    created_at: datetime
    refusal: str


@dataclass(frozen=True, slots=True)
class AdminDetails:
    """An admin with what the edit form needs: `stored`, and the `version` that it must bring back."""

    row: AdminRow
    stored: AdminData
    version: int


def page(session: Session, actor: Actor, window: Window, *, words: str = "") -> Page[AdminRow]:
    """The admins of the resellers in reach, by username; with `words`, those whose names hold each of them (R178)."""
    require(actor, Right.STAFF)
    statement = _admins(actor)
    terms = fold(words).split()
    if terms:
        statement = statement.where(Admin.id.in_(_called_so(session, actor, terms)))
    further = too_far(session, actor)
    order = [Admin.__table__.c.username_key, Admin.__table__.c.id]
    return fetch(session, statement, order, window, lambda row: _row(row[0], row[1], further))


def find(session: Session, actor: Actor, text: str) -> int:
    """The id of the admin with this id or, if there is none, this username, case ignored.

    Raises:
        Forbidden, NotFound (neither, or of a reseller out of reach).
    """
    require(actor, Right.STAFF)
    text = text.strip()
    found = None
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        found = session.scalar(select(Admin.id).where(Admin.id == int(text), seen(actor)))
    if found is None and storable(text):
        found = session.scalar(select(Admin.id).where(Admin.username_key == text.casefold(), seen(actor)))
    if found is None:
        raise NotFound(f"there is no admin {clean(text)}; find one with: billia admins list WORDS")
    return found


def details(session: Session, actor: Actor, admin_id: int) -> AdminDetails:
    """One admin; raises Forbidden, NotFound."""
    require(actor, Right.STAFF)
    found = session.execute(_admins(actor).where(Admin.id == admin_id)).one_or_none()
    if found is None:
        raise NotFound(f"there is no admin {admin_id}")
    admin, reseller = found
    return AdminDetails(_row(admin, reseller, too_far(session, actor)), stored(admin, reseller), admin.version)


def why_not_change(row: AdminRow) -> str | None:
    """Why this admin cannot be changed; None if it can be tried (R51)."""
    return row.refusal or None


def why_not_delete(actor: Actor, row: AdminRow) -> str | None:
    """Why `actor` cannot delete this admin; None if it can be tried (R51, R181)."""
    return NOT_ONESELF if row.id == actor.admin_id else why_not_change(row)


def stored(admin: Admin, reseller: str) -> AdminData:
    """What the edit form shows first; the names exactly as stored. `reseller` is the stored name of it."""
    return AdminData(
        admin.first_name,
        admin.last_name,
        shown_name(reseller),
        admin.role,
        admin.status,
        YES if admin.developer else NO,
    )


def _admins(actor: Actor) -> Select[*tuple[Any, ...]]:
    return select(Admin, Reseller.name).join(Reseller, Reseller.id == Admin.reseller_id).where(seen(actor))


def _called_so(session: Session, actor: Actor, terms: list[str]) -> list[int]:
    """The ids of admins with every term in username, first or last name; a business has few enough to look at all."""
    names = session.execute(select(Admin.id, Admin.username, Admin.first_name, Admin.last_name).where(seen(actor)))
    folded = ((ident, fold("\n".join(parts))) for ident, *parts in names)
    return [ident for ident, text in folded if all(term in text for term in terms)]


def _row(admin: Admin, reseller: str, further: frozenset[int]) -> AdminRow:
    return cleaned(
        AdminRow,
        admin,
        name=clean(f"{admin.first_name} {admin.last_name}".strip()),
        reseller=shown_name(reseller),
        new_password=admin.must_change_password,
        refusal=FURTHER if admin.reseller_id in further else "",
    )
