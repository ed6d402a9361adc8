"""What the details page shows of the customer itself: main ribbon and information (R53-R56, R74, R9)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Affiliate, Customer, Notification, OutgoingMail, Profile, Reseller
from billia_tui.money import Money
from billia_tui.operations import countries
from billia_tui.operations.actor import Actor
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.customers import status
from billia_tui.operations.finding.row import why_on_hold
from billia_tui.operations.labels import carried as labels
from billia_tui.operations.reach import not_found, reached
from billia_tui.operations.staff.reseller_name import shown_name
from billia_tui.text import clean
from billia_tui.vocabulary import AffiliateScheme, CustomerStatus, LabelResource, LinkPurpose, ProfileType


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Ribbon and information of a customer. Times are UTC; `hold` is empty if the customer is not on hold.

    `country` is its code, `country_name` its English name; `affiliate` says the level and scheme, or that there is none
    (R85); `unseen` counts notifications (R57);
    `labels` are as R63 says, and none in the Customer Panel (R177).
    """

    id: int
    username: str
    initials: str
    profile_type: ProfileType
    reseller: str
    wallet: Money
    credit_limit: Money
    status: CustomerStatus
    hold: str
    on_hold_manual: bool
    on_hold_auto: bool
    name: str
    first_name: str
    last_name: str
    role: str
    phone: str
    country: str
    country_name: str
    city: str
    address: str
    postcode: str
    created_at: datetime
    activated_at: datetime | None
    activation_sent_at: datetime | None
    first_hour: str
    custom_payments: bool
    affiliate: str
    unseen: int
    version: int
    labels: tuple[str, ...]


def read(session: Session, actor: Actor, customer_id: int) -> CustomerPage:
    """Ribbon and information; raises NotFound."""
    sent = (
        select(OutgoingMail.at)
        .where(OutgoingMail.customer_id == Customer.id, OutgoingMail.reason == LinkPurpose.ACTIVATION)
        .order_by(OutgoingMail.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    unseen = (
        select(func.count(Notification.id))
        .where(Notification.customer_id == Customer.id, ~Notification.seen)
        .scalar_subquery()
    )
    row = session.execute(
        select(Customer, Reseller.name, Profile.type, sent, unseen, Affiliate.level, Affiliate.scheme)
        .join(Reseller, Reseller.id == Customer.reseller_id)
        .outerjoin(Profile, (Profile.customer_id == Customer.id) & Profile.main & Profile.deleted_at.is_(None))
        .outerjoin(Affiliate, (Affiliate.customer_id == Customer.id) & Affiliate.ended_at.is_(None))
        .where(Customer.id == customer_id, reached(actor))
    ).one_or_none()
    if row is None:
        raise not_found(customer_id)
    customer: Customer = row[0]
    return cleaned(
        CustomerPage,
        customer,
        initials=initials(customer.first_name, customer.last_name),
        profile_type=ProfileType(row[2] or ProfileType.PERSON),
        reseller=shown_name(row[1]),
        hold=why_on_hold(manual=customer.on_hold_manual, auto=customer.on_hold_auto),
        country_name=clean(countries.name_of(customer.country)) if customer.country else "",
        activation_sent_at=row[3],
        first_hour=_first_hour(customer),
        affiliate="not an affiliate" if row[5] is None else f"level {row[5]} · {AffiliateScheme(row[6])}",
        unseen=row[4],
        labels=_labels(session, actor, customer_id),
    )


def _labels(session: Session, actor: Actor, customer_id: int) -> tuple[str, ...]:
    if actor.acting_as is not None:
        return ()
    return tuple(label.text for label in labels.of(session, actor, LabelResource.USERS, customer_id))


def initials(first_name: str, last_name: str) -> str:
    """The avatar: one or two capitals."""
    letters = [next((char for char in clean(name) if char.isalnum()), "") for name in (first_name, last_name)]
    return "".join(letters).upper()[:2] or "?"


def _first_hour(customer: Customer) -> str:
    """What the Information panel says of an Inactive customer's first hour (R9); empty for others."""
    if customer.status != CustomerStatus.INACTIVE:
        return ""
    until = status.login_until(customer.created_at)
    return f"can log in until {until:%H:%M}" if clock.now() < until else "first hour is over"
