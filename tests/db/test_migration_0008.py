"""Migration 0008: what was written before mail could leave stays here, with its reason; from each older schema."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from billia_tui.db.models import Customer, Email, OutgoingMail, Reseller
from billia_tui.db.store import open_store
from billia_tui.operations.check.run import Check
from billia_tui.operations.store.opening import prepare
from tests.db.older_stores import AT, older_store, write
from tests.operations.kit import stored

OLDER = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")


@pytest.fixture(params=[("sqlite", revision) for revision in OLDER] + [("postgresql", "0001"), ("postgresql", "0007")])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store at an older schema, with two mails."""
    dialect, revision = request.param
    with older_store(request, tmp_path, dialect, "0001", write, revision, add_mails) as url:
        yield url


def add_mails(connection: Connection) -> None:
    """An activation mail and a mail without a link."""
    for reason in ("activation", "e-mail changed"):
        connection.execute(
            text(
                "INSERT INTO outgoing_mails (customer_id, address, subject, body, at, reason) "
                "VALUES (1, 'm@example.org', 'a', 'b', :at, :reason)"
            ),
            {"reason": reason, "at": AT},
        )


def test_old_mails_do_not_leave(old: str) -> None:
    """R226, R228, P7: they are given up and say why; languages and reminders are those of a new customer."""
    prepare(old, "ana")
    store = open_store(old)
    try:
        mails = stored(store, OutgoingMail)
        assert [(one.state, one.link, one.tries, one.next_at) for one in mails] == [
            ("given up", "activation", 0, None),
            ("given up", "", 0, None),
        ]
        assert {one.answer for one in mails} == {"written before mail could leave"}
        (customer,) = stored(store, Customer)
        assert (customer.language, customer.reminders) == ("", True)
        assert [one.language for one in stored(store, Reseller)] == ["en"]
        assert [(one.bounced_at, one.bounce) for one in stored(store, Email)] == [(None, "")]
        with Check(store) as check:
            assert [str(one) for one in check.findings() if "holds what it cannot" in str(one)] == []
    finally:
        store.close()
