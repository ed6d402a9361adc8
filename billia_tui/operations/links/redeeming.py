"""What a customer does by the link of a mail: sets a password, becomes Active by it, unsubscribes (R4, R83, R94, R231).

A wrong, an old and a used link are one and the same refusal. No token is kept or shown (P8); the author of each change
is the customer (P4).
"""

from dataclasses import dataclass

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Email, PersonalLink, Reseller
from billia_tui.errors import NotFound
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import status, subscriptions
from billia_tui.operations.log import lines as log
from billia_tui.operations.mails import links as made
from billia_tui.operations.mails.links import digest
from billia_tui.operations.reach import the_customer
from billia_tui.operations.staff.reseller_name import shown_name
from billia_tui.text import clean
from billia_tui.vocabulary import CustomerStatus, LinkPurpose, Marketing, Role

GONE = "this link does not work: it is wrong, was used already, or is too old"

PASSWORD_LINKS = (LinkPurpose.ACTIVATION, LinkPurpose.RESET)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a good link is about: whose it is and who sent it, cleaned, and the language of its customer's mails.

    `address` is the one that an unsubscribe link is about, empty for the others.
    """

    username: str
    seller: str
    language: str
    address: str = ""


def offer(session: Session, purpose: LinkPurpose, token: str) -> Offer:
    """What a link offers; changes nothing, so that whatever opens links by itself does no harm. Raises NotFound."""
    statement = (
        _good(purpose, token)
        .join(Reseller, Reseller.id == Customer.reseller_id)
        .outerjoin(Email, Email.id == PersonalLink.email_id)
        .with_only_columns(Customer.username, Reseller.name, Customer.language, Reseller.language, Email.address)
    )
    found = session.execute(statement).one_or_none()
    if found is None:
        raise NotFound(GONE)
    username, seller, own, of_reseller, address = found
    return Offer(clean(username), shown_name(seller), own or of_reseller, clean(address or ""))


def set_password(session: Session, purpose: LinkPurpose, token: str, password_hash: str) -> None:
    """Stores the hash of a checked password; by an activation link the customer becomes Active (R4, R11).

    The link is used by it, and no other link to a password of this customer works any longer,
    nor is anybody signed in by the old one.

    Raises:
        NotFound: the link does not work, as `offer`; of two who use it at the same moment one gets that.
    """
    actor, customer, _ = _used(session, purpose, token)
    now = clock.now()
    for each in PASSWORD_LINKS:
        made.end(session, customer.id, each, now)
    made.end(session, customer.id, made.SIGNED_IN, now)
    customer.password_hash = password_hash
    log.about(session, actor, customer, "set password by link", reason=purpose)
    if purpose == LinkPurpose.ACTIVATION and customer.status == CustomerStatus.INACTIVE:
        status.activate_by_link(session, actor, customer)


def unsubscribe(session: Session, token: str) -> str:
    """Unsubscribes the address of the link from marketing (R94); gives the address, cleaned.

    Raises:
        NotFound: as `set_password`.
    """
    actor, customer, email_id = _used(session, LinkPurpose.UNSUBSCRIBE, token)
    email = session.get(Email, email_id)
    if email is None or email.customer_id != customer.id:
        raise NotFound(GONE)
    if email.marketing != Marketing.UNSUBSCRIBED:
        subscriptions.unsubscribe_by_link(session, actor, email)
    return clean(email.address)


def _used(session: Session, purpose: LinkPurpose, token: str) -> tuple[Actor, Customer, int | None]:
    """The customer of a good link, locked, with the author of what follows; the link is used from now on."""
    found = session.execute(_good(purpose, token)).one_or_none()
    if found is None:
        raise NotFound(GONE)
    actor = the_customer_itself(found.customer_id)
    customer = the_customer(session, actor, found.customer_id)
    used = update(PersonalLink).where(PersonalLink.id == found.id, PersonalLink.used_at.is_(None))
    now = clock.now()
    if session.scalar(used.where(PersonalLink.expires_at > now).values(used_at=now).returning(PersonalLink.id)) is None:
        raise NotFound(GONE)
    if customer.status == CustomerStatus.BLOCKED and purpose in PASSWORD_LINKS:
        raise NotFound(GONE)
    return actor, customer, found.email_id


def _good(purpose: LinkPurpose, token: str) -> Select[int, int, int | None]:
    """The link of a token if it works now; no link to a password is one of a Blocked customer (R7)."""
    statement = (
        select(PersonalLink.id, PersonalLink.customer_id, PersonalLink.email_id)
        .join(Customer, Customer.id == PersonalLink.customer_id)
        .where(
            PersonalLink.token_hash == digest(token),
            PersonalLink.purpose == purpose,
            PersonalLink.used_at.is_(None),
            PersonalLink.expires_at > clock.now(),
            Customer.deleted_at.is_(None),
        )
    )
    return statement.where(Customer.status != CustomerStatus.BLOCKED) if purpose in PASSWORD_LINKS else statement


def the_customer_itself(customer_id: int) -> Actor:
    """Who acts by a link: the customer, and no admin."""
    return Actor(0, log.CUSTOMER, Role.TECH, 0, None, acting_as=customer_id)
