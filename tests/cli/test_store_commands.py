"""`billia init|demo|check|backup|version`."""

import json
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from billia_tui.db import schema
from billia_tui.db.store import Store
from billia_tui.operations.staff import admins

from .conftest import Billia, FakeConsole


def test_an_import_makes_the_own_store_and_no_other(billia: Billia, tmp_path: Path) -> None:
    """Design of commands: the first start makes the user's own store; a named one that is missing stays an error."""
    people = tmp_path / "people.csv"
    people.write_text(
        "first_name,last_name,email,country,currency\nAna,Lima,ana@example.org,BR,BRL\n", encoding="utf-8"
    )
    named = billia("--database", str(tmp_path / "other.db"), "import", "customers", str(people))
    assert named.exit_code == 3
    assert not (tmp_path / "other.db").exists()
    rehearsal = billia("import", "customers", str(people), "--dry-run")  # says what would be, and leaves nothing
    assert (rehearsal.exit_code, "1 new" in rehearsal.stdout) == (0, True)
    assert not (tmp_path / "data" / "billia" / "billia.db").exists()
    first = billia("import", "customers", str(people))
    assert first.exit_code == 0
    assert "created a new store" in first.stderr
    assert "1 new" in first.stdout


def test_init_says_what_it_did(home: Path, billia: Billia) -> None:
    """Design of commands: creates the store, brings it up to date, or says that it is ready."""
    path = home / "data" / "billia" / "billia.db"
    made = billia("init")
    assert made.stdout == f"created {path} (schema {schema.HEAD}); ana is its first Administrator\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert billia("init").stdout == f"{path} is ready (schema {schema.HEAD})\n"
    assert json.loads(billia("init", "--json").stdout)["created"] is False


def test_the_named_admin_is_the_first_administrator(home: Path, billia: Billia) -> None:
    """Design of commands: the acting admin becomes the first Administrator of a store that he creates."""
    billia("init", "--admin", "eve")
    assert billia("customers", "list").exit_code == 1
    assert billia("customers", "list", "--admin", "EVE").exit_code == 0


def test_an_unknown_admin_is_refused(store: Path, billia: Billia) -> None:
    """R181, design of commands: exit code 1 and what to do."""
    result = billia("--admin", "eve", "customers", "list")
    assert result.exit_code == 1
    assert "--admin or BILLIA_ADMIN" in result.stderr


def test_backup(maria: str, store: Path, home: Path, billia: Billia) -> None:
    """Design of commands, P7: a whole copy that opens; nothing is overwritten unasked."""
    copy = home / "copy.db"
    billia("wallet", "add", maria, "5")
    told = billia("backup", str(copy)).stdout
    assert told.startswith(f"copied the store to {copy} (")
    assert "): 1 customers, 1 movements of wallets\n" in told
    assert "Köhler" in billia("customers", "list", "--database", str(copy)).stdout
    assert billia("check", "--database", str(copy)).exit_code == 0
    before = copy.read_bytes()
    refused = billia("backup", str(copy))
    assert (refused.exit_code, copy.read_bytes()) == (1, before)
    assert "--force" in refused.stderr
    assert billia("backup", str(copy), "--force").exit_code == 0
    for target in (store, home, home / "none" / "copy.db"):
        result = billia("backup", str(target), "--force")
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert billia("customers", "list").exit_code == 0


def test_restore_asks_and_says_what_it_kept(maria: str, store: Path, home: Path, billia: Billia) -> None:
    """P7: a backup comes back after a question; what it replaced is kept beside it."""
    copy = home / "copy.db"
    billia("backup", str(copy))
    billia("wallet", "add", maria, "5")
    assert billia("restore", str(copy), input="n\n").exit_code == 1
    assert json.loads(billia("customers", "show", maria, "--json").stdout)["wallet"]["amount"] == "5.00"
    done = billia("restore", str(copy), "--yes")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"brought back 1 customers to {store}; what was there is kept at {store}.replaced-")
    assert json.loads(billia("customers", "show", maria, "--json").stdout)["wallet"]["amount"] == "0.00"
    assert billia("restore", str(home / "none"), "--yes").exit_code == 1


def test_backup_of_a_server_names_its_own_tool(billia: Billia, home: Path) -> None:
    """Brief of the commands: a PostgreSQL store is backed up with pg_dump."""
    result = billia("backup", str(home / "x"), "--database", "postgresql://a@127.0.0.1:1/x")
    assert result.exit_code == 1
    assert "pg_dump" in result.stderr


def test_check_prints_findings_and_is_1(maria: str, store: Path, billia: Billia) -> None:
    """Design of commands: exit code 1 with findings, 0 with the totals."""
    billia("wallet", "add", maria, "5")
    sound = billia("check")
    assert sound.stdout.startswith("sound: 1 customers, 1 ledger entries, ")
    with closing(sqlite3.connect(store)) as raw:
        raw.execute("UPDATE customers SET wallet = 700")
        raw.commit()
    found = billia("check")
    assert found.exit_code == 1
    assert found.stdout.splitlines() == [
        "customer 1: the wallet is 7.00 EUR, its ledger adds up to 5.00 EUR",
        "customer 1: is sorted by another wallet than it has",
    ]
    data = json.loads(billia("check", "--json").stdout)
    assert data["sound"] is False
    assert data["findings"][0]["customer_id"] == 1
    assert data["totals"]["customers"] == 1


def test_version(billia: Billia) -> None:
    """Design of commands: every reading command has --json."""
    assert billia("version").stdout.startswith("billia 0.")
    assert json.loads(billia("version", "--json").stdout)["sqlite"] == sqlite3.sqlite_version


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Stands in for the maker of demo customers; remembers its calls."""
    calls: list[dict[str, Any]] = []

    def make(store: Store, **wanted: Any) -> None:
        calls.append(wanted)
        with store.writing() as session:
            admins.first(session, wanted["admin"])
        if wanted["customers"] == 13:
            raise KeyboardInterrupt

    module = ModuleType("billia_tui.demo")
    module.make = make  # type: ignore[attr-defined] # a module made here
    monkeypatch.setitem(sys.modules, "billia_tui.demo", module)
    monkeypatch.setattr("billia_tui.demo", module, raising=False)
    return calls


def test_demo_is_made_once(maker: list[dict[str, Any]], billia: Billia, console: FakeConsole, home: Path) -> None:
    """Design of commands: a store of its own for each size and seed, made once, again with --reset."""
    for arguments in ([], [], ["--customers", "7", "--seed", "2"], ["--reset"]):
        assert billia("demo", *arguments).exit_code == 0
    assert [(call["customers"], call["seed"], call["admin"]) for call in maker] == [
        (500, 1, "ana"),
        (7, 2, "ana"),
        (500, 1, "ana"),
    ]
    folder = home / "data" / "billia"
    assert sorted(path.name for path in folder.iterdir()) == ["demo-500-1.db", "demo-7-2.db"]
    settings, place = console.opened[2]
    assert (settings.database, place) == (str(folder / "demo-7-2.db"), "demo")


def test_an_interrupted_demo_leaves_nothing(maker: list[dict[str, Any]], billia: Billia, home: Path) -> None:
    """P2: whole or nothing, also for a demo store; what a killed run left is removed by the next."""
    folder = home / "data" / "billia"
    folder.mkdir(parents=True)
    left = folder / ".billia-999999999-0a1b2c3d.partial"
    left.write_bytes(b"left")
    os.utime(left, (0, 0))
    result = billia("demo", "--customers", "13")
    assert result.exit_code == 130
    assert list(folder.iterdir()) == []


def test_demo_says_what_it_needs(billia: Billia, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Supply chain: what only demo data need is not part of what everybody installs."""
    monkeypatch.setitem(sys.modules, "faker", None)
    result = billia("demo")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "pip install 'billia-tui[demo]'" in result.stderr
    assert not (home / "data" / "billia").exists()


def test_demo_does_not_reset_a_store_that_was_named(maker: list[dict[str, Any]], store: Path, billia: Billia) -> None:
    """P7: nothing is deleted that may be more than a demo."""
    result = billia("demo", "--reset", "--database", str(store))
    assert result.exit_code == 1
    assert maker == []
    assert store.exists()


@pytest.mark.parametrize("number", ["0", "1000001", "x"])
def test_demo_sizes(number: str, billia: Billia) -> None:
    """Design of commands: any N up to 1,000,000."""
    assert billia("demo", "--customers", number).exit_code == 2
