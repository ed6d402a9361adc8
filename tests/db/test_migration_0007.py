"""Migration 0007: payments become records, what is due decides, names are compared as now; from each older schema."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from billia_tui.db.models import Customer, Payment, Purchase
from billia_tui.db.store import open_store
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.store.opening import prepare
from tests.db.older_stores import older_store, write
from tests.operations.kit import ALL, stored

OLDER = ("0001", "0002", "0003", "0004", "0005", "0006")


@pytest.fixture(params=[("sqlite", revision) for revision in OLDER] + [("postgresql", "0001"), ("postgresql", "0006")])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of a store at an older schema, and which it is."""
    dialect, revision = request.param

    def later(connection: Connection) -> None:
        """A price rises as it could; a name and a number as they were typed."""
        if revision != "0001":
            connection.execute(text("UPDATE purchases SET price = 900 WHERE id = 2"))
        connection.execute(
            text("UPDATE customers SET username = :name, username_key = :key, phone = '030 123 45 67'"),
            {"name": "jose\u0301", "key": "jose\u0301"},
        )

    with older_store(request, tmp_path, dialect, "0001", write, revision, later) as url:
        yield url, revision


def test_old_payments_become_records(old: tuple[str, str]) -> None:
    """R200, R201, R210, R211, P7: one record for each paid order; the store is sound, and numbers are found."""
    url, revision = old
    prepare(url, "ana")
    store = open_store(url)
    try:
        records = [(one.purchase_id, one.amount, one.wallet) for one in stored(store, Payment)]
        assert records == [(2, 700, False), (3, 300, False), (1, 1500, True)]
        paid = [one.paid for one in stored(store, Purchase)]
        assert paid == [True, revision == "0001", True, False]
        (customer,) = stored(store, Customer)
        assert (customer.username_key, customer.phone_e164) == ("jos\u00e9", "+49301234567")
        found = Desk(store, 1).ask(listing.page, CustomerQuery("+49301234567"), ALL).rows
        assert [row.id for row in found] == [1]
        with Check(store) as check:
            said = [str(one) for one in check.findings()]
        assert [line for line in said if "R200" in line or "R201" in line or "R210" in line or "search" in line] == []
    finally:
        store.close()
