"""Who may come in with which key: the rights to say so, and the lines in the log. The keys lie in a file of sshd."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Admin
from billia_tui.errors import Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.staff.admin_reach import seen, the_admin
from billia_tui.operations.staff.public_keys import PublicKey
from billia_tui.settings.arguments import PLAIN_NAME
from billia_tui.text import clean
from billia_tui.vocabulary import AdminStatus


def authorize(session: Session, actor: Actor, admin_id: int, key: PublicKey) -> None:
    """Writes down that an admin may come in with a key from now on.

    Raises:
        Forbidden, NotFound, Refused (the admin is inactive, R181, or has a name that cannot stand in a key line).
    """
    admin = the_admin(session, actor, admin_id)
    name = clean(admin.username)
    if admin.status != AdminStatus.ACTIVE:
        raise Refused(f"{name} is inactive and cannot come in; first: billia admins activate {name}", rule="R181")
    if not PLAIN_NAME.fullmatch(admin.username):
        raise Refused(f"{name} cannot come in over SSH: the name may hold letters A-Z, digits and . _ @ - only")
    log.about(session, actor, admin, "authorize key", after={"type": key.type, "fingerprint": key.fingerprint})


def revoke(session: Session, actor: Actor, admin_id: int, fingerprint: str) -> None:
    """Writes down that an admin may no longer come in with a key; raises Forbidden, NotFound, Refused."""
    admin = the_admin(session, actor, admin_id)
    log.about(session, actor, admin, "revoke key", before={"fingerprint": fingerprint})


def statuses(session: Session, actor: Actor, names: Iterable[str]) -> Mapping[str, AdminStatus]:
    """The status of those of these admins who are in reach, by name in small letters."""
    require(actor, Right.STAFF)
    wanted = sorted({name.casefold() for name in names})
    rows = session.execute(select(Admin.username_key, Admin.status).where(Admin.username_key.in_(wanted), seen(actor)))
    return {name: AdminStatus(status) for name, status in rows}
