"""`billia customers`."""

import json
from pathlib import Path

import pytest

from .conftest import MARIA, PLACE, Billia


def test_list_is_a_table_by_cell_width(store: Path, billia: Billia) -> None:
    """R33 and the design of commands: columns, aligned by what a terminal shows."""
    billia("customers", "add", "--first-name", "北京", "--last-name", "李", "--email", "li@example.org", *PLACE)
    billia("customers", "add", *MARIA, *PLACE)
    result = billia("customers", "list")
    assert result.exit_code == 0
    heading, first, second = result.stdout.splitlines()
    assert heading.split() == ["ID", "USERNAME", "NAME", "/", "COMPANY", "PRODUCTS", "RESELLER", "WALLET", "STATUS"]
    assert first.split()[0] == "2", "newest first (R39)"
    wide = sum(2 if char in "北京李" else 1 for char in second[: second.index("Default")])
    assert wide == first.index("Default"), "wide characters take two cells"


def test_list_as_json_has_stable_names(maria: str, billia: Billia) -> None:
    """Design of commands: one JSON document, stable field names, money with its currency, rows and more."""
    result = billia("customers", "list", "--json")
    assert json.loads(result.stdout) == {
        "rows": [
            {
                "id": 1,
                "username": "m.kohler@example.org",
                "name": "Maria Köhler",
                "first_name": "Maria",
                "last_name": "Köhler",
                "products": 0,
                "reseller": "Default",
                "wallet": {"amount": "0.00", "currency": "EUR"},
                "status": "Inactive",
                "hold": "",
                "on_hold_manual": False,
                "on_hold_auto": False,
                "labels": [],
                "found": "",
            }
        ],
        "more": False,
    }


def test_list_searches_filters_sorts_and_limits(maria: str, billia: Billia) -> None:
    """R35, R37, R39: words, status, sort field, other way round; `more` tells that the list goes on."""
    billia("customers", "add", "--first-name", "Ana", "--last-name", "Bo", "--email", "ana@example.org", *PLACE)

    def ids(*arguments: str) -> list[int]:
        return [row["id"] for row in json.loads(billia("customers", "list", "--json", *arguments).stdout)["rows"]]

    assert ids("KOHLER", "maria") == [1]
    assert ids("--status", "active") == []
    assert ids("--status", "on-hold") == []
    assert ids("--sort", "name") == [2, 1]
    assert ids("--sort", "name", "--reverse") == [1, 2]
    assert ids("--reverse") == [1, 2]
    limited = billia("customers", "list", "--limit", "1", "--json")
    assert json.loads(limited.stdout)["more"] is True
    assert "--limit" in billia("customers", "list", "--limit", "1").stderr


def test_list_says_when_it_is_empty(store: Path, billia: Billia) -> None:
    """R38: an empty result says so; the data on standard output is empty."""
    nothing = billia("customers", "list")
    assert (nothing.stdout, nothing.exit_code) == ("", 0)
    assert "customers add" in nothing.stderr
    assert "no customer matches" in billia("customers", "list", "zzz").stderr


@pytest.mark.parametrize("arguments", [["--status", "gone"], ["--sort", "shoe"], ["--limit", "0"], ["--limit", "x"]])
def test_wrong_usage_is_2_and_one_line(arguments: list[str], store: Path, billia: Billia) -> None:
    """Design of commands: exit code 2, one line that says where to look."""
    result = billia("customers", "list", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("billia: Invalid value for '--")
    assert result.stderr.endswith("; see: billia customers list --help\n")
    assert result.stderr.count("\n") == 1


def test_show_by_id_and_by_username(maria: str, billia: Billia) -> None:
    """R74: the facts of a customer; ID may be the username, case ignored."""
    by_id = billia("customers", "show", maria)
    assert by_id.stdout == billia("customers", "show", "M.Kohler@example.org").stdout
    assert "Germany (DE)" in by_id.stdout
    data = json.loads(billia("customers", "show", maria, "--json").stdout)
    assert data["credit_limit"] == {"amount": "0.00", "currency": "EUR"}
    assert data["created_at"].endswith("Z")
    assert "version" not in data


@pytest.mark.parametrize("text", ["7", "nobody", "99999999999999999999999", "٣"])
def test_an_unknown_customer_is_1(text: str, store: Path, billia: Billia) -> None:
    """Design of commands: not found is exit code 1 and says what to do."""
    result = billia("customers", "show", text)
    assert result.exit_code == 1
    assert result.stderr == f"billia: there is no customer {text}; find one with: billia customers list WORDS\n"


def test_an_id_comes_before_a_username_of_digits(maria: str, billia: Billia) -> None:
    """A number is an id first; a username of digits is found where no id is in its way."""
    for name in ("1", "77"):
        added = ("--first-name", "A", "--last-name", "B", "--email", f"{name}@example.org", "--username", name)
        assert billia("customers", "add", *added, *PLACE).exit_code == 0
    assert json.loads(billia("customers", "show", "1", "--json").stdout)["username"] == "m.kohler@example.org"
    assert json.loads(billia("customers", "show", "77", "--json").stdout)["id"] == 3


def test_add_tells_all_mistakes_at_once(store: Path, billia: Billia) -> None:
    """R152: every mistake, in one line, exit code 1; nothing is stored."""
    result = billia("customers", "add", "--currency", "eurx", "--phone", "abc")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    for field in ("first name", "last name", "email", "country", "currency", "phone"):
        assert f"{field}: " in result.stderr
    assert billia("customers", "list").stdout == ""


@pytest.mark.parametrize(
    ("then", "status", "mail"),
    [("activate", "Active", False), ("nothing", "Inactive", False), (None, "Inactive", True)],
)
def test_add_and_what_happens_next(then: str | None, status: str, mail: bool, store: Path, billia: Billia) -> None:
    """R150: send the activation e-mail (default), activate, or neither."""
    result = billia("customers", "add", *MARIA, *PLACE, *(("--then", then) if then else ()), "--json")
    data = json.loads(result.stdout)
    assert data["status"] == status
    assert (data["activation_sent_at"] is not None) is mail


def test_add_twice_with_one_request_key_is_one_customer(store: Path, billia: Billia) -> None:
    """P1: the same key twice is one change; with other values it is refused."""
    for _ in range(2):
        assert billia("customers", "add", *MARIA, *PLACE, "--request-id", "k").exit_code == 0
    assert len(json.loads(billia("customers", "list", "--json").stdout)["rows"]) == 1
    other = billia("customers", "add", *MARIA, "--country", "fr", "--currency", "eur", "--request-id", "k")
    assert other.exit_code == 1


def test_edit_tells_old_and_new(maria: str, billia: Billia) -> None:
    """R50, R75: what changed, old → new; an empty text empties a field; nothing named is wrong usage."""
    assert billia("customers", "edit", maria, "--city", "Bonn").stdout == "customer 1: city – → Bonn\n"
    again = billia("customers", "edit", maria, "--city", "Bonn")
    assert again.stdout == "customer 1: nothing to change\n"
    data = json.loads(billia("customers", "edit", maria, "--city", "", "--json").stdout)
    assert data == {"id": 1, "changed": {"city": {"old": "Bonn", "new": ""}}}
    assert billia("customers", "edit", maria).exit_code == 2


def test_status_and_hold(maria: str, billia: Billia) -> None:
    """R5, R16, R20: each change tells old → new; what a rule forbids is exit code 1 with the reason."""
    name = "customer 1 m.kohler@example.org"
    assert billia("customers", "activate", maria).stdout == f"{name}: status Inactive → Active\n"
    assert billia("customers", "activate", maria).exit_code == 1
    assert billia("customers", "block", maria, "--reason", "abuse").stdout == f"{name}: status Active → Blocked\n"
    assert billia("customers", "hold", maria).stdout == f"{name}: hold – → by admin\n"
    assert billia("customers", "release", maria).stdout == f"{name}: hold by admin → –\n"
    refused = billia("customers", "send-activation", maria)
    assert refused.exit_code == 1
    assert "Blocked" in refused.stderr


def test_delete_needs_the_username(maria: str, billia: Billia) -> None:
    """R44: the username is typed; a wrong one is refused."""
    assert billia("customers", "delete", maria).exit_code == 2
    wrong = billia("customers", "delete", maria, "--username", "maria")
    assert wrong.exit_code == 1
    right = billia("customers", "delete", maria, "--username", "m.kohler@example.org")
    assert right.stdout == "deleted customer 1 m.kohler@example.org\n"
    assert billia("customers", "show", maria).exit_code == 1


def test_a_role_without_the_right_is_refused(maria: str, store: Path, billia: Billia) -> None:
    """R182: commands call the operations, which ask for the right."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(store)) as raw:
        raw.execute("UPDATE admins SET role = 'Tech'")
        raw.commit()
    for command in (["customers", "block", maria], ["wallet", "add", maria, "5"], ["password", "set", maria]):
        result = billia(*command)
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
        assert "your role Tech may not" in result.stderr
