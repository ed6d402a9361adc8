"""Exporting customers: importable again, safe in a spreadsheet, of those one reaches (design, section 2; P5, R52)."""

import csv
import io
import json
from pathlib import Path

import pytest

from billia_tui.db.store import Store, open_store
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.exports import customers as exports
from billia_tui.operations.staff import admins
from billia_tui.operations.wallet import hold
from billia_tui.vocabulary import Role
from tests import factories
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.imports.kit import FULL, MARIA, Importer

pytestmark = pytest.mark.dear


def text_of(desk: Desk, words: str = "") -> str:
    """The export as one text."""
    return "".join(exports.csv_lines(exports.customers(desk, words)))


def rows_of(desk: Desk, words: str = "") -> list[dict[str, str]]:
    """The rows of the export."""
    return list(csv.DictReader(io.StringIO(text_of(desk, words), newline="")))


@pytest.fixture
def book(desk: Desk, tmp_path: Path, add_customer: AddCustomer) -> Desk:
    """A few customers of every sort."""
    Importer(desk, tmp_path)(FULL + MARIA)
    add_customer(desk, first_name="=cmd()", last_name="'=x", phone="+49 711", email="+f@example.org", username="@f")
    add_customer(desk, first_name='Quo"te', last_name="Sémi;co,lon", city="a 'b'", email="q@example.org")
    desk.change(status.activate, 3)
    desk.change(hold.put_on, 3)
    return desk


def test_fields_of_the_import(book: Desk) -> None:
    """Design 2: the export has the fields that the import reads, the name of the country too; no secret (R52)."""
    from billia_tui.operations.imports.fields import FIELDS, KindName

    assert set(exports.HEADER) == {field.name for field in FIELDS[KindName.CUSTOMERS]} | {"country_name"}
    assert not any("password" in name for name in exports.HEADER)


def test_round_trip(book: Desk, tmp_path: Path) -> None:
    """Design 2: importable again: into a fresh store, whose export is the same; and here nothing changes."""
    text = text_of(book)
    fresh = open_store(str(tmp_path / "fresh.db"), create=True)
    with fresh.writing() as session:
        admins.first(session, "ana")
    there = Desk(fresh, 1)
    assert Importer(there, tmp_path)(text).numbers == (3, 0, 0, 0)
    assert text_of(there) == text
    assert Importer(there, tmp_path)(text).numbers == (0, 0, 3, 0)
    fresh.close()
    assert Importer(book, tmp_path)(text, source="own").numbers == (0, 0, 3, 0)
    edited = text.replace("Sémi;co,lon", "Meyer")
    assert Importer(book, tmp_path)(edited, source="own").numbers == (0, 1, 2, 0)


def test_no_cell_is_a_formula(book: Desk) -> None:
    """P5, reliability 3.5: texts that begin like a formula are marked, numbers that we made are not; all quoted."""
    row = rows_of(book)[1]
    assert (row["username"], row["first_name"], row["last_name"]) == ("'@f", "'=cmd()", "''=x")
    assert (row["phone"], row["email"]) == ("'+49 711", "'+f@example.org")
    assert rows_of(book)[0]["wallet"] == "-12.50"
    for line in text_of(book).splitlines():
        assert line.startswith('"')
        assert line.endswith('"')


def test_search_and_pages(book: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """R37: with words only what they find; pages by key, every customer once."""
    monkeypatch.setattr(exports, "TOGETHER", 1)
    assert [row["id"] for row in rows_of(book)] == ["1", "2", "3"]
    assert [row["id"] for row in rows_of(book, "example.org")] == ["1", "2", "3"]
    assert [row["id"] for row in rows_of(book, "kohler gmbh")] == ["1"]
    assert rows_of(book, "nobody\x00") == []


def test_reach(book: Desk, store: Store, desk_of_role: DeskOfRole, add_customer: AddCustomer) -> None:
    """R185: only customers of resellers that the admin reaches; everyone may view (R182)."""
    factories.reseller(store, "North")
    add_customer(book, reseller="North", email="n@example.org")
    north = desk_of_role(Role.MARKETING, "North")
    assert [(row["id"], row["reseller"]) for row in rows_of(north)] == [("4", "North")]


def test_json(book: Desk) -> None:
    """Design 2: money with its currency, times in UTC, control characters escaped."""
    from billia_tui.commands.exports import _json

    rows = json.loads("".join(_json(exports.customers(book))))["rows"]
    assert rows[0]["wallet"] == {"amount": "-12.50", "currency": "EUR"}
    assert rows[0]["created_at"] == "2020-05-01T10:00:00Z"
    assert [row["first_name"] for row in rows] == ["Maria", "=cmd()", 'Quo"te']
    assert json.loads("".join(_json([])))["rows"] == []
