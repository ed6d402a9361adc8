"""One of many that work on one store, a process of its own, which `bench.consoles` starts.

It says that it is ready, is told when to begin, does an action a second, and hands back what came of it. Most seats are
light ones, a `Desk` that changes, watches and reads as a console does; some are real consoles in pseudo-terminals.
"""

import re
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeAlias

from billia_tui.app.live import REST
from billia_tui.db import writer_lock
from billia_tui.db.store import open_store
from billia_tui.errors import BilliaError
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.team import changes_feed
from billia_tui.operations.wallet import movements as wallet
from tests.terminal.program import Gone, Program, clean_environment

PATIENCE = 15.0
"""Seconds after which an action of a console counts as failed."""

LOOKS = 1.0
"""Seconds between two looks of a light seat at what others changed, as a console does it."""

NOTE = 7
"""Every which action of a light seat is a note; the others are payments."""

_SAID = re.compile(r"wallet (-?[\d,.]+) EUR → (-?[\d,.]+) EUR")
_NO_TURNS = "from billia_tui.db import writer_lock; writer_lock.take = lambda *_: None; "


@dataclass(frozen=True, slots=True)
class Task:
    """What a seat is to do: `every` seconds something (0: without a pause), each `often`-th time for `shared`."""

    url: str
    number: int
    seats: int
    own: int
    shared: int
    real: bool
    turns: bool
    every: float
    seconds: float
    often: int


@dataclass(slots=True)
class Seat:
    """What a seat did: seconds of each action, what was shown instead of "done", how often it paid in by customer."""

    real: bool
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    paid: dict[str, int] = field(default_factory=dict)
    looks: int = 0


Line: TypeAlias = "Connection[Any, Any]"
"""To who started it: the seat says when it is ready (any number), is told when to begin, and sends what it did."""


def beats(task: Task, line: Line) -> Iterator[int]:
    """Counts actions, each at its time, the seats one after another; who is late goes on at once. Begins when told."""
    line.send(0.0)
    go = line.recv()
    end = go + task.seconds
    for count in range(10**9):
        wait = go + task.every * (task.number / task.seats + count) - time.time()
        if wait > 0:
            time.sleep(min(wait, max(end - time.time(), 0)))
        if time.time() >= end:
            return
        yield count


# ── a light one ──


class Looking(threading.Thread):
    """Reads what others changed, as `live.Live` does: when told, and after a rest, if it is the open customer."""

    def __init__(self, desk: Desk, customer_id: int) -> None:
        super().__init__(daemon=True)
        self.looks = 0
        self.error = ""
        self._desk, self._customer_id = desk, customer_id
        self._told = threading.Event()
        self._ended = threading.Event()
        self._watcher = changes_feed.watch(desk, self._told.set, self._lost, every=LOOKS)

    def run(self) -> None:
        """Looks until the end."""
        mark = None
        try:
            while not self._ended.is_set():
                self._told.wait()
                self._told.clear()
                began = time.monotonic()
                changes = self._desk.ask(changes_feed.since, mark)
                mark = changes.mark
                if changes.touch(self._customer_id):
                    self._desk.ask(customer_page.read, self._customer_id)
                self.looks += 1
                self._ended.wait(max(LOOKS, REST * (time.monotonic() - began)))
        except BilliaError as error:
            self.error = f"looking: {error}"

    def _lost(self) -> None:
        self.error = "the store was lost"

    def end(self) -> None:
        """Ends it."""
        self._watcher.end()
        self._ended.set()
        self._told.set()
        self.join(PATIENCE)


def sit_at_a_desk(task: Task, line: Line) -> Seat:
    """Pays in, by turns to its own customer and to the one of all, and writes a note now and then."""
    seat, paid = Seat(real=False), Counter[str]()
    store = open_store(task.url)
    desk = Desk(store, 1)
    for ident in (task.own, task.own):  # as of a console that has been open for a while: its questions are prepared
        desk.change(wallet.add_funds, ident, "1", "first")
        paid[str(ident)] += 1
    desk.change(notes.add, task.own, "first")
    looking = Looking(desk, task.shared if task.number % 2 else task.own)
    looking.start()
    for count in beats(task, line):
        ident = task.shared if task.often and (count + task.number) % task.often == 0 else task.own
        key, began = f"{task.own}-{count}", time.monotonic()
        try:
            if count % NOTE == NOTE - 1:
                desk.change(notes.add, ident, f"note {count}", request_key=key)
            else:
                desk.change(wallet.add_funds, ident, "1", f"seat {task.number}", request_key=key)
                paid[str(ident)] += 1
        except BilliaError as error:
            seat.errors.append(str(error))
        seat.seconds.append(time.monotonic() - began)
    looking.end()
    seat.errors += [looking.error] if looking.error else []
    seat.looks, seat.paid = looking.looks, dict(paid)
    store.close()
    return seat


# ── a real one ──


def sit_at_a_console(task: Task, line: Line) -> Seat:
    """Opens a customer in a console and pays in, by keys; done is what stands on the screen."""
    shared = task.number % 2 == 0 and task.often > 0
    email = "shared@example.org" if shared else f"seat{task.number}@example.org"
    code = ("" if task.turns else _NO_TURNS) + "from billia_tui.__main__ import main; main()"
    command = [sys.executable, "-c", code, "--no-mouse", "--admin", "ana", "--database", task.url]
    seat = Seat(real=True)
    with tempfile.TemporaryDirectory() as home, Program(command, clean_environment(Path(home))) as program:
        program.wait_for("Inactive", seconds=60)
        program.keys(f"/{email}", "enter", "enter")
        program.wait_for("User notes", seconds=60)
        seat.paid = {str(task.shared if shared else task.own): pay_in(program, seat, beats(task, line))}
    return seat


def pay_in(program: Program, seat: Seat, when: Iterable[int]) -> int:
    """Pays in at each beat; tells how often it was said to be done."""
    seen: set[str] = set()

    def answered() -> bool:
        return not said(program) <= seen

    try:
        for _ in when:
            while program.read(0):  # what came meanwhile, such as what colleagues did
                pass
            seen |= said(program)
            began = time.monotonic()
            program.keys("w1", "enter")
            seat.seconds.append(program.wait_until(answered, "answer", seconds=PATIENCE) - began)
    except Gone as gone:
        seat.errors.append(str(gone))
    return len(seat.seconds)


def said(program: Program) -> set[str]:
    """The sentences of the screen that say what was booked; a wallet that only grows says each of them once."""
    return {found[0] for found in _SAID.finditer(program.screen_text())}


def sit(task: Task, line: Line) -> None:
    """The whole work of a seat."""
    if not task.turns:
        writer_lock.take = lambda *_: None
    line.send(sit_at_a_console(task, line) if task.real else sit_at_a_desk(task, line))
