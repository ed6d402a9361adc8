"""E-mail addresses of a customer (R87-R93, R96)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy import delete as delete_rows
from sqlalchemy.orm import Session

from billia_tui import clock, identifiers
from billia_tui.db import search
from billia_tui.db.models import Customer, Email, PersonalLink
from billia_tui.db.paging import fetch
from billia_tui.errors import Conflict, Invalid, Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.customers import subscriptions
from billia_tui.operations.customers.subscriptions import the_email
from billia_tui.operations.input import Fields
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import writing
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import of_customer, the_customer
from billia_tui.operations.requests import Request
from billia_tui.paging import Page, Window
from billia_tui.vocabulary import EmailKind, Marketing

WHY_NOT_DELETE = "the registration e-mail cannot be deleted (R88); edit it instead"


@dataclass(frozen=True, slots=True)
class EmailRow:
    """An address as it is shown; `stored` is the address as it is, for the edit form alone.

    `bounced_at` is when a mail to it came back, `bounce` why (R229).
    """

    id: int
    address: str
    kind: EmailKind
    marketing: Marketing
    added_at: datetime
    stored: str
    version: int
    bounced_at: datetime | None = None
    bounce: str = ""

    @property
    def why_not_delete(self) -> str | None:
        """Why this address cannot be deleted (R88), None if it can."""
        return WHY_NOT_DELETE if self.kind == EmailKind.REGISTRATION else None


def page(session: Session, actor: Actor, customer_id: int, window: Window) -> Page[EmailRow]:
    """The addresses: the registration address first, then the additional ones by date (R87)."""
    later = case((Email.kind == EmailKind.REGISTRATION, 0), else_=1)
    statement = of_customer(select(Email), actor, customer_id, Email.customer_id)
    columns = Email.__table__.c
    return fetch(session, statement, [later, columns.added_at, columns.id], window, lambda row: _row(row[0]))


def add(session: Session, actor: Actor, customer_id: int, address: str, *, request_key: str | None = None) -> int:
    """Adds an additional address, unsubscribed (R90-R92, R96); gives its id.

    Raises:
        Forbidden, NotFound, Invalid (at `address`), Refused (key used for another request).
    """
    require(actor, Right.EDIT)
    request = Request(request_key, "add e-mail", customer_id, address)
    customer = the_customer(session, actor, customer_id)
    if (known := request.answered(session)) is not None:
        return known
    address = _checked(session, customer, address)
    email_id = insert(session, customer.id, address, EmailKind.ADDITIONAL)
    search.refresh(session, [customer.id])
    log.write(session, actor, customer.id, ("email", email_id), "add e-mail", after={"address": address})
    return request.remember(session, email_id)


def edit(
    session: Session, actor: Actor, customer_id: int, email_id: int, address: str, *, seen: int | None = None
) -> bool:
    """Changes the text of an address; it is unsubscribed again (R89, R90, R100), unless it is the same one (R212).

    A changed registration address leaves the username alone, and both, the old and the new, get a mail about it (R93).

    Returns:
        Whether anything changed.

    Raises:
        Forbidden, NotFound, Invalid (at `address`), Conflict (saved by someone else since `seen`).
    """
    require(actor, Right.EDIT)
    customer = the_customer(session, actor, customer_id)
    email = the_email(session, customer, email_id)
    if seen is not None and seen != email.version:
        raise Conflict("someone saved this address meanwhile", {"address": email.address}, seen=email.version)
    address = _checked(session, customer, address, email)
    if address == email.address:
        return False
    old, was = email.address, Marketing(email.marketing)
    same = identifiers.address_key(address) == email.address_key
    email.address, email.address_key = address, identifiers.address_key(address)
    if not same:
        email.marketing = Marketing.UNSUBSCRIBED
        email.bounced_at, email.bounce = None, ""
    email.version += 1
    if was != email.marketing:
        subscriptions.record(session, actor, email, was, reason=subscriptions.EDITED, automatic=True)
    before, after = log.changed({"address": old, "marketing": was}, {"address": address, "marketing": email.marketing})
    log.about(session, actor, email, "edit e-mail", before=before, after=after)
    if email.kind == EmailKind.REGISTRATION and not same:
        values = {"address": address}
        for to in (old, address):
            writing.write(session, customer.id, "address-changed", reason="e-mail changed", to=to, values=values)
    search.refresh(session, [customer.id])
    return True


def delete(session: Session, actor: Actor, customer_id: int, email_id: int) -> None:
    """Deletes an additional address; the registration address never (R88, R90).

    Raises:
        Forbidden, NotFound, Refused.
    """
    require(actor, Right.EDIT)
    customer = the_customer(session, actor, customer_id)
    email = the_email(session, customer, email_id)
    if email.kind == EmailKind.REGISTRATION:
        raise Refused(WHY_NOT_DELETE, rule="R88")
    session.execute(delete_rows(PersonalLink).where(PersonalLink.email_id == email.id))
    session.delete(email)
    search.refresh(session, [customer.id])
    log.write(session, actor, customer.id, ("email", email_id), "delete e-mail", before={"address": email.address})


def insert(session: Session, customer_id: int, address: str, kind: EmailKind) -> int:
    """Stores a checked address; gives its id."""
    email = Email(
        customer_id=customer_id,
        address=address,
        address_key=identifiers.address_key(address),
        kind=kind,
        added_at=clock.now(),
    )
    session.add(email)
    session.flush()
    return email.id


def why_taken(session: Session, address: str, *, but: int | None = None) -> str | None:
    """Why `address` cannot be a registration address: another customer registered with it (R92); else None."""
    taken = select(Email.customer_id).where(
        Email.address_key == identifiers.address_key(address),
        Email.kind == EmailKind.REGISTRATION,
        Email.released_at.is_(None),
    )
    other = session.scalar(taken.where(Email.customer_id != but) if but else taken)
    return None if other is None else "is the registration e-mail of another customer"


def _checked(session: Session, customer: Customer, address: str, email: Email | None = None) -> str:
    read = Fields()
    address = read.email("address", address)
    read.done()
    key = identifiers.address_key(address)
    same = select(Email.id).where(Email.customer_id == customer.id, Email.address_key == key)
    if session.scalar(same.where(Email.id != email.id) if email else same):
        raise Invalid({"address": "this customer has that address already"})
    if email and email.kind == EmailKind.REGISTRATION:
        wrong = why_taken(session, address, but=customer.id)
        if wrong:
            raise Invalid({"address": wrong})
    return address


def _row(email: Email) -> EmailRow:
    return cleaned(EmailRow, email, stored=email.address)
