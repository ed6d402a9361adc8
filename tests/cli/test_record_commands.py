"""`billia emails|companies|services|orders|notes|password|log`."""

import json

import pytest

from .conftest import Billia

COMPANY = ("--company-name", "Köhler GmbH", "--company-number", "HRB 1", "--country", "de", "--city", "Bonn")


def test_emails(maria: str, billia: Billia) -> None:
    """R87-R90, R96: the registration address first and never deleted; new ones start unsubscribed."""
    assert billia("emails", "add", maria, "x@example.org").stdout == (
        "customer 1: added e-mail 2 x@example.org, unsubscribed\n"
    )
    assert "x@example.org → y@example.org" in billia("emails", "edit", maria, "2", "y@example.org").stdout
    rows = json.loads(billia("emails", "list", maria, "--json").stdout)["rows"]
    assert [(row["address"], row["kind"]) for row in rows] == [
        ("m.kohler@example.org", "registration"),
        ("y@example.org", "additional"),
    ]
    assert "R88" in billia("emails", "delete", maria, "1").stderr
    assert billia("emails", "delete", maria, "2").exit_code == 0
    assert billia("emails", "delete", maria, "2").exit_code == 1
    assert billia("emails", "delete", maria, "two").exit_code == 2


def test_companies(maria: str, billia: Billia) -> None:
    """R102, R104: the first company becomes the main profile; an edit leaves unnamed fields alone."""
    added = billia("companies", "add", maria, *COMPANY, "--address", "Weg 1")
    assert added.stdout == "customer 1: added company 2 Köhler GmbH, main profile\n"
    assert billia("companies", "edit", maria, "2", "--city", "Köln").stdout == (
        "customer 1, company 2: city Bonn → Köln\n"
    )
    row = json.loads(billia("companies", "list", maria, "--json").stdout)["rows"][0]
    assert (row["name"], row["city"], row["main"]) == ("Köhler GmbH", "Köln", True)
    assert "stored" not in row
    assert billia("companies", "edit", maria, "2").exit_code == 2
    assert billia("companies", "add", maria).exit_code == 1
    assert billia("companies", "delete", maria, "2").exit_code == 0
    assert billia("companies", "list", maria).stdout == ""


def test_notes(maria: str, billia: Billia) -> None:
    """R172-R174: first line in the list, the whole text elsewhere; several lines through standard input."""
    assert billia("notes", "add", maria, "-", input="call\nback\n").stdout == "customer 1: added note 1\n"
    assert "call" in billia("notes", "list", maria).stdout
    assert billia("notes", "show", maria, "1").stdout.endswith("call\nback\n")
    edited = billia("notes", "edit", maria, "1", "done").stdout
    assert edited.startswith("note 1: call → done (edited by ana at ")
    assert json.loads(billia("notes", "list", maria, "--json").stdout)["rows"][0]["text"] == "done"
    assert billia("notes", "add", maria, " ").exit_code == 1
    assert billia("notes", "delete", maria, "1").exit_code == 0
    assert billia("notes", "show", maria, "1").exit_code == 1


@pytest.mark.parametrize(
    "command", [["services", "list"], ["orders", "list"], ["companies", "list"], ["notes", "list"]]
)
def test_empty_lists(command: list[str], maria: str, billia: Billia) -> None:
    """R49: a plain line when there is nothing; JSON has no rows. An unknown customer is no empty list."""
    result = billia(*command, maria)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (0, "", 1)
    assert json.loads(billia(*command, maria, "--json").stdout) == {"rows": [], "more": False}
    assert billia(*command, "99").exit_code == 1


@pytest.mark.parametrize("command", ["services", "orders"])
def test_show_of_nothing_is_1(command: str, store: object, billia: Billia) -> None:
    """Design of commands: not found is exit code 1."""
    assert billia(command, "show", "9").exit_code == 1


def test_password_comes_from_standard_input(maria: str, billia: Billia) -> None:
    """R52, R82: one line on standard input; it appears nowhere, and there is no argument for it."""
    marker = "correct horse battery"
    result = billia("password", "set", maria, input=f"{marker}\n")
    assert result.stdout == "customer 1: the password is changed\n"
    assert marker not in result.output
    assert marker not in billia("log", maria, "--json").stdout
    short = billia("password", "set", maria, input="short\n")
    assert (short.exit_code, short.stderr) == (1, "billia: password: needs at least 10 characters\n")
    assert billia("password", "set", maria, marker).exit_code == 2
    assert billia("password", "set", maria).exit_code == 1


def test_reset_link_is_not_shown(maria: str, billia: Billia) -> None:
    """R83: a mail is written; nothing but its address is displayed."""
    result = billia("password", "send-link", maria, "--json")
    assert json.loads(result.stdout) == {"id": 1, "address": "m.kohler@example.org"}


def test_log_filters_and_names_fields(maria: str, billia: Billia) -> None:
    """R186, R187: newest first, by action and by admin, before → after."""
    billia("customers", "block", maria, "--reason", "abuse")
    rows = json.loads(billia("log", maria, "--json").stdout)["rows"]
    assert rows[0]["action"] == "block"
    assert rows[0]["changes"] == [{"field": "status", "old": "Inactive", "new": "Blocked"}]
    assert rows[0]["reason"] == "abuse"
    only = json.loads(billia("log", maria, "--action", "block", "--by", "ANA", "--json").stdout)["rows"]
    assert only == rows[:1]
    assert billia("log", maria, "--by", "eve").stdout == ""
    assert "status: Inactive → Blocked · abuse" in billia("log", maria).stdout
