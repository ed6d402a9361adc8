"""A server that goes away: what is said is true, nothing is booked twice, nothing half is left (P1, P2, P6, P7)."""

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from billia_tui.db import server
from billia_tui.db.store import Store, open_store
from billia_tui.errors import NotFound, OutcomeUnknown, StoreLost
from billia_tui.operations import desk as desks
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.desk import Desk
from billia_tui.operations.mails import run
from billia_tui.operations.mails.deliver import Delivered
from billia_tui.operations.messages import notifications
from billia_tui.operations.wallet import movements as wallet
from tests import postgres
from tests.conftest import AddCustomer
from tests.operations.kit import customer, ledger
from tests.operations.mails.kit import put
from tests.operations.mails.server import Post, serving, settings
from tests.relay import Cut, Relay, relay_to

SOON = 10.0
"""Seconds after which a wait has failed."""


@pytest.fixture
def line(postgresql_store: Store, postgresql_database: str) -> Iterator[tuple[Relay, str]]:
    """A line to the store that tests can cut, and the address of the store through it."""
    with relay_to(postgresql_database) as found:
        yield found


@pytest.fixture
def relay(line: tuple[Relay, str]) -> Relay:
    """The line alone."""
    return line[0]


@pytest.fixture
def far(line: tuple[Relay, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Ana at the far end of that line; she waits for nobody's lock for long."""
    monkeypatch.setitem(server.SETTINGS, "lock_timeout", "200ms")
    store = open_store(line[1])
    yield Desk(store, 1)
    store.close()


@pytest.fixture
def near(postgresql_store: Store) -> Desk:
    """Ana beside the server, to see what became of it."""
    return Desk(postgresql_store, 1)


@pytest.fixture
def ident(near: Desk, add_customer: AddCustomer) -> int:
    """A customer."""
    return add_customer(near)


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)


@pytest.mark.parametrize("key", [None, "k1"])
def test_cut_after_commit_it_is_saved(far: Desk, near: Desk, relay: Relay, ident: int, key: str | None) -> None:
    """P1, P2: the answer of COMMIT is lost; the change is found, so its own answer is given, and it is there once."""
    relay.cut = Cut.AFTER
    moved = far.change(wallet.add_funds, ident, "5", request_key=key)
    assert moved.balance_after.amount == "5.00"
    assert [entry.id for entry in ledger(near.store, ident)] == [moved.id]
    relay.cut = Cut.AFTER
    assert far.change(customers.edit, ident, {"city": "Bonn"}, seen=customer(near.store, ident).version) == ["city"]


@pytest.mark.parametrize("key", [None, "k1"])
def test_cut_before_commit_nothing_is_saved(far: Desk, near: Desk, relay: Relay, ident: int, key: str | None) -> None:
    """P1, P2: that is said, and another try saves it once."""
    relay.cut = Cut.BEFORE
    with pytest.raises(StoreLost, match="nothing was saved; try again") as lost:
        far.change(wallet.add_funds, ident, "5", request_key=key)
    assert not isinstance(lost.value, OutcomeUnknown)
    assert ledger(near.store, ident) == []
    far.change(wallet.add_funds, ident, "5", request_key=key)
    assert len(ledger(near.store, ident)) == 1


def test_cut_in_the_middle_nothing_is_saved(far: Desk, near: Desk, relay: Relay, ident: int) -> None:
    """P2: a line that is lost before COMMIT was even meant is no reason to look anything up."""

    def cut_after_it(session: Session, actor: Actor) -> None:
        wallet.add_funds(session, actor, ident, "5")
        relay.drop()

    with pytest.raises(StoreLost, match="nothing was saved; try again"):
        far.change(cut_after_it)
    assert ledger(near.store, ident) == []


def test_a_server_that_stays_away(
    far: Desk, near: Desk, relay: Relay, ident: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P1: nobody can tell yet, and that is what is said; the next try with the same key books nothing twice."""
    monkeypatch.setattr(desks, "LOOKS_FOR", 0.1)
    relay.cut, relay.gone_after_cut = Cut.AFTER, True
    with pytest.raises(OutcomeUnknown, match="trying again saves it only once"):
        far.change(wallet.add_funds, ident, "5", request_key="k1")
    with pytest.raises(StoreLost, match="nothing was saved"):
        far.change(wallet.add_funds, ident, "6", request_key="k2")
    relay.accept()
    assert far.change(wallet.add_funds, ident, "5", request_key="k1").balance_after.amount == "5.00"
    assert len(ledger(near.store, ident)) == 1


def test_a_commit_that_is_still_under_way(
    far: Desk, near: Desk, relay: Relay, ident: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P2: "nothing was saved" is never said of a change that the server may still carry out."""
    monkeypatch.setattr(desks, "LOOKS_FOR", 0.1)
    relay.cut = Cut.HELD
    with pytest.raises(OutcomeUnknown, match="look before you go on") as unknown:
        far.change(wallet.add_funds, ident, "5")
    assert ledger(near.store, ident) == []
    relay.let_go()
    assert len(ledger(near.store, ident)) == 1
    assert unknown.value.line is not None
    assert far.store.was_saved(unknown.value.line)


def test_what_leaves_no_line_in_the_log(far: Desk, relay: Relay, ident: int) -> None:
    """P2: of a mark as seen nobody can tell, so nothing is claimed; setting it twice is setting it once."""
    relay.cut = Cut.AFTER
    with pytest.raises(OutcomeUnknown, match="may be saved or not"):
        far.change(notifications.mark_all_seen, ident)
    assert far.change(notifications.mark_all_seen, ident) == 0


def test_reads_come_back_by_themselves(far: Desk, relay: Relay, ident: int) -> None:
    """P7: the server was restarted, between two reads or in the middle of one: nobody notices; else it is said."""
    relay.drop()
    assert far.ask(customer_page.read, ident).id == ident
    cuts = iter([True, False])

    def read(session: Session, actor: Actor) -> int:
        session.connection()
        if next(cuts):
            relay.drop()
        return customer_page.read(session, actor, ident).id

    assert far.ask(read) == ident
    relay.refuse()
    with pytest.raises(StoreLost, match="cannot reach the store"):
        far.ask(customer_page.read, ident)
    relay.accept()
    with pytest.raises(NotFound):
        far.ask(customer_page.read, ident + 1)


def test_a_frozen_line_is_given_up(
    far: Desk, near: Desk, relay: Relay, ident: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P6: a line on which nothing comes any more does not hold the client for ever, and reads go on over another."""
    monkeypatch.setattr(server, "PATIENCE", 0.3)
    freezes = iter([True, False])

    def read(session: Session, actor: Actor) -> int:
        session.connection()
        if next(freezes):
            relay.freeze()
        return customer_page.read(session, actor, ident).id

    assert far.ask(read) == ident

    def add(session: Session, actor: Actor) -> None:
        wallet.add_funds(session, actor, ident, "5")
        relay.freeze()

    with pytest.raises(StoreLost, match="nothing was saved"):
        far.change(add)
    assert ledger(near.store, ident) == []


KILLED = """
import sys
from billia_tui.operations.store.opening import open_desk
from billia_tui.operations.wallet import movements as wallet

desk = open_desk(sys.argv[1], "ana")

def wait(session, actor):
    wallet.add_funds(session, actor, int(sys.argv[2]), "5")
    session.flush()
    print("half", flush=True)
    sys.stdin.read()

desk.change(wait)
"""


def test_a_killed_client_leaves_nothing(
    near: Desk, postgresql: postgres.Server, postgresql_database: str, ident: int
) -> None:
    """P2, P6: kill -9 in the middle of a change: no connection, no lock and no half of it stays on the server."""
    client = subprocess.Popen(
        [sys.executable, "-c", KILLED, postgresql_database, str(ident)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert client.stdout is not None
    assert client.stdin is not None
    assert client.stdout.readline() == "half\n"
    near.store.close()
    name = near.store.engine.url.database
    others = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 - a name of ours
    assert postgresql.run(others) == 1
    client.send_signal(signal.SIGKILL)
    client.wait()
    client.stdin.close()
    client.stdout.close()
    until(lambda: postgresql.run(others) == 0)
    assert ledger(near.store, ident) == []
    assert near.change(wallet.add_funds, ident, "5").balance_after.amount == "5.00"


def test_a_server_that_is_stopped_says_so_in_words(far: Desk, postgresql: postgres.Server) -> None:
    """P7: "terminated by the administrator" and the like is a lost store, not a refused change."""
    with pytest.raises(StoreLost), far.store.writing() as session:  # noqa: PT012 - one transaction
        own = session.scalar(text("SELECT pg_backend_pid()"))
        postgresql.run(f"SELECT pg_terminate_backend({own})")
        session.execute(text("SELECT 1"))


def test_a_line_that_dies_without_a_word_is_probed(far: Desk) -> None:
    """P6: the system itself notices within 15 seconds that nobody is at the other end, at rest and in a question."""
    with far.store.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        with socket.socket(fileno=os.dup(raw.fileno())) as line:
            assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            idle, between, count = (
                line.getsockopt(socket.IPPROTO_TCP, getattr(socket, f"TCP_KEEP{name}"))
                for name in ("IDLE", "INTVL", "CNT")
            )
            assert idle + between * count <= 15
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 15_000


def test_who_watches_the_mail_waits_for_the_store(
    relay: Relay, far: Desk, near: Desk, add_customer: AddCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R225, P7: a deliverer that loses the store says so once, waits, and goes on by itself."""
    monkeypatch.setattr(run, "LOOKS_EVERY", 0.05)
    monkeypatch.setattr(run, "LONGEST_PAUSE", 0.2)
    customer_id = add_customer(near)
    post, stop, told = Post(), threading.Event(), queue.SimpleQueue[Delivered]()
    with serving(post) as port:
        watching = threading.Thread(
            target=run.watch, args=(far, settings(port), stop), kwargs={"told": told.put}, daemon=True
        )
        watching.start()
        put(near, customer_id, "a@example.org")
        assert told.get(timeout=SOON).sent == 1
        relay.refuse()
        assert "waiting for it" in told.get(timeout=SOON).failure
        put(near, customer_id, "b@example.org")
        relay.accept()
        assert told.get(timeout=SOON).sent == 1
        stop.set()
        watching.join(SOON)
    assert told.empty()
