"""`billia doctor`."""

import json
from pathlib import Path

import pytest

from .conftest import MARIA, PLACE, Billia


def test_it_tells_of_program_terminal_and_store(maria: str, billia: Billia) -> None:
    """Diagnosis: versions, terminal, colours, locale, store, permissions, latency; a missing terminal is a finding."""
    result = billia("doctor", "--json")
    told = json.loads(result.stdout)
    assert {fact["name"] for fact in told["facts"]} >= {
        "billia-tui", "Python", "textual", "terminal", "colours", "locale", "encoding", "store", "permissions",
        "schema", "a question takes", "a change waits", "customers",
    }  # fmt: skip
    wrong = [fact["name"] for fact in told["facts"] if fact["finding"]]
    assert (wrong, result.exit_code, told["sound"]) == (["terminal"], 1, False)
    assert "permissions" in billia("doctor").stdout


def test_it_holds_no_personal_data(store: Path, billia: Billia, monkeypatch: pytest.MonkeyPatch) -> None:
    """P8: no name, no e-mail, no path, no login; not of a store that cannot be opened either."""
    billia("customers", "add", *MARIA, *PLACE)
    monkeypatch.setenv("SSH_CONNECTION", "203.0.113.9 50000 203.0.113.1 22")
    addresses = (str(store), str(store.parent / "none.db"), "postgresql://eve:geheim@127.0.0.1:1/kunden")
    told = [billia("doctor", "--database", address).output for address in addresses]
    for secret in ("Maria", "Köhler", "example.org", "ana", str(store.parent), "eve", "geheim", "kunden", "203.0"):
        assert not [text for text in told if secret in text], secret
    assert "it cannot be reached" in told[-1]


def test_an_open_file_is_a_finding(store: Path, billia: Billia) -> None:
    """Threats: what others on this machine can read is said, with what to do."""
    store.chmod(0o644)
    assert "chmod 600" in billia("doctor").stdout
