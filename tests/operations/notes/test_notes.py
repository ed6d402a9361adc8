"""User notes (R170-R174)."""

import pytest
import time_machine

from billia_tui.db.models import Note
from billia_tui.errors import Conflict, Invalid, NotFound
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.paging import Window
from billia_tui.vocabulary import NoteKind, Role
from tests import factories
from tests.conftest import NOW, AddCustomer, DeskOfRole
from tests.operations.kit import ALL, everything, log_of


def test_notes_are_listed_newest_first(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R172, R173: own id, date, admin, first line; no limit of three; the whole text in its lines."""
    ident = add_customer(desk)
    ids = [desk.change(notes.add, ident, f"\n note {n}\r\nsecond line \n") for n in range(5)]
    rows = desk.ask(notes.page, ident, ALL).rows
    assert [row.id for row in rows] == ids[::-1]
    assert (rows[0].created_at, rows[0].admin, rows[0].edited) == (NOW, "ana", "")
    assert (rows[0].line, rows[0].text) == ("note 4", "note 4\nsecond line")
    assert [row.id for row in desk.ask(notes.page, ident, Window(limit=2, bottom=True)).rows] == [ids[1], ids[0]]


def test_one_row_is_asked_for_alone(desk: Desk, add_customer: AddCustomer) -> None:
    """By its id, wherever it stands in its list; never another customer's."""
    ident, other = add_customer(desk), add_customer(desk)
    ids = [desk.change(notes.add, ident, f"note {n}") for n in range(5)]
    for wanted in ids:
        assert [row.id for row in desk.ask(notes.page, ident, Window(limit=1, only=wanted)).rows] == [wanted]
    assert desk.ask(notes.page, ident, Window(limit=1, only=ids[-1] + 1)).rows == ()
    assert desk.ask(notes.page, other, Window(limit=1, only=ids[0])).rows == ()


def test_order_notes_do_not_show(desk: Desk, add_customer: AddCustomer) -> None:
    """R171: the page shows only user notes, and they cannot be changed through it."""
    ident = add_customer(desk)
    purchase = factories.add_purchase(desk, ident)
    with desk.store.writing() as session:
        note = Note(
            kind=NoteKind.ORDER,
            customer_id=ident,
            purchase_id=purchase,
            text="x",
            admin_id=1,
            created_at=factories.THEN,
        )
        session.add(note)
        session.flush()
        order_note = note.id
    assert desk.ask(notes.page, ident, ALL).rows == ()
    with pytest.raises(NotFound):
        desk.change(notes.edit, ident, order_note, "y")
    with pytest.raises(NotFound):
        desk.change(notes.delete, ident, order_note)


@pytest.mark.parametrize(
    "text", ["", " \n\t ", "x" * 5001, "a\x1b[2Jb", "a\u202eb", "\ud800", "a\u2028b", "a\x00"], ids=ascii
)
def test_texts_that_are_refused(sqlite_desk: Desk, add_customer: AddCustomer, text: str) -> None:
    """R174, P5: required, at most 5,000 characters, nothing hidden; adding and editing alike."""
    ident = add_customer(sqlite_desk)
    made = sqlite_desk.change(notes.add, ident, "ok")
    before = everything(sqlite_desk.store)
    with pytest.raises(Invalid) as adding:
        sqlite_desk.change(notes.add, ident, text)
    with pytest.raises(Invalid) as editing:
        sqlite_desk.change(notes.edit, ident, made, text)
    assert list(adding.value.fields) == list(editing.value.fields) == ["text"]
    assert everything(sqlite_desk.store) == before


def test_the_longest_note(desk: Desk, add_customer: AddCustomer) -> None:
    """R174: 5,000 characters go in and come out whole."""
    ident = add_customer(desk)
    desk.change(notes.add, ident, "ä" * 5000)
    assert desk.ask(notes.page, ident, ALL).rows[0].text == "ä" * 5000


def test_an_edit_keeps_author_and_date(
    desk: Desk, add_customer: AddCustomer, desk_of_role: DeskOfRole, frozen: time_machine.Traveller
) -> None:
    """R174: "edited by … at …" is added; the same text is no edit."""
    ident = add_customer(desk)
    made = desk.change(notes.add, ident, "first")
    other = desk_of_role(Role.TECH, username="tom")
    frozen.shift(3600)
    assert other.change(notes.edit, ident, made, "first ") is False
    assert other.change(notes.edit, ident, made, "second") is True
    (row,) = desk.ask(notes.page, ident, ALL).rows
    assert (row.text, row.admin, row.created_at) == ("second", "ana", NOW)
    assert row.edited == "edited by tom at 2026-03-02 15:05"
    assert (log_of(desk, ident)[0].action, log_of(desk, ident)[0].admin) == ("edit note", "tom")


def test_a_deleted_note_is_gone(desk: Desk, add_customer: AddCustomer) -> None:
    """R174."""
    ident = add_customer(desk)
    made = desk.change(notes.add, ident, "x")
    desk.change(notes.delete, ident, made)
    assert desk.ask(notes.page, ident, ALL).rows == ()
    assert log_of(desk, ident)[0].action == "delete note"
    for operation in (
        lambda: desk.change(notes.delete, ident, made),
        lambda: desk.change(notes.edit, ident, made, "y"),
    ):
        with pytest.raises(NotFound, match="deleted meanwhile"):
            operation()


def test_notes_of_another_customer(desk: Desk, add_customer: AddCustomer) -> None:
    """R185: a note is only reached through its own customer."""
    ident, other = add_customer(desk), add_customer(desk)
    foreign = desk.change(notes.add, other, "x")
    for wrong in (foreign, 10**30):
        with pytest.raises(NotFound):
            desk.change(notes.edit, ident, wrong, "y")
        with pytest.raises(NotFound):
            desk.change(notes.delete, ident, wrong)
    assert len(desk.ask(notes.page, other, ALL).rows) == 1


def test_two_forms_on_one_note(desk: Desk, add_customer: AddCustomer) -> None:
    """R189: the second one gets the fresh text."""
    ident = add_customer(desk)
    made = desk.change(notes.add, ident, "x")
    desk.change(notes.edit, ident, made, "one", seen=1)
    before = everything(desk.store)
    with pytest.raises(Conflict) as refused:
        desk.change(notes.edit, ident, made, "two", seen=1)
    assert refused.value.fresh == {"text": "one"}
    assert everything(desk.store) == before
    desk.change(notes.edit, ident, made, "one and two", seen=2)


def test_the_log_holds_no_note(desk: Desk, add_customer: AddCustomer) -> None:
    """R186, reliability 3.4: the log says that, not what: texts must stay erasable."""
    ident = add_customer(desk)
    made = desk.change(notes.add, ident, "secret-marker")
    desk.change(notes.edit, ident, made, "secret-marker 2")
    desk.change(notes.delete, ident, made)
    assert "secret-marker" not in repr(everything(desk.store)["log_entries"])
