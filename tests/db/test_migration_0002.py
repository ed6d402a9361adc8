"""Migration 0002: a store at schema 0001 with payments is upgraded by `prepare`, and is sound, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from billia_tui.db import schema
from billia_tui.db.models import Customer, Purchase, Service
from billia_tui.db.store import open_store
from billia_tui.errors import StoreError
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.desk import Desk
from billia_tui.operations.store.opening import prepare
from tests.db.older_stores import older_store, write


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store at schema 0001 with a customer, services and purchases."""
    with older_store(request, tmp_path, request.param, "0001", write) as url:
        yield url


def test_payments_are_told_apart(old: str) -> None:
    """R28, R135: what was paid, and how much of it from the wallet; the store is sound afterwards (P7)."""
    with pytest.raises(StoreError, match="older schema 0001; bring it up to date"):
        open_store(old)
    done = prepare(old, "ana")
    assert (done.created, done.upgraded, done.first_admin, done.schema) == (False, True, None, schema.HEAD)
    store = open_store(old)
    with store.reading() as session:
        purchases = session.execute(select(Purchase.paid_amount, Purchase.wallet_paid).order_by(Purchase.id))
        assert [tuple(row) for row in purchases] == [(1500, 1500), (700, 0), (300, 0), (0, 0)]
        assert session.scalars(select(Service.contacts)).all() == ["{}", "{}"]
        assert session.scalars(select(Customer.referred_by)).all() == [None]
    assert [str(finding) for finding in Check(store).findings()] == []
    assert Desk(store, 1).ask(customer_page.read, 1).username == "maria"
    store.close()
    if done.kept:  # a file is kept as it was; a server has its own tools
        with pytest.raises(StoreError, match="older schema 0001"):
            open_store(done.kept)
    assert bool(done.kept) == old.endswith(".db")
