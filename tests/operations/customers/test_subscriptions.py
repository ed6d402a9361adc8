"""Marketing subscriptions, their history and their documents (R94-R100)."""

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from billia_tui.db.models import GdprChange, GdprDocument
from billia_tui.errors import BilliaError, Conflict, Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.customers import consent_documents, emails, subscriptions, upload
from billia_tui.operations.customers.editing import AfterAdding
from billia_tui.operations.customers.subscriptions import ChangeRow
from billia_tui.operations.customers.upload import Upload
from billia_tui.operations.desk import Desk
from billia_tui.paging import Window
from billia_tui.vocabulary import Marketing
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, everything, log_of, mails, statements, stored

SUBSCRIBED, UNSUBSCRIBED = Marketing.SUBSCRIBED, Marketing.UNSUBSCRIBED
PROOF = Upload("consent.pdf", b"%PDF-1.7 yes")


def refused(desk: Desk, kind: type[BilliaError], operation: Any, *args: Any, **kwargs: Any) -> str:
    """What is said; the store must not have changed."""
    before = everything(desk.store)
    with pytest.raises(kind) as error:
        desk.change(operation, *args, **kwargs)
    assert everything(desk.store) == before
    return error.value.text


def history(desk: Desk, customer_id: int, email_id: int) -> tuple[ChangeRow, ...]:
    """The changes of an address, newest first."""
    return desk.ask(subscriptions.history, customer_id, email_id, ALL).rows


def state(desk: Desk, customer_id: int, email_id: int) -> Marketing:
    """The state of an address now."""
    return next(row.marketing for row in desk.ask(emails.page, customer_id, ALL).rows if row.id == email_id)


# --- change ---------------------------------------------------------------------------------------------------------


def test_all_three_are_optional(desk: Desk, add_customer: AddCustomer) -> None:
    """R94-R96: each address has its own state, unsubscribed at first; nothing but the state is needed."""
    ident = add_customer(desk)
    second = desk.change(emails.add, ident, "second@example.org")
    desk.change(subscriptions.change, ident, second, SUBSCRIBED)
    assert (state(desk, ident, 1), state(desk, ident, second)) == (UNSUBSCRIBED, SUBSCRIBED)
    (row,) = history(desk, ident, second)
    assert (row.old, row.new, row.admin, row.address) == (UNSUBSCRIBED, SUBSCRIBED, "ana", "second@example.org")
    assert (row.reason, row.mail_sent, row.automatic, row.document) == ("", False, False, None)
    assert history(desk, ident, 1) == ()
    assert mails(desk.store, ident) == []
    line = log_of(desk, ident)[0]
    assert (line.thing, line.action) == (f"email {second}", "marketing subscription")
    assert line.summary == "marketing: unsubscribed → subscribed"


def test_reason_mail_and_document(desk: Desk, add_customer: AddCustomer) -> None:
    """R95, R97, R98: kept with the change; the mail goes to this very address and names old and new state."""
    ident = add_customer(desk)
    second = desk.change(emails.add, ident, "second@example.org")
    desk.change(subscriptions.change, ident, second, SUBSCRIBED, reason=" by phone ", send=True, document=PROOF)
    (row,) = history(desk, ident, second)
    assert (row.reason, row.mail_sent) == ("by phone", True)
    assert row.document is not None
    digest = hashlib.sha256(PROOF.content).hexdigest()
    assert (row.document.name, row.document.size, row.document.sha256) == ("consent.pdf", 12, digest)
    (mail,) = mails(desk.store, ident)
    assert (mail.address, mail.reason) == ("second@example.org", "subscription")
    assert "from unsubscribed to subscribed" in mail.body
    assert desk.ask(consent_documents.read, ident, row.document.id) == PROOF
    assert digest in log_of(desk, ident)[0].summary


def test_history_is_newest_first_and_outlives_the_address(desk: Desk, add_customer: AddCustomer) -> None:
    """R99: pages of all changes, also after the address was deleted."""
    ident = add_customer(desk)
    second = desk.change(emails.add, ident, "second@example.org")
    for target in (SUBSCRIBED, UNSUBSCRIBED, SUBSCRIBED):
        desk.change(subscriptions.change, ident, second, target)
    desk.change(emails.delete, ident, second)
    rows = history(desk, ident, second)
    assert [row.new for row in rows] == [SUBSCRIBED, UNSUBSCRIBED, SUBSCRIBED]
    first = desk.ask(subscriptions.history, ident, second, Window(limit=2))
    rest = desk.ask(subscriptions.history, ident, second, Window(limit=2, after=first.keys[-1]))
    assert ((*first.rows, *rest.rows), first.more, rest.more) == (rows, True, False)
    assert {row.address for row in rows} == {"second@example.org"}
    refused(desk, NotFound, subscriptions.change, ident, second, UNSUBSCRIBED)


@pytest.mark.parametrize("table", ["gdpr_changes", "gdpr_documents"])
def test_nobody_can_edit_or_delete_the_history(desk: Desk, add_customer: AddCustomer, table: str) -> None:
    """R99: the store itself refuses it."""
    ident = add_customer(desk)
    desk.change(subscriptions.change, ident, 1, SUBSCRIBED, document=PROOF)
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET customer_id = customer_id"):  # noqa: S608 - names of ours
        with pytest.raises((DatabaseError, BilliaError)), desk.store.writing() as session:
            session.execute(text(statement))
    assert len(stored(desk.store, GdprChange)) == len(stored(desk.store, GdprDocument)) == 1


def test_an_edited_address_is_unsubscribed_with_a_line(desk: Desk, add_customer: AddCustomer) -> None:
    """R100: automatic, and only if it was subscribed and its text changed."""
    ident = add_customer(desk)
    address = desk.ask(emails.page, ident, ALL).rows[0].stored
    desk.change(subscriptions.change, ident, 1, SUBSCRIBED)
    desk.change(emails.edit, ident, 1, address)
    assert (state(desk, ident, 1), len(history(desk, ident, 1))) == (SUBSCRIBED, 1)
    desk.change(emails.edit, ident, 1, "other@example.org")
    assert state(desk, ident, 1) == UNSUBSCRIBED
    newest = history(desk, ident, 1)[0]
    assert (newest.old, newest.new, newest.automatic) == (SUBSCRIBED, UNSUBSCRIBED, True)
    assert (newest.address, newest.reason) == ("other@example.org", "the address was edited (R100)")
    desk.change(emails.edit, ident, 1, "third@example.org")
    assert len(history(desk, ident, 1)) == 2


def test_what_is_refused(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R94, R185, R189: the state it has already, another customer's address, a form that is out of date."""
    desk = sqlite_desk
    one, two = add_customer(desk), add_customer(desk)
    assert "is unsubscribed already" in refused(desk, Refused, subscriptions.change, one, 1, UNSUBSCRIBED)
    refused(desk, NotFound, subscriptions.change, one, 2, SUBSCRIBED)
    refused(desk, NotFound, subscriptions.change, 99, 1, SUBSCRIBED)
    assert "reason" in refused(desk, Invalid, subscriptions.change, one, 1, SUBSCRIBED, reason="x\x1b")
    assert "500" in refused(desk, Invalid, subscriptions.change, one, 1, SUBSCRIBED, reason="x" * 501)
    desk.change(subscriptions.change, one, 1, SUBSCRIBED, seen=1)
    with pytest.raises(Conflict) as error:
        desk.change(subscriptions.change, one, 1, UNSUBSCRIBED, seen=1)
    assert (error.value.fresh, error.value.seen) == ({"marketing": "subscribed"}, 2)
    assert desk.ask(subscriptions.history, two, 1, ALL).rows == ()


def test_the_same_request_twice(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """P1: a repeated request changes nothing more; the key with other values is refused."""
    desk, ident = sqlite_desk, add_customer(sqlite_desk)
    ask: dict[str, Any] = {"request_key": "k", "document": PROOF, "send": True}
    first = desk.change(subscriptions.change, ident, 1, SUBSCRIBED, **ask)
    before = everything(desk.store)
    assert desk.change(subscriptions.change, ident, 1, SUBSCRIBED, **ask) == first
    assert everything(desk.store) == before
    other = {**ask, "document": Upload("consent.pdf", b"no")}
    refused(desk, Refused, subscriptions.change, ident, 1, SUBSCRIBED, **other)


def test_the_panel_sees_nothing_of_it(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R177."""
    ident = add_customer(sqlite_desk, then=AfterAdding.ACTIVATE)
    panel = Desk(sqlite_desk.store, 1, acting_as=ident)
    refused(panel, Forbidden, subscriptions.change, ident, 1, SUBSCRIBED)
    for read, args in (
        (subscriptions.history, (ident, 1, ALL)),
        (consent_documents.page, (ident, ALL)),
        (consent_documents.read, (ident, 1)),
    ):
        with pytest.raises(Forbidden):
            panel.ask(read, *args)


# --- documents ------------------------------------------------------------------------------------------------------


def test_a_document_that_was_stored_before(desk: Desk, add_customer: AddCustomer) -> None:
    """R98: brought in first, named by its number later; only by the customer whose it is."""
    one, two = add_customer(desk), add_customer(desk)
    facts = desk.change(consent_documents.add, one, PROOF)
    line = log_of(desk, one)[0]
    assert (line.thing, line.action) == (f"document {facts.id}", "store document")
    assert facts.sha256 in line.summary
    desk.change(subscriptions.change, one, 1, SUBSCRIBED, document=facts.id)
    assert history(desk, one, 1)[0].document == facts
    (row,) = desk.ask(consent_documents.page, one, ALL).rows
    assert (row.id, row.admin, row.name, row.size, row.sha256) == (facts.id, "ana", "consent.pdf", 12, facts.sha256)
    said = refused(desk, Invalid, subscriptions.change, two, 2, SUBSCRIBED, document=facts.id)
    assert said == f"document: this customer has no document {facts.id}"
    with pytest.raises(NotFound):
        desk.ask(consent_documents.read, two, facts.id)
    assert desk.ask(consent_documents.page, two, ALL).rows == ()


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (Upload("", b"x"), "is required"),
        (Upload("a" * 201, b"x"), "at most 200"),
        (Upload("../x", b"x"), "no file name"),
        (Upload("..", b"x"), "no file name"),
        (Upload("x\x1b[31m", b"x"), "document"),
        (Upload("x", b""), "is empty"),
        (Upload("x", bytes(upload.LARGEST + 1)), "more than 10 MB"),
    ],
)
def test_documents_that_are_refused(sqlite_desk: Desk, add_customer: AddCustomer, document: Upload, said: str) -> None:
    """R98, P5."""
    ident = add_customer(sqlite_desk)
    assert said in refused(sqlite_desk, Invalid, consent_documents.add, ident, document)
    assert said in refused(sqlite_desk, Invalid, subscriptions.change, ident, 1, SUBSCRIBED, document=document)


def test_a_document_that_was_tampered_with(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R98: its SHA-256 is checked before it is given out."""
    ident = add_customer(sqlite_desk)
    facts = sqlite_desk.change(consent_documents.add, ident, PROOF)
    with sqlite_desk.store.writing() as session:
        names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
        for name in names:
            if "gdpr_documents" in name:
                session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("UPDATE gdpr_documents SET content = x'00'"))
    with pytest.raises(Refused, match="SHA-256"):
        sqlite_desk.ask(consent_documents.read, ident, facts.id)


def test_pages_cost_the_same_and_read_no_bytes(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R46, R98."""
    desk, ident = sqlite_desk, add_customer(sqlite_desk)
    seen = []
    for more in (2, 40):
        for _ in range(more):
            desk.change(subscriptions.change, ident, 1, subscriptions.other(state(desk, ident, 1)), document=PROOF)
        with desk.store.reading() as session, statements(desk.store) as found:
            subscriptions.history(session, desk.actor, ident, 1, Window(limit=20))
            consent_documents.page(session, desk.actor, ident, Window(limit=20))
        seen.append(len(found))
        assert not any("content" in statement for statement in found)
    assert seen[0] == seen[1]


# --- reading a file -------------------------------------------------------------------------------------------------


def test_a_plain_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R98: by its path, also with ~ for the home; the name without folders."""
    (tmp_path / "proof.txt").write_bytes(b"yes")
    assert upload.read_file(f" {tmp_path / 'proof.txt'} ") == Upload("proof.txt", b"yes")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert upload.read_file("~/proof.txt") == Upload("proof.txt", b"yes")


def test_the_limit_is_exact(tmp_path: Path) -> None:
    """R98: 10 MB are possible, a byte more is not; a sparse file of a terabyte costs no more."""
    file = tmp_path / "large"
    for size, fits in ((upload.LARGEST, True), (upload.LARGEST + 1, False), (10**12, False)):
        with file.open("wb") as opened:
            opened.truncate(size)
        if fits:
            assert len(upload.read_file(str(file)).content) == size
        else:
            with pytest.raises(Invalid, match="more than 10 MB"):
                upload.read_file(str(file))


def test_what_is_no_plain_file(tmp_path: Path) -> None:
    """R98: links, folders, pipes and devices are refused, none of them is waited for."""
    target = tmp_path / "target"
    target.write_bytes(b"secret")
    (tmp_path / "link").symlink_to(target)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").touch()
    said = {
        "link": "is a link",
        "pipe": "is no plain file",
        ".": "is a folder",
        "empty": "is empty",
        "missing": "there is no such file",
        "target/below": "there is no such file",
        "/dev/zero": "is no plain file",
        "~nobody-here/x": "names a user that is not known here",
        "with\0nul": "cannot be read",
        "x" * 5000: "cannot be read",
    }
    for name, words in said.items():
        path = name if name.startswith(("/", "~")) else str(tmp_path / name)
        with pytest.raises(Invalid) as error:
            upload.read_file(path)
        assert words in error.value.fields["document"], name


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read every file")
def test_a_file_of_somebody_else(tmp_path: Path) -> None:
    """R98: readable is checked by reading."""
    file = tmp_path / "private"
    file.write_bytes(b"x")
    file.chmod(0)
    with pytest.raises(Invalid, match="cannot be read by you"):
        upload.read_file(str(file))
