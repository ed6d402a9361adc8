"""Migration 0010: whom an older store holds is found by all that a caller may name, and by what is like it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text

from billia_tui.db.models import Customer, NameWord
from billia_tui.db.store import open_store
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.store.opening import prepare
from tests.db.older_stores import older_store, write
from tests.operations.kit import ALL

OLDER = ("0001", "0006", "0009")


@pytest.fixture(params=[(dialect, revision) for dialect in ("sqlite", "postgresql") for revision in OLDER])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store at an older schema whose customer lives in Sofia, with a machine."""
    dialect, revision = request.param
    with older_store(request, tmp_path, dialect, "0001", write, revision, move_to_sofia) as url:
        yield url


def move_to_sofia(connection: Connection) -> None:
    """As an older program would have done it: the search knows nothing of it."""
    connection.execute(text("UPDATE customers SET city = 'Sofia', postcode = '1000-205'"))
    connection.execute(text("""UPDATE services SET server = '{"address":"192.0.2.7"}' WHERE status = 'Active'"""))


def test_what_was_there_is_found(old: str) -> None:
    """R213, R214: town, postcode and machine of before; words of names; `billia check` agrees."""
    prepare(old, "ana")
    store = open_store(old)
    try:
        desk = Desk(store, 1)
        for words in ("sofia", "1000205", "192.0.2.7", "maria sofia"):
            assert [row.id for row in desk.ask(listing.page, CustomerQuery(words), ALL).rows] == [1], words
        with store.reading() as session:
            assert set(session.scalars(select(NameWord.word))) == {"maria", "kohler"}
            assert session.scalars(select(Customer.city)).all() == ["Sofia"]
        with Check(store) as check:
            assert [str(one) for one in check.findings() if "search" in str(one)] == []
    finally:
        store.close()
