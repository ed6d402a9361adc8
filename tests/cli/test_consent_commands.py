"""`billia subscriptions`, `emails document`, `mails`, `notifications`, `log --store` as commands."""

import hashlib
import json
from pathlib import Path

import pytest

from billia_tui.db.store import open_store
from billia_tui.operations.messages import notifications
from billia_tui.operations.messages.notifications import Template

from .conftest import Billia, Process

PROOF = b"%PDF yes\x00\xff"
DIGEST = hashlib.sha256(PROOF).hexdigest()


@pytest.fixture
def proof(home: Path) -> Path:
    """A file of the user."""
    path = home / "proof.pdf"
    path.write_bytes(PROOF)
    return path


def test_set_and_history(maria: str, proof: Path, billia: Billia) -> None:
    """R94-R99: old → new; reason, mail and document are kept; the history is newest first."""
    done = billia("subscriptions", "set", maria, "1", "subscribed")
    assert done.stdout == "customer 1, e-mail 1 m.kohler@example.org: unsubscribed → subscribed\n"
    again = billia("subscriptions", "set", maria, "1", "subscribed")
    assert (again.exit_code, "is subscribed already" in again.stderr) == (1, True)
    options = ("--reason", "by post", "--send", "--document", str(proof), "--json")
    done = billia("subscriptions", "set", maria, "1", "unsubscribed", *options)
    assert json.loads(done.stdout) == {
        "id": 2,
        "email_id": 1,
        "old": "subscribed",
        "new": "unsubscribed",
        "mail_sent": True,
    }
    shown = billia("subscriptions", "history", maria, "1").stdout.splitlines()
    assert shown[1].endswith("subscribed → unsubscribed  sent  1 proof.pdf  by post")
    (newest, _) = json.loads(billia("subscriptions", "history", maria, "1", "--json").stdout)["rows"]
    assert newest["document"] == {"id": 1, "name": "proof.pdf", "size": len(PROOF), "sha256": DIGEST}
    assert billia("subscriptions", "set", maria, "9", "subscribed").exit_code == 1
    assert billia("subscriptions", "set", maria, "1", "maybe").exit_code == 2


def test_a_document_over_ssh(maria: str, home: Path, billia: Billia) -> None:
    """R98: brought in on standard input, named by its number, saved again as it came; nothing is replaced silently."""
    added = billia("emails", "document", "add", maria, "--name", "proof.pdf", input=PROOF)
    assert added.stdout == f"customer 1: stored document 1 proof.pdf, 10 bytes, SHA-256 {DIGEST}\n"
    listed = billia("emails", "document", "list", maria).stdout
    assert all(word in listed for word in ("ana", "proof.pdf", "10", DIGEST))
    assert billia("subscriptions", "set", maria, "1", "subscribed", "--document", "#1").exit_code == 0
    wrong = billia("subscriptions", "set", maria, "1", "unsubscribed", "--document", "#2")
    assert (wrong.exit_code, "has no document 2" in wrong.stderr) == (1, True)
    saved = billia("emails", "document", "save", maria, "1", str(home))
    assert saved.stdout == f"saved proof.pdf to {home}/proof.pdf\n"
    assert (home / "proof.pdf").read_bytes() == PROOF
    again = billia("emails", "document", "save", maria, "1", str(home))
    assert (again.exit_code, "exists" in again.stderr) == (1, True)
    (home / "proof.pdf").write_bytes(b"old")
    assert billia("emails", "document", "save", maria, "1", str(home), "--force").exit_code == 0
    assert (home / "proof.pdf").read_bytes() == PROOF
    assert billia("emails", "document", "save", maria, "7").exit_code == 1


@pytest.mark.parametrize(("name", "said"), [("../../x", "no file name"), ("", "is required"), ("a\nb", "document")])
def test_names_that_are_no_file_names(maria: str, billia: Billia, name: str, said: str) -> None:
    """R98, P5."""
    refused = billia("emails", "document", "add", maria, "--name", name, input=b"x")
    assert (refused.exit_code, said in refused.stderr) == (1, True)
    assert billia("emails", "document", "list", maria).stdout == ""


def test_files_that_are_refused(maria: str, proof: Path, home: Path, billia: Billia) -> None:
    """R98: nothing is changed by a file that cannot be read, a link, or nothing at all."""
    (home / "link").symlink_to(proof)
    for path, said in ((home / "link", "is a link"), (home / "none", "no such file"), (home, "is a folder")):
        refused = billia("subscriptions", "set", maria, "1", "subscribed", "--document", str(path))
        assert (refused.exit_code, said in refused.stderr, len(refused.stderr.splitlines())) == (1, True, 1)
    assert "is empty" in billia("emails", "document", "add", maria, input=b"").stderr
    assert billia("subscriptions", "history", maria, "1").stdout == ""


def test_as_a_program_of_its_own(maria: str, proof: Path, process: Process) -> None:
    """R98: … < FILE, with bytes that are no text."""
    with proof.open("rb") as file:
        done = process("emails", "document", "add", maria, stdin=file)
    assert (done.returncode, done.stderr) == (0, "")
    assert DIGEST in done.stdout


def test_mails(maria: str, billia: Billia) -> None:
    """R169, R52: listed newest first, shown whole, without links."""
    assert billia("customers", "send-activation", maria).exit_code == 0
    billia("subscriptions", "set", maria, "1", "subscribed", "--send")
    listed = billia("mails", "list", maria).stdout.splitlines()
    assert "Your subscription was changed" in listed[1]
    rows = json.loads(billia("mails", "list", maria, "--json").stdout)["rows"]
    assert [row["reason"] for row in rows[:2]] == ["subscription", "activation"]
    shown = billia("mails", "show", str(rows[0]["id"])).stdout
    assert "m.kohler@example.org\n" in shown
    assert "queued" in shown
    assert shown.endswith(
        "\n\nThe marketing subscription of this address was changed from unsubscribed to subscribed.\n"
    )
    assert json.loads(billia("mails", "show", str(rows[-1]["id"]), "--json").stdout)["body"].count("http") == 0
    assert billia("mails", "show", "99").exit_code == 1


def test_notifications(maria: str, store: Path, billia: Billia) -> None:
    """R166, R167: listing marks nothing, showing what the staff saw; all are seen by the customer if it is said."""
    assert billia("notifications", "list", maria).stderr == "no notifications yet\n"
    opened = open_store(str(store))
    with opened.writing() as session:
        for _ in range(3):
            notifications.write(session, 1, Template.HELD)
    opened.close()
    assert billia("notifications", "list", maria).stdout.count("  new  ") == 3
    shown = billia("notifications", "show", "2").stdout
    assert "title    Account on hold\n" in shown
    states = [row["seen"] for row in json.loads(billia("notifications", "list", maria, "--json").stdout)["rows"]]
    assert states == [False, True, False]
    assert billia("notifications", "seen", maria).exit_code == 2
    assert billia("notifications", "seen", maria, "--all").stdout == "customer 1: 3 marked as seen\n"
    assert json.loads(billia("notifications", "seen", maria, "--all", "--json").stdout) == {
        "customer_id": 1,
        "marked": 0,
    }
    assert billia("notifications", "show", "9").exit_code == 1


def test_the_log_of_the_store(maria: str, billia: Billia) -> None:
    """R186, R187: either a customer's log or the store's; filters for both."""
    billia("labels", "components", "add", "tier", "--name", "Tier")
    listed = billia("log", "--store", "--action", "add label component").stdout.splitlines()
    assert len(listed) == 2
    (row,) = json.loads(billia("log", "--store", "--of", "label component", "--json").stdout)["rows"]
    assert (row["action"], row["admin"]) == ("add label component", "ana")
    assert billia("log", "--store", "--by", "nobody").stderr == "no such line in the log\n"
    assert billia("log", maria, "--of", "customer").stdout.count("\n") >= 2
    assert billia("log", maria, "--of", "note").stdout == ""
    assert billia("log").exit_code == billia("log", maria, "--store").exit_code == 2
