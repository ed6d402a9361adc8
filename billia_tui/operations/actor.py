"""The acting admin: who does it, with which role, reaching which resellers.

The models are imported where they are used: the first rows need only the rights (docs/decisions/0008).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from billia_tui.errors import Forbidden, SignedOut
from billia_tui.text import clean
from billia_tui.vocabulary import AdminStatus, CustomerStatus, Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Actor:
    """An admin as operations need to know it. `reach` holds ids of resellers, None for all of them (R184).

    `acting_as` is the customer in whose Customer Panel the admin is (R66): then only what that customer may do
    is possible, and only with that customer's records. `batch_id` is the bulk work and `undoes` the log line taken back
    of which the next change is a part: `log.write` writes both down.
    """

    admin_id: int
    username: str
    role: Role
    reseller_id: int
    reach: frozenset[int] | None
    developer: bool = False
    acting_as: int | None = None
    batch_id: int | None = None
    undoes: int | None = None


def load(session: "Session", admin_id: int, *, acting_as: int | None = None) -> Actor:
    """The admin as the store knows it now, perhaps in the panel of a customer.

    Raises:
        SignedOut: the admin is inactive or gone (R181).
        Forbidden: the customer is Blocked or gone (R72).
    """
    from sqlalchemy import select

    from billia_tui.db.models import Admin, Reseller, ResellerAccess

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
        raise SignedOut("this admin is not active; ask an Administrator")
    reach = None
    if not row.master:
        others = session.scalars(select(ResellerAccess.reaches_id).where(ResellerAccess.reseller_id == row.reseller_id))
        reach = frozenset([row.reseller_id, *others])
    if acting_as is not None:
        _usable(session, acting_as)
    return Actor(row.id, clean(row.username), Role(row.role), row.reseller_id, reach, row.developer, acting_as)


def _usable(session: "Session", customer_id: int) -> None:
    """Raises Forbidden for a panel that nobody can use now: Blocked since, or deleted (R7, R72)."""
    from sqlalchemy import select

    from billia_tui.db.models import Customer

    usable = select(Customer.id).where(
        Customer.id == customer_id, Customer.deleted_at.is_(None), Customer.status != CustomerStatus.BLOCKED
    )
    if session.scalar(usable) is None:
        raise Forbidden("this customer is Blocked or gone: the Customer Panel is closed; leave it")
