"""Bringing a whole business over from an SQL dump (R234)."""

import gzip
import io
from pathlib import Path

import pytest

from billia_tui.db.models import Customer, Email, Label, Note, OutgoingMail, Payment, Product, Purchase, Service
from billia_tui.errors import Forbidden, Refused
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.batches import taking_back
from billia_tui.operations.imports.systems.dump import Dump
from billia_tui.operations.imports.systems.system import named as system_named
from billia_tui.operations.imports.systems.whole import Report, WholeImport, Wish
from billia_tui.operations.notes import customer_notes
from billia_tui.vocabulary import Role
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.imports import dumps
from tests.operations.kit import everything, stored

pytestmark = pytest.mark.dear

MODELS = {"customers": Customer, "services": Service, "orders": Purchase, "notes": Note, "labels": Label}


def bring(desk: Desk, path: Path, system: str = "whmcs", **wishes: object) -> Report:
    """Brings a dump over."""
    with WholeImport(desk, Wish(system, str(path), **wishes)) as running:  # type: ignore[arg-type]  # wishes are fields of a wish
        running.stage()
        return running.run()


def numbers(report: Report) -> dict[str, tuple[int, int, int, int]]:
    """New, changed, unchanged, refused by kind."""
    return {kind: (one.new, one.changed, one.unchanged, one.refused) for kind, one in report.kinds.items()}


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """A dump of 20 customers, as mysqldump makes it."""
    path = tmp_path / "whmcs.sql"
    path.write_text(dumps.mysqldump(dumps.whmcs()))
    return path


def test_whmcs(desk: Desk, dump: Path, tmp_path: Path) -> None:
    """R234: all of it comes in the right order and the sums agree; in phpMyAdmin's form, packed, it is the same."""
    report = bring(desk, dump)
    assert numbers(report) == {
        "products": (3, 0, 0, 0),
        "customers": (20, 0, 0, 0),
        "emails": (1, 10, 10, 0),
        "services": (67, 0, 0, 0),
        "orders": (35, 0, 0, 0),
        "payments": (19, 0, 0, 0),
        "notes": (40, 0, 0, 0),
        "labels": (2, 0, 0, 0),
    }
    assert report.left == {
        "invoices that only collect others": 1,
        "transactions of no invoice, or of one that only collects others": 1,
    }
    assert {one.what for one in report.sums if one.agrees} == {"wallets", "due"}
    assert [str(one) for one in report.sums if not one.agrees] == []
    store = desk.store
    assert [(one.code, one.price, one.period_months, one.on_sale) for one in stored(store, Product)] == [
        ("whmcs-1", 2700, 3, True),
        ("whmcs-2", 1500, None, True),
        ("whmcs-3", 0, None, False),
    ]
    third = next(one for one in stored(store, Customer) if one.username == "c3@example.org")
    assert (third.last_name, third.status, third.wallet) == ("O'Neil", "Active", 50)
    assert f"{third.created_at:%F}" == "2020-01-03"
    fifth = next(one for one in stored(store, Customer) if one.username == "c5@example.org")
    assert (fifth.last_name, fifth.address) == ("D'Arc", "Rue A & B 5")
    assert sorted({one.status for one in stored(store, Customer)}) == ["Active", "Blocked", "Inactive"]
    assert sorted({one.status for one in stored(store, Service) if one.kind == "domain"}) == [
        "Active", "Expired", "Pending", "Redemption", "Terminated",
    ]  # fmt: skip
    assert {one.period_months for one in stored(store, Service)} == {None, 1, 3, 6, 12, 24, 36}
    assert {one.tld for one in stored(store, Service) if one.kind == "domain"} == {"co.uk"}
    first = next(one for one in stored(store, Purchase) if not one.paid and one.paid_amount == 400)
    assert (first.price, first.status) == (1190, "Pending")
    texts = "\n".join(one.text for one in stored(store, Note))
    assert "Called; says\nall is \\ well" in texts
    assert "WHMCS invoice 2, number 2024-0002, order 1234567890\nby hand" in texts
    assert "Contact: Otto Weber, otto@example.org" in texts
    assert "secret" not in str(everything(store)), "no password comes along"
    assert {one.value for one in stored(store, Label)} == {"a friend", "yes"}
    assert [one.address for one in stored(store, Email) if one.kind == "additional"] == ["otto@example.org"]
    assert sum(one.amount for one in stored(store, Payment)) == sum(one.paid_amount for one in stored(store, Purchase))
    assert [str(finding) for finding in Check(store).findings()] == []
    before = everything(store)
    packed = tmp_path / "whmcs.sql.gz"
    packed.write_bytes(gzip.compress(dumps.phpmyadmin(dumps.whmcs()).encode()))
    again = bring(desk, packed)
    assert {(new, changed, refused) for new, changed, _, refused in numbers(again).values()} == {(0, 0, 0)}
    assert everything(store) == before, "a second run changes nothing"


def test_fossbilling(desk: Desk, tmp_path: Path) -> None:
    """R234: the same of FOSSBilling, in both forms of dumps."""
    path = tmp_path / "foss.sql"
    path.write_text(dumps.phpmyadmin(dumps.fossbilling()))
    report = bring(desk, path, "fossbilling")
    assert numbers(report) == {
        "products": (3, 0, 0, 0),
        "customers": (20, 0, 0, 0),
        "emails": (1, 0, 0, 0),
        "services": (24, 0, 0, 0),
        "orders": (25, 0, 0, 0),
        "payments": (6, 0, 0, 0),
        "notes": (26, 0, 0, 0),
        "labels": (1, 0, 0, 0),
    }, report.notes
    assert report.left == {"transactions that are not processed, or of no paid invoice": 1}
    assert [str(one) for one in report.sums if not one.agrees] == []
    assert len(report.sums) == 4
    store = desk.store
    products = stored(store, Product)
    assert [(one.price, one.period_months) for one in products] == [(3000, 3), (2000, None), (0, None)]
    assert [one.on_sale for one in products] == [True, False, False]
    assert {one.phone for one in stored(store, Customer)} == {"+49228 100200"}
    assert {one.wallet for one in stored(store, Customer)} == {750}
    assert {one.period_months for one in stored(store, Service)} == {1, 3, 6, 12, 24, 36, None}
    assert {one.status for one in stored(store, Service)} == {"Pending", "Expired", "Active", "Terminated", "Suspended"}
    domain = next(one for one in stored(store, Service) if one.kind == "domain")
    assert (domain.domain, domain.tld, domain.registrar) == ("d1.de", "de", "Custom")
    taxed = next(one for one in stored(store, Purchase) if one.price != 1110)
    assert (taxed.price, taxed.status) == (1302, "Pending")
    assert "secret" not in str(everything(store))
    assert [str(finding) for finding in Check(store).findings()] == []
    before = everything(store)
    path.write_text(dumps.mysqldump(dumps.fossbilling()))
    again = numbers(bring(desk, path, "fossbilling"))
    assert {(new, changed, refused) for new, changed, _, refused in again.values()} == {(0, 0, 0)}
    assert everything(store) == before


def test_a_changed_dump_and_a_rehearsal(desk: Desk, dump: Path) -> None:
    """R234, R236: a rehearsal of all stores nothing; later only what changed comes, what differs is told."""
    before = everything(desk.store)
    rehearsed = bring(desk, dump, dry_run=True)
    assert (numbers(rehearsed)["orders"], everything(desk.store)) == ((35, 0, 0, 0), before)
    assert all(one.agrees for one in rehearsed.sums)
    bring(desk, dump)
    tables = dumps.whmcs()
    tables["tblclients"].rows[0][8] = "Wien"
    tables["tblclients"].rows[1][16] = "102.50"
    unpaid = next(row for row in tables["tblinvoices"].rows if row[9] == "Unpaid")
    unpaid[9], unpaid[4] = "Paid", "2024-06-01 10:00:00"
    dump.write_text(dumps.mysqldump(tables))
    report = bring(desk, dump)
    changed = {kind: one for kind, one in numbers(report).items() if one[0] or one[1] or one[3]}
    assert changed == {"customers": (0, 1, 19, 0), "orders": (0, 1, 34, 0)}
    assert "customers: 1 known record has another wallet now, left; --update brings it along" in report.notes
    assert [str(one) for one in report.sums if not one.agrees] == [
        "wallets: 124.00 EUR there, 24.00 EUR here: they differ"
    ]
    assert numbers(bring(desk, dump, update=True))["customers"] == (0, 1, 19, 0)
    assert [str(finding) for finding in Check(desk.store).findings()] == []


def test_taken_back(desk: Desk, dump: Path, add_customer: AddCustomer) -> None:
    """R239: whom nobody changed since goes with all that is theirs, money by the opposite entry; then it comes anew."""
    tables = dumps.of_clients(dumps.whmcs(), 2)
    tables["tblclients"].rows.append(dumps.whmcs()["tblclients"].rows[3])
    dump.write_text(dumps.mysqldump(tables))
    ours = add_customer(desk)
    bring(desk, dump)
    mine = {one.username: one.id for one in stored(desk.store, Customer)}
    changed, alone = mine["c1@example.org"], mine["c4@example.org"]
    desk.change(customer_notes.add, changed, "Called")
    mails = len(stored(desk.store, OutgoingMail))
    assert desk.change(taking_back.some, "whmcs", [alone]) == [""]
    taken = taking_back.take_back(desk, "whmcs")
    assert (taken.done, taken.kept) == (1, {"was changed since": 1})
    assert {one.id for one in stored(desk.store, Customer) if one.deleted_at is None} == {ours, changed}
    assert {one.wallet for one in stored(desk.store, Customer) if one.deleted_at} == {0}
    assert {one.status for one in stored(desk.store, Service) if one.customer_id != changed} == {"Terminated"}
    assert len(stored(desk.store, OutgoingMail)) == mails, "nobody is told"
    assert [str(finding) for finding in Check(desk.store).findings()] == []
    again = bring(desk, dump)
    assert numbers(again)["customers"] == (2, 0, 1, 0)
    assert {refused for _, _, _, refused in numbers(again).values()} == {0}, again.notes
    assert all(one.agrees for one in again.sums)
    assert [str(finding) for finding in Check(desk.store).findings()] == []


def broken_off(desk: Desk, path: Path, at: str) -> None:
    """Brings a dump over until something of `at` is done."""

    def stop(what: str, done: int, of: int) -> None:
        if what == at and done and of:
            raise KeyboardInterrupt

    with WholeImport(desk, Wish("whmcs", str(path))) as running:
        running.stage(stop)
        running.run(stop)


def test_stopped_and_begun_again(sqlite_desk: Desk, dump: Path) -> None:
    """R234: broken off between two batches and begun again, it goes on: nothing comes twice, nothing is missing."""
    for at in ("Reading whmcs.sql", "Importing customers", "Importing services", "Importing orders", "Importing notes"):
        with pytest.raises(KeyboardInterrupt):
            broken_off(sqlite_desk, dump, at)
    report = bring(sqlite_desk, dump)
    assert {kind: refused for kind, (_, _, _, refused) in numbers(report).items() if refused} == {}
    counted = {kind: len(stored(sqlite_desk.store, model)) for kind, model in MODELS.items()}
    assert counted == {"customers": 20, "services": 67, "orders": 35, "notes": 40, "labels": 2}
    assert all(one.agrees for one in report.sums)
    assert [str(finding) for finding in Check(sqlite_desk.store).findings()] == []


def test_without_all_rights(desk_of_role: DeskOfRole, dump: Path) -> None:
    """R182, R234: who may not do all of it begins nothing."""
    for role in set(Role) - {Role.ADMINISTRATOR}:
        desk = desk_of_role(role)
        before = everything(desk.store)
        with pytest.raises(Forbidden):
            bring(desk, dump)
        assert everything(desk.store) == before


def test_columns_that_these_systems_have() -> None:
    """R234: what is read of a system stands in its public schema."""
    for name in ("whmcs", "fossbilling"):
        there = {table: {*made.columns.split()} for table, made in dumps.real(name, {}).items()}
        asked = system_named(name).tables
        assert [
            (table, {*columns} - there[table]) for table, columns in asked.items() if {*columns} - there[table]
        ] == []


def test_an_empty_system(sqlite_desk: Desk, tmp_path: Path) -> None:
    """R234: a dump without a record is none of anything, and no mistake."""
    path = tmp_path / "whmcs.sql"
    path.write_text(dumps.mysqldump(dumps.real("whmcs", {})))
    report = bring(sqlite_desk, path)
    assert (report.kinds, report.sums, report.batch) == ({}, [], None)


def test_what_is_no_dump(sqlite_desk: Desk, tmp_path: Path) -> None:
    """R234: what is no dump, one of something else, or cut off is refused before anything is stored."""
    before = everything(sqlite_desk.store)
    whole = dumps.mysqldump(dumps.whmcs())
    for text, said in (
        ("hello;", "is no SQL dump"),
        ("CREATE TABLE `x` (`id` int);", "no dump of WHMCS: it has no table tblclients"),
        (whole[: whole.index("INSERT INTO `tblinvoices`") + 500], "cut off"),
        ("INSERT INTO tblclients VALUES (1,2);", "has 2 values, the table 0 columns"),
    ):
        path = tmp_path / "x.sql"
        path.write_text(text)
        with pytest.raises(Refused, match=said):
            bring(sqlite_desk, path)
    (tmp_path / "x.sql.gz").write_bytes(gzip.compress(whole.encode())[:900])
    with pytest.raises(Refused, match="cannot be unpacked"):
        bring(sqlite_desk, tmp_path / "x.sql.gz")
    assert everything(sqlite_desk.store) == before


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_the_reader(size: int) -> None:
    """R234: whatever is cut where: strings, comments, other statements and programs between the rows."""
    text = (
        "# a; comment\n-- it's one\n/* ; ' */ SET x = 'a;b';\nCREATE TABLE `old`.`t` (\n  `id` int,\n  `B` text\n);\n"
        "INSERT INTO `other` VALUES (1,'INSERT INTO `t` VALUES (9,9);');\n"
        "INSERT IGNORE INTO `t` VALUES (1,'a''b\\'c\\\\'),(-2.5, _utf8mb4 \"x;\\\"y\"), (3,NULL),"
        "(4,'100\\%\\n'),(0x41,'');\n"
        "DELIMITER ;;\nCREATE TRIGGER x don't;;\nDELIMITER ;\nREPLACE INTO t (B, c) VALUES ('Köhler',1);"
    )
    slow = Slow(text.encode(), size)
    found = list(Dump(slow, "x.sql", {"t": ("id", "b")}).rows())
    assert [row for _, row in found] == [
        ["1", "a'b'c\\"],
        ["-2.5", 'x;"y'],
        ["3", None],
        ["4", "100\\%\n"],
        ["0x41", ""],
        [None, "Köhler"],
    ]


class Slow(io.BytesIO):
    """Gives a few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self._size = size

    def read(self, size: int | None = -1, /) -> bytes:  # noqa: ARG002 - the signature is io's
        """At most so many as it was made for."""
        return super().read(self._size)
