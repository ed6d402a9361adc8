"""Affiliates: who is one, at which level and scheme, and whom they brought (R158-R162)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Affiliate, Commission, Customer
from billia_tui.db.paging import fetch
from billia_tui.errors import Conflict, Invalid, Refused
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.operations.reach import of_customer, reached, the_customer
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import AffiliateScheme, CustomerStatus

LEVELS = range(1, 7)
"""R158: there are six."""


@dataclass(frozen=True, slots=True)
class AffiliateFacts:
    """A customer as an affiliate. `level` is None for one who never was; `total` is what all commissions add up to.

    `referred` counts the customers that this one brought; `referred_by` names who brought this one, or is empty.
    """

    level: int | None
    scheme: AffiliateScheme
    since: datetime | None
    ended_at: datetime | None
    total: Money
    referred: int
    referred_by: str
    version: int

    @property
    def active(self) -> bool:
        """Whether the customer is an affiliate now."""
        return self.level is not None and self.ended_at is None

    @property
    def why_not_make(self) -> str | None:
        """Why the customer cannot be made an affiliate, None if it can."""
        return "this customer is an affiliate already" if self.active else None

    @property
    def why_not_change(self) -> str | None:
        """Why there is nothing to change or to end, None if there is."""
        return None if self.active else "this customer is not an affiliate"


def why_not_make(facts: AffiliateFacts) -> str | None:
    """For the record of the action (R51)."""
    return facts.why_not_make


def why_not_change(facts: AffiliateFacts) -> str | None:
    """For the records of the actions (R51)."""
    return facts.why_not_change


@dataclass(frozen=True, slots=True)
class ReferredRow:
    """A customer whom an affiliate brought."""

    id: int
    username: str
    name: str
    status: CustomerStatus
    created_at: datetime


def read(session: Session, actor: Actor, customer_id: int) -> AffiliateFacts:
    """Level, scheme and total of a customer, in four queries (R160); raises NotFound."""
    staff_only(actor)
    customer = the_customer(session, actor, customer_id, lock=False)
    row = session.get(Affiliate, customer_id)
    here = (Commission.customer_id == customer_id, Commission.currency == customer.currency)
    total = session.scalar(select(func.sum(Commission.amount)).where(*here)) or 0
    brought = select(func.count()).where(Customer.referred_by == customer_id, reached(actor))
    return AffiliateFacts(
        row.level if row else None,
        AffiliateScheme(row.scheme) if row else AffiliateScheme.LEAD,
        row.since if row else None,
        row.ended_at if row else None,
        Money(int(total), customer.currency),
        session.scalar(brought) or 0,
        _referred_by(session, actor, customer),
        row.version if row else 0,
    )


def referred(session: Session, actor: Actor, customer_id: int, window: Window) -> Page[ReferredRow]:
    """The customers that this one brought, newest first; those that the admin reaches (R185)."""
    staff_only(actor)
    statement = of_customer(select(Customer).where(reached(actor)), actor, customer_id, Customer.referred_by)
    order = [Customer.__table__.c.id]
    return fetch(session, statement, order, window, lambda found: _row(found[0]), descending=True)


def make(session: Session, actor: Actor, customer_id: int, level: str, scheme: str = AffiliateScheme.LEAD) -> None:
    """Makes a customer an affiliate, or one again whose time had ended (R161).

    Raises:
        Forbidden, NotFound, Invalid (at `level`, `scheme`), Refused (is one already).
    """
    require(actor, Right.MANAGE_LABELS)
    customer = the_customer(session, actor, customer_id)
    number, chosen = _checked(level, scheme)
    row = session.get(Affiliate, customer_id)
    if row is not None and row.ended_at is None:
        raise Refused("this customer is an affiliate already", rule="R161")
    if row is None:
        row = Affiliate(customer_id=customer_id, level=number, scheme=chosen, since=clock.now(), version=0)
        session.add(row)
    row.level, row.scheme, row.since, row.ended_at = number, chosen, clock.now(), None
    row.version += 1
    customer.affiliate = True
    _log(session, actor, customer, "make affiliate", {}, {"level": number, "scheme": str(chosen)})


def change(
    session: Session, actor: Actor, customer_id: int, level: str, scheme: str, *, seen: int | None = None
) -> bool:
    """Changes level or scheme; it counts for later commissions only (R162). Gives whether anything changed.

    Raises:
        Forbidden, NotFound, Invalid (at `level`, `scheme`), Refused (no affiliate), Conflict (changed since `seen`).
    """
    require(actor, Right.MANAGE_LABELS)
    customer = the_customer(session, actor, customer_id)
    number, chosen = _checked(level, scheme)
    row = _active(session, customer_id)
    if seen is not None and seen != row.version:
        fresh = {"level": str(row.level), "scheme": row.scheme}
        raise Conflict("someone changed this affiliate meanwhile", fresh, seen=row.version)
    before, after = log.changed({"level": row.level, "scheme": row.scheme}, {"level": number, "scheme": str(chosen)})
    if not after:
        return False
    row.level, row.scheme = number, chosen
    row.version += 1
    _log(session, actor, customer, "affiliate level", before, after)
    return True


def end(session: Session, actor: Actor, customer_id: int) -> None:
    """Ends it; what was earned stays, nothing more is (R161).

    Raises:
        Forbidden, NotFound, Refused (no affiliate).
    """
    require(actor, Right.MANAGE_LABELS)
    customer = the_customer(session, actor, customer_id)
    row = _active(session, customer_id)
    row.ended_at = clock.now()
    row.version += 1
    customer.affiliate = False
    _log(session, actor, customer, "end affiliate", {"level": row.level, "scheme": row.scheme}, {})


def refer(session: Session, actor: Actor, customer_id: int, affiliate_id: int | None) -> None:
    """Says which affiliate brought a customer; None says that none did.

    Raises:
        Forbidden, NotFound (either of them), Refused (oneself, or who is no affiliate, or whom the customer brought,
        or no change).
    """
    require(actor, Right.MANAGE_LABELS)
    customer = the_customer(session, actor, customer_id)
    if affiliate_id == customer_id:
        raise Refused("nobody can be brought by oneself", rule="R158")
    if affiliate_id is not None:
        the_customer(session, actor, affiliate_id, lock=False)
        _active(session, affiliate_id)
        refuse_ring(session, customer, affiliate_id)
    if customer.referred_by == affiliate_id:
        raise Refused("that is so already", rule="R158")
    before, after = {"referred_by": customer.referred_by}, {"referred_by": affiliate_id}
    customer.referred_by = affiliate_id
    _log(session, actor, customer, "referred by", before, after)


def refuse_ring(session: Session, customer: Customer, affiliate_id: int) -> None:
    """Raises Refused if `customer` brought that affiliate, directly or through others (R205).

    The rows on the way are locked: two links made at once could close a ring that neither sees.
    """
    seen: set[int] = set()
    above: int | None = affiliate_id
    while above is not None and above not in seen:
        seen.add(above)
        above = session.scalar(select(Customer.referred_by).where(Customer.id == above).with_for_update())
        if above == customer.id:
            raise Refused(f"customer {affiliate_id} was brought by customer {customer.id}", rule="R205")


def _referred_by(session: Session, actor: Actor, customer: Customer) -> str:
    """Who brought a customer; only the number if the admin does not reach that one, or it was deleted."""
    if customer.referred_by is None:
        return ""
    name = session.scalar(select(Customer.username).where(Customer.id == customer.referred_by, reached(actor)))
    return f"{customer.referred_by} {clean(name or '')}".rstrip()


def _row(customer: Customer) -> ReferredRow:
    status = CustomerStatus(customer.status)
    return ReferredRow(customer.id, clean(customer.username), clean(customer.name), status, customer.created_at)


def _active(session: Session, customer_id: int) -> Affiliate:
    row = session.get(Affiliate, customer_id)
    if row is None or row.ended_at is not None:
        raise Refused(f"customer {customer_id} is not an affiliate", rule="R161")
    return row


def _checked(level: str, scheme: str) -> tuple[int, AffiliateScheme]:
    errors = {}
    typed = level.strip()
    if not (typed.isascii() and typed.isdigit() and int(typed[:3]) in LEVELS):
        errors["level"] = "is a number from 1 to 6"
    known = {one.casefold(): one for one in AffiliateScheme}
    chosen = known.get(scheme.strip().casefold())
    if chosen is None:
        errors["scheme"] = "is Lead or Lifetime"
    if errors or chosen is None:
        raise Invalid(errors)
    return int(typed), chosen


def _log(
    session: Session,
    actor: Actor,
    customer: Customer,
    action: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> None:
    log.write(session, actor, customer.id, ("affiliate", customer.id), action, before=before, after=after)
