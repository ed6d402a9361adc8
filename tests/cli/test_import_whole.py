"""`billia import whmcs …` as a command: one report, the exit code, and where refused rows stand (R234)."""

import json
from pathlib import Path

from tests.operations.imports import dumps

from .conftest import Billia


def test_a_whole_system(store: Path, billia: Billia, tmp_path: Path) -> None:
    """R234: a rehearsal, the run, and a list of what was refused beside the dump; exit code 1 if anything was."""
    tables = dumps.whmcs()
    tables["tblclients"].rows[6][11] = "Nowhere"
    path = tmp_path / "old.sql"
    path.write_text(dumps.mysqldump(tables))
    rehearsed = billia("import", "whmcs", str(path), "--dry-run")
    assert rehearsed.exit_code == 1
    assert "customers 19 new, 0 changed, 0 unchanged, 1 refused" in " ".join(rehearsed.stdout.split())
    assert rehearsed.stdout.endswith("dry run: nothing was stored\n")
    assert json.loads(billia("customers", "list", "--json").stdout)["rows"] == []
    report = json.loads(billia("import", "whmcs", str(path), "--json").stdout)
    listed = tmp_path / "old.customers.rejected.csv"
    assert report["kinds"]["customers"]["rejected_file"] == str(listed)
    mended = tmp_path / "old.customers.rejected.csv"
    mended.write_text(listed.read_text().replace("Nowhere", "DE"))
    assert billia("import", "customers", str(mended), "--source", "whmcs").stdout.startswith("1 new")
    again = billia("import", "whmcs", str(path))
    asked = billia("import", "take-back", "whmcs")
    assert (asked.exit_code, "20 customers came from whmcs" in asked.stderr) == (1, True)
    assert "no customer came from 'x'" in billia("import", "take-back", "x", "--yes").stderr
    assert "customers 0 new, 0 changed, 19 unchanged, 1 refused" in " ".join(again.stdout.split())


def test_what_cannot_be_read(store: Path, billia: Billia, tmp_path: Path) -> None:
    """R234: one line that says what is wrong."""
    for path, said in ((tmp_path / "none.sql", "No such file"), (tmp_path, "")):
        result = billia("import", "whmcs", str(path))
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
        assert said in result.stderr


def test_nothing_in_it(store: Path, billia: Billia, tmp_path: Path) -> None:
    """R234: an empty system is told in words."""
    path = tmp_path / "old.sql"
    path.write_text(dumps.mysqldump(dumps.real("whmcs", {})))
    result = billia("import", "whmcs", str(path))
    assert (result.exit_code, result.stdout) == (0, "nothing to import: there is no record in it\n")


def test_a_rehearsal_needs_no_store(billia: Billia, tmp_path: Path) -> None:
    """R234: who has just installed it rehearses first; nothing is made where the store will be."""
    path = tmp_path / "old.sql"
    path.write_text(dumps.mysqldump(dumps.of_clients(dumps.whmcs(), 3)))
    rehearsed = billia("import", "whmcs", str(path), "--dry-run")
    assert rehearsed.stdout.endswith("dry run: nothing was stored\n")
    assert "customers 3 new" in " ".join(rehearsed.stdout.split())
    assert "line 3" not in rehearsed.stderr
    assert "there is no store" in billia("customers", "list").stderr
