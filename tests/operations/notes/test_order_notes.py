"""Notes of an order (R147, R170-R174)."""

import pytest
import time_machine

from billia_tui.db.models import Note
from billia_tui.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.notes import order_notes
from billia_tui.paging import Window
from billia_tui.vocabulary import Role
from tests import factories
from tests.conftest import NOW, AddCustomer, DeskOfRole
from tests.operations.kit import ALL, everything, log_of, questions, stored


@pytest.fixture
def order(desk: Desk, add_customer: AddCustomer) -> int:
    """An order of customer 1."""
    return factories.add_purchase(desk, add_customer(desk))


def test_added_edited_deleted(desk: Desk, order: int, desk_of_role: DeskOfRole, frozen: time_machine.Traveller) -> None:
    """R147, R172-R174: id, date, admin, first line; an edit keeps author and date; what is deleted is gone."""
    ids = [desk.change(order_notes.add, order, f"note {n}\r\nmore") for n in range(4)]
    frozen.shift(3600)
    other = desk_of_role(Role.TECH, username="tom")
    assert other.change(order_notes.edit, order, ids[0], "note 0\nmore ") is False
    assert other.change(order_notes.edit, order, ids[0], "changed") is True
    rows = desk.ask(order_notes.page, order, ALL).rows
    assert [row.id for row in rows] == ids[::-1]
    assert (rows[-1].text, rows[-1].admin, rows[-1].created_at) == ("changed", "ana", NOW)
    assert rows[-1].edited == "edited by tom at 2026-03-02 15:05"
    assert (rows[0].line, rows[0].text) == ("note 3", "note 3\nmore")
    desk.change(order_notes.delete, order, ids[0])
    assert [row.id for row in desk.ask(order_notes.page, order, Window(limit=2, bottom=True)).rows] == [ids[2], ids[1]]
    lines = [(line.action, line.summary) for line in log_of(desk, 1)[:2]]
    assert lines == [("delete note", f"order: – → {order}"), ("edit note", f"order: – → {order}")]
    for late in (
        lambda: desk.change(order_notes.delete, order, ids[0]),
        lambda: desk.change(order_notes.edit, order, ids[0], "y"),
    ):
        with pytest.raises(NotFound, match="deleted meanwhile"):
            late()


def test_they_show_nowhere_else(desk: Desk, order: int) -> None:
    """R147, R171: not among the user notes, nor those of another order; and the other way round."""
    made = desk.change(order_notes.add, order, "about the order")
    user_note = desk.change(notes.add, 1, "about the customer")
    other = factories.add_purchase(desk, 1)
    assert [row.id for row in desk.ask(notes.page, 1, ALL).rows] == [user_note]
    assert desk.ask(order_notes.page, other, ALL).rows == ()
    before = everything(desk.store)
    for purchase, note in ((other, made), (order, user_note), (order, 10**30), (10**30, made)):
        with pytest.raises(NotFound):
            desk.change(order_notes.edit, purchase, note, "y")
        with pytest.raises(NotFound):
            desk.change(order_notes.delete, purchase, note)
    with pytest.raises(NotFound):
        desk.change(notes.delete, 1, made)
    assert everything(desk.store) == before
    (row,) = stored(desk.store, Note, id=made)
    assert (row.kind, row.customer_id, row.purchase_id) == ("order", 1, order)


@pytest.mark.parametrize("text", ["", " \n\t ", "x" * 5001, "a\x1b[2Jb", "a\u202eb", "\ud800"], ids=ascii)
def test_texts_that_are_refused(sqlite_desk: Desk, add_customer: AddCustomer, text: str) -> None:
    """R174, P5: the same texts as for user notes; adding and editing alike."""
    order = factories.add_purchase(sqlite_desk, add_customer(sqlite_desk))
    made = sqlite_desk.change(order_notes.add, order, "ä" * 5000)
    before = everything(sqlite_desk.store)
    with pytest.raises(Invalid) as adding:
        sqlite_desk.change(order_notes.add, order, text)
    with pytest.raises(Invalid) as editing:
        sqlite_desk.change(order_notes.edit, order, made, text)
    assert list(adding.value.fields) == list(editing.value.fields) == ["text"]
    assert everything(sqlite_desk.store) == before


def test_never_in_the_customer_panel(desk: Desk, order: int) -> None:
    """R170, R177: neither read nor written there."""
    made = desk.change(order_notes.add, order, "difficult")
    panel = Desk(desk.store, 1, acting_as=1)
    with pytest.raises(Forbidden):
        panel.ask(order_notes.page, order, ALL)
    for refused in (
        lambda: panel.change(order_notes.add, order, "x"),
        lambda: panel.change(order_notes.edit, order, made, "x"),
        lambda: panel.change(order_notes.delete, order, made),
    ):
        with pytest.raises(Forbidden):
            refused()


def test_out_of_reach(desk: Desk, order: int, desk_of_role: DeskOfRole) -> None:
    """R185: notes of a customer of another reseller are not there."""
    made = desk.change(order_notes.add, order, "x")
    north = desk_of_role(Role.ADMINISTRATOR, "North")
    assert north.ask(order_notes.page, order, ALL).rows == ()
    with pytest.raises(NotFound):
        north.change(order_notes.add, order, "y")
    with pytest.raises(NotFound):
        north.change(order_notes.delete, order, made)


def test_two_forms_on_one_note(desk: Desk, order: int) -> None:
    """R189: the second one gets the fresh text."""
    made = desk.change(order_notes.add, order, "x")
    desk.change(order_notes.edit, order, made, "one", seen=1)
    with pytest.raises(Conflict) as refused:
        desk.change(order_notes.edit, order, made, "two", seen=1)
    assert (refused.value.fresh, refused.value.seen) == ({"text": "one"}, 2)
    desk.change(order_notes.edit, order, made, "one and two", seen=2)


def test_the_same_request_is_one_note(desk: Desk, order: int) -> None:
    """P1: a repeated save adds no second one; the key of another text is refused."""
    made = desk.change(order_notes.add, order, "x", request_key="k")
    assert desk.change(order_notes.add, order, "x", request_key="k") == made
    with pytest.raises(Refused):
        desk.change(order_notes.add, order, "y", request_key="k")
    assert len(desk.ask(order_notes.page, order, ALL).rows) == 1


def test_the_log_holds_no_note(desk: Desk, order: int) -> None:
    """R186: the log says that, not what: texts must stay erasable."""
    made = desk.change(order_notes.add, order, "secret-marker")
    desk.change(order_notes.edit, order, made, "secret-marker 2")
    assert "secret-marker" not in repr(everything(desk.store)["log_entries"])


def test_the_cost_does_not_grow(desk: Desk, order: int) -> None:
    """R46: one statement a page, with 3 notes as with 300."""
    for number in (3, 297):
        with desk.store.writing() as session:
            session.add_all(
                Note(kind="order", customer_id=1, purchase_id=order, text="x", admin_id=1, created_at=factories.THEN)
                for _ in range(number)
            )
        with questions(desk) as seen:
            desk.ask(order_notes.page, order, Window(limit=50))
        assert len(seen) == 1
