"""`billia products|orders|documents` (R130-R147, R176)."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from billia_tui.db.models import PaymentMethod
from billia_tui.db.store import open_store
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import placing as ordering
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.vocabulary import PaymentMethodType

from .conftest import Billia

WEB = ("WEB", "--name", "Web space S", "--category", "Hosting", "--price", "19,90", "--currency", "eur")
COM = ("COM", "--name", "Domain .com", "--category", "Domains", "--price", "9", "--currency", "EUR")
DOMAIN = ("--kind", "domain", "--tld", "com", "--period-months", "12")


@pytest.fixture
def order(maria: str, store: Path, billia: Billia) -> str:
    """The id of an Unpaid order, to be paid by bank transfer; method 2 is a card, 3 the wallet."""
    assert billia("products", "add", *WEB, "--period-months", "12").stdout == "added product 1 WEB\n"
    assert billia("products", "add", *COM, *DOMAIN).exit_code == 0
    assert billia("customers", "activate", maria).exit_code == 0
    opened = open_store(str(store))
    kinds = (PaymentMethodType.OFFLINE, PaymentMethodType.ONLINE, PaymentMethodType.WALLET)
    with opened.writing() as session:
        session.add_all(PaymentMethod(name=f"By {kind}", type=kind) for kind in kinds)
    items = [OrderItem(1), OrderItem(2, "example.com")]
    panel = Desk(opened, 1, acting_as=1)
    ident = panel.change(ordering.place, 1, items, payment_method_id=1)
    opened.close()
    return str(ident)


def loaded(billia: Billia, *arguments: str) -> Any:
    """What a command prints as JSON."""
    return json.loads(billia(*arguments, "--json").stdout)


def test_products(order: str, billia: Billia) -> None:
    """R176: the catalogue; mistakes name their field, and 0 months are one-time."""
    assert order == "1"
    listed = [" ".join(line.split()) for line in billia("products", "list").stdout.splitlines()]
    assert listed[1:] == [
        "1 WEB Web space S Hosting service 19.90 EUR 12 months prepaid on",
        "2 COM Domain .com Domains domain .com 9.00 EUR 12 months prepaid on",
    ]
    edited = billia("products", "edit", "1", "--price", "25", "--period-months", "0").stdout
    assert edited == "product 1: changed price, period months\n"
    assert loaded(billia, "products", "list")["rows"][0]["period"] == "one-time"
    assert billia("products", "edit", "1", "--price", "25").stdout == "product 1: nothing to change\n"
    assert billia("products", "edit", "1").exit_code == 2
    assert billia("products", "edit", "1", "--off-sale").stdout == "product 1: changed on sale\n"
    assert loaded(billia, "products", "list")["rows"][0]["on_sale"] is False
    assert "price: must not be negative" in billia("products", "edit", "1", "--price", "-5").stderr
    assert "code: is the code of another product" in billia("products", "add", *WEB).stderr


def test_show(order: str, billia: Billia) -> None:
    """R143: everything of the order page."""
    shown = billia("orders", "show", order).stdout
    for text in (
        "status          Pending",
        "price           28.90 EUR Unpaid",
        "due             28.90 EUR",
        "PF-000001",
        "New: Web space S  waiting",
    ):
        assert text in shown
    assert loaded(billia, "orders", "show", order)["documents"][0]["number"] == "PF-000001"
    assert billia("orders", "show", "99").stderr == "billia: there is no order 99\n"


def test_list(order: str, maria: str, billia: Billia) -> None:
    """R130, R132: by status, Paid or Unpaid, words; by id or date."""
    assert [row["id"] for row in loaded(billia, "orders", "list", maria)["rows"]] == [int(order)]
    assert billia("orders", "list", maria, "--status", "pending", "--unpaid", "--search", "example").exit_code == 0
    for narrowed in (["--paid"], ["--status", "Activated"], ["--search", "nothing"]):
        assert billia("orders", "list", maria, *narrowed).stderr == "no such orders\n"
    assert billia("orders", "list", maria, "--sort", "id", "--reverse").stdout.count("\n") == 2
    assert billia("orders", "list", maria, "--status", "lost").exit_code == 2


def test_paid_and_unpaid(order: str, billia: Billia) -> None:
    """R135, R136: what is different now is told, documents included; each request is done once."""
    assert billia("orders", "paid", order, "--request-id", "k").stdout == (
        "order 1: status Pending → Processing, payment Unpaid → Paid, due 28.90 EUR → 0.00 EUR, "
        "documents PF-000001 → PF-000001, INV-000001\n"
    )
    assert billia("orders", "paid", order, "--request-id", "k").stdout == "order 1: nothing to change\n"
    assert billia("orders", "paid", order).stderr == "billia: this order is Paid already\n"
    told = loaded(billia, "orders", "unpaid", order, "--reason", "bounced")
    assert told["changed"]["documents"]["new"] == "PF-000001, INV-000001 cancelled"
    assert "bounced" in billia("log", "1").stdout


def test_status(order: str, billia: Billia) -> None:
    """R133, R134, R137: case does not matter; a paid order that is cancelled pays to the wallet if told so."""
    assert "an Unpaid order stays Pending" in billia("orders", "status", order, "processing").stderr
    billia("orders", "paid", order)
    told = loaded(billia, "orders", "status", order, "cancelled", "--to-wallet", "--reason", "x")
    assert told["changed"]["status"] == {"old": "Processing", "new": "Cancelled"}
    assert told["changed"]["wallet"]["new"] == {"amount": "28.90", "currency": "EUR"}
    assert billia("orders", "status", order, "gone").exit_code == 2


def test_method(order: str, billia: Billia) -> None:
    """R145, R138: the pro-forma goes with the delayed method."""
    assert billia("orders", "method", order, "2").stdout == (
        "order 1: payment method By offline → By online, documents PF-000001 → PF-000001 cancelled\n"
    )
    assert "payment method: is none that this customer may use" in billia("orders", "method", order, "9").stderr
    billia("orders", "method", order, "3")
    assert "the wallet has 0.00 EUR" in billia("orders", "paid", order).stderr


def test_price(order: str, billia: Billia) -> None:
    """R142: the documents that say so are named."""
    assert billia("orders", "price", order, "25,50").stdout == (
        "order 1: price 28.90 EUR → 25.50 EUR, due 28.90 EUR → 25.50 EUR, "
        "documents PF-000001 → PF-000001 cancelled, PF-000002\n"
    )
    assert "amount: must not be negative" in billia("orders", "price", order, "-5").stderr
    billia("orders", "paid", order)
    told = loaded(billia, "orders", "price", order, "20", "--to-wallet", "--request-id", "k")
    assert told["changed"]["wallet"]["new"]["amount"] == "5.50"
    assert loaded(billia, "orders", "price", order, "20", "--to-wallet", "--request-id", "k")["changed"] == {}


def test_invoice(order: str, billia: Billia) -> None:
    """R140: only where payment brought none."""
    assert "made on payment and never before" in billia("orders", "invoice", order).stderr
    billia("orders", "paid", order)
    assert "already" in billia("orders", "invoice", order).stderr


def test_notes(order: str, maria: str, billia: Billia) -> None:
    """R147, R171: notes of the order, apart from those of the customer."""
    assert billia("orders", "notes", "add", order, "-", input="call\nback\n").stdout == "order 1: added note 1\n"
    assert "call" in billia("orders", "notes", "list", order).stdout
    assert billia("notes", "list", maria).stdout == ""
    assert "call" in billia("orders", "notes", "edit", order, "1", "done").stdout
    assert loaded(billia, "orders", "notes", "list", order)["rows"][0]["text"] == "done"
    assert billia("orders", "notes", "delete", order, "1").stdout == "order 1: deleted note 1\n"
    assert billia("orders", "notes", "edit", order, "1", "x").stderr == "billia: order 1 has no note 1\n"


def test_documents(order: str, maria: str, billia: Billia, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R141: listed, shown, and saved where nothing is overwritten by accident."""
    billia("orders", "method", order, "2")
    assert "PF-000001 CANCELLED" in billia("documents", "list", maria).stdout
    shown = billia("documents", "show", "1").stdout
    assert shown.startswith("*** CANCELLED at ")
    assert loaded(billia, "documents", "show", "1")["file_name"] == "PF-000001.txt"
    monkeypatch.chdir(tmp_path)
    assert billia("documents", "save", "1").stdout == "saved pro-forma PF-000001 to PF-000001.txt\n"
    assert (tmp_path / "PF-000001.txt").read_text("utf-8") == shown
    assert stat.S_IMODE((tmp_path / "PF-000001.txt").stat().st_mode) == 0o600
    assert "exists; name another file or add --force" in billia("documents", "save", "1").stderr
    assert billia("documents", "save", "1", "--force").exit_code == 0
    assert billia("documents", "save", "1", str(tmp_path / "mine.txt")).exit_code == 0
    assert billia("documents", "show", "9").stderr == "billia: there is no document 9\n"


def test_a_document_as_pdf(order: str, billia: Billia, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R232: into a file that only the owner reads, or to standard output; what no font has is said."""
    monkeypatch.chdir(tmp_path)
    assert billia("documents", "pdf", "1").stdout == "saved pro-forma PF-000001 to PF-000001.pdf\n"
    file = tmp_path / "PF-000001.pdf"
    assert (file.read_bytes()[:5], stat.S_IMODE(file.stat().st_mode)) == (b"%PDF-", 0o600)
    assert billia("documents", "pdf", "1", "--output", "-").stdout_bytes == file.read_bytes()
    assert "exists; name another file or add --force" in billia("documents", "pdf", "1").stderr
    other = ("--output", str(tmp_path / "x.pdf"), "--json")
    assert loaded(billia, "documents", "pdf", "1", *other)["missing"] == ""
    assert billia("documents", "pdf", "9", "-o", "-").stderr == "billia: there is no document 9\n"
