"""What a customer who signed in sees of the own account, and how long (R7, R8, R231)."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, PersonalLink, Reseller
from billia_tui.errors import NotFound
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import emails, status
from billia_tui.operations.customers.emails import EmailRow
from billia_tui.operations.links.redeeming import the_customer_itself
from billia_tui.operations.mails.links import SIGNED_IN, digest
from billia_tui.operations.orders import documents
from billia_tui.operations.orders.documents import DocumentRow, DocumentText
from billia_tui.operations.reach import the_customer
from billia_tui.operations.staff.reseller_name import shown_name
from billia_tui.paging import Window
from billia_tui.text import clean
from billia_tui.vocabulary import CustomerStatus

STAYS = timedelta(hours=2)
"""How long somebody is signed in, counted from the sign-in: reading a page writes nothing."""

MOST_DOCUMENTS = 50
SIGNED_OUT = "nobody is signed in by this"


@dataclass(frozen=True, slots=True)
class Account:
    """A few facts of a customer, cleaned. `more_documents` says that there are older ones."""

    seller: str
    language: str
    username: str
    name: str
    status: CustomerStatus
    wallet: Money
    emails: tuple[EmailRow, ...]
    documents: tuple[DocumentRow, ...]
    more_documents: bool


def why_kept_out(customer: Customer) -> str | None:
    """Why this customer may not be signed in now (R7, R8), None if nothing is in the way."""
    if customer.status == CustomerStatus.BLOCKED:
        return "blocked"
    over = clock.now() >= status.login_until(customer.created_at)
    return "inactive" if customer.status == CustomerStatus.INACTIVE and over else None


def begin(session: Session, customer_id: int) -> str:
    """Signs a customer in; gives the token, of which the store keeps the hash alone (P8)."""
    now = clock.now()
    mine = (PersonalLink.customer_id == customer_id, PersonalLink.purpose == SIGNED_IN)
    session.execute(delete(PersonalLink).where(*mine, PersonalLink.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.add(
        PersonalLink(customer_id=customer_id, purpose=SIGNED_IN, token_hash=digest(token), expires_at=now + STAYS)
    )
    return token


def end(session: Session, token: str) -> None:
    """Signs out; without anybody signed in by the token nothing happens."""
    session.execute(
        delete(PersonalLink).where(PersonalLink.token_hash == digest(token), PersonalLink.purpose == SIGNED_IN)
    )


def account(session: Session, token: str) -> Account:
    """The account of who is signed in; raises NotFound for nobody."""
    actor, customer = _who(session, token)
    seller, of_reseller = session.execute(
        select(Reseller.name, Reseller.language).where(Reseller.id == customer.reseller_id)
    ).one()
    papers = documents.page(session, actor, customer.id, Window(MOST_DOCUMENTS))
    return Account(
        shown_name(seller),
        customer.language or of_reseller,
        clean(customer.username),
        clean(customer.name),
        CustomerStatus(customer.status),
        Money(customer.wallet, customer.currency),
        emails.page(session, actor, customer.id, Window()).rows,
        papers.rows,
        papers.more,
    )


def document(session: Session, token: str, document_id: int) -> DocumentText:
    """An own document of who is signed in; raises NotFound for another's as for none."""
    actor, _ = _who(session, token)
    return documents.read(session, actor, document_id)


def _who(session: Session, token: str) -> tuple[Actor, Customer]:
    found = session.scalar(
        select(PersonalLink.customer_id).where(
            PersonalLink.token_hash == digest(token),
            PersonalLink.purpose == SIGNED_IN,
            PersonalLink.expires_at > clock.now(),
        )
    )
    if found is None:
        raise NotFound(SIGNED_OUT)
    actor = the_customer_itself(found)
    customer = the_customer(session, actor, found, lock=False)
    if why_kept_out(customer):
        raise NotFound(SIGNED_OUT)
    return actor, customer
