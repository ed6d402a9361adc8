"""`billia timeline` and the log narrowed by days and words (R221, R222)."""

import json

from .conftest import Billia


def test_the_timeline_of_a_customer(maria: str, billia: Billia) -> None:
    """R221: as a table and as JSON; narrowed by kind, days and words."""
    billia("wallet", "add", maria, "25", "--note", "cash")
    billia("notes", "add", maria, "called about cash")
    shown = billia("timeline", maria).stdout
    assert "funds +25.00 EUR · wallet: 0.00 EUR → 25.00 EUR · cash" in shown
    assert "note: called about cash" in shown
    found = json.loads(billia("timeline", maria, "--text", "CASH", "--kind", "wallet", "--json").stdout)
    (row,) = found["rows"]
    assert (row["kind"], row["who"], found["more"]) == ("wallet", "ana", False)
    assert {"name": "", "value": "cash"} in row["facts"]
    assert billia("timeline", maria, "--until", "2001").stderr == "nothing happened that is like this\n"


def test_what_cannot_be_asked(maria: str, billia: Billia) -> None:
    """R152: exit code 2 and every mistake; the log's days as well."""
    done = billia("timeline", maria, "--since", "soon", "--kind", "money")
    assert done.exit_code != 0
    assert "since: is no day" in done.stderr
    assert "kind: is none" in done.stderr
    assert "since: is no day" in billia("log", maria, "--since", "soon").stderr


def test_the_log_by_days_and_words(maria: str, billia: Billia) -> None:
    """R222: `--text` and `--since`, `--until`, of a customer's log and of the store's."""
    billia("wallet", "correct", maria, "-1", "--reason", "fee of the bank")
    assert billia("log", maria, "--text", "BANK").stdout.count("\n") == 2
    assert billia("log", maria, "--until", "2001").stdout == ""
    assert "first admin" in billia("log", "--store", "--text", "ana").stdout + billia("log", "--store").stdout
