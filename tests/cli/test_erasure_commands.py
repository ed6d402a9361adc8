"""`billia customers erase`, `billia compact`."""

from pathlib import Path

from .conftest import Billia


def test_erase_asks_for_the_username(maria: str, store: Path, billia: Billia) -> None:
    """Erasure: asked for if left out, wrong ones refused, nothing of it in the file; once, and told so."""
    username = "m.kohler@example.org"
    assert billia("customers", "erase", maria, input="mario\n").exit_code == 1
    assert b"m.kohler" in store.read_bytes()
    result = billia("customers", "erase", maria, input=f"{username}\n")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "erased customer 1")
    assert "cannot be undone" in result.stderr
    files = sorted(store.parent.iterdir())
    assert not [file for file in files if b"kohler" in file.read_bytes().lower()]
    again = billia("customers", "erase", maria, "--username", username)
    assert (again.exit_code, again.stderr) == (1, "billia: customer 1 was erased already\n")
    assert billia("check").exit_code == 0
    assert billia("log", maria).exit_code == 1, "a customer who is gone has no page"


def test_a_deleted_customer_is_erased_by_its_number(maria: str, billia: Billia) -> None:
    """Erasure, R45: what stayed after a deletion goes too."""
    assert billia("customers", "delete", maria, "--username", "m.kohler@example.org").exit_code == 0
    result = billia("customers", "erase", maria, "--username", "m.kohler@example.org", "--json")
    assert result.exit_code == 0, result.output
    assert '"erased": true' in result.stdout


def test_compact(maria: str, billia: Billia) -> None:
    """Erasure: the file can be written anew later, by whoever may erase."""
    result = billia("compact")
    assert (result.exit_code, result.stdout) == (0, "the store holds nothing but what it shows\n")
    billia("admins", "add", "tom", "--first-name", "T", "--last-name", "T", "--role", "Tech", input="correct horse\n")
    assert billia("--admin", "tom", "compact").exit_code == 1
