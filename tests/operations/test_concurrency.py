"""Many at once: no money is lost, one name is given once, one key is one change (P1, P3, R189)."""

import multiprocessing
from contextlib import suppress
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Note
from billia_tui.db.store import Store, open_store
from billia_tui.errors import Conflict, Invalid, SignedOut, StoreBusy
from billia_tui.operations.actor import Actor
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import emails
from billia_tui.operations.customers.editing import NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.staff import changes as staff_changes
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import AdminStatus, Role
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, customer, ledger, stored
from tests.operations.together import WRITERS, together, url_of

PROCESSES, EACH = 8, 20
LONG = 60.0
"""Seconds that processes are given for what takes them two."""


def add_again_and_again(url: str, ident: int, number: int, start: Barrier) -> None:
    """The work of a process. Told "busy, nothing was saved", it asks again with the same key."""
    own = open_store(url)
    desk = Desk(own, 1)
    start.wait(LONG)
    waiting = list(range(EACH))
    while waiting:
        with suppress(StoreBusy):
            desk.change(wallet.add_funds, ident, f"0.{number + 1:02}", request_key=f"{number}-{waiting[-1]}")
            waiting.pop()
    own.close()


def test_no_movement_is_lost(store: Store, desk: Desk, add_customer: AddCustomer) -> None:
    """P1: additions of 8 processes to one wallet give the exact sum, each with the balance after it."""
    ident = add_customer(desk)
    several = multiprocessing.get_context("forkserver")  # what all of them import is imported once
    several.set_forkserver_preload([__name__])
    start = several.Barrier(PROCESSES)
    processes = [
        several.Process(target=add_again_and_again, args=(url_of(store), ident, number, start), daemon=True)
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(LONG)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    entries = ledger(store, ident)
    assert len(entries) == PROCESSES * EACH
    assert customer(store, ident).wallet == sum(range(1, PROCESSES + 1)) * EACH
    running = 0
    for entry in entries:
        running += entry.amount
        assert entry.balance_after == running
    assert list(Check(store).findings()) == []


def test_a_retry_that_meets_the_first_try(store: Store, desk: Desk, add_customer: AddCustomer) -> None:
    """P1: the same key at the same moment, from several lines, is one movement; all get the same answer."""
    ident = add_customer(desk)
    answers = together(store, lambda own, _: own.change(wallet.add_funds, ident, "5", request_key="k"))
    assert len({answer.id for answer in answers}) == 1
    assert customer(store, ident).wallet == 500


def test_one_new_customer_for_one_key(store: Store) -> None:
    """P1: also where there is no row yet that could be locked."""
    new = NewCustomer("Ana", "Lima", "ana@example.org", "BR", "USD")
    answers = together(store, lambda own, _: own.change(customers.add, new, request_key="k"))
    assert answers == [answers[0]] * WRITERS
    assert isinstance(answers[0], int)
    assert len(stored(store, Customer)) == 1


def test_one_username_is_given_once(store: Store) -> None:
    """Section 2, R92: of several at once one wins; the others are told at the field, as if they had come later."""
    new = NewCustomer("Ana", "Lima", "ana@example.org", "BR", "USD")
    answers = together(store, lambda own, _: own.change(customers.add, new))
    assert len([answer for answer in answers if isinstance(answer, int)]) == 1
    told = [answer.fields for answer in answers if isinstance(answer, Invalid)]
    assert len(told) == WRITERS - 1
    assert all(list(fields) == ["email"] for fields in told)


def test_one_address_is_given_once(store: Store, desk: Desk, add_customer: AddCustomer) -> None:
    """R92: several customers change to the same registration address; one gets it."""
    ids = [add_customer(desk) for _ in range(WRITERS)]
    first = {ident: desk.ask(emails.page, ident, ALL).rows[0].id for ident in ids}
    answers = together(
        store, lambda own, number: own.change(emails.edit, ids[number], first[ids[number]], "new@example.org")
    )
    assert answers.count(True) == 1
    assert sum(isinstance(answer, Invalid) for answer in answers) == WRITERS - 1


def test_two_forms_saved_at_the_same_moment(store: Store, desk: Desk, add_customer: AddCustomer) -> None:
    """P3, R189: exactly one wins, the others get what it saved."""
    ident = add_customer(desk)
    answers = together(store, lambda own, number: own.change(customers.edit, ident, {"city": f"City {number}"}, seen=1))
    assert answers.count(["city"]) == 1
    conflicts = [answer for answer in answers if isinstance(answer, Conflict)]
    assert len(conflicts) == WRITERS - 1
    assert {conflict.fresh["city"] for conflict in conflicts} == {customer(store, ident).city}


def test_wallets_of_two_customers_cross(store: Store, desk: Desk, add_customer: AddCustomer) -> None:
    """P1: two wallets, written in both orders by all, end exact, without a deadlock."""
    ids = [add_customer(desk), add_customer(desk)]

    def work(own: Desk, number: int) -> None:
        waiting = list(range(10))
        while waiting:
            with suppress(StoreBusy):
                which = ids[(number + waiting[-1]) % 2]
                own.change(wallet.correct_balance, which, "0.01" if number % 2 else "-0.01", "x")
                waiting.pop()

    assert together(store, work) == [None] * WRITERS
    assert [customer(store, ident).wallet for ident in ids] == [0, 0]
    assert len(ledger(store, ids[0])) + len(ledger(store, ids[1])) == WRITERS * 10


def test_readers_do_not_wait_for_a_writer(store: Store, desk: Desk, add_customer: AddCustomer) -> None:
    """R46, P2: while a change is under way others read the state before it."""
    ident = add_customer(desk)
    with store.writing() as session:
        wallet.add_funds(session, desk.actor, ident, "5")
        session.flush()
        assert desk.ask(wallet.history, ident, ALL).rows == ()
    assert len(desk.ask(wallet.history, ident, ALL).rows) == 1


def test_a_writer_that_waits_too_long_is_told(sqlite_store: Store, add_customer: AddCustomer) -> None:
    """P7: a store that another one holds is said to be busy; nothing was changed."""
    ident = add_customer(Desk(sqlite_store, 1))
    other = open_store(sqlite_store.place)
    event.listen(other.engine, "checkout", lambda raw, *_: raw.execute("PRAGMA busy_timeout = 1"))
    desk = Desk(other, 1)
    with sqlite_store.writing() as session:
        assert session.get_one(Customer, ident).wallet == 0
        with pytest.raises(StoreBusy, match="nothing was saved"):
            desk.change(wallet.add_funds, ident, "5")
    other.close()
    assert customer(sqlite_store, ident).wallet == 0


LOST_A_RACE = "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$"
"""What the server says to one of two transactions that cannot both be."""


def test_what_lost_a_race_is_tried_again_from_fresh_reads(postgresql_store: Store, add_customer: AddCustomer) -> None:
    """P1, R189: the second try sees what the other one committed, and is saved once."""
    desk = Desk(postgresql_store, 1)
    ident = add_customer(desk, city="Bonn")
    seen: list[str] = []

    def move_house(session: Session, actor: Actor) -> None:
        found = session.get_one(Customer, ident)
        seen.append(found.city)
        if len(seen) == 1:
            Desk(postgresql_store, 1).change(customers.edit, ident, {"city": "Köln"})
            session.execute(text(LOST_A_RACE))
        wallet.add_funds(session, actor, ident, "5")

    desk.change(move_house)
    assert seen == ["Bonn", "Köln"]
    assert [entry.amount for entry in ledger(postgresql_store, ident)] == [500]


def test_who_is_out_meanwhile_is_not_let_through_by_a_retry(postgresql_store: Store, add_customer: AddCustomer) -> None:
    """P4, R181: each try asks the store who acts; an admin who is no more gets nothing saved."""
    ana = Desk(postgresql_store, 1)
    ident = add_customer(ana)
    out = factories.admin(postgresql_store, "rosa", Role.SUPPORT)
    tries: list[int] = []

    def add_a_note(session: Session, actor: Actor) -> None:
        tries.append(actor.admin_id)
        notes.add(session, actor, ident, "call")
        if len(tries) == 1:
            ana.change(staff_changes.edit, out, {"status": AdminStatus.INACTIVE})
            session.execute(text(LOST_A_RACE))

    with pytest.raises(SignedOut):
        Desk(postgresql_store, out).change(add_a_note)
    assert tries == [out]
    assert stored(postgresql_store, Note) == []
