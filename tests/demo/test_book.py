"""Demo books keep the rules that operations keep."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui.db import search
from billia_tui.db.models import Admin, Customer, Email, PaymentMethod, Purchase, Service
from billia_tui.db.store import Store, open_store
from billia_tui.demo import bulk, make, names, showcase
from billia_tui.errors import Refused
from billia_tui.operations import actor
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.desk import Desk
from billia_tui.operations.input import why_no_address
from billia_tui.operations.staff import admins
from billia_tui.vocabulary import CustomerStatus, PurchaseStatus, Role, ServiceStatus
from tests.demo.conftest import NOW

RESERVED = (".example", "example.org", "example.com", "example.net")

LINK = re.compile(
    r"'[0-9a-f]{32}','[0-9a-f]{64}','[0-9a-f]{64}'"
    r"|(?<=INTO \"log_heads\" VALUES\()(\d+,\d+),'[0-9a-f]{64}'"
)
"""Salt, digest and hash of a line of the log, or the hash of a head."""


def dump(path: Path) -> list[str]:
    """The whole store in SQL lines; without what makes each chain of the log another one."""
    with closing(sqlite3.connect(path)) as raw:
        lines = [line for line in raw.iterdump() if "customer_search" not in line]
    return [LINK.sub("'…'", line) for line in lines]


def made(path: Path, *, customers: int = 40, seed: int = 1) -> Path:
    """Makes a demo store; gives its path."""
    store = open_store(str(path), create=True)
    make(store, customers=customers, seed=seed, now=NOW, admin="ana")
    store.close()
    return path


def test_the_same_arguments_make_the_same_store(tmp_path: Path) -> None:
    """R190: a demo can be made again; another seed makes other customers."""
    first = dump(made(tmp_path / "a.db"))
    assert dump(made(tmp_path / "b.db")) == first
    assert dump(made(tmp_path / "c.db", seed=2)) != first


@pytest.mark.parametrize("order", ["1", "2"])
def test_people_are_the_same_in_each_process(order: str) -> None:
    """R190: also where a set of Python comes in another order, as it does from one process to the next."""
    here = list(islice(names.people(Random(1), 1, reserved=()), 1000))
    code = (
        "from itertools import islice\nfrom random import Random\nfrom billia_tui.demo import names\n"
        "print(list(islice(names.people(Random(1), 1, reserved=()), 1000)))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": order, "PYTHONUTF8": "1"}
    asked = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == str(here)


def test_everything_adds_up(book: Store) -> None:
    """R17, R26, R33, R92, R155: ledger sums, holds, names, counts and the search index, as `billia check` sees it."""
    assert [str(finding) for finding in Check(book).findings()] == []


def test_search_texts_are_those_of_the_search(session: Session) -> None:
    """R37: the texts are the very ones that the next change of a customer would write."""
    ids = list(session.scalars(select(Customer.id)))
    assert search.stored(session, ids) == search.wanted(session, ids)


def test_unpaid_purchases_wait(session: Session) -> None:
    """R10, R134, R135: Unpaid is Pending or Cancelled, Pending is Unpaid; an Inactive customer's is Pending."""
    rows = session.execute(select(Purchase, Customer.status).join(Customer, Customer.id == Purchase.customer_id)).all()
    for purchase, status in rows:
        assert purchase.paid == (purchase.paid_at is not None)
        assert purchase.paid or purchase.status in {PurchaseStatus.PENDING, PurchaseStatus.CANCELLED}
        assert not (purchase.paid and purchase.status == PurchaseStatus.PENDING)
        assert status != CustomerStatus.INACTIVE or purchase.status == PurchaseStatus.PENDING


def test_only_methods_that_the_customer_may_use(session: Session) -> None:
    """R165: what is not global was used by customers with custom payment alone."""
    others = (
        select(func.count())
        .select_from(Purchase)
        .join(PaymentMethod, PaymentMethod.id == Purchase.payment_method_id)
        .join(Customer, Customer.id == Purchase.customer_id)
        .where(PaymentMethod.shared.is_(False), Customer.custom_payments.is_(False))
    )
    assert session.scalar(others) == 0


def test_times_fit_the_statuses(session: Session) -> None:
    """R111, R118: what runs ends later, what lapsed ended before; nothing happens in the future or before the start."""
    lapsed = {ServiceStatus.EXPIRED, ServiceStatus.SUSPENDED, ServiceStatus.REDEMPTION, ServiceStatus.TERMINATED}
    joined = select(Service, Customer.created_at).join(Customer, Customer.id == Service.customer_id)
    for service, since in session.execute(joined):
        assert since <= service.created_at <= NOW
        assert (service.activated_at is None) == (service.status == ServiceStatus.PENDING)
        if service.expires_at is not None:
            assert (service.expires_at <= NOW) == (service.status in lapsed), service.id
    ends = select(func.max(Purchase.placed_at), func.max(Purchase.paid_at))
    assert all(end <= NOW for end in session.execute(ends).one())


def test_the_book_is_skewed(session: Session) -> None:
    """R190: mostly Active, mostly of the business itself, all orders of size."""
    active = session.scalar(select(func.count()).where(Customer.status == CustomerStatus.ACTIVE)) or 0
    own = session.scalar(select(func.count()).where(Customer.reseller_key == "default")) or 0
    assert 0.7 < active / 200 < 0.95
    assert 0.7 < own / 200 < 0.95


def test_addresses_reach_nobody(session: Session) -> None:
    """R91: all addresses are valid, and none of them could be a real person's."""
    for address in session.scalars(select(Email.address)):
        assert address.endswith(RESERVED), address
        assert why_no_address(address) is None, address


def test_one_admin_for_each_role(session: Session) -> None:
    """R182, R185: the first Administrator, every other role, and one who reaches NorthHost alone."""
    admins = {admin.username: admin for admin in session.scalars(select(Admin))}
    assert admins["ana"].role == Role.ADMINISTRATOR
    assert {admin.role for admin in admins.values()} == set(Role)
    north = actor.load(session, admins["north"].id)
    assert north.reach == frozenset({admins["north"].reseller_id})
    assert actor.load(session, admins["ben"].id).reach is None


@pytest.mark.parametrize("count", [1, showcase.COUNT, showcase.COUNT + 1])
def test_small_books(tmp_path: Path, count: int) -> None:
    """R190: a book may be as small as one customer; the newest come first."""
    store = open_store(str(made(tmp_path / "small.db", customers=count)))
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Customer)) == count
        newest = session.scalars(select(Customer.username).order_by(Customer.id.desc()).limit(1)).one()
    store.close()
    assert newest == "maria.petrova"


def test_indexes_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R46: large books are made without indexes; afterwards the store is the same, in several batches too."""
    monkeypatch.setattr("billia_tui.demo.book.FAMILY", 7)
    monkeypatch.setattr("billia_tui.demo.book.BATCH", 10)
    plain = dump(made(tmp_path / "plain.db"))
    monkeypatch.setattr(bulk, "MANY", 10)
    assert sorted(dump(made(tmp_path / "late.db"))) == sorted(plain)


def test_progress_and_refusal(tmp_path: Path) -> None:
    """P2: progress ends with all; a store with customers is left alone; an admin may be called like a demo admin."""
    store, seen = open_store(str(tmp_path / "demo.db"), create=True), list[int]()
    make(store, customers=30, now=NOW + timedelta(days=1), admin="Ben", progress=seen.append)
    assert seen[-1] == 30
    assert seen == sorted(seen)
    with pytest.raises(Refused):
        make(store, customers=30, admin="ben")
    with store.reading() as session:
        mine = select(Admin.role).where(Admin.username_key == "ben")
        assert list(session.scalars(mine)) == [Role.ADMINISTRATOR]
    store.close()


def test_on_each_database(store: Store) -> None:
    """P1: a book adds up on PostgreSQL as on SQLite, and the ids go on behind its highest."""
    make(store, customers=30, now=NOW, admin="otto")
    assert [str(finding) for finding in Check(store).findings()] == []
    desk = Desk(store, named(store, "otto"))
    new = customers.NewCustomer("Ada", "Novak", "ada@example.org", "DE", "EUR")
    assert desk.change(customers.add, new) == 31


def named(store: Store, username: str) -> int:
    """The id of an admin."""
    with store.reading() as session:
        return admins.named(session, username)
