"""All or nothing: the n-th statement of each writing operation fails, for every n (P2, R188)."""

from typing import Any

import pytest
from sqlalchemy import event

from billia_tui.db.models import Customer
from billia_tui.errors import BilliaError
from billia_tui.operations.desk import Desk
from tests.conftest import AddCustomer
from tests.operations import breaking
from tests.operations.broken_changes import CHANGES, desk_for
from tests.operations.changes import UNLOGGED
from tests.operations.kit import everything, log_count

pytestmark = pytest.mark.dear


@pytest.mark.parametrize("name", CHANGES)
def test_the_nth_statement_fails(filled: Desk, name: str) -> None:
    """P2, P4, R186, R188: after a failure at any statement, commit included, the store is as before.

    Then the change works; it and its log lines are one commit.
    """
    operation, args, kwargs = CHANGES[name]
    desk = desk_for(filled, name)
    before, lines = everything(filled.store), log_count(filled.store)
    breaking.everywhere(desk, operation, *args, **kwargs)
    commits = []

    def note(_: Any) -> None:
        commits.append(1)

    event.listen(filled.store.engine, "commit", note)
    try:
        desk.change(operation, *args, **kwargs)
    finally:
        event.remove(filled.store.engine, "commit", note)
    assert len(commits) == 1
    assert (log_count(filled.store) > lines) == (name not in UNLOGGED)
    assert everything(filled.store) != before


def test_a_reader_writes_nothing(filled: Desk) -> None:
    """R188: what is asked, and raises, leaves the store alone."""
    before = everything(filled.store)
    with pytest.raises(BilliaError), filled.store.reading() as session:  # noqa: PT012 - the transaction is the point
        session.get_one(Customer, 1).city = "half"
        session.flush()
        raise BilliaError("stop")
    assert everything(filled.store) == before


def test_refused_changes_write_nothing(filled: Desk, add_customer: AddCustomer) -> None:
    """R188: a refusal late in an operation undoes what came before."""
    before = everything(filled.store)
    with pytest.raises(BilliaError):
        add_customer(filled, company_name="x" * 201, company_number="1", city="B", address="x")
    assert everything(filled.store) == before
