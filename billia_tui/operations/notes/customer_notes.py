"""Notes of the staff about a customer; never visible to the customer (R170-R174).

Those about an order are in `order_notes`; what holds for both kinds is here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from billia_tui import clock
from billia_tui.db import search
from billia_tui.db.models import Admin, Customer, Note
from billia_tui.db.paging import fetch
from billia_tui.errors import NotFound, Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.input import Fields, check_seen
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.operations.reach import of_customer, the_customer
from billia_tui.operations.requests import Request
from billia_tui.paging import Page, Window
from billia_tui.text import clean, first_line
from billia_tui.vocabulary import NoteKind


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note: `line` is its first line, `text` all of it, both cleaned; `stored` is for the edit form alone."""

    id: int
    created_at: datetime
    admin: str
    line: str
    text: str
    edited: str
    stored: str
    version: int


_editor = aliased(Admin)


def page(session: Session, actor: Actor, customer_id: int, window: Window) -> Page[NoteRow]:
    """The user notes of a customer, newest first, no limit of three (R171, R172); never in its panel (R170)."""
    staff_only(actor)
    statement = of_customer(notes_of(NoteKind.USER), actor, customer_id, Note.customer_id)
    return page_of(session, statement, window)


def add(session: Session, actor: Actor, customer_id: int, text: str, *, request_key: str | None = None) -> int:
    """Adds a user note of one to 5,000 characters (R174); gives its id.

    Raises:
        Forbidden, NotFound, Invalid (at `text`), Refused (key used for another request).
    """
    require(actor, Right.NOTES)
    request = Request(request_key, "add note", customer_id, text)
    customer = the_customer(session, actor, customer_id)
    if (known := request.answered(session)) is not None:
        return known
    made = write(session, actor, Note(kind=NoteKind.USER, customer_id=customer.id), text)
    return request.remember(session, made)


def edit(session: Session, actor: Actor, customer_id: int, note_id: int, text: str, *, seen: int | None = None) -> bool:
    """Changes the text; author and date stay, "edited by … at …" is added (R174). Tells whether anything changed.

    Raises:
        Forbidden, NotFound, Invalid (at `text`), Conflict (saved by someone else since the version `seen`).
    """
    require(actor, Right.NOTES)
    customer = the_customer(session, actor, customer_id)
    return rewrite(session, actor, _note(session, customer, note_id), text, seen=seen)


def delete(session: Session, actor: Actor, customer_id: int, note_id: int) -> None:
    """Deletes a note (R174); raises Forbidden, NotFound."""
    require(actor, Right.NOTES)
    customer = the_customer(session, actor, customer_id)
    remove(session, actor, _note(session, customer, note_id))


def _note(session: Session, customer: Customer, note_id: int) -> Note:
    note = session.get(Note, note_id)
    if note is None or note.customer_id != customer.id or note.kind != NoteKind.USER or note.deleted_at is not None:
        raise gone()
    return note


# ── both kinds ──


def notes_of(kind: NoteKind) -> Select[Note, str, str]:
    """The notes of a kind with author and editor, those that were deleted left out."""
    return (
        select(Note, Admin.username, _editor.username)
        .join(Admin, Admin.id == Note.admin_id)
        .outerjoin(_editor, _editor.id == Note.edited_by)
        .where(Note.kind == kind, Note.deleted_at.is_(None))
    )


def page_of(session: Session, statement: Select[*tuple[Any, ...]], window: Window) -> Page[NoteRow]:
    """A page of `notes_of`, newest first."""
    return fetch(session, statement, [Note.__table__.c.id], window, _row, descending=True)


def write(session: Session, actor: Actor, note: Note, text: str) -> int:
    """Stores a new note with this text, written now by the actor; raises Invalid (at `text`)."""
    note.text = _checked(text)
    note.admin_id, note.created_at = actor.admin_id, clock.now()
    session.add(note)
    search.note_written(session, note)
    search.refresh(session, [note.customer_id])
    _log(session, actor, note, "add note")
    return note.id


def rewrite(session: Session, actor: Actor, note: Note, text: str, *, seen: int | None) -> bool:
    """Gives a note another text; tells whether it is another one. Raises Invalid (at `text`), Conflict."""
    check_seen(seen, note.version, "note", {"text": note.text})
    text = _checked(text)
    if text == note.text:
        return False
    before = note.folded
    note.text, note.edited_by, note.edited_at = text, actor.admin_id, clock.now()
    note.version += 1
    search.note_written(session, note, before)
    search.refresh(session, [note.customer_id])
    _log(session, actor, note, "edit note")
    return True


def remove(session: Session, actor: Actor, note: Note) -> None:
    """Takes a note away."""
    note.deleted_at = clock.now()
    search.refresh(session, [note.customer_id])
    _log(session, actor, note, "delete note")


def restore(session: Session, actor: Actor, customer_id: int, note_id: int) -> None:
    """Brings a deleted note back, of the customer or of one of its orders, with its author, date and text.

    Raises:
        Forbidden, NotFound, Refused (it is there).
    """
    require(actor, Right.NOTES)
    customer = the_customer(session, actor, customer_id)
    note = session.get(Note, note_id)
    if note is None or note.customer_id != customer.id:
        raise NotFound(f"there is no note {note_id}")
    if note.deleted_at is None:
        raise Refused("this note is not deleted")
    note.deleted_at = None
    search.refresh(session, [note.customer_id])
    _log(session, actor, note, "restore note")


def gone() -> NotFound:
    """The refusal for a note that is not there."""
    return NotFound("this note was deleted meanwhile")


def _log(session: Session, actor: Actor, note: Note, action: str) -> None:
    """Never the text: a log line cannot be deleted, a note can. Of an order note it says which order."""
    after = {} if note.purchase_id is None else {"order": note.purchase_id}
    log.about(session, actor, note, action, after=after)


def _checked(text: str) -> str:
    read = Fields()
    text = read.lines("text", text, required=True)
    read.done()
    return text


def _row(row: Any) -> NoteRow:
    note: Note = row[0]
    edited = f"edited by {clean(row[2])} at {clock.shown(note.edited_at)}" if row[2] else ""
    return cleaned(
        NoteRow,
        note,
        admin=clean(row[1]),
        line=first_line(note.text),
        text=clean(note.text, lines=True, limit=None),
        edited=edited,
        stored=note.text,
    )
