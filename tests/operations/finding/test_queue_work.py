"""Working a queue together: who has whom, put off, done, and the numbers (R241-R243)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from billia_tui import clock
from billia_tui.db.models import Customer, Queue, QueueCount, QueueHolder, QueueWork
from billia_tui.db.store import Store
from billia_tui.errors import Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.advance import run as advance
from billia_tui.operations.customers import erasure
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import queue_numbers, queue_work, queues, taking, walk
from billia_tui.operations.finding.queue_numbers import WorkRow
from billia_tui.operations.finding.queue_work import InQueue
from billia_tui.operations.finding.walk import Walk
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.timeline import pages as timeline
from billia_tui.operations.undo import take_back as undo
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import QueueStep, Role
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, log_of, seat, stored
from tests.operations.together import together

OWING, HELD = 1, 2
"""The queues that every store has: negative wallet, on hold."""


def owing(desk: Desk, add_customer: AddCustomer, number: int) -> list[int]:
    """Customers of the first queue, in its order."""
    ids = [add_customer(desk) for _ in range(number)]
    for place, one in enumerate(ids):
        desk.change(wallet.correct_balance, one, f"-{50 - place}", "fee")
    return ids


def walk_of(desk: Desk, customer_id: int) -> Walk:
    """A walk through the first queue."""
    return Walk(CustomerQuery(words=desk.ask(queues.find, "1").query), customer_id, queue_id=OWING)


def onward(desk: Desk, customer_id: int, *, forward: bool = True) -> int | None:
    """Whom `]` or `[` leads to."""
    found = desk.ask(walk.onward, walk_of(desk, customer_id), forward=forward)
    return None if found is None else found.customer_id


def numbers(desk: Desk) -> tuple[str, str, int, int, int]:
    """Open, who has whom, put off, done, done today."""
    found = desk.ask(queue_numbers.standing, OWING)
    return str(found.open), found.holders, found.put_off, found.done, found.done_today


def test_one_has_it_and_others_pass_it_by(desk: Desk, add_customer: AddCustomer) -> None:
    """R241: taken by one, seen and passed by by the others, free again when it is given back or left for another."""
    ben = seat(desk, Role.SUPPORT, username="ben")
    ids = owing(desk, add_customer, 4)
    assert desk.change(taking.take, "a", OWING, ids[1]) == ""
    assert ben.change(taking.take, "b", OWING, ids[1]) == "ana"
    assert ben.ask(queue_work.of_many, OWING, ids) == {ids[1]: InQueue("ana")}
    assert desk.ask(queue_work.of_many, OWING, ids)[ids[1]].words == "yours"
    assert (onward(ben, ids[0]), onward(desk, ids[0]), onward(ben, ids[2], forward=False)) == (ids[2], ids[1], ids[0])
    assert numbers(ben) == ("3", "ana", 0, 0, 0)
    assert desk.change(taking.take, "a", OWING, ids[2], leaving=ids[1]) == ""
    assert ben.change(taking.take, "b", HELD, ids[1]) == "", "one customer, one holder, whichever the queue"
    assert not ben.change(taking.free, ids[2])
    assert not desk.change(taking.free, ids[2], console="another console of ana")
    assert desk.change(taking.take, "a2", OWING, ids[2]) == "", "one's own is taken over from the other console"
    assert desk.change(taking.free, ids[2], console="a2")
    ben.change(taking.free_all, "b")
    assert desk.ask(queue_work.of_many, OWING, ids) == {}
    with pytest.raises(NotFound):
        ben.change(taking.take, "b", 99, ids[0])
    assert stored_lines(desk, ids) == set()


def stored_lines(desk: Desk, ids: list[int]) -> set[str]:
    """The log lines of queues."""
    return {line.action for one in ids for line in log_of(desk, one) if "queue" in line.thing}


def test_half_an_hour_without_a_key(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R241: whose console got no key for 30 minutes, or died, has nobody any more; a key in time keeps it."""
    ben = seat(desk, Role.SUPPORT, username="ben")
    ids = owing(desk, add_customer, 3)
    desk.change(taking.take, "a", OWING, ids[1])
    frozen.shift(timedelta(minutes=20))
    desk.change(taking.still, "a")
    frozen.shift(timedelta(minutes=30))
    assert onward(ben, ids[0]) == ids[2]
    assert ben.change(taking.take, "b", OWING, ids[1]) == "ana"
    frozen.shift(timedelta(seconds=1))
    assert onward(ben, ids[0]) == ids[1]
    assert numbers(ben)[:2] == ("3", "")
    assert ben.change(taking.take, "b", OWING, ids[1]) == ""
    desk.change(taking.still, "a")
    assert desk.change(taking.take, "a", OWING, ids[1]) == "ben"


def test_two_at_the_same_moment(store: Store, desk: Desk, add_customer: AddCustomer) -> None:
    """R241: of several who take one at the same moment exactly one has it, and the others are told who that is."""
    admins = [desk, *(seat(desk, Role.SUPPORT, username=f"s{number}") for number in range(3))]
    names = ["ana", "s0", "s1", "s2"]
    for ident in owing(desk, add_customer, 4):

        def take(own: Desk, number: int, ident: int = ident) -> str:
            sits = Desk(own.store, admins[number].admin_id)
            said: str = sits.change(taking.take, f"t{number}", OWING, ident)
            return said

        said = together(store, take)
        (winner,) = (names[number] for number, one in enumerate(said) if one == "")
        assert sorted(said) == ["", *[winner] * 3]
        (row,) = stored_holders(store, ident)
        assert row.admin_id == admins[names.index(winner)].admin_id


def stored_holders(store: Store, customer_id: int) -> list[QueueHolder]:
    """Who has a customer."""
    with store.reading() as session:
        return list(session.scalars(select(QueueHolder).where(QueueHolder.customer_id == customer_id)))


def test_put_off(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R242: until a day or hour, with a reason; a line of the log and an entry of the timeline; then it is open."""
    ids = owing(desk, add_customer, 2)
    desk.change(taking.take, "a", OWING, ids[0])
    until = desk.change(queue_work.put_off, OWING, ids[0], "16:30", "rings back", request_key="k")
    assert clock.shown(until) == "2026-03-02 16:30"
    assert desk.change(queue_work.put_off, OWING, ids[0], "16:30", "rings back", request_key="k") == until
    standing = desk.ask(queue_work.of_many, OWING, ids)[ids[0]]
    assert (standing.words, standing.reason) == ("put off until 2026-03-02 16:30", "rings back")
    assert onward(desk, ids[1], forward=False) is None
    assert numbers(desk) == ("1", "", 1, 0, 0)
    event = next(one for one in desk.ask(timeline.page, ids[0], ALL).rows if "queue" in one.what)
    assert event.line == (
        "put off in queue · state: open → put off until 2026-03-02 16:30 · queue: Negative wallet · rings back"
    )
    frozen.move_to(until)
    assert onward(desk, ids[1], forward=False) == ids[0]
    assert numbers(desk) == ("2", "", 0, 0, 0)
    frozen.shift(timedelta(minutes=1))
    for typed, shown in (("3d", "2026-03-05 16:31"), ("2026-04-01", "2026-04-01 00:00"), ("9:05", "2026-03-03 09:05")):
        assert clock.shown(desk.change(queue_work.put_off, OWING, ids[0], typed, "x")) == shown
    for typed in ("", "soon", "2026-02-01", "2026-04", "25:00", "2026-03-03 x", "2 2 2", "500d"):
        with pytest.raises(Invalid) as wrong:
            desk.change(queue_work.put_off, OWING, ids[0], typed, "")
        assert sorted(wrong.value.fields) == ["reason", "until"], typed


def test_done_comes_back_with_the_next_entry(desk: Desk, add_customer: AddCustomer) -> None:
    """R242: done while it stays in the queue; out of it and in again it is open, also in between two looks."""
    ids = owing(desk, add_customer, 2)
    desk.change(queue_work.done, OWING, ids[0], "called")
    assert onward(desk, ids[1], forward=False) is None
    assert numbers(desk) == ("1", "", 0, 1, 1)
    with pytest.raises(Refused, match="done in this queue already"):
        desk.change(queue_work.done, OWING, ids[0])
    desk.change(wallet.add_funds, ids[0], "1.00")
    assert onward(desk, ids[1], forward=False) is None, "still below zero"
    desk.change(wallet.add_funds, ids[0], "100.00")
    desk.change(wallet.correct_balance, ids[0], "-105.00", "fee")
    assert onward(desk, ids[1], forward=False) == ids[0]
    assert numbers(desk) == ("2", "", 0, 0, 1)
    desk.change(hold.put_on, ids[1])
    desk.change(queue_work.done, HELD, ids[1])
    desk.change(queue_work.done, OWING, ids[1])
    desk.change(queue_work.reopen, OWING, ids[1])
    with pytest.raises(Refused, match="open in this queue already"):
        desk.change(queue_work.reopen, OWING, ids[1])
    assert [work.queue_id for work in stored(desk.store, QueueWork, ended_at=None)] == [HELD]
    assert stored_lines(desk, ids) == {"done in queue", "open again in queue"}


def test_undo_and_colleagues(desk: Desk, add_customer: AddCustomer) -> None:
    """R242, R223: whom a colleague has one does not call done; what was done goes back with undo."""
    ben = seat(desk, Role.SUPPORT, username="ben")
    (one,) = owing(desk, add_customer, 1)
    ben.change(taking.take, "b", OWING, one)
    with pytest.raises(Refused, match="ben has this customer"):
        desk.change(queue_work.done, OWING, one)
    with pytest.raises(Refused, match="ben has this customer"):
        desk.change(queue_work.put_off, OWING, one, "3d", "x")
    ben.change(queue_work.done, OWING, one)
    assert stored_holders(desk.store, one) == []
    offered = ben.ask(undo.last, customer_id=one)
    assert (offered.action, offered.refusal) == ("done in queue", "")
    ben.change(undo.take_back, offered.id)
    assert ben.ask(queue_work.of_many, OWING, [one]) == {}


def test_what_only_time_brings(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R242, R243: `advance` looks who has left a queue by time alone, and keeps how many are in each on a day."""
    (one,) = owing(desk, add_customer, 1)
    week = desk.change(queues.add, "New", "created:<7d", everybody=True)
    desk.change(queue_work.done, week, one)
    advance.run(desk)
    assert len(stored(desk.store, QueueWork, ended_at=None)) == 1
    frozen.shift(timedelta(days=8))
    advance.run(desk)
    assert stored(desk.store, QueueWork, ended_at=None) == []
    days = desk.ask(queue_numbers.standing, week).days
    assert (len(days), days[-9], days[-1]) == (31, 1, 0)
    frozen.shift(timedelta(days=40))
    advance.run(desk)
    assert desk.ask(queue_numbers.standing, week).days == (None,) * 30 + (0,)


def test_report_and_reach(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R243, R185: by queue and admin since a time; of customers in reach; the picture only for who reaches all."""
    ben, far = seat(desk, Role.SUPPORT, username="ben"), seat(desk, Role.SUPPORT, "north", username="far")
    ids = owing(desk, add_customer, 3)
    desk.change(queue_work.done, OWING, ids[0])
    frozen.shift(timedelta(days=1))
    since = clock.now()
    ben.change(queue_work.done, OWING, ids[1])
    ben.change(queue_work.put_off, OWING, ids[2], "1h", "x")
    ben.change(queue_work.done, OWING, ids[2])
    own = ben.change(queues.add, "Own", "wallet:<0")
    ben.change(queue_work.done, own, ids[2])
    assert desk.ask(queue_numbers.report, since) == (WorkRow("Negative wallet", "ben", 2, 1, 2),)
    assert ben.ask(queue_numbers.report, since - timedelta(days=2)) == (
        WorkRow("Negative wallet", "ana", 1, 0, 1),
        WorkRow("Negative wallet", "ben", 2, 1, 2),
        WorkRow("Own", "ben", 1, 0, 1),
    )
    assert far.ask(queue_numbers.report, since) == ()
    desk.change(queue_numbers.note, desk.ask(queue_numbers.whole))
    assert desk.ask(queue_numbers.standing, OWING).days[-1] == 3
    seen = far.ask(queue_numbers.standing, OWING)
    assert (seen.customers.number, seen.done_today, seen.days) == (0, 0, ())
    far.change(queue_numbers.note, {OWING: 7})
    assert [row.customers for row in counts(desk.store) if row.queue_id == OWING] == [3]
    with pytest.raises(Forbidden):
        Desk(desk.store, desk.admin_id, acting_as=ids[0]).ask(queue_numbers.standing, OWING)
    desk.change(queues.delete, OWING)
    ben.change(queues.delete, own)
    assert stored(desk.store, QueueWork) == []


def counts(store: Store) -> list[QueueCount]:
    """The numbers of days."""
    with store.reading() as session:
        return list(session.scalars(select(QueueCount)))


def test_an_erasure_takes_the_reasons(desk: Desk, add_customer: AddCustomer) -> None:
    """R191: a reason may name somebody; who worked when stays."""
    (one,) = owing(desk, add_customer, 1)
    desk.change(queue_work.put_off, OWING, one, "3d", "Maria rings back")
    desk.change(wallet.add_funds, one, "50")
    desk.change(erasure.erase, one, typed_username=stored(desk.store, Customer, id=one)[0].username)
    (work,) = stored(desk.store, QueueWork)
    assert (work.reason, work.step) == ("", QueueStep.PUT_OFF)
    with desk.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Queue)) == 6
