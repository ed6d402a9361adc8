"""Tasks of a day at the call desk, by keys alone: consent and erasing, files, a new customer, setting up inside.

Keys are counted as the desk counts them: what is typed as words, numbers and names is none.
"""

import json
from pathlib import Path

import pytest

from billia_tui.db.models import OutgoingMail
from billia_tui.operations.customers import emails, subscriptions
from billia_tui.operations.finding import lookup
from billia_tui.operations.store.opening import open_desk
from billia_tui.paging import Window
from billia_tui.screens.bulk.page import BulkScreen
from billia_tui.vocabulary import Marketing
from tests.terminal.conftest import Start
from tests.terminal.program import Program, console_command

SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
MARIA = "maria.6"


class Hand:
    """Presses keys and counts them; what is typed is not counted."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.keys = 0

    def press(self, *names: str) -> None:
        """Keys that count."""
        for name in names:
            self.keys += 1
            self.program.by_hand(name)

    def type(self, text: str) -> None:
        """Words, numbers, names: they do not count."""
        self.program.by_hand(*text)

    def see(self, *texts: str) -> None:
        """What has to be on the screen without another key."""
        self.program.wait_for(*texts)

    def counted(self, at_most: int) -> None:
        """So many keys at most since the last time."""
        assert self.keys <= at_most, self.keys
        self.keys = 0

    def open_maria(self) -> None:
        """To the page of Maria; these keys belong to no task."""
        self.program.wait_for("of 48")
        self.program.keys("/", MARIA)
        self.program.wait_for("1 of 48")
        self.program.keys("enter", "enter")
        self.program.wait_for("Emails (1)")
        self.keys = 0


@SIZES
def test_unsubscribe_prove_erase(start: Start, store: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    """Task 8: the document and its hash are seen; then nothing of the person is left."""
    desk = open_desk(str(store), "ana")
    maria = desk.ask(lookup.customer_id, MARIA)
    address = desk.ask(emails.page, maria, Window()).rows[0]
    desk.change(subscriptions.change, maria, address.id, Marketing.SUBSCRIBED)
    desk.store.close()
    letter = tmp_path / "letter.txt"
    letter.write_bytes(b"no more news, Maria")
    hand = Hand(start("--no-mouse", size=size))
    hand.open_maria()
    hand.press("3", "s")
    hand.see("Marketing subscription", "subscribed → unsubscribed")
    hand.type("asked by letter")
    hand.press("tab", "tab")
    hand.type(str(letter))
    hand.press("enter")
    hand.see("no news")
    hand.counted(9)
    hand.press("S")
    hand.see("subscribed → unsubscribed")
    hand.press("enter")
    hand.see("letter.txt", "SHA-256", "19 bytes")
    hand.counted(2)
    hand.press("esc", ":")
    hand.see("enter do")
    hand.type("gdpr")
    hand.see("Erase the personal data")
    hand.press("enter")
    hand.see("Erase · ", "Type the username")
    hand.type(MARIA)
    hand.press("enter")
    hand.see(f"Customer {maria} erased", "of 47")
    hand.counted(5)


@SIZES
def test_a_record_and_a_query_as_files(start: Start, tmp_path: Path, size: tuple[int, int]) -> None:
    """Task 10: where the file is, is said; each in five keys."""
    hand = Hand(start("--no-mouse", size=size))
    hand.open_maria()
    record, table = tmp_path / "record.json", tmp_path / "list.csv"
    hand.press(":")
    hand.see("enter do")
    hand.type("record")
    hand.see("Save the whole record")
    hand.press("enter")
    hand.see("Save the record of")
    hand.program.wait_quiet()
    hand.press("ctrl+u")
    hand.type(str(record))
    hand.press("enter")
    hand.program.wait_until(record.exists, "the record is there")
    hand.see("saved as")
    hand.counted(5)
    assert json.loads(record.read_text(encoding="utf-8"))["username"] == MARIA
    hand.program.keys("esc")
    hand.see("1 of 48")
    hand.press(":")
    hand.see("enter do")
    hand.type("csv")
    hand.see("Save the customers of the list")
    hand.press("enter")
    hand.see("Export to a file")
    hand.program.wait_quiet()
    hand.press("ctrl+u")
    hand.type(str(table))
    hand.press("enter")
    hand.see("Nothing is done yet")
    hand.program.wait_quiet(BulkScreen.LOOK_FIRST + 0.5)  # sooner it is not taken: nobody can have read it
    hand.press("enter")
    hand.program.wait_until(table.exists, "the table is there")
    hand.counted(5)
    lines = table.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert '"DE","Germany"' in lines[1]


@SIZES
def test_a_new_customer_whose_mail_never_came(start: Start, store: Path, size: tuple[int, int]) -> None:
    """Task 12: with a company in fourteen keys; the state of the mail and the server's answer in three."""
    hand = Hand(start("--no-mouse", size=size))
    hand.see("of 48")
    hand.press("a")
    hand.see("Add a customer")
    for text in (
        "Iva",
        "Marin",
        "iva@example.org",
        "BG",
        "EUR",
        "",
        "",
        "",
        "Sofia",
        "Vitosha 1",
        "",
        "Marin Ltd",
        "77",
    ):
        hand.type(text)
        hand.press("tab" if text != "77" else "enter")
    hand.see("Customer 49 added")
    hand.counted(14)
    desk = open_desk(str(store), "ana")
    with desk.store.writing() as session:
        mail = session.query(OutgoingMail).filter_by(address="iva@example.org").one()
        mail.state, mail.answer = "given up", "550 5.1.1 no such mailbox"
    desk.store.close()
    hand.press("M")
    hand.see("given up")
    hand.press("enter")
    hand.see("550 5.1.1 no such mailbox")
    hand.counted(3)


@SIZES
def test_an_empty_store_from_inside(start: Start, tmp_path: Path, size: tuple[int, int]) -> None:
    """Task 16: first product, way to pay, customer and order; nothing by command."""
    line = console_command("--database", str(tmp_path / "new.db"), "--admin", "ana")
    hand = Hand(start(command=line, size=size))
    hand.see("enter sets up a new store")
    hand.press("enter")
    hand.see("A product", "A way to pay", "A customer")
    hand.press("enter")
    hand.see("Add a product")
    for text in ("Hosting S", "web-s", "Hosting", "10", "EUR"):
        hand.type(text)
        hand.press("tab" if text != "EUR" else "enter")
    hand.see("Hosting S", "✔")
    hand.press("enter")
    hand.see("Add a way to pay")
    hand.type("Transfer")
    hand.press("enter")
    hand.see("Transfer", "✔")
    hand.press("enter")
    hand.see("Add a customer")
    for text in ("Iva", "Marin", "iva@example.org", "BG", "EUR"):
        hand.type(text)
        hand.press("tab" if text != "EUR" else "enter")
    hand.see("iva@example.org")
    hand.press("down", "enter")
    hand.see("Iva Marin · since")
    hand.press("i")
    hand.see("every action are logged")
    hand.press("enter")
    hand.see("Open User Panel")
    hand.press("i")
    hand.see("CUSTOMER PANEL")
    hand.press("a")
    hand.see("Hosting S")
    hand.press("enter")
    hand.see("Order Hosting S", "Transfer")
    hand.press("enter")
    hand.see("Order 1", "✖ Unpaid")


@SIZES
def test_settings_from_inside(start: Start, tmp_path: Path, size: tuple[int, int]) -> None:
    """Task 17: a theme and a key changed; what clashes, or is wrong, is said before it is used."""
    hand = Hand(start("--no-mouse", size=size))
    hand.see("of 48")
    hand.press(":")
    hand.see("enter do")
    hand.type("theme")
    hand.see("Theme")
    hand.press("enter")
    hand.see("‹ billia-dark, as usual ›")
    hand.press("right", "enter")
    hand.see("Theme: billia-light")
    hand.press("/")
    hand.type("keys.edit")
    hand.see("keys.edit") if size[0] > 100 else hand.see("Edit name and contact data")
    hand.press("enter", "enter")
    hand.see("Key · Edit name and contact data")
    hand.press("ctrl+u")
    hand.type("b")
    hand.see("b is edit and not block, which has no key now")
    hand.press("ctrl+u")
    hand.type("hyper+q")
    hand.see("terminals do not send")
    hand.press("ctrl+u")
    hand.type("F")
    hand.press("enter")
    hand.see("Edit name and contact data: F")
    file = tmp_path / "config" / "billia" / "config.toml"
    assert file.read_text() == 'theme = "billia-light"\n\n[keys]\nedit = "F"\n'
    file.write_text("idle_minutes = -1\n")
    hand.press("ctrl+r")
    hand.see("idle_minutes takes a")
