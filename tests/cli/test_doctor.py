"""`billia doctor`."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

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


def test_what_did_not_run_is_a_finding(maria: str, home: Path, billia: Billia) -> None:
    """R197: `advance` and `backup` are meant to run daily; more than a day ago is said, and so is never."""

    def told() -> dict[str, tuple[str, str]]:
        facts = json.loads(billia("doctor", "--json").stdout)["facts"]
        return {fact["name"]: (fact["value"], fact["finding"]) for fact in facts if fact["name"].endswith(" ran")}

    billia("products", "add", "WEB", "Web", "--price", "1", "EUR")
    assert told() == {"advance ran": ("not yet", ""), "backup ran": ("not yet", "")}, "the store is new"
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2), tick=False) as now:
        assert told()["advance ran"] == ("not yet", ""), "there is nothing yet that time changes"
        assert "billia backup" in told()["backup ran"][1]
        billia("backup", str(home / "copy.db"))
        assert billia("advance").stderr == "it had never run before\n"
        assert told()["backup ran"] == (f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", "")
        assert told()["advance ran"][0] == f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
        ran = f"{datetime.now(UTC):%Y-%m-%d %H:%M}"
        now.shift(timedelta(hours=23))
        assert told()["backup ran"][1] == ""
        now.shift(timedelta(hours=2))
        assert "billia backup" in told()["backup ran"][1]
        assert billia("advance").stderr == f"it ran before at {ran} UTC\n"
        assert json.loads(billia("advance", "--json").stdout)["before"].startswith(f"{datetime.now(UTC):%Y-%m-%d}")


def test_mail_that_does_not_leave(maria: str, home: Path, billia: Billia) -> None:
    """R225, R231: mail is off, the queue is old, the last run failed, the link pages do not answer."""

    def told() -> dict[str, str]:
        return {fact["name"]: fact["finding"] for fact in json.loads(billia("doctor", "--json").stdout)["facts"]}

    assert (told()["mail delivered"], told()["mails that wait"]) == ("", "")
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=20), tick=False):
        assert "nobody delivers it" in told()["mail delivered"]
        file = home / "config" / "billia" / "config.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            '[mail]\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\nsender = "a@example.org"\n'
            'links = "http://127.0.0.1:1"\n'
        )
        assert billia("mails", "deliver").exit_code == 1
        found = told()
    assert (found["mail delivered"], "in the way" in found["last delivery"]) == ("", True)
    assert found["mails that wait"].startswith("due since ")
    assert "cannot be reached" in found["link pages"]
    assert "127.0.0.1" not in found["link pages"]
    file.unlink()
    assert told()["link pages, where mail is delivered"] == found["link pages"]
