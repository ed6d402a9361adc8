"""Adding, editing and deleting admins (R178, R179, R181); their passwords are in sign_in.py."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete as delete_from
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Admin, Presence, QueueHolder, Reseller, SignInCode, SignInWait, all_tables
from billia_tui.errors import Invalid, Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.input import Fields, check_seen
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.requests import Request
from billia_tui.operations.staff import credentials, resellers
from billia_tui.operations.staff.admin_reach import check_reseller, the_admin
from billia_tui.operations.staff.credentials import SignIn
from billia_tui.operations.staff.listing import NO, NOT_ONESELF, YES, AdminData, stored
from billia_tui.text import clean
from billia_tui.vocabulary import AdminStatus, Role

LONGEST_USERNAME = 60


def add(
    session: Session, actor: Actor, username: str, data: AdminData, signs_in: SignIn, *, request_key: str | None = None
) -> int:
    """Adds an admin (R179); gives its id. What signs in is no part of what the request key remembers (R52).

    Raises:
        Forbidden, Invalid (every mistake at its field), Refused (key used for another request).
    """
    require(actor, Right.STAFF)
    request = Request(request_key, "add admin", username, asdict(data))
    if (known := request.answered(session)) is not None:
        return known
    values = _checked_new(session, actor, username, data)
    admin = Admin(username_key=values["username"].casefold(), created_at=clock.now(), **values)
    session.add(admin)
    session.flush()
    credentials.give(session, admin, signs_in)
    after = {"username": admin.username, **asdict(_now(session, admin))}
    log.about(session, actor, admin, "add admin", after=after)
    return request.remember(session, admin.id)


def mistakes(session: Session, actor: Actor, username: str, data: AdminData) -> dict[str, str]:
    """What `add` would say is wrong at which field: for a form whose password is wrong as well, to say all at once."""
    require(actor, Right.STAFF)
    try:
        _checked_new(session, actor, username, data)
    except Invalid as error:
        return error.fields
    return {}


def edit(
    session: Session, actor: Actor, admin_id: int, changes: Mapping[str, str], *, seen: int | None = None
) -> list[str]:
    """Changes an admin (R179): new values by field, of EDITABLE; gives the names of those that changed.

    Raises:
        Forbidden, NotFound, Invalid, Conflict (saved by someone else since the version `seen`),
        Refused (one's own role, status or reseller, R181; an admin who reaches further than the acting one).
    """
    admin = the_admin(session, actor, admin_id)
    before = _now(session, admin)
    check_seen(seen, admin.version, "admin", asdict(before))
    wanted = AdminData(**{**asdict(before), **changes})
    for name, value in _checked(session, actor, Fields(), wanted, keep=before).items():
        setattr(admin, name, value)
    old, new = log.changed(asdict(before), asdict(_now(session, admin)))
    if not new:
        return []
    if admin.id == actor.admin_id and new.keys() & {"role", "status", "reseller"}:
        raise Refused(NOT_ONESELF, rule="R181")
    if "status" in new and admin.status == AdminStatus.INACTIVE:
        credentials.close(session, admin)
    admin.version += 1
    log.about(session, actor, admin, "edit admin", before=old, after=new)
    return list(new)


def delete(session: Session, actor: Actor, admin_id: int) -> None:
    """Deletes an admin who has not done anything yet; the username is free then (R178, R181).

    Raises:
        Forbidden, NotFound, Refused (oneself; one who has worked, since the log keeps the name; one who reaches
        further than the acting admin).
    """
    admin = the_admin(session, actor, admin_id, to_delete=True)
    if admin.id == actor.admin_id:
        raise Refused(NOT_ONESELF, rule="R181")
    if session.scalar(_left_traces(admin.id)):
        name = clean(admin.username)
        raise Refused(f"{name} has worked here, and the log keeps the name; make {name} inactive instead", rule="R178")
    session.execute(delete_from(SignInCode).where(SignInCode.admin_id == admin.id))
    session.execute(delete_from(Presence).where(Presence.admin_id == admin.id))
    session.execute(delete_from(QueueHolder).where(QueueHolder.admin_id == admin.id))
    session.execute(delete_from(SignInWait).where(SignInWait.name == credentials.wait_name(admin.id)))
    before = {"username": admin.username, **asdict(_now(session, admin))}
    session.delete(admin)
    log.about(session, actor, admin, "delete admin", before=before)


def _checked_new(session: Session, actor: Actor, username: str, data: AdminData) -> dict[str, Any]:
    read = Fields()
    username = _username(session, read, username)
    return {"username": username, **_checked(session, actor, read, data)}


def _username(session: Session, read: Fields, typed: str) -> str:
    username = read.line("username", typed, required=True, limit=LONGEST_USERNAME)
    if "username" not in read.errors:
        if " " in username:
            read.errors["username"] = "must not contain spaces"
        elif session.scalar(select(Admin.id).where(Admin.username_key == username.casefold())):
            read.errors["username"] = "is taken by another admin"
    return username


def _checked(
    session: Session, actor: Actor, read: Fields, data: AdminData, *, keep: AdminData | None = None
) -> dict[str, Any]:
    """The columns of an admin; raises Invalid with all mistakes. A value equal to the one in `keep` stays as it is."""
    values: dict[str, Any] = {}
    for name in ("first_name", "last_name"):
        typed = getattr(data, name)
        same = keep is not None and typed == getattr(keep, name)
        values[name] = typed if same else read.line(name, typed, required=True)
    values["role"] = _word(read, "role", data.role, list(Role))
    values["status"] = _word(read, "status", data.status, list(AdminStatus))
    values["developer"] = _word(read, "developer", data.developer, [YES, NO]) == YES
    if keep is None or data.reseller != keep.reseller:
        values["reseller_id"] = _reseller(session, actor, read, data.reseller)
    read.done()
    return values


def _word(read: Fields, name: str, typed: str, known: list[Any]) -> str:
    """One of the `known` words, case ignored."""
    found = next((word for word in known if word.casefold() == typed.strip().casefold()), None)
    if found is None:
        read.errors[name] = f"is one of {', '.join(known)}"
    return found or ""


def _reseller(session: Session, actor: Actor, read: Fields, typed: str) -> int:
    try:
        reseller = resellers.named(session, actor, typed)
        check_reseller(session, actor, reseller.id)
    except Invalid as error:
        read.errors |= error.fields
    except Refused as error:
        read.errors["reseller"] = error.text
    else:
        return reseller.id
    return 0


def _now(session: Session, admin: Admin) -> AdminData:
    return stored(admin, session.get_one(Reseller, admin.reseller_id).name)


def _left_traces(admin_id: int) -> Any:
    """Asks whether any table names this admin, codes to sign in and consoles that are open aside."""
    traces = [
        column
        for table in all_tables().sorted_tables
        if table not in (SignInCode.__table__, Presence.__table__, QueueHolder.__table__)
        for column in table.columns
        if any(key.column.table is Admin.__table__ for key in column.foreign_keys)
    ]
    return select(or_(*(exists().where(column == admin_id) for column in traces)))
