"""Whom an Administrator may manage: seen are the admins of resellers in reach, changed those who reach no further."""

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from billia_tui.db.models import Admin, Reseller, ResellerAccess
from billia_tui.errors import NotFound, Refused
from billia_tui.operations.actor import Actor, load
from billia_tui.operations.permissions import Right, require
from billia_tui.vocabulary import AdminStatus, Role

FURTHER = "admins of this reseller reach customers that you do not; ask an Administrator who reaches them"
"""Otherwise a new password for such an admin would open what R185 closes."""


def seen(actor: Actor) -> ColumnElement[bool]:
    """The condition on admins: of a reseller that the acting one reaches (R185)."""
    return true() if actor.reach is None else Admin.reseller_id.in_(sorted(actor.reach))


def too_far(session: Session, actor: Actor) -> frozenset[int]:
    """Those of the resellers in reach whose own admins reach further than `actor`."""
    if actor.reach is None:
        return frozenset()
    mine = sorted(actor.reach)
    masters = session.scalars(select(Reseller.id).where(Reseller.id.in_(mine), Reseller.master))
    beyond = select(ResellerAccess.reseller_id).where(
        ResellerAccess.reseller_id.in_(mine), ResellerAccess.reaches_id.not_in(mine)
    )
    return frozenset([*masters, *session.scalars(beyond)])


def check_reseller(session: Session, actor: Actor, reseller_id: int) -> None:
    """Raises Refused unless admins of this reseller reach no further than the acting one."""
    if reseller_id in too_far(session, actor):
        raise Refused(FURTHER, rule="R185")


def the_admin(session: Session, actor: Actor, admin_id: int, *, to_delete: bool = False) -> Admin:
    """The admin that is to be changed; the row is locked to the end of the transaction.

    With it the acting admin and every active Administrator are locked, in the order of their ids, and who acts is
    looked at again after that. So of two Administrators who take each other's role at the same moment the second
    one is no Administrator any more; and since nobody does it to themselves, one always remains (R181).

    Raises:
        Forbidden: the acting admin has no right to it, or not any more.
        NotFound: there is none, or of a reseller out of reach.
        Refused: the admin reaches further than the acting one.
    """
    require(actor, Right.STAFF)
    watched = or_(
        Admin.id.in_([actor.admin_id, admin_id]),
        and_(Admin.role == Role.ADMINISTRATOR, Admin.status == AdminStatus.ACTIVE),
    )
    # Without `key_share` the lock also waits for everything that is being written in an admin's name.
    locked = select(Admin).where(watched).order_by(Admin.id).with_for_update(key_share=not to_delete)
    rows = {admin.id: admin for admin in session.scalars(locked)}
    actor = load(session, actor.admin_id)
    require(actor, Right.STAFF)
    admin = rows.get(admin_id)
    if admin is None or (actor.reach is not None and admin.reseller_id not in actor.reach):
        raise NotFound(f"there is no admin {admin_id}")
    check_reseller(session, actor, admin.reseller_id)
    return admin
