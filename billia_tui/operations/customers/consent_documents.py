"""Documents that prove a consent: stored with their SHA-256, never changed, given out again as they came (R98)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Admin, Customer, GdprDocument
from billia_tui.db.paging import fetch
from billia_tui.errors import Invalid, NotFound, Refused
from billia_tui.operations import reach
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers.upload import Upload, checked
from billia_tui.operations.input import Fields
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.paging import Page, Window
from billia_tui.text import clean

_COLUMNS = (GdprDocument.id, GdprDocument.name, GdprDocument.size, GdprDocument.sha256)


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A stored document: its file name, size in bytes, and SHA-256 in hex."""

    id: int
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A stored document in a list, with who stored it when."""

    id: int
    at: datetime
    admin: str
    name: str
    size: int
    sha256: str


def add(session: Session, actor: Actor, customer_id: int, upload: Upload) -> DocumentFacts:
    """Stores a document of a customer before the change that it belongs to (R98).

    Raises:
        Forbidden, NotFound, Invalid (at `document`).
    """
    require(actor, Right.MARKETING)
    customer = reach.the_customer(session, actor, customer_id)
    facts = store(session, actor, customer, upload)
    log.write(
        session, actor, customer.id, ("document", facts.id), "store document",
        after={"name": facts.name, "sha256": facts.sha256},
    )  # fmt: skip
    return facts


def page(session: Session, actor: Actor, customer_id: int, window: Window) -> Page[DocumentRow]:
    """The documents of a customer, newest first; their bytes are not read."""
    staff_only(actor)
    statement = reach.of_customer(
        select(*_COLUMNS, GdprDocument.at, Admin.username).join(Admin, Admin.id == GdprDocument.admin_id),
        actor,
        customer_id,
        GdprDocument.customer_id,
    )
    return fetch(session, statement, [GdprDocument.__table__.c.id], window, _row, descending=True)


def read(session: Session, actor: Actor, customer_id: int, document_id: int) -> Upload:
    """A stored document, to be saved as a file again.

    Raises:
        NotFound, Refused (its bytes are not those that were stored).
    """
    staff_only(actor)
    statement = reach.of_customer(
        select(GdprDocument.name, GdprDocument.content, GdprDocument.sha256).where(GdprDocument.id == document_id),
        actor,
        customer_id,
        GdprDocument.customer_id,
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound(f"customer {customer_id} has no document {document_id}")
    if _digest(row[1]) != row[2]:
        raise Refused(f"document {document_id} was changed in the store: its SHA-256 is another one", rule="R98")
    return Upload(clean(row[0]), row[1])


def store(session: Session, actor: Actor, customer: Customer, upload: Upload) -> DocumentFacts:
    """Stores a document of a locked customer; raises Invalid at `document`."""
    fields = Fields()
    name = fields.line("document", upload.name, required=True)
    if "/" in name or name in {".", ".."}:
        fields.errors["document"] = "has a name that is no file name"
    fields.done()
    content = checked(upload.content)
    stored = GdprDocument(
        customer_id=customer.id,
        name=name,
        size=len(content),
        sha256=_digest(content),
        content=content,
        admin_id=actor.admin_id,
        at=clock.now(),
    )
    session.add(stored)
    session.flush()
    return DocumentFacts(stored.id, clean(name), stored.size, stored.sha256)


def of_customer(session: Session, customer: Customer, document_id: int) -> DocumentFacts:
    """A document that is stored already; raises Invalid at `document` if it is none of this customer."""
    here = (GdprDocument.id == document_id, GdprDocument.customer_id == customer.id)
    row = session.execute(select(*_COLUMNS).where(*here)).one_or_none()
    if row is None:
        raise Invalid({"document": f"this customer has no document {document_id}"})
    return DocumentFacts(row[0], clean(row[1]), row[2], row[3])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _row(row: Any) -> DocumentRow:
    return DocumentRow(row[0], row[4], clean(row[5]), clean(row[1]), row[2], row[3])
