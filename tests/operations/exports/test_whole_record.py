"""All that is stored about a customer, for article 15 of the GDPR: nothing is forgotten, nothing secret is in it."""

import base64
import json
from pathlib import Path

import pytest
from sqlalchemy import inspect

from billia_tui.db.models import Customer, all_tables
from billia_tui.errors import NotFound, Refused
from billia_tui.operations.customers import consent_documents, emails, erasure
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.upload import Upload
from billia_tui.operations.desk import Desk
from billia_tui.operations.exports import whole_record
from billia_tui.operations.finding import queue_work
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.orders import catalogue
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import Role
from tests.conftest import AddCustomer
from tests.operations.filled import THREE
from tests.operations.kit import seat
from tests.operations.orders.kit import WEB


def test_everything_of_one_customer(desk: Desk, add_customer: AddCustomer, tmp_path: Path) -> None:
    """R52, R213, R243: each thing stands in it once, with names beside numbers, money with its currency; no secret."""
    ident = add_customer(
        desk, username="maria", country="BG", city="Sofia", address="x 1", company_name="Ana Ltd", company_number="7"
    )
    other = add_customer(desk, username="other")
    desk.change(emails.add, ident, "second@example.org")
    desk.change(consent_documents.add, ident, Upload("paper.txt", b"signed"))
    desk.change(wallet.add_funds, ident, "12.5", "by transfer")
    desk.change(notes.add, ident, "called twice")
    desk.change(notes.add, other, "somebody else")
    desk.change(catalogue.add, WEB)
    desk.change(customers.edit, ident, {"phone": "+49301234567"})
    desk.change(queue_work.put_off, 2, ident, "3d", "only among the staff")
    record = desk.ask(whole_record.whole, ident)
    path = whole_record.save(record, tmp_path)
    assert path.name == f"customer-{ident}.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    assert (found["country"], found["country_name"], found["username"]) == ("BG", "Bulgaria", "maria")
    assert found["wallet"] == {"amount": "12.50", "currency": "EUR"}
    assert [one["address"] for one in found["emails"]][1:] == ["second@example.org"]
    assert [(one["amount"]["amount"], one["note"], one["admin"]) for one in found["wallet_movements"]] == [
        ("12.50", "by transfer", "ana")
    ]
    assert [note["text"] for note in found["notes"]] == ["called twice"]
    assert base64.b64decode(found["consent_documents"][0]["content_base64"]) == b"signed"
    assert {line["action"] for line in found["log"]} >= {"add", "edit", "add funds", "add note"}
    assert next(line for line in found["log"] if line["action"] == "edit")["after"] == {"phone": "+49301234567"}
    assert {profile["company_name"] for profile in found["profiles"]} == {"", "Ana Ltd"}
    text = path.read_text(encoding="utf-8")
    assert "somebody else" not in text
    assert "only among the staff" not in text, "R243"
    assert not {"password_hash", "salt", "message_id"} & set(_names(found))


def _names(value: object) -> list[str]:
    """All names in a document, however deep."""
    if isinstance(value, dict):
        return [*value, *(name for one in value.values() for name in _names(one))]
    return [name for one in value for name in _names(one)] if isinstance(value, list) else []


def test_documents_with_their_texts(filled: Desk) -> None:
    """R105: orders with lines, payments and jobs, documents with the printed text."""
    record = filled.ask(whole_record.whole, THREE)
    documents = record["documents"]
    assert isinstance(documents, list)
    assert all(document["body"] for document in documents)
    for name in ("orders", "order_lines", "payments", "documents", "services", "labels", "affiliations"):
        assert record[name], name


def test_no_table_is_forgotten() -> None:
    """Every table with a customer, or a purchase, in its rows is in the record, or it is said why not."""
    here = {table.__tablename__ for table in [*whole_record.OF_CUSTOMER.values(), *whole_record.OF_PURCHASE.values()]}
    with_one = {
        table.name
        for table in all_tables().sorted_tables
        if {"customer_id", "purchase_id"} & {column.name for column in table.columns}
    }
    assert with_one - here - whole_record.ELSEWHERE == set()
    own = {column.key for column in inspect(Customer).column_attrs}
    assert not own & {*whole_record.OF_CUSTOMER, *whole_record.OF_PURCHASE, "log", "made_at"}


def test_whose_record_can_be_had(desk: Desk, add_customer: AddCustomer) -> None:
    """R185: only of those in reach, by id also of a deleted one; of an erased one nothing is left."""
    ident = add_customer(desk, username="gone")
    far = seat(desk, Role.ADMINISTRATOR, "North")
    with pytest.raises(NotFound):
        far.ask(whole_record.whole, ident)
    desk.change(customers.delete, ident, typed_username="gone")
    assert desk.ask(whole_record.whole, ident)["username"] == "gone"
    desk.change(erasure.erase, ident, typed_username="gone")
    with pytest.raises(Refused, match="was erased"):
        desk.ask(whole_record.whole, ident)
    with pytest.raises(NotFound):
        desk.ask(whole_record.whole, 10**12)
