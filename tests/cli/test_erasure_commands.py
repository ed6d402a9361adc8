"""`billia customers erase`, `billia compact`; and what is left to prove afterwards."""

import subprocess
import sys
from pathlib import Path

from .conftest import MANUAL, Billia


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


def test_after_an_erasure_the_log_is_proved_whole(store: Path, home: Path, billia: Billia) -> None:
    """Erasure, P4: by the commands themselves: the chain goes on from an anchor of before.

    The independent script of the manual agrees, and no byte of the person is in the store, beside it, or exported.
    """

    def done(*arguments: str) -> str:
        ended = billia(*arguments)
        assert ended.exit_code == 0, ended.stderr
        return ended.stdout

    person = ("--first-name", "Qzxine", "--last-name", "Qzxova", "--email", "qzx@example.org", "--phone", "777001")
    done("customers", "add", *person, "--country", "DE", "--currency", "EUR")
    done("notes", "add", "1", "qzx called")
    done("customers", "edit", "1", "--city", "Qzxtown")
    done("customers", "block", "1", "--reason", "asked by qzx")
    done("customers", "add", "--first-name", "Other", "--last-name", "One", "--email", "other@example.org",
         "--country", "DE", "--currency", "EUR")  # fmt: skip
    anchor = home / "anchor.txt"
    anchor.write_text(done("log", "anchor"), encoding="utf-8")
    assert "qzx" in done("log", "export").casefold()
    assert [file for file in store.parent.iterdir() if b"qzx" in file.read_bytes().lower()], "it was there"

    done("customers", "erase", "1", "--username", "qzx@example.org")

    assert "of them erased" in done("check")
    assert "of them erased" in done("check", "--anchor", str(anchor))
    export = done("log", "export")
    assert "qzx" not in export.casefold()
    script = MANUAL.read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
    (home / "verify.py").write_text(script, encoding="utf-8")
    command = [sys.executable, "-I", str(home / "verify.py")]
    verified = subprocess.run(command, input=export, capture_output=True, check=False, text=True, encoding="utf-8")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert verified.stdout.split() == done("log", "anchor").split()[2:]
    assert not [file for file in home.rglob("*") if file.is_file() and b"qzx" in file.read_bytes().lower()]
