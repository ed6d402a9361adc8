"""Erasing a customer's personal data (article 17 of the GDPR); what the books need stays, and refers to the id alone.

Ledger, purchases, documents and log keep their rows, amounts, times and numbers. What a person typed in them is
emptied; the log's chain holds since it covers such values by a salted digest alone, and the salt goes too.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, or_, select, update
from sqlalchemy.orm import Session

from billia_tui import clock, identifiers
from billia_tui.db import overwritten_values, search, text_index
from billia_tui.db.models import (
    AutomatorJob,
    Batch,
    CreditChange,
    Customer,
    Document,
    Email,
    GdprChange,
    GdprDocument,
    ImportKey,
    Label,
    LogEntry,
    Note,
    Notification,
    Order,
    OutgoingMail,
    Payment,
    PersonalLink,
    Presence,
    Profile,
    Purchase,
    QueueHolder,
    QueueWork,
    Service,
    WalletTransaction,
)
from billia_tui.db.store import Store, said_in_words
from billia_tui.errors import Invalid, Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import naming
from billia_tui.operations.log import lines as log
from billia_tui.operations.orders import document_text
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import not_found
from billia_tui.text import clean, fold
from billia_tui.vocabulary import MailState

ERASED = "erased"
"""What stands where something has to stand."""

SHORTEST = 4
"""Letters of a value that is looked for inside other texts: a shorter one is found in words that mean others."""


def username_of(session: Session, actor: Actor, customer_id: int) -> str:
    """The username that has to be typed; raises Forbidden, NotFound, Refused (erased already)."""
    return clean(_the_customer(session, actor, customer_id, lock=False).username)


def erase(session: Session, actor: Actor, customer_id: int, *, typed_username: str) -> None:
    """Overwrites all personal data of a customer, for ever; one that is not deleted yet is deleted with it (R44, R45).

    Copies of the old values may remain in the file until `compact` has run, and in backups.

    Raises:
        Forbidden, NotFound, Refused (what stands in the way of deleting it; erased already), Invalid (username).
    """
    customer = _the_customer(session, actor, customer_id, lock=True)
    if customer.deleted_at is None:
        customers.refuse_to_delete(session, customer)
    if identifiers.username_key(typed_username.strip()) != customer.username_key:
        raise Invalid({"username": "is not the username of this customer"})
    names = _values(session, customer)
    was_here = customer.deleted_at is None
    customer.deleted_at = customer.deleted_at or clock.now()
    session.flush()
    search.refresh(session, [customer.id])
    _notes(session, customer.id)
    _services(session, customer.id, names)
    _records(session, customer.id)
    _person(session, customer)
    _documents(session, customer)
    _history(session, customer.id)
    _batches(session, names)
    log.about(session, actor, customer, "erase", after={"deleted": was_here})


def may_compact(session: Session, actor: Actor) -> None:
    """Raises Forbidden unless the admin may erase: it keeps others waiting."""
    del session
    require(actor, Right.ERASE)


def compact(store: Store) -> str:
    """Writes the store anew, so that nothing remains in its file that it does not hold now; says what is true then.

    Raises:
        StoreBusy: others are working on it; what was erased is erased, copies may remain.
        StoreError: the login may not, on a server.
    """
    with said_in_words(store.place):
        return overwritten_values.remove(store.engine)


def _the_customer(session: Session, actor: Actor, customer_id: int, *, lock: bool) -> Customer:
    """The customer, deleted or not (R185)."""
    require(actor, Right.ERASE)
    statement = select(Customer).where(Customer.id == customer_id)
    if actor.reach is not None:
        statement = statement.where(Customer.reseller_id.in_(sorted(actor.reach)))
    customer = session.scalar(statement.with_for_update() if lock else statement)
    if customer is None:
        raise not_found(customer_id)
    done = select(LogEntry.id).where(LogEntry.customer_id == customer_id, LogEntry.action == "erase").limit(1)
    if session.scalar(done) is not None:
        raise Refused(f"customer {customer_id} was erased already")
    return customer


def _values(session: Session, customer: Customer) -> list[str]:
    """What names the customer: to be found in texts that are not its own."""
    addresses = session.scalars(select(Email.address).where(Email.customer_id == customer.id))
    domains = session.scalars(select(Service.domain).where(Service.customer_id == customer.id, Service.domain != ""))
    found = {customer.username, customer.phone, *addresses, *domains}
    return sorted((value for value in found if len(value) >= SHORTEST), key=len, reverse=True)


def _person(session: Session, customer: Customer) -> None:
    for name in ("phone", "phone_e164", "city", "address", "postcode", "country"):
        setattr(customer, name, "")
    customer.first_name, customer.last_name = ERASED, str(customer.id)
    customer.username = f"{ERASED}-{customer.id}"
    customer.username_key = customer.username_looks = customer.username.casefold()
    customer.password_hash = None
    customer.version += 1
    for email in session.scalars(select(Email).where(Email.customer_id == customer.id)):
        email.address = f"{ERASED}-{email.id}@invalid"
        email.address_key = email.address
        email.released_at = email.released_at or clock.now()
        email.bounce = ""
    texts = dict.fromkeys(
        (
            "contact_person", "contact_data", "company_name", "company_number", "vat_number", "responsible_person",
            "country", "city", "address", "postcode", "phone",
        ),
        "",
    )  # fmt: skip
    session.execute(update(Profile).where(Profile.customer_id == customer.id).values(title=ERASED, **texts))
    naming.rename(session, customer)


def _notes(session: Session, customer_id: int) -> None:
    """Notes of the customer and of its orders; the index of notes forgets them."""
    rows = session.execute(select(Note.id, Note.folded).where(Note.customer_id == customer_id)).all()
    text_index.NOTES.take(session, [(row.id, row.folded) for row in rows])
    session.execute(
        update(Note)
        .where(Note.customer_id == customer_id)
        .values(text=ERASED, folded=fold(ERASED), deleted_at=clock.now(), version=Note.version + 1)
    )
    text_index.NOTES.put(session, [(row.id, fold(ERASED)) for row in rows])


def _services(session: Session, customer_id: int, names: Iterable[str]) -> None:
    """Domains, contacts and machines; a purchase keeps the product, its text loses whom it names."""
    session.execute(
        update(Service)
        .where(Service.customer_id == customer_id)
        .values(
            domain="",
            registrar_customer_id="",
            name_servers="[]",
            options="{}",
            server="{}",
            usage="{}",
            contacts="{}",
            version=Service.version + 1,
        )
    )
    for order in session.scalars(select(Order).where(Order.purchase_id.in_(_purchases(customer_id)))):
        order.description = _without(order.description, names)
    session.execute(
        update(Payment).where(Payment.purchase_id.in_(_purchases(customer_id))).values(reference="", reason="")
    )
    session.execute(
        update(AutomatorJob).where(AutomatorJob.purchase_id.in_(_purchases(customer_id))).values(message="", raw="")
    )


def _purchases(customer_id: int) -> Select[int]:
    return select(Purchase.id).where(Purchase.customer_id == customer_id)


def _records(session: Session, customer_id: int) -> None:
    """What was written to the customer or brought it here."""
    mine = update(OutgoingMail).where(OutgoingMail.customer_id == customer_id)
    session.execute(
        mine.values(address=ERASED, subject=ERASED, body=ERASED, html="", details="{}", answer="", bounce="")
    )
    waiting = OutgoingMail.state.in_((MailState.QUEUED, MailState.SENDING, MailState.FAILED))
    session.execute(mine.where(waiting).values(state=MailState.GIVEN_UP, answer=ERASED, next_at=None, claimed_by=""))
    session.execute(
        update(Notification).where(Notification.customer_id == customer_id).values(title=ERASED, text=ERASED)
    )
    session.execute(update(QueueWork).where(QueueWork.customer_id == customer_id).values(reason=""))
    for table in (PersonalLink, Label, Presence, QueueHolder):
        session.execute(delete(table).where(table.customer_id == customer_id))
    for kind, rows in (
        ("customers", [customer_id]),
        ("emails", session.scalars(select(Email.id).where(Email.customer_id == customer_id)).all()),
        ("notes", session.scalars(select(Note.id).where(Note.customer_id == customer_id)).all()),
    ):
        session.execute(delete(ImportKey).where(ImportKey.kind == kind, ImportKey.row_id.in_(rows)))


def _documents(session: Session, customer: Customer) -> None:
    """Invoices keep number, date, lines and amounts; they are printed anew for a buyer without a name."""
    session.flush()
    documents = select(Document, Purchase).join(Purchase, Purchase.id == Document.purchase_id)
    for document, purchase in session.execute(documents.where(Document.customer_id == customer.id)):
        document.body = document_text.printed(session, customer, purchase, document)
    session.execute(
        update(GdprDocument)
        .where(GdprDocument.customer_id == customer.id, GdprDocument.size != 0)
        .values(name=ERASED, size=0, sha256=_NOTHING, content=b"")
    )


_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""The SHA-256 of no bytes."""


def _history(session: Session, customer_id: int) -> None:
    """What only grows: the rows stay, the words in them go."""
    for table in (WalletTransaction, CreditChange):
        session.execute(update(table).where(table.customer_id == customer_id, table.note != "").values(note=""))
    session.execute(
        update(GdprChange)
        .where(GdprChange.customer_id == customer_id, GdprChange.address != "")
        .values(address="", reason="")
    )
    mine = or_(LogEntry.customer_id == customer_id, LogEntry.acting_as == customer_id)
    session.execute(
        update(LogEntry).where(mine, LogEntry.salt != "").values(before="{}", after="{}", reason="", salt="")
    )


def _batches(session: Session, names: Iterable[str]) -> None:
    """The query or the text of bulk work may name the customer."""
    for name in names:
        holds: ColumnElement[bool] = or_(*(_has(column, name) for column in (Batch.query, Batch.details, Batch.reason)))
        for batch in session.scalars(select(Batch).where(holds)):
            batch.query, batch.details, batch.reason = (
                _without(text, [name]) for text in (batch.query, batch.details, batch.reason)
            )


def _has(column: Any, name: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.contains(name, autoescape=True)
    return found


def _without(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = text.replace(name, ERASED)
    return text
