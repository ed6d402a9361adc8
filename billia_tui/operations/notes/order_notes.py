"""Notes of the staff about one order: on its page alone, never on the details page or in the panel (R147, R170)."""

from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Note, Purchase
from billia_tui.operations.actor import Actor
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.notes.customer_notes import NoteRow
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.operations.reach import reached, the_purchase
from billia_tui.operations.requests import Request
from billia_tui.paging import Page, Window
from billia_tui.vocabulary import NoteKind


def page(session: Session, actor: Actor, purchase_id: int, window: Window) -> Page[NoteRow]:
    """The notes of an order, newest first (R147, R172); none for one out of reach."""
    staff_only(actor)
    mine = notes.notes_of(NoteKind.ORDER).join(Customer, Customer.id == Note.customer_id)
    return notes.page_of(session, mine.where(Note.purchase_id == purchase_id, reached(actor)), window)


def add(session: Session, actor: Actor, purchase_id: int, text: str, *, request_key: str | None = None) -> int:
    """Adds a note of one to 5,000 characters to an order (R147, R174); gives its id.

    Raises:
        Forbidden, NotFound, Invalid (at `text`), Refused (key used for another request).
    """
    require(actor, Right.NOTES)
    request = Request(request_key, "add order note", purchase_id, text)
    purchase, customer = the_purchase(session, actor, purchase_id)
    if (known := request.answered(session)) is not None:
        return known
    note = Note(kind=NoteKind.ORDER, customer_id=customer.id, purchase_id=purchase.id)
    made = notes.write(session, actor, note, text)
    return request.remember(session, made)


def edit(session: Session, actor: Actor, purchase_id: int, note_id: int, text: str, *, seen: int | None = None) -> bool:
    """Changes the text; author and date stay, "edited by … at …" is added (R174). Tells whether anything changed.

    Raises:
        Forbidden, NotFound, Invalid (at `text`), Conflict (saved by someone else since the version `seen`).
    """
    require(actor, Right.NOTES)
    purchase, _ = the_purchase(session, actor, purchase_id)
    return notes.rewrite(session, actor, _note(session, purchase, note_id), text, seen=seen)


def delete(session: Session, actor: Actor, purchase_id: int, note_id: int) -> None:
    """Deletes a note of an order (R147, R174); raises Forbidden, NotFound."""
    require(actor, Right.NOTES)
    purchase, _ = the_purchase(session, actor, purchase_id)
    notes.remove(session, actor, _note(session, purchase, note_id))


def _note(session: Session, purchase: Purchase, note_id: int) -> Note:
    note = session.get(Note, note_id)
    if note is None or note.purchase_id != purchase.id or note.deleted_at is not None:
        raise notes.gone()
    return note
