"""One desk, several threads: a change runs with the rights that the store gives at that moment (R181, R182)."""

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from billia_tui.db.models import Admin
from billia_tui.errors import Forbidden
from billia_tui.operations import desk as desks
from billia_tui.operations.actor import Actor
from billia_tui.operations.desk import Desk
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import Role
from tests.conftest import AddCustomer
from tests.operations.kit import ledger, seat

READERS = 4
"""Late readers: fewer than the store keeps connections for, one for each of the steps that follow the look-up."""

LONG = 60.0
"""Seconds that a thread is given for what takes it none."""


def role_of(_: Session, actor: Actor) -> Role:
    """What an operation is told of who asks."""
    return actor.role


def become(desk: Desk, role: Role) -> None:
    """Another program gives the admin of the desk another role."""
    with desk.store.writing() as session:
        session.execute(update(Admin).where(Admin.id == desk.admin_id).values(role=role))


class LateReaders:
    """Readers of one desk that have read the admin's row, and have not yet told the desk of it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._gates: list[threading.Event] = []
        self._own = threading.local()
        self._pool = ThreadPoolExecutor(READERS)
        self._answers: list[Any] = []

    @contextmanager
    def waiting(self) -> Iterator["LateReaders"]:
        """Starts them; each stops behind its look at the admin until it is let go."""
        event.listen(self._desk.store.engine, "after_cursor_execute", self._stop)
        try:
            for _ in range(READERS):
                self._start()
            yield self
        finally:
            while self._gates:
                self._let_one_go()
            self._pool.shutdown()
            event.remove(self._desk.store.engine, "after_cursor_execute", self._stop)

    def interfere(self) -> None:
        """Once this thread has looked the admin up: lets the next one tell the desk what it read, and waits for it."""
        if self._gates and getattr(self._own, "looked", False):
            self._let_one_go()

    def _let_one_go(self) -> None:
        self._gates.pop().set()
        self._answers.pop().result(LONG)

    def _start(self) -> None:
        gate, reached = threading.Event(), threading.Event()

        def read() -> None:
            self._own.stop = (gate, reached)
            self._desk.ask(role_of)

        self._desk.recognise_next()
        self._gates.append(gate)
        self._answers.append(self._pool.submit(read))
        assert reached.wait(LONG)

    def _stop(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM admins" not in statement:
            return
        self._own.looked = True
        if stop := self._own.__dict__.pop("stop", None):
            gate, reached = stop
            reached.set()
            assert gate.wait(LONG)


@contextmanager
def at_each_line_of_the_desk(step: Callable[[], None]) -> Iterator[None]:
    """Whatever this thread does in the desk's own code, `step` is done before each of its lines."""

    def trace(frame: FrameType, what: str, _: Any) -> Any:
        if frame.f_code.co_filename != desks.__file__:
            return None
        if what == "line":
            step()
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


def test_a_change_does_not_run_with_what_another_thread_read_earlier(desk: Desk, add_customer: AddCustomer) -> None:
    """R181, R182: readers of the same desk that looked the admin up before the role changed tell it now."""
    ident = add_customer(desk)
    shared = seat(desk, Role.SUPPORT)
    with LateReaders(shared).waiting() as readers:
        become(shared, Role.TECH)
        with (
            at_each_line_of_the_desk(readers.interfere),
            pytest.raises(Forbidden, match="your role Tech may not"),
        ):
            shared.change(wallet.add_funds, ident, "5")
    assert ledger(desk.store, ident) == []


def test_many_threads_and_a_role_that_changes(sqlite_desk: Desk) -> None:
    """R181: of all changes of one desk none is told another role than its own transaction reads."""
    shared = seat(sqlite_desk, Role.SUPPORT)

    def both(session: Session, actor: Actor) -> tuple[Role, Role]:
        return actor.role, Role(session.get_one(Admin, actor.admin_id).role)

    def ask(_: int) -> None:
        shared.recognise_next()
        shared.ask(role_of)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(ask, number) for number in range(60)]
            told = [pool.submit(shared.change, both) for _ in range(40)]
            for number in range(20):
                become(shared, (Role.TECH, Role.SUPPORT)[number % 2])
            seen = [future.result(LONG) for future in told]
            for future in asked:
                future.result(LONG)
    finally:
        sys.setswitchinterval(interval)
    assert [pair for pair in seen if pair[0] != pair[1]] == []
