"""The acting admin: who does it, with which role, reaching which resellers."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Admin, Reseller, ResellerAccess
from billia_tui.errors import Forbidden
from billia_tui.text import clean
from billia_tui.vocabulary import AdminStatus, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """An admin as operations need to know it. `reach` holds ids of resellers, None for all of them (R184)."""

    admin_id: int
    username: str
    role: Role
    reseller_id: int
    reach: frozenset[int] | None
    developer: bool = False
    acting_as: int | None = None


def load(session: Session, admin_id: int) -> Actor:
    """The admin as the store knows it now; raises Forbidden for one that is inactive or gone (R181)."""
    row = session.execute(
        select(
            Admin.id,
            Admin.username,
            Admin.role,
            Admin.reseller_id,
            Admin.status,
            Admin.developer,
            Reseller.master,
        )
        .join(Reseller, Reseller.id == Admin.reseller_id)
        .where(Admin.id == admin_id)
    ).one_or_none()
    if row is None or row.status != AdminStatus.ACTIVE:
        raise Forbidden("this admin is not active; ask an Administrator")
    reach = None
    if not row.master:
        others = session.scalars(select(ResellerAccess.reaches_id).where(ResellerAccess.reseller_id == row.reseller_id))
        reach = frozenset([row.reseller_id, *others])
    return Actor(row.id, clean(row.username), Role(row.role), row.reseller_id, reach, row.developer)
