"""Marketing subscriptions of e-mail addresses, with a history that nobody can change (R94-R100)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Admin, Customer, Email, GdprChange, GdprDocument
from billia_tui.db.paging import fetch
from billia_tui.errors import Conflict, NotFound, Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.customers import consent_documents
from billia_tui.operations.customers.consent_documents import DocumentFacts
from billia_tui.operations.customers.upload import Upload
from billia_tui.operations.input import reason_text
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import writing
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.operations.reach import of_customer, the_customer
from billia_tui.operations.requests import Request
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import Marketing

_OTHER = {Marketing.SUBSCRIBED: Marketing.UNSUBSCRIBED, Marketing.UNSUBSCRIBED: Marketing.SUBSCRIBED}
BY_LINK = "by the link of a mail"
EDITED = "the address was edited (R100)"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change of a subscription as it is shown."""

    id: int
    at: datetime
    admin: str
    address: str
    old: Marketing
    new: Marketing
    reason: str
    mail_sent: bool
    automatic: bool
    document: DocumentFacts | None


def other(state: Marketing) -> Marketing:
    """What a subscription becomes when it is changed."""
    return _OTHER[state]


def change(
    session: Session,
    actor: Actor,
    customer_id: int,
    email_id: int,
    target: Marketing,
    *,
    reason: str = "",
    send: bool = False,
    document: Upload | int | None = None,
    seen: int | None = None,
    request_key: str | None = None,
) -> int:
    """Changes the subscription of an address (R94-R98).

    Args:
        session: a writing transaction.
        actor: the acting admin.
        customer_id: whose address.
        email_id: which address.
        target: subscribed or unsubscribed.
        reason: optional.
        send: write a mail that names old and new state to this very address (R97).
        document: a file to be stored with the change, or the id of one that was stored before (R98).
        seen: the version of the address that the form showed; None skips the check.
        request_key: see `Request`.

    Returns:
        The id of the line of the history.

    Raises:
        Forbidden, NotFound, Invalid (at `reason`, `document`), Refused (is so already), Conflict.
    """
    require(actor, Right.MARKETING)
    named = hashlib.sha256(document.content).hexdigest() if isinstance(document, Upload) else document
    request = Request(request_key, "marketing subscription", email_id, target, reason, send, named)
    reason = reason_text(reason)
    customer = the_customer(session, actor, customer_id)
    if (known := request.answered(session)) is not None:
        return known
    email = the_email(session, customer, email_id)
    if seen is not None and seen != email.version:
        raise Conflict("someone changed this address meanwhile", {"marketing": email.marketing}, seen=email.version)
    if email.marketing == target:
        raise Refused(f"{clean(email.address)} is {target} already", rule="R94")
    stored = _stored(session, actor, customer, document)
    facts = {"document": stored.sha256} if stored else {}
    old, email.marketing = Marketing(email.marketing), target
    email.version += 1
    if send:
        values = {"old": old, "new": target}
        writing.write(session, customer.id, "subscription", reason="subscription", to=email.address, values=values)
    made = record(session, actor, email, old, reason=reason, mail_sent=send, document=stored.id if stored else None)
    log.about(
        session, actor, email, "marketing subscription",
        before={"marketing": str(old)},
        after={"marketing": str(target), **facts, **({"mail": True} if send else {})},
        reason=reason,
    )  # fmt: skip
    return request.remember(session, made)


def unsubscribe_by_link(session: Session, actor: Actor, email: Email) -> None:
    """Unsubscribes an address of a locked customer, who asked for it by the link of a mail (R94, R99, R231)."""
    old, email.marketing = Marketing(email.marketing), Marketing.UNSUBSCRIBED
    email.version += 1
    record(session, actor, email, old, reason=BY_LINK)
    log.about(
        session, actor, email, "marketing subscription", {"marketing": (str(old), str(email.marketing))}, reason=BY_LINK
    )


def record(
    session: Session,
    actor: Actor,
    email: Email,
    old: Marketing,
    *,
    reason: str = "",
    mail_sent: bool = False,
    automatic: bool = False,
    document: int | None = None,
) -> int:
    """Adds a line to the history of an address whose state has just changed from `old`; gives its id (R99)."""
    made = GdprChange(
        customer_id=email.customer_id,
        email_id=email.id,
        address=email.address,
        old=old,
        new=email.marketing,
        reason=reason,
        mail_sent=mail_sent,
        automatic=automatic,
        document_id=document,
        admin_id=actor.admin_id or None,
        at=clock.now(),
    )
    session.add(made)
    session.flush()
    return made.id


def history(session: Session, actor: Actor, customer_id: int, email_id: int, window: Window) -> Page[ChangeRow]:
    """All changes of an address, newest first, also after the address was deleted (R99)."""
    staff_only(actor)
    columns = (GdprDocument.id, GdprDocument.name, GdprDocument.size, GdprDocument.sha256)
    statement = of_customer(
        select(GdprChange, Admin.username, *columns)
        .outerjoin(Admin, Admin.id == GdprChange.admin_id)
        .outerjoin(GdprDocument, GdprDocument.id == GdprChange.document_id)
        .where(GdprChange.email_id == email_id),
        actor,
        customer_id,
        GdprChange.customer_id,
    )
    return fetch(session, statement, [GdprChange.__table__.c.id], window, _row, descending=True)


def _stored(session: Session, actor: Actor, customer: Customer, document: Upload | int | None) -> DocumentFacts | None:
    if isinstance(document, Upload):
        return consent_documents.store(session, actor, customer, document)
    return None if document is None else consent_documents.of_customer(session, customer, document)


def the_email(session: Session, customer: Customer, email_id: int) -> Email:
    """An address of a locked customer; raises NotFound."""
    email = session.get(Email, email_id)
    if email is None or email.customer_id != customer.id:
        raise NotFound("this address was deleted meanwhile")
    return email


def _row(row: tuple[GdprChange, str | None, int | None, str, int, str]) -> ChangeRow:
    made, admin, document_id = row[0], row[1], row[2]
    stored = None if document_id is None else DocumentFacts(document_id, clean(row[3]), row[4], row[5])
    return cleaned(ChangeRow, made, admin=log.CUSTOMER if admin is None else clean(admin), document=stored)
