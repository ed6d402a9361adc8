"""Whole systems with their real columns in a MariaDB server: 200 customers of every status, cycle and corner (R234)."""

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

import pytest

from billia_tui.db.models import Batch, Customer, Label, Note, Order, Purchase, Service
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.batches.run import Import
from billia_tui.operations.imports.batches.run import Order as Wish
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds.services.values import FOLLOWING
from billia_tui.operations.imports.systems.whole import Report, WholeImport
from billia_tui.operations.imports.systems.whole import Wish as WholeWish
from tests import mariadb
from tests.operations.imports import dumps
from tests.operations.imports.test_taking_back import taken_back
from tests.operations.kit import everything, stored

pytestmark = pytest.mark.dear

TIMES = 10
CHANGED = {
    "whmcs": (
        """UPDATE tblclients SET city = 'Wien' WHERE id = 1;
        UPDATE tblhosting SET domainstatus = 'Terminated' WHERE id = 1;
        INSERT INTO tblnotes (id, userid, created, note) VALUES (9, 2, '2024-06-01 10:00:00', 'New');""",
        {"customers": (0, 1), "services": (0, 1), "notes": (1, 0)},
    ),
    "fossbilling": (
        """UPDATE client SET city = 'Wien' WHERE id = 1; UPDATE client_order SET status = 'canceled' WHERE id = 3;
        UPDATE client SET custom_12 = 'red' WHERE id = 2;""",
        {"customers": (0, 1), "services": (0, 1), "labels": (1, 0)},
    ),
}
"""What is changed there, and what it is here: new and changed records by kind."""


@pytest.fixture(scope="module")
def server(shared_folder: Path) -> Iterator[mariadb.Server]:
    with mariadb.server(shared_folder) as running:
        yield running


def brought(desk: Desk, system: str, path: Path, text: str) -> Report:
    """Brings a dump over."""
    path.write_text(text)
    with WholeImport(desk, WholeWish(system, str(path))) as running:
        running.stage()
        return running.run()


def followed(desk: Desk) -> list[list[object]]:
    """What an import changes of customers and services, and how many notes and labels there are."""
    names = ("name", "city", "status", "wallet", "products_count")
    customers = [[getattr(one, name) for name in names] for one in stored(desk.store, Customer)]
    services = [[getattr(one, name) for name in FOLLOWING] for one in stored(desk.store, Service)]
    notes = [one.id for one in stored(desk.store, Note) if one.deleted_at is None]
    return [*customers, *services, [*notes, len(stored(desk.store, Label))]]


def moved(report: Report) -> dict[str, tuple[int, int]]:
    """New and changed records by kind."""
    return {kind: (one.new, one.changed) for kind, one in report.kinds.items() if one.new or one.changed}


@pytest.mark.parametrize("system", list(CHANGED))
def test_a_whole_business(sqlite_desk: Desk, server: mariadb.Server, tmp_path: Path, system: str) -> None:
    """R234, R236, R239: it comes, nothing twice, only the changes later; taken back the store is as before."""
    desk, path = sqlite_desk, tmp_path / f"{system}.sql"
    tables = dumps.real(system, dumps.grown(getattr(dumps, system)(), TIMES))
    server.fill(dumps.mysqldump(tables).partition("\nDELIMITER")[0])
    first = brought(desk, system, path, server.dumped())
    assert (first.kinds["customers"].new, first.refused) == (200, 0), [note for note in first.notes if "×" in note]
    assert [str(one) for one in first.sums if not one.agrees] == []
    before, there = everything(desk.store), followed(desk)
    for text in (server.dumped(), dumps.phpmyadmin(tables)):
        assert moved(brought(desk, system, path, text)) == {}
        assert everything(desk.store) == before
    statements, expected = CHANGED[system]
    server.fill(statements)
    later = brought(desk, system, path, server.dumped())
    assert (moved(later), later.refused) == (expected, 0)
    assert [str(finding) for finding in Check(desk.store).findings()] == []
    assert taken_back(desk, later.batch).reasons == {}
    assert followed(desk) == there
    assert taken_back(desk, first.batch).reasons == {}
    assert [one for one in stored(desk.store, Customer) if one.deleted_at is None] == []
    assert {one.wallet for one in stored(desk.store, Customer) if one.deleted_at} == {0}
    assert [str(finding) for finding in Check(desk.store).findings()] == []
    assert {one.finished_at is None for one in stored(desk.store, Batch)} == {False}


# ── mappings whose files are answers of a database ──

DOCS = Path(__file__).parents[3] / "docs" / "imports.md"


def question(name: str) -> str:
    """A question that the documentation tells to ask."""
    found = re.search(rf"^    -- {name}\n(.*?;)$", DOCS.read_text(), re.MULTILINE | re.DOTALL)
    assert found, name
    return found[1]


def answers(server: mariadb.Server, question: str, path: Path) -> Path:
    """What `mysql --batch` writes."""
    command = ["mariadb", "--no-defaults", f"--socket={server.socket}", "--batch", mariadb.DATABASE]
    path.write_bytes(subprocess.run(command, input=question.encode(), capture_output=True, check=True).stdout)
    return path


def brought_in(desk: Desk, kind: KindName, path: Path, mapping: str, lines: Path | None = None) -> tuple[int, int]:
    """New and refused records of a file that comes in with a mapping and nothing else."""
    with Import(desk, Wish(kind, path, mapping=mapping, lines=lines)) as running:
        summary = running.run()
        assert not running.reasons
        return summary.new, summary.refused


def filled(server: mariadb.Server, system: str, rows: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
    """The tables of a system with some rows."""
    tables = {}
    for name, some in rows.items():
        columns = list(dict.fromkeys(column for row in some for column in row))
        tables[name] = dumps.Table(
            " ".join(columns), [[cast("dumps.Cell", row.get(column)) for column in columns] for row in some]
        )
    server.fill(dumps.mysqldump(dumps.real(system, tables)).partition("\nDELIMITER")[0])


def test_blesta(sqlite_desk: Desk, server: mariadb.Server, tmp_path: Path) -> None:
    """R233: clients, services and invoices, by the questions of the documentation."""
    names = ("Ann", "Bob", "Eva")
    filled(server, "blesta", {
        "clients": [{"id": n, "status": status} for n, status in enumerate(("active", "inactive", "fraud"), 1)],
        "contacts": [
            {"id": 10 + n, "client_id": n, "contact_type": "primary", "first_name": name, "last_name": "Lee",
             "email": f"{name}@example.org", "address1": "Weg 1", "address2": "Hof\nlinks", "country": "DE",
             "date_added": "2020-01-02 03:04:05"} for n, name in enumerate(names, 1)
        ] + [{"id": 20, "client_id": 1, "contact_type": "billing", "first_name": "X", "last_name": "Y",
              "email": "x@example.org", "country": "DE", "date_added": "2020-01-02 03:04:05"}],
        "contact_numbers": [{"id": 1, "contact_id": 11, "number": "+49.228100200", "type": "phone"}],
        "client_settings": [{"key": "default_currency", "client_id": n, "value": "EUR"} for n in (1, 2, 3)],
        "services": [
            {"id": n, "pricing_id": n, "client_id": 1, "status": status, "date_added": "2024-01-02 03:04:05",
             "date_renews": None if status == "canceled" else "2027-01-02 03:04:05",
             "override_price": "7.5000" if n == 1 else None, "override_currency": "EUR" if n == 1 else None}
            for n, status in enumerate(("active", "canceled", "pending", "suspended", "in_review"), 1)
        ],
        "package_pricing": [{"id": n, "package_id": 1, "pricing_id": n} for n in range(1, 6)],
        "pricings": [
            {"id": n, "term": 1 + n % 2, "period": period, "price": "10.0000", "currency": "EUR"}
            for n, period in enumerate(("month", "year", "onetime", "week", "day"), 1)
        ],
        "package_names": [{"package_id": 1, "lang": lang, "name": f"Server {lang}"} for lang in ("de_de", "en_us")],
        "invoices": [
            {"id": n, "client_id": 1, "date_billed": "2024-01-02 03:04:05", "status": status, "total": "11.9000",
             "paid": paid, "date_closed": "2024-01-03 03:04:05" if paid == "11.9000" else None, "currency": "EUR"}
            for n, (status, paid) in enumerate(
                (("active", "11.9000"), ("active", "4.0000"), ("draft", "0.0000"), ("void", "0.0000")), 1)
        ],
        "invoice_lines": [{"id": 1, "invoice_id": 1, "service_id": 1, "description": "Server\nJanuary", "qty": "2.0000",
                           "amount": "5.0000", "order": 0}],
    })  # fmt: skip
    desk = sqlite_desk
    for kind, number in ((KindName.CUSTOMERS, 3), (KindName.SERVICES, 5)):
        name = "clients" if kind == KindName.CUSTOMERS else "services"
        path = answers(server, question(f"blesta {name}.sql"), tmp_path / f"{name}.tsv")
        assert brought_in(desk, kind, path, "blesta") == (number, 0)
    lines = answers(server, "SELECT * FROM invoice_lines", tmp_path / "lines.tsv")
    path = answers(server, "SELECT * FROM invoices", tmp_path / "invoices.tsv")
    assert brought_in(desk, KindName.ORDERS, path, "blesta", lines) == (4, 0)
    assert [(one.name, one.status, one.phone) for one in stored(desk.store, Customer)] == [
        ("Ann Lee", "Active", "+49.228100200"), ("Bob Lee", "Blocked", ""), ("Eva Lee", "Blocked", ""),
    ]  # fmt: skip
    assert [(one.status, one.period_months, one.price) for one in stored(desk.store, Service)] == [
        ("Active", 2, 750), ("Terminated", 12, 1000), ("Pending", None, 1000), ("Suspended", None, 1000),
        ("Pending", None, 1000),
    ]  # fmt: skip
    assert [(one.status, one.paid, one.paid_amount) for one in stored(desk.store, Purchase)] == [
        ("Activated", True, 1190), ("Pending", False, 400), ("Cancelled", False, 0), ("Cancelled", False, 0),
    ]  # fmt: skip
    assert [(one.price, one.service_id) for one in stored(desk.store, Order)] == [(1000, 1)]
    assert [str(finding) for finding in Check(desk.store).findings()] == []


def test_hostbill(sqlite_desk: Desk, server: mariadb.Server, tmp_path: Path) -> None:
    """R233: the same of HostBill: every status and cycle."""
    statuses = ("Active", "Closed", "Closing", "PendingRemoval", "Archived")
    cycles = ("Free", "One Time", "Monthly", "Quarterly", "Semi-Annually", "Annually", "Biennially", "Triennially",
              "Quadrennially", "Quinquennially", "Daily", "Weekly", "Hourly")  # fmt: skip
    of_accounts = ("Pending", "Active", "Suspended", "Terminated", "Cancelled", "Fraud")
    of_invoices = ("Paid", "Unpaid", "Cancelled", "Draft", "Recurring", "Refunded", "Credited", "Creditnote",
                   "CreditnoteDraft", "Collections", "Receiptunpaid", "Receiptpaid", "Chargeback")  # fmt: skip
    filled(server, "hostbill", {
        "hb_client_details": [
            {"id": n, "parent_id": 0, "firstname": f"Ann{n}", "lastname": "Lee", "companyname": "", "address1": "Weg 1",
             "address2": "", "city": "Bonn", "state": "", "postcode": "53111", "country": "DE", "phonenumber": "",
             "datecreated": "2020-01-02"} for n in range(1, 6)
        ] + [{"id": 9, "parent_id": 1, "firstname": "Contact", "lastname": "X", "country": "DE"}],
        "hb_client_access": [{"id": n, "email": f"c{n}@example.org", "status": s} for n, s in enumerate(statuses, 1)]
        + [{"id": 9, "email": "x@example.org", "status": "Active"}],
        "hb_client_billing": [{"id": n, "client_id": n, "credit": "1.50", "currency_id": n % 2} for n in range(1, 6)],
        "hb_currencies": [{"id": 1, "code": "USD"}],
        "hb_configuration": [{"setting": "CurrencyCode", "value": "EUR"}],
        "hb_products": [{"id": 1, "name": "Server"}],
        "hb_accounts": [
            {"id": n, "client_id": 1, "product_id": n % 2, "date_created": "2021-02-03", "domain": f"h{n}.example.org",
             "total": "9.00", "billingcycle": cycle, "billingtype": "PostPay" if n == 3 else "PrePay",
             "next_due": "2027-01-31", "autorenew": n % 2, "status": of_accounts[n % 6]}
            for n, cycle in enumerate(cycles, 1)
        ],
        "hb_invoices": [
            {"id": n, "client_id": 1, "date": "2024-01-02", "status": status, "total": "11.90",
             "datepaid": "2024-01-03 03:04:05" if "aid" in status and "Un" not in status and "un" not in status
             else "0000-00-00 00:00:00"} for n, status in enumerate(of_invoices, 1)
        ],
        "hb_invoice_items": [{"id": 1, "invoice_id": 1, "type": "Hosting", "description": "Server", "amount": "10.00",
                              "qty": "1.00"}],
    })  # fmt: skip
    desk = sqlite_desk
    for kind, name, number in ((KindName.CUSTOMERS, "clients", 5), (KindName.SERVICES, "services", 13)):
        path = answers(server, question(f"hostbill {name}.sql"), tmp_path / f"{name}.tsv")
        assert brought_in(desk, kind, path, "hostbill") == (number, 0)
    lines = answers(server, "SELECT * FROM hb_invoice_items", tmp_path / "lines.tsv")
    path = answers(server, "SELECT * FROM hb_invoices", tmp_path / "invoices.tsv")
    assert brought_in(desk, KindName.ORDERS, path, "hostbill", lines) == (13, 0)
    assert [one.status for one in stored(desk.store, Customer)] == ["Active", *["Blocked"] * 4]
    assert {(one.currency, one.wallet) for one in stored(desk.store, Customer)} == {("USD", 150), ("EUR", 150)}
    assert [one.period_months for one in stored(desk.store, Service)] == [
        None, None, 1, 3, 6, 12, 24, 36, 48, 60, None, None, None,
    ]  # fmt: skip
    assert [one.paid for one in stored(desk.store, Purchase)].count(True) == 2
    assert [str(finding) for finding in Check(desk.store).findings()] == []
