"""`billia admins` and `billia resellers` (R52, R178-R185)."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from .conftest import Billia

ROSA = ("admins", "add", "rosa", "--first-name", "Rosa", "--last-name", "Núñez")
SECRET = "correct horse battery\n"  # noqa: S105 - no one has it


@pytest.fixture
def rosa(store: Path, billia: Billia) -> str:
    """An admin of role Support."""
    result = billia(*ROSA, "--role", "support", input=SECRET)
    assert result.exit_code == 0, result.output
    assert result.stdout == "added admin 2 rosa, Support\n"
    return "rosa"


def column(store: Path, name: str, username: str = "rosa") -> object:
    """A column of an admin as it is stored."""
    with closing(sqlite3.connect(store)) as raw:
        found = raw.execute(f"SELECT {name} FROM admins WHERE username = ?", (username,)).fetchone()  # noqa: S608 - a name of ours
    return found and found[0]


def test_listing_and_showing(rosa: str, billia: Billia) -> None:
    """R178: ID, username, name, reseller, role, status; words narrow; one admin by username or id."""
    lines = billia("admins", "list").stdout.splitlines()
    assert lines[0].split() == ["ID", "USERNAME", "NAME", "RESELLER", "ROLE", "STATUS"]
    assert lines[2].split() == ["2", "rosa", "Rosa", "Núñez", "Default", "Support", "active"]
    (row,) = json.loads(billia("admins", "list", "nunez", "--json").stdout)["rows"]
    assert (row["username"], row["developer"], row["refusal"]) == ("rosa", False, "")
    assert billia("admins", "list", "nobody").stderr == "no admin matches\n"
    assert "Rosa Núñez" in billia("admins", "show", "ROSA").stdout
    assert json.loads(billia("admins", "show", "2", "--json").stdout)["role"] == "Support"
    assert billia("admins", "show", "nobody").exit_code == 1


def test_adding_says_all_mistakes_before_it_asks_for_a_password(rosa: str, billia: Billia) -> None:
    """R179, R152: username taken, names and role missing."""
    result = billia("admins", "add", "Rosa", input="short\n")
    assert result.exit_code == 1
    for text in ("username: is taken", "first name: is required", "last name: is required", "role: is one of"):
        assert text in result.stderr
    assert "password" not in result.stderr
    result = billia("admins", "add", "eva", *ROSA[3:], "--role", "Tech", input="short\n")
    assert result.stderr == "billia: password: needs at least 10 characters\n"
    assert billia("admins", "add", "eva", *ROSA[3:], "--role", "King").exit_code == 2


def test_passwords_are_never_printed(rosa: str, store: Path, billia: Billia) -> None:
    """R180, R52, P8: a password comes on standard input; only its hash is stored."""
    first = column(store, "password_hash")
    result = billia("admins", "password", rosa, input="another password\n")
    assert result.output == "admin 2: the password is changed\n"
    stored = str(column(store, "password_hash"))
    assert stored.startswith("$argon2id$")
    assert stored != first
    assert billia("admins", "password", rosa, input="short\n").exit_code == 1
    assert column(store, "password_hash") == stored


def test_a_one_time_code_is_printed_once(rosa: str, store: Path, billia: Billia) -> None:
    """R180: the code alone is on standard output; the password ends; another call makes another code."""
    result = billia("admins", "password", rosa, "--code")
    assert re.fullmatch(r"(\w{4}-){4}\w{4}\n", result.stdout)
    assert "within 24 hours" in result.stderr
    assert (column(store, "password_hash"), column(store, "must_change_password")) == (None, 1)
    assert result.stdout.strip().encode() not in store.read_bytes()
    again = json.loads(billia("admins", "password", rosa, "--code", "--json").stdout)
    assert again["id"] == 2
    assert again["code"] != result.stdout.strip()
    added = billia("admins", "add", "eva", *ROSA[3:], "--role", "Tech", "--developer", "--code")
    assert re.fullmatch(r"(\w{4}-){4}\w{4}\n", added.stdout)
    assert added.stderr.startswith("added admin 3 eva, Tech; ")


def test_editing(rosa: str, billia: Billia) -> None:
    """R179: what is not named stays; old → new."""
    billia("resellers", "add", "North")
    told = billia("admins", "edit", rosa, "--role", "tech", "--developer", "--reseller", "north").stdout
    assert told == "admin 2: reseller Default → North, role Support → Tech, developer no → yes\n"
    assert billia("admins", "edit", rosa, "--role", "tech").stdout == "admin 2: nothing to change\n"
    assert billia("admins", "edit", rosa, "--first-name", "").exit_code == 1
    assert billia("admins", "edit", rosa).exit_code == 2
    changed = json.loads(billia("admins", "edit", rosa, "--no-developer", "--json").stdout)
    assert changed == {"id": 2, "changed": {"developer": {"old": "yes", "new": "no"}}}


def test_inactive_admins_stay_outside(rosa: str, billia: Billia) -> None:
    """R181: until they are active again."""
    assert billia("admins", "deactivate", rosa).stdout == "admin 2: status active → inactive\n"
    assert "no active admin" in billia("--admin", "rosa", "customers", "list").stderr
    assert billia("admins", "activate", rosa).stdout == "admin 2: status inactive → active\n"
    assert billia("--admin", "rosa", "customers", "list").exit_code == 0


@pytest.mark.parametrize(
    "command", [["deactivate", "ana"], ["delete", "ana"], ["edit", "ana", "--role", "Tech"]], ids=lambda c: c[0]
)
def test_nobody_does_it_to_themselves(rosa: str, billia: Billia, command: list[str]) -> None:
    """R181."""
    result = billia("admins", *command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nobody can do this to themselves" in result.stderr


def test_deleting(rosa: str, store: Path, billia: Billia) -> None:
    """R178: as long as nothing was done in that name."""
    assert json.loads(billia("admins", "delete", rosa, "--json").stdout) == {"id": 2, "deleted": True}
    assert column(store, "id") is None
    assert billia(*ROSA, "--role", "administrator", input=SECRET).exit_code == 0
    assert billia("--admin", "rosa", "resellers", "add", "North").exit_code == 0
    result = billia("admins", "delete", "rosa")
    assert result.exit_code == 1
    assert "make rosa inactive" in result.stderr


def test_resellers(store: Path, billia: Billia) -> None:
    """R184: master, access, panel domain; access is set as a whole."""
    added = billia("resellers", "add", "North", "--panel-domain", "panel.north.example").stdout
    assert added == "added reseller 2 North, reaches only its own\n"
    assert billia("resellers", "add", "Big", "--master", "--json").exit_code == 0
    told = billia("resellers", "access", "north", "--reaches", "default", "--reaches", "BIG").stdout
    assert told == "reseller 2 North reaches Default, Big\n"
    again = billia("resellers", "access", "north", "--reaches", "big", "--reaches", "default").stdout
    assert again.endswith("reaches Default, Big, as before\n")
    rows = json.loads(billia("resellers", "list", "--json").stdout)["rows"]
    assert [(row["name"], row["master"], row["reaches"]) for row in rows] == [
        ("Default", True, []),
        ("North", False, ["Default", "Big"]),
        ("Big", True, []),
    ]
    shown = billia("resellers", "show", "North").stdout
    assert "panel.north.example" in shown
    assert re.search(r"customers +0\n", shown)
    assert json.loads(billia("resellers", "show", "North", "--json").stdout)["admins"]["number"] == 0
    assert billia("resellers", "access", "North", "--none").stdout == "reseller 2 North reaches only its own\n"


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (["add", "DEFAULT"], 1, "is taken by another reseller"),
        (["add", "x", "--panel-domain", "nowhere"], 1, "panel domain"),
        (["show", "nobody"], 1, "there is no reseller 'nobody'"),
        (["access", "default", "--none"], 1, "reaches all anyway"),
        (["access", "default"], 2, "--none"),
        (["access", "default", "--none", "--reaches", "x"], 2, "--none"),
    ],
)
def test_refusals_of_resellers(store: Path, billia: Billia, command: list[str], code: int, said: str) -> None:
    """R184: one line each."""
    result = billia("resellers", *command)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (code, "", 1)
    assert said in result.stderr
