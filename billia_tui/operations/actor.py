"""The acting admin: who does it, with which role, reaching which resellers.

The models are imported where they are used: the first rows need only the rights (docs/decisions/0008).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from billia_tui.errors import Forbidden, SignedOut, StoreBusy
from billia_tui.text import clean
from billia_tui.vocabulary import AdminStatus, CustomerStatus, Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SIGN_IN_CHANGED = "your password or code is another one since you came in here; leave and sign in again"

OWN_SIGN_IN = "billia own sign-in"
"""Told in a session's `info` by a change that gave the acting admin a new password or code."""


@dataclass(frozen=True, slots=True)
class Actor:
    """An admin as operations need to know it. `reach` holds ids of resellers, None for all of them (R184).

    `acting_as` is the customer in whose Customer Panel the admin is (R66): then only what that customer may do
    is possible, and only with that customer's records. `batch_id` is the bulk work and `undoes` the log line taken back
    of which the next change is a part: `log.write` writes both down. `sign_in_version` is another one after each new
    password or code (R180).
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
    sign_in_version: int = 0


def load(
    session: "Session",
    admin_id: int,
    *,
    acting_as: int | None = None,
    signed_in: int | None = None,
    hold: bool = False,
) -> Actor:
    """The admin as the store knows it now, perhaps in the panel of a customer.

    Args:
        session: of any transaction.
        admin_id: who acts.
        acting_as: the customer of the panel.
        signed_in: the `sign_in_version` with which the admin came in.
        hold: keep it so to the end of the transaction: nobody makes the admin inactive or changes role or reach before.

    Raises:
        SignedOut: the admin is inactive or gone (R181), or has another password or code since (R180).
        Forbidden: the customer is Blocked or gone (R72).
    """
    from sqlalchemy import select

    from billia_tui.db.models import Admin, Reseller, ResellerAccess

    statement = (
        select(
            Admin.id,
            Admin.username,
            Admin.role,
            Admin.reseller_id,
            Admin.status,
            Admin.developer,
            Admin.sign_in_version,
            Reseller.master,
        )
        .join(Reseller, Reseller.id == Admin.reseller_id)
        .where(Admin.id == admin_id)
    )
    row = session.execute(statement.with_for_update(read=True) if hold else statement).one_or_none()
    if row is None or row.status != AdminStatus.ACTIVE:
        raise SignedOut("this admin is not active; ask an Administrator")
    if signed_in is not None and row.sign_in_version != signed_in:
        raise SignedOut(SIGN_IN_CHANGED)
    reach = None
    if not row.master:
        others = session.scalars(select(ResellerAccess.reaches_id).where(ResellerAccess.reseller_id == row.reseller_id))
        reach = frozenset([row.reseller_id, *others])
    if acting_as is not None:
        _usable(session, acting_as)
    return Actor(
        row.id,
        clean(row.username),
        Role(row.role),
        row.reseller_id,
        reach,
        row.developer,
        acting_as,
        sign_in_version=row.sign_in_version,
    )


def confirm(session: "Session", actor: Actor) -> Actor:
    """Looks at who acts once more, when a change has all its locks and only COMMIT is left (R181).

    On a server a change may have waited for a row while its author was made inactive. From here on the admin's row is
    held, so that it is the last lock but the heads of the log: whoever changes an admin waits for this change, or this
    change sees what was changed. On SQLite a writer is alone, and nothing is asked.

    Raises:
        SignedOut, Forbidden: as `load`.
        StoreBusy: role or reach are not those that the change was judged by; it is to be tried again.
    """
    from billia_tui.db.fair_rows import writes_alone

    renewed = OWN_SIGN_IN in session.info
    if writes_alone(session) and not renewed:
        return actor
    known = None if renewed else actor.sign_in_version
    now = load(session, actor.admin_id, acting_as=actor.acting_as, signed_in=known, hold=True)
    if (now.role, now.reseller_id, now.reach) != (actor.role, actor.reseller_id, actor.reach):
        raise StoreBusy("what you may do was changed at this moment; nothing was saved, try again")
    return now


def _usable(session: "Session", customer_id: int) -> None:
    """Raises Forbidden for a panel that nobody can use now: Blocked since, or deleted (R7, R72)."""
    from sqlalchemy import select

    from billia_tui.db.models import Customer

    usable = select(Customer.id).where(
        Customer.id == customer_id, Customer.deleted_at.is_(None), Customer.status != CustomerStatus.BLOCKED
    )
    if session.scalar(usable) is None:
        raise Forbidden("this customer is Blocked or gone: the Customer Panel is closed; leave it")
