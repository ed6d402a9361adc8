"""The columns of the list of customers: kept for each admin and queue; the further ones by one query each."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from billia_tui import clock
from billia_tui.db.models import ListLayout, Service
from billia_tui.errors import Invalid
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import columns, queues
from billia_tui.operations.finding.columns import ColumnWish, Shown
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.vocabulary import Role
from tests.conftest import AddCustomer
from tests.operations.filled import ONE, SERVICE, THREE
from tests.operations.kit import questions, seat, stored


def test_columns_are_kept_for_each_admin_and_queue(desk: Desk) -> None:
    """Nobody else has them; of a queue that is deleted none remain; what no version knows is left out."""
    queue = desk.change(queues.add, "Mine", "vip")
    chosen = (ColumnWish(Shown.CITY, 20), ColumnWish(Shown.ID))
    desk.change(columns.save, 0, chosen)
    desk.change(columns.save, queue, (ColumnWish(Shown.UNPAID),))
    assert desk.ask(columns.layouts) == {0: chosen, queue: (ColumnWish(Shown.UNPAID),)}
    assert seat(desk, Role.SUPPORT).ask(columns.layouts) == {}
    for wrong in ([ColumnWish(Shown.ID), ColumnWish(Shown.ID, 9)], [ColumnWish(Shown.ID, 61)]):
        with pytest.raises(Invalid):
            desk.change(columns.save, 0, wrong)
    desk.change(queues.delete, queue)
    desk.change(columns.save, 0, ())
    assert stored(desk.store, ListLayout) == []
    desk.change(columns.save, 0, chosen)
    with desk.store.writing() as session:
        session.execute(text('UPDATE list_layouts SET columns = \'[["gone", 1], ["city", 999], 7]\''))
    assert desk.ask(columns.layouts) == {0: (ColumnWish(Shown.CITY, columns.WIDEST),)}


def test_what_is_shown_besides(filled: Desk, add_customer: AddCustomer) -> None:
    """Country and city, the next end, what is due by currency, the last contact: one query for each, none unasked."""
    alone = add_customer(filled, username="alone", email="alone@example.org", city="Bonn", country="DE")
    filled.change(notes.add, ONE, "called")
    soon = clock.now() + timedelta(hours=3)
    with filled.store.writing() as session:
        session.get_one(Service, SERVICE).expires_at = soon
    found = filled.ask(columns.further, [ONE, THREE, alone], list(Shown))
    assert (found[alone].city, found[alone].country, found[alone].currency) == ("Bonn", "DE", "EUR")
    assert (found[alone].expiry, found[alone].unpaid, found[alone].contact) == (None, (), None)
    assert found[THREE].expiry == soon
    assert [due.currency for due in found[THREE].unpaid] == ["EUR"]
    assert found[THREE].unpaid[0].minor > 0
    assert found[ONE].contact is not None
    for shown in (Shown.CITY, Shown.EXPIRY, Shown.UNPAID, Shown.CONTACT):
        with questions(filled) as seen:
            filled.ask(columns.further, [ONE, THREE], [shown])
        assert len(seen) == 1, shown
    with questions(filled) as seen:
        filled.ask(columns.further, [ONE, THREE], [])
    assert seen == []
