"""`operations.check` on payments, documents, affiliates, labels and subscriptions: each break is found, and only it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from billia_tui.db.store import open_store
from billia_tui.demo import make
from tests.operations.check.kit import found_in

ROWS = {
    "maria": "(SELECT max(id) FROM customers)",
    "paid": "(SELECT max(id) FROM purchases WHERE customer_id = (SELECT max(id) FROM customers) "
    "AND paid AND status = 'Activated' AND price > 0)",
    "by_wallet": "(SELECT max(id) FROM purchases WHERE wallet_paid > 0)",
    "unpaid": "(SELECT max(id) FROM purchases WHERE NOT paid)",
    "affiliate": "(SELECT customer_id FROM affiliates WHERE ended_at IS NULL LIMIT 1)",
    "label": "(SELECT max(id) FROM labels WHERE component_id = 1)",
    "on_order": "(SELECT max(id) FROM labels WHERE resource = 'Orders')",
    "on_service": "(SELECT max(id) FROM labels WHERE resource = 'Services')",
    "last_invoice": "(SELECT id FROM documents WHERE type = 'invoice' ORDER BY reseller_id, sequence DESC LIMIT 1)",
    "first_invoice": "(SELECT id FROM documents WHERE type = 'invoice' ORDER BY reseller_id, sequence LIMIT 1)",
}
"""The rows that are spoiled, by the names that stand in the statements."""

OTHER_TEXTS = "the search holds other texts than the records"
"""Also said of labels that are not as they are searched (R213)."""

SPOILED = {
    "UPDATE purchases SET paid_amount = 1 WHERE id = {unpaid}": ["the payments of order"],
    "UPDATE purchases SET paid_amount = price + 1 WHERE id = {paid}": [
        "more was paid for order",
        "the payments of order",
    ],
    "UPDATE purchases SET paid_amount = price - 1 WHERE id = {paid}": [
        "has invoices over more than was paid",
        "the payments of order",
        "is Paid, but something is due",
    ],
    "DELETE FROM payments WHERE purchase_id = {by_wallet}": ["the payments of order"],
    "UPDATE documents SET type = 'credit note', sequence = 999999 WHERE id = {last_invoice}": [
        "has credit notes over more than was invoiced",
        "so there are gaps",
        "the counter says",
    ],
    "UPDATE customers SET referred_by = id + 1 WHERE id = 1; UPDATE customers SET referred_by = 1 WHERE id = 2": [
        "was brought by somebody whom it brought",
    ],
    "UPDATE purchases SET wallet_paid = paid_amount + 1 WHERE id = {by_wallet}": [
        "more came from the wallet for order",
        "more came from the wallet than the ledger does",
    ],
    "UPDATE purchases SET wallet_paid = paid_amount WHERE id = {paid}; UPDATE purchases SET paid_amount = price, "
    "wallet_paid = price WHERE id = {paid} - 1": ["more came from the wallet than the ledger does"],
    "UPDATE documents SET customer_id = 1 WHERE id = {last_invoice}": ["belongs to another customer or reseller"],
    "DELETE FROM documents WHERE id = {first_invoice}": ["so there are gaps"],
    "DELETE FROM documents WHERE id = {last_invoice}": ["the counter says"],
    "UPDATE document_counters SET last = last + 1 WHERE reseller_id = 1 AND type = 'invoice'": ["the counter says"],
    "DELETE FROM document_counters WHERE reseller_id = 1 AND type = 'credit note'": ["the counter says 0"],
    "UPDATE customers SET affiliate = 0 WHERE id = {affiliate}": ["is not marked as an affiliate"],
    "UPDATE customers SET affiliate = 1 WHERE id = {maria}": ["is marked as an affiliate"],
    "UPDATE affiliates SET ended_at = since WHERE customer_id = {affiliate}": ["is marked as an affiliate"],
    "UPDATE commissions SET amount = amount + 1 WHERE id = 1": ["the commissions are not what the ledger credited"],
    "UPDATE commissions SET currency = 'USD' WHERE id = 1": ["commission 1 is in another currency"],
    "UPDATE wallet_transactions SET kind = 'funds' WHERE id = (SELECT max(id) FROM wallet_transactions "
    "WHERE kind = 'commission')": ["the commissions are not what the ledger credited"],
    "UPDATE labels SET value = 'lead' WHERE id = {label}": [
        "has a value that its component does not allow",
        OTHER_TEXTS,
    ],
    "UPDATE labels SET value = 'many' WHERE id = {on_order}": [
        "has a value that its component does not allow",
        OTHER_TEXTS,
    ],
    "UPDATE labels SET customer_id = 1 WHERE id = {label}": ["belongs to another customer", OTHER_TEXTS],
    "UPDATE labels SET object_id = 999999 WHERE id = {on_service}": ["is on something that is not there"],
    "DROP INDEX uq_labels_component_id_object; INSERT INTO labels SELECT 999999, component_id, resource, object_id, "
    "customer_id, value, admin_id, at FROM labels WHERE id = {label}": ["is the second of its component on one object"],
    "DELETE FROM label_ties WHERE component_id = 7": ["of a component that is not for Services"],
    "UPDATE gdpr_documents SET content = x'00' WHERE id = 1": ["document 1 of a subscription is not what was stored"],
    "UPDATE gdpr_documents SET sha256 = '0' WHERE id = 1": ["document 1 of a subscription is not what was stored"],
    "UPDATE gdpr_documents SET customer_id = 1 WHERE id = 1": ["has a document of another customer"],
    "UPDATE profiles SET main = 0 WHERE customer_id = {maria}": [
        "the name in the list is not that of the main profile",
        "0 main profiles instead of one",
    ],
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo book: there is something of everything in it."""
    path = tmp_path_factory.mktemp("check") / "billia.db"
    store = open_store(str(path), create=True)
    make(store, customers=18, now=datetime(2026, 3, 2, 14, 5, tzinfo=UTC), admin="ana")
    store.close()
    return path


@pytest.fixture
def raw(book: Path, tmp_path: Path) -> Iterator[tuple[sqlite3.Connection, Path]]:
    """A copy to spoil, without its guards, as a connection and its path."""
    path = tmp_path / "billia.db"
    path.write_bytes(book.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        yield connection, path


def test_a_sound_book_has_no_findings(book: Path) -> None:
    """P1: nothing is found where nothing is wrong."""
    assert found_in(book) == []


@pytest.mark.parametrize("statement", SPOILED)
def test_what_does_not_fit_is_found(statement: str, raw: tuple[sqlite3.Connection, Path]) -> None:
    """P1, R62, R98, R138, R155, R161, R163: what records say of each other is compared."""
    connection, path = raw
    connection.executescript(statement.format(**ROWS))
    found = found_in(path)
    for part in SPOILED[statement]:
        assert sum(part in line for line in found) >= 1, found
    assert all(any(part in line for part in SPOILED[statement]) for line in found), found
