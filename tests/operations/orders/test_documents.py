"""Documents: numbers without gaps, printed text, who sees them, invoices on request (R138-R141, R105)."""

import stat
from pathlib import Path
from typing import Any

import pytest

from billia_tui.db.models import Document, DocumentCounter, Order, Profile, Reseller
from billia_tui.db.store import Store
from billia_tui.errors import BilliaError, Forbidden, NotFound, Refused
from billia_tui.money import Money
from billia_tui.operations.customers import companies
from billia_tui.operations.customers.companies import CompanyData
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import document_file, documents, payment, pricing
from billia_tui.operations.orders import placing as ordering
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.paging import Window
from billia_tui.vocabulary import PurchaseStatus, Role
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.breaking import Broken, breaking
from tests.operations.kit import ALL, everything, log_of, questions, stored
from tests.operations.orders.kit import BANK, CARD, COM_ID, WEB_ID, Shop, set_method
from tests.operations.together import together

COMPANY = CompanyData("Köhler GmbH", "HRB 1", "DE 99", "Dr. Ö", "DE", "Bonn", "Weg 1", "53111")


def text_of(shop: Shop, document_id: int) -> str:
    """What a document reads."""
    return shop.desk.ask(documents.read, document_id).text


def numbers(store: Store) -> list[int]:
    """The numbers of all pro-formas, in the order in which they were stored."""
    return [one.sequence for one in stored(store, Document, type="pro-forma")]


# --- text ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("frozen")
def test_the_text_of_an_invoice(sqlite_shop: Shop) -> None:
    """R139, R141: seller, buyer, what was ordered, how the price comes about, what was paid."""
    sqlite_shop.desk.change(companies.add, 1, COMPANY)
    ident = sqlite_shop.place(CARD, OrderItem(WEB_ID), OrderItem(COM_ID, "example.com"))
    sqlite_shop.desk.change(pricing.change_price, ident, "25")
    sqlite_shop.desk.change(payment.mark_paid, ident)
    assert text_of(sqlite_shop, 1) == (
        "INVOICE INV-000001\n"
        "\n"
        "Issued:          2026-03-02 14:05 UTC\n"
        "Seller:          Default\n"
        "Order:           1, placed 2026-03-02 14:05 UTC\n"
        "Payment method:  Card\n"
        "\n"
        "Customer:\n"
        "  Köhler GmbH\n"
        "  Dr. Ö\n"
        "  Weg 1\n"
        "  53111 Bonn\n"
        "  Germany\n"
        "  Company number HRB 1\n"
        "  VAT number DE 99\n"
        "  Customer number 1\n"
        "\n"
        "  19.90 EUR  New: Web space S\n"
        "   9.00 EUR  New: Domain .com, example.com\n"
        "  -3.90 EUR  Adjustment\n"
        "  25.00 EUR  Price of the order\n"
        "\n"
        "Paid: 25.00 EUR\n"
    )


def test_the_text_for_a_person(sqlite_shop: Shop) -> None:
    """R138, R141: a pro-forma says what is to be paid, a credit note what is given back."""
    ident = sqlite_shop.place(BANK)
    assert "Customer:\n  Maria Köhler\n  Germany\n  Customer number 1\n" in text_of(sqlite_shop, 1)
    assert text_of(sqlite_shop, 1).endswith("To pay: 19.90 EUR\n")
    sqlite_shop.desk.change(payment.mark_paid, ident)
    sqlite_shop.desk.change(purchase_status.change, ident, PurchaseStatus.CANCELLED)
    assert text_of(sqlite_shop, 3).startswith("CREDIT NOTE CN-000001\n")
    assert text_of(sqlite_shop, 3).endswith("Credited: 19.90 EUR\n")


def test_the_text_stays(sqlite_shop: Shop) -> None:
    """R105, R141: a company that is renamed or deleted later changes nothing on paper."""
    company = sqlite_shop.desk.change(companies.add, 1, COMPANY)
    sqlite_shop.place(BANK)
    before = text_of(sqlite_shop, 1)
    sqlite_shop.desk.change(companies.delete, 1, company)
    assert text_of(sqlite_shop, 1) == before


@pytest.mark.usefixtures("frozen")
def test_a_cancelled_document_says_so(sqlite_shop: Shop) -> None:
    """R141: on its first line, in the list, and in the file."""
    ident = sqlite_shop.place(BANK)
    sqlite_shop.desk.change(payment.change_method, ident, CARD)
    found = sqlite_shop.desk.ask(documents.read, 1)
    assert found.text.startswith("*** CANCELLED at 2026-03-02 14:05 UTC ***\n\nPRO-FORMA PF-000001\n")
    assert found.row.cancelled


def test_hostile_names_are_harmless(sqlite_shop: Shop) -> None:
    """R141: what an import may have brought neither moves the cursor nor adds a line that looks like ours."""
    evil = "Evil\x1b[2J\nPaid: 0.00 EUR\u202e[bold]"
    ident = sqlite_shop.place(BANK)
    with sqlite_shop.desk.store.writing() as session:
        session.get_one(Profile, 1).contact_person = evil
        session.get_one(Order, 1).description = evil
        session.get_one(Reseller, 1).name = evil
    sqlite_shop.desk.change(pricing.change_price, ident, "5")
    text = text_of(sqlite_shop, 2)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\nPaid: 0.00" not in text
    assert text.count("[bold]") == 3


# --- who sees them ------------------------------------------------------------------------------------------------


def test_lists(shop: Shop, add_customer: AddCustomer) -> None:
    """R141, R175: newest first, of one customer; those of a purchase oldest first; in its own panel, too."""
    other = Shop(shop.desk, add_customer(shop.desk))
    first, _, second = shop.place(BANK), other.place(BANK), shop.place(BANK)
    shop.desk.change(payment.mark_paid, first)
    found = shop.desk.ask(documents.page, 1, ALL)
    assert [(row.number, row.purchase_id) for row in found.rows] == [
        ("INV-000001", first),
        ("PF-000003", second),
        ("PF-000001", first),
    ]
    assert shop.panel.ask(documents.page, 1, ALL) == found
    rows = shop.panel.ask(documents.of_purchase, first)
    assert [(row.number, str(row.amount), row.cancelled) for row in rows] == [
        ("PF-000001", "19.90 EUR", False),
        ("INV-000001", "19.90 EUR", False),
    ]
    assert len(shop.desk.ask(documents.page, 1, Window(limit=2, after=found.keys[0])).rows) == 2


def test_out_of_reach(shop: Shop, desk_of_role: DeskOfRole, add_customer: AddCustomer) -> None:
    """R185, R177: another reseller's, and in a panel another customer's, are not there."""
    ident = shop.place(BANK)
    other = Desk(shop.desk.store, 1, acting_as=add_customer(shop.desk))
    for desk in (desk_of_role(Role.ADMINISTRATOR, "South"), other):
        assert desk.ask(documents.of_purchase, ident) == ()
        assert desk.ask(documents.page, 1, ALL).rows == ()
        with pytest.raises(NotFound):
            desk.ask(documents.read, 1)
        with pytest.raises(NotFound):
            desk.ask(documents.why_not_invoice, ident)


def test_the_number_of_statements_does_not_grow(sqlite_shop: Shop) -> None:
    """R46: a page costs the same with 3 and with 30 documents."""
    counts = []
    for more in (3, 27):
        for _ in range(more):
            sqlite_shop.place(BANK)
        desk = sqlite_shop.desk
        with questions(desk) as seen:
            assert len(desk.ask(documents.page, 1, ALL).rows) in (3, 30)
        counts.append(len(seen))
    assert counts[0] == counts[1] == 1


# --- files --------------------------------------------------------------------------------------------------------


def test_saved_as_a_file(sqlite_shop: Shop, tmp_path: Path) -> None:
    """R141: under its number, readable by its owner only, never over another file unless asked to."""
    sqlite_shop.place(BANK)
    found = sqlite_shop.desk.ask(documents.read, 1)
    path = document_file.save(found, tmp_path)
    assert path == tmp_path / "PF-000001.txt"
    assert path.read_text("utf-8") == found.text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("mine")
    with pytest.raises(Refused, match=r"PF-000001\.txt exists"):
        document_file.save(found, tmp_path)
    assert path.read_text() == "mine"
    path.chmod(0o644)
    document_file.save(found, path, overwrite=True)
    assert (path.read_text("utf-8"), stat.S_IMODE(path.stat().st_mode)) == (found.text, 0o600)
    assert [one.name for one in tmp_path.glob("*PF*")] == ["PF-000001.txt"]


def test_files_that_cannot_be_written(sqlite_shop: Shop, tmp_path: Path) -> None:
    """R188: said in a sentence; a link that waits there is not followed."""
    sqlite_shop.place(BANK)
    found = sqlite_shop.desk.ask(documents.read, 1)
    with pytest.raises(Refused, match="cannot write"):
        document_file.save(found, tmp_path / "no" / "folder.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "target.txt")
    with pytest.raises(Refused, match="exists"):
        document_file.save(found, tmp_path / "link.txt")
    assert not (tmp_path / "target.txt").exists()


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("INV-000001", "INV-000001.txt"),
        ("../../etc/x", "etc_x.txt"),
        ("a b/c\x00", "a_b_c.txt"),
        ("..", "document.txt"),
    ],
)
def test_names_of_files_are_safe(sqlite_shop: Shop, number: str, name: str) -> None:
    """R141: whatever number an import or another program has stored."""
    sqlite_shop.place(BANK)
    with sqlite_shop.desk.store.writing() as session:
        session.get_one(Document, 1).number = number.replace("\x00", "\x01")
    found = sqlite_shop.desk.ask(documents.read, 1).file_name
    assert found == name
    assert Path(found).name == found


# --- invoices on request ------------------------------------------------------------------------------------------


def _forbid(shop: Shop) -> None:
    set_method(shop.desk, CARD, allows_invoice=False)


def _forbid_for_persons(shop: Shop) -> None:
    set_method(shop.desk, CARD, allows_invoice_person=False)


def _on_request(shop: Shop) -> None:
    with shop.desk.store.writing() as session:
        session.get_one(Profile, 1).auto_generate_invoice = False


def _company_on_request(shop: Shop) -> None:
    shop.desk.change(companies.add, 1, COMPANY)
    with shop.desk.store.writing() as session:
        session.get_one(Profile, 2).auto_generate_invoice = False


@pytest.mark.parametrize("prepare", [_forbid, _forbid_for_persons, _on_request, _company_on_request])
def test_no_invoice_by_itself(sqlite_shop: Shop, prepare: Any) -> None:
    """R139, R140, R156: the method forbids it, forbids it for persons, or the profile is off: then by hand."""
    prepare(sqlite_shop)
    ident = sqlite_shop.place(CARD)
    assert "never before" in (sqlite_shop.desk.ask(documents.why_not_invoice, ident) or "")
    sqlite_shop.desk.change(payment.mark_paid, ident)
    assert sqlite_shop.documents(ident) == []
    assert sqlite_shop.desk.ask(documents.why_not_invoice, ident) is None
    made = sqlite_shop.desk.change(documents.make_invoice, ident)
    assert (made.number, made.amount) == ("INV-000001", Money(1990, "EUR"))
    line = log_of(sqlite_shop.desk, 1)[0]
    assert (line.admin, line.action, line.thing) == ("ana", "issue invoice", "document 1")
    assert "already" in (sqlite_shop.desk.ask(documents.why_not_invoice, ident) or "")


def test_an_invoice_for_a_company(sqlite_shop: Shop) -> None:
    """R139: a method that forbids invoices for private persons makes them for companies."""
    _forbid_for_persons(sqlite_shop)
    sqlite_shop.desk.change(companies.add, 1, COMPANY)
    ident = sqlite_shop.place(CARD)
    sqlite_shop.desk.change(payment.mark_paid, ident)
    assert sqlite_shop.documents(ident) == ["INV-000001 19.90"]


def test_an_invoice_by_hand_over_the_rest(sqlite_shop: Shop) -> None:
    """R140, R203: over what was paid and not invoiced; nothing was credited, as there was no invoice yet."""
    _on_request(sqlite_shop)
    ident = sqlite_shop.place(CARD)
    sqlite_shop.desk.change(payment.mark_paid, ident)
    sqlite_shop.desk.change(pricing.change_price, ident, "15")
    sqlite_shop.desk.change(documents.make_invoice, ident)
    assert sqlite_shop.documents(ident) == ["INV-000001 15.00"]


def _refused(shop: Shop, desk: Desk, kind: type[BilliaError], ident: int) -> str:
    before = everything(shop.desk.store)
    with pytest.raises(kind) as error:
        desk.change(documents.make_invoice, ident)
    assert everything(shop.desk.store) == before
    return error.value.text


def test_invoices_that_are_not_made(sqlite_shop: Shop) -> None:
    """R139, R140: before payment, twice, for nothing, for a Cancelled order; by the customer."""
    ident = sqlite_shop.place(CARD)
    assert "Unpaid" in _refused(sqlite_shop, sqlite_shop.desk, Refused, ident)
    sqlite_shop.desk.change(payment.mark_paid, ident)
    assert "already" in _refused(sqlite_shop, sqlite_shop.desk, Refused, ident)
    _refused(sqlite_shop, sqlite_shop.panel, Forbidden, ident)
    sqlite_shop.desk.change(purchase_status.change, ident, PurchaseStatus.CANCELLED)
    assert "Cancelled" in _refused(sqlite_shop, sqlite_shop.desk, Refused, ident)
    free = sqlite_shop.place(CARD)
    sqlite_shop.desk.change(pricing.change_price, free, "0")
    assert "nothing was paid" in _refused(sqlite_shop, sqlite_shop.desk, Refused, free)


def test_those_who_may_not_are_told_so(shop: Shop, desk_of_role: DeskOfRole) -> None:
    """R51, R182: the reason of the disabled key is the role, before anything else."""
    ident = shop.place(CARD)
    assert "your role Tech" in (desk_of_role(Role.TECH).ask(documents.why_not_invoice, ident) or "")


# --- numbers ------------------------------------------------------------------------------------------------------


def test_each_type_and_reseller_counts_for_itself(shop: Shop, add_customer: AddCustomer) -> None:
    """R138-R142: pro-formas, invoices and credit notes; one reseller's numbers leave another's alone."""
    with shop.desk.store.writing() as session:
        session.add(Reseller(name="North", name_key="north", master=False))
    north = Shop(shop.desk, add_customer(shop.desk, reseller="North"))
    assert [shop.documents(shop.place())[0], shop.documents(shop.place())[0]] == ["PF-000001 19.90", "PF-000002 19.90"]
    assert north.documents(north.place()) == ["PF-000001 19.90"]
    shop.desk.change(payment.mark_paid, 1)
    assert shop.documents(1)[-1] == "INV-000001 19.90"


def test_a_failure_leaves_no_gap(shop: Shop) -> None:
    """R188, decision 6: whichever statement fails, the number is given back with everything else."""
    at = 0
    while True:
        at += 1
        panel = shop.panel
        with breaking(shop.desk.store, at):
            try:
                panel.change(ordering.place, 1, [OrderItem(WEB_ID)], payment_method_id=BANK)
            except Broken:
                continue
        break
    assert at > 10, "the hook saw the statements"
    shop.place(BANK)
    assert numbers(shop.desk.store) == [1, 2]


def test_many_at_once_leave_no_gap(store: Store, shop: Shop, add_customer: AddCustomer) -> None:
    """P1, decision 6: several writers, of whom some are refused after they took a number."""
    customers = [Shop(shop.desk, add_customer(shop.desk)) for _ in range(4)]

    def work(own: Desk, number: int) -> None:
        panel = Desk(own.store, 1, acting_as=customers[number].customer)
        for turn in range(6):
            panel.change(ordering.place, customers[number].customer, [OrderItem(WEB_ID)], payment_method_id=BANK)
            if turn % 2:
                with pytest.raises(_Undo), own.store.writing() as session:  # noqa: PT012 - the transaction is the point
                    ordering.place(
                        session, panel.actor, customers[number].customer, [OrderItem(WEB_ID)], payment_method_id=BANK
                    )
                    raise _Undo

    assert together(store, work) == [None] * 4
    assert sorted(numbers(store)) == list(range(1, 25))
    with store.reading() as session:
        assert session.get_one(DocumentCounter, (1, "pro-forma")).last == 24


class _Undo(Exception):
    """Takes a successful change back."""
