"""Migration 0011: words to the customer of a service set by hand; notifications seen by the staff (R167, R220)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from billia_tui.db.models import Notification, Service
from billia_tui.db.store import open_store
from billia_tui.operations.store.opening import prepare
from tests.db.older_stores import AT, older_store, write
from tests.operations.kit import stored

TOLD = (
    "INSERT INTO notifications (customer_id, channel, title, text, at, seen) VALUES (1, 'push', 't', 't', :at, :seen)"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store at schema 0009 with a notification that was seen and one that was not."""

    def told(connection: Connection) -> None:
        for seen in (True, False):
            connection.execute(text(TOLD), {"at": AT, "seen": seen})

    with older_store(request, tmp_path, request.param, "0001", write, "0009", told) as url:
        yield url


def test_nothing_is_new_that_was_not(old: str) -> None:
    """R167, R220: what an admin had opened stays opened and seen; no service has words yet."""
    prepare(old, "ana")
    store = open_store(old)
    rows = stored(store, Notification)
    assert [(row.seen, row.staff_seen) for row in rows] == [(True, True), (False, False)]
    assert {row.status_words for row in stored(store, Service)} == {""}
    store.close()
