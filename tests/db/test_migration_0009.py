"""Migration 0009: a subscription that no admin changed; what was written stays, and stays guarded (R99, R231)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from billia_tui.db.models import GdprChange
from billia_tui.db.store import open_store
from billia_tui.operations.store.opening import prepare
from tests.db.older_stores import AT, older_store, write
from tests.operations.kit import stored

OLDER = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
CHANGE = (
    "INSERT INTO gdpr_changes (customer_id, email_id, address, old, new, reason, mail_sent, automatic, admin_id, at) "
    "VALUES (1, 1, 'x@example.org', 'subscribed', 'unsubscribed', '', false, false, {admin}, :at)"
)


@pytest.fixture(params=[("sqlite", revision) for revision in OLDER] + [("postgresql", "0001"), ("postgresql", "0008")])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of a store at an older schema, and which it is."""
    dialect, revision = request.param

    def later(connection: Connection) -> None:
        """From 0002 on a change of a subscription by admin 1."""
        if revision != "0001":
            connection.execute(text(CHANGE.format(admin=1)), {"at": AT})

    with older_store(request, tmp_path, dialect, "0001", write, revision, later) as url:
        yield url, revision


def test_a_change_without_an_admin_can_be_stored(old: tuple[str, str]) -> None:
    """R231: it can; one of an admin who is not there still cannot, and none is changed or deleted."""
    url, revision = old
    prepare(url, "ana")
    store = open_store(url)
    before = stored(store, GdprChange)
    assert [change.admin_id for change in before] == [] if revision == "0001" else [1]
    with store.writing() as session:
        session.execute(text(CHANGE.format(admin="NULL")), {"at": AT})
    with pytest.raises(IntegrityError), store.engine.connect() as connection:
        connection.execute(text(CHANGE.format(admin=99)), {"at": AT})
    for statement in ("UPDATE gdpr_changes SET old = 'x'", "DELETE FROM gdpr_changes"):
        with pytest.raises(DatabaseError), store.engine.connect() as connection:
            connection.execute(text(statement))
    assert [change.admin_id for change in stored(store, GdprChange)] == [*(change.admin_id for change in before), None]
    store.close()
