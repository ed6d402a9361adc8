"""What an admin may do now: a change that waited sees what was committed meanwhile (R181, R182, R185, P4)."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import text

from billia_tui.db.models import Customer, Note
from billia_tui.db.store import Store
from billia_tui.errors import Forbidden, NotFound, SignedOut
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.staff import changes as staff_changes
from billia_tui.operations.staff import credentials, resellers
from billia_tui.vocabulary import CustomerStatus, Role
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.breaking import CHANGE
from tests.operations.kit import seat, stored

WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@contextmanager
def held(store: Store, customer_id: int) -> Iterator[Callable[[], None]]:
    """A customer whose row somebody else has; what is called returns when another change waits for it."""
    with store.writing() as session:
        session.get_one(Customer, customer_id, with_for_update=True)

        def wait() -> None:
            waiting = 0
            while not waiting:
                with store.reading() as own:
                    waiting = own.scalar(text(WAITS)) or 0

        yield wait


def after_waiting(store: Store, customer_id: int, work: Callable[[], Any], meanwhile: Callable[[], Any]) -> Any:
    """What became of `work`, which waits for the customer while `meanwhile` is committed."""
    with ThreadPoolExecutor(1) as pool:
        with held(store, customer_id) as wait:
            waiting: Future[Any] = pool.submit(work)
            wait()
            meanwhile()
        return waiting.result(timeout=60)


@pytest.fixture
def ana(postgresql_store: Store) -> Desk:
    """The Administrator, on a server: on a file who writes is alone."""
    return Desk(postgresql_store, 1)


def test_deactivated_means_now(ana: Desk, add_customer: AddCustomer) -> None:
    """R181: a note that waited for its customer is not written by who was made inactive while it waited."""
    customer, rosa = add_customer(ana), seat(ana, Role.SUPPORT, username="rosa")
    with pytest.raises(SignedOut):
        after_waiting(
            ana.store,
            customer,
            lambda: CHANGE(rosa, notes.add, customer, "late"),
            lambda: ana.change(staff_changes.edit, rosa.admin_id, {"status": "inactive"}),
        )
    assert stored(ana.store, Note) == []


def test_another_role_means_now(ana: Desk, add_customer: AddCustomer) -> None:
    """R182: it is judged again, by the role that the admin has by now."""
    customer, rosa = add_customer(ana), seat(ana, Role.SUPPORT, username="rosa")
    with pytest.raises(Forbidden, match="your role Tech may not block"):
        after_waiting(
            ana.store,
            customer,
            lambda: CHANGE(rosa, status.block, customer, "late"),
            lambda: ana.change(staff_changes.edit, rosa.admin_id, {"role": "Tech"}),
        )
    assert stored(ana.store, Customer)[0].status != CustomerStatus.BLOCKED


def test_another_reach_means_now(ana: Desk, add_customer: AddCustomer) -> None:
    """R185: a reseller that is out of reach by now is out of reach."""
    friend = factories.reseller(ana.store, "Friend", reaches=("North",))
    customer, rosa = add_customer(ana, reseller="North"), seat(ana, Role.SUPPORT, "Friend", username="rosa")
    with pytest.raises(NotFound):
        after_waiting(
            ana.store,
            customer,
            lambda: CHANGE(rosa, notes.add, customer, "late"),
            lambda: ana.change(resellers.set_access, friend, []),
        )
    assert stored(ana.store, Note) == []


def test_a_new_password_means_now(ana: Desk, add_customer: AddCustomer) -> None:
    """R180: a session that a new password ended saves nothing that waited."""
    customer, rosa = add_customer(ana), seat(ana, Role.SUPPORT, username="rosa")
    with pytest.raises(SignedOut):
        after_waiting(
            ana.store,
            customer,
            lambda: CHANGE(rosa, notes.add, customer, "late"),
            lambda: ana.change(credentials.reset, rosa.admin_id, credentials.by_code()[1]),
        )
    assert stored(ana.store, Note) == []


def test_what_was_allowed_and_committed_stays(ana: Desk, add_customer: AddCustomer) -> None:
    """R181: an admin whose names or mark were changed meanwhile, and a colleague, go on."""
    customer, rosa = add_customer(ana), seat(ana, Role.SUPPORT, username="rosa")
    after_waiting(
        ana.store,
        customer,
        lambda: CHANGE(rosa, notes.add, customer, "in time"),
        lambda: ana.change(staff_changes.edit, rosa.admin_id, {"first_name": "Rosa", "last_name": "N"}),
    )
    assert [note.text for note in stored(ana.store, Note)] == ["in time"]


ROUNDS = 25


def test_locks_are_taken_in_one_order(ana: Desk, add_customer: AddCustomer) -> None:
    """R181: Administrators who change one another, roles, reach and customers at once: nobody stands in a ring."""
    customer = add_customer(ana)
    friend = factories.reseller(ana.store, "Friend", reaches=("North",))
    eva, rosa = seat(ana, Role.ADMINISTRATOR, username="eva"), seat(ana, Role.SUPPORT, "Friend", username="rosa")
    desks = [Desk(ana.store, desk.admin_id) for desk in (ana, eva)]
    north = factories.reseller(ana.store, "North")
    start = threading.Barrier(5)
    deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"

    def repeated(work: Callable[[int], Any]) -> None:
        start.wait(timeout=30)
        for number in range(ROUNDS):
            with suppress(Forbidden, NotFound):
                work(number)

    with ana.store.engine.connect() as own:
        before = own.scalar(text(deadlocks))
    work: list[Callable[[int], Any]] = [
        lambda n: CHANGE(desks[0], staff_changes.edit, eva.admin_id, {"developer": "yes" if n % 2 else "no"}),
        lambda n: CHANGE(desks[1], staff_changes.edit, 1, {"developer": "no" if n % 2 else "yes"}),
        lambda n: CHANGE(ana, resellers.set_access, friend, [north] if n % 2 else []),
        lambda n: CHANGE(eva, staff_changes.edit, rosa.admin_id, {"role": "Tech" if n % 2 else "Support"}),
        lambda n: CHANGE(rosa, notes.add, customer, str(n)),
    ]
    with ThreadPoolExecutor(len(work)) as pool:
        for done in [pool.submit(repeated, one) for one in work]:
            done.result(timeout=120)
    with ana.store.engine.connect() as own:
        own.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
        assert own.scalar(text(deadlocks)) == before
