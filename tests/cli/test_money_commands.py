"""`billia wallet` and `billia credit`."""

import json
from pathlib import Path

import pytest

from .conftest import Billia
from .test_config import write


def test_add_funds_tells_old_and_new(maria: str, billia: Billia) -> None:
    """R24, R26, R27: comma or point; old → new."""
    assert billia("wallet", "add", maria, "25,50").stdout == "customer 1: wallet 0.00 EUR → 25.50 EUR (funds 1)\n"
    data = json.loads(billia("wallet", "add", maria, "1.25", "--note", "hi", "--json").stdout)
    assert data["balance_before"] == {"amount": "25.50", "currency": "EUR"}
    assert data["balance_after"] == {"amount": "26.75", "currency": "EUR"}
    assert (data["note"], data["admin"]) == ("hi", "ana")


@pytest.mark.parametrize("amount", ["-5", "abc", "0", "1.005", "1e3", "--", "1,000,000.01", "٥"])
def test_a_wrong_amount_changes_nothing(amount: str, maria: str, billia: Billia) -> None:
    """R24, R27: letters, signs, too many decimals, zero, too much: refused, nothing saved."""
    result = billia("wallet", "add", maria, amount)
    assert result.exit_code in {1, 2}
    assert result.stderr.count("\n") == 1
    assert json.loads(billia("wallet", "history", maria, "--json").stdout)["rows"] == []


def test_a_request_key_makes_a_retry_harmless(maria: str, billia: Billia) -> None:
    """P1: the same key twice is one movement; the same key with other values is refused."""
    first = billia("wallet", "add", maria, "5", "--request-id", "k")
    assert billia("wallet", "add", maria, "5", "--request-id", "k").stdout == first.stdout
    assert billia("wallet", "add", maria, "6", "--request-id", "k").exit_code == 1
    assert len(json.loads(billia("wallet", "history", maria, "--json").stdout)["rows"]) == 1


@pytest.mark.parametrize(
    "typed", [["1", "-30", "--reason", "x"], ["--reason", "x", "1", "-30"], ["--reason=x", "--", "1", "-30"]]
)
def test_correct_takes_a_negative_amount(typed: list[str], maria: str, billia: Billia) -> None:
    """R30, design of commands: `billia wallet correct 5 -30 --reason x` works; a negative wallet is on hold (R17)."""
    result = billia("wallet", "correct", *typed)
    assert result.stdout == "customer 1: wallet 0.00 EUR → -30.00 EUR (correction 1)\n"
    assert json.loads(billia("customers", "show", maria, "--json").stdout)["hold"] == "negative wallet"


def test_correct_needs_a_reason(maria: str, billia: Billia) -> None:
    """R30: the reason is required; a misspelt option is wrong usage, not an amount."""
    assert "reason: is required" in billia("wallet", "correct", maria, "-30").stderr
    assert billia("wallet", "correct", maria, "-30", "--reson", "x").exit_code == 2


def test_whether_a_reason_is_needed_is_a_setting(maria: str, billia: Billia, home: Path) -> None:
    """R30: another run asks the file anew; a refund asks as well, and says so where it is wrong."""
    file = write(home, "reason_for_corrections = false\nreason_for_funds = true\n")
    assert billia("wallet", "correct", maria, "-30").exit_code == 0
    assert "note: is required" in billia("wallet", "add", maria, "5").stderr
    file.unlink()
    assert "reason: is required" in billia("wallet", "correct", maria, "-30").stderr
    assert billia("wallet", "add", maria, "5").exit_code == 0
    write(home, 'reason_for_refunds = "no"\n')
    assert "reason_for_refunds takes true or false" in billia("wallet", "add", maria, "5").stderr


def test_histories_are_newest_first(maria: str, billia: Billia) -> None:
    """R29: time, kind, amount, balance after, note, admin; the credit limit has one too."""
    billia("wallet", "add", maria, "5")
    billia("wallet", "correct", maria, "-1", "--reason", "oops")
    table = billia("wallet", "history", maria).stdout.splitlines()
    assert [line.split()[0] for line in table] == ["ID", "2", "1"]
    assert "oops" in table[1]
    assert billia("credit", "set", maria, "100").stdout == "customer 1: credit limit 0.00 EUR → 100.00 EUR\n"
    assert billia("credit", "set", maria, "100").exit_code == 1
    assert billia("credit", "set", maria, "-1").exit_code == 1
    rows = json.loads(billia("credit", "history", maria, "--json").stdout)["rows"]
    assert [(row["old"]["amount"], row["new"]["amount"]) for row in rows] == [("0.00", "100.00")]
