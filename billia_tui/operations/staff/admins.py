"""Admins: who may sit down at the console."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Admin, Reseller
from billia_tui.errors import Forbidden
from billia_tui.operations.actor import Actor
from billia_tui.operations.input import Fields
from billia_tui.operations.log import lines as log
from billia_tui.settings import restricted
from billia_tui.text import clean, storable
from billia_tui.vocabulary import AdminStatus, Role


def named(session: Session, username: str) -> int:
    """The id of the active admin called `username`, case ignored; raises Forbidden with what to do."""
    key = username.strip().casefold()
    mine = select(Admin.id).where(Admin.username_key == key, Admin.status == AdminStatus.ACTIVE)
    admin_id = session.scalar(mine) if storable(key) else None
    if admin_id is None:
        advice = "ask an Administrator" if restricted.is_on() else "name one with --admin or BILLIA_ADMIN"
        raise Forbidden(f"{clean(username)!r} is no active admin of this store; {advice}")
    return admin_id


def first(session: Session, username: str) -> int | None:
    """Makes `username` the first Administrator of a store that has no admins; gives the id, None if it has some."""
    if session.scalar(select(func.count()).select_from(Admin)):
        return None
    read = Fields()
    username = read.line("admin", username, required=True)
    read.done()
    default = session.scalars(select(Reseller.id).where(Reseller.name_key == "default")).one()
    admin = Admin(
        username=username,
        username_key=username.casefold(),
        reseller_id=default,
        role=Role.ADMINISTRATOR,
        created_at=clock.now(),
    )
    session.add(admin)
    session.flush()
    actor = Actor(admin.id, username, Role.ADMINISTRATOR, default, None)
    log.about(session, actor, admin, "first admin", after={"username": username})
    return admin.id
