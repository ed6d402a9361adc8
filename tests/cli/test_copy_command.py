"""`billia copy`: one line with the figures, and JSON for scripts."""

import json
from pathlib import Path

from .conftest import Billia


def test_copies_and_tells(store: Path, maria: str, billia: Billia, tmp_path: Path) -> None:
    """P7: one line with the figures that were compared; commands work on the copy."""
    copy = tmp_path / "copy.db"
    assert billia("wallet", "add", maria, "12.50").exit_code == 0
    dry = billia("copy", "--from", str(store), "--to", str(copy), "--dry-run")
    assert dry.output.startswith(f"{store} holds 1 customers")
    assert dry.output.endswith("nothing was copied\n")
    assert not copy.exists()
    done = billia("copy", "--from", str(store), "--to", str(copy), "--json")
    told = json.loads(done.output)
    assert (told["customers"], told["dry_run"], told["tables"]["wallet_transactions"]) == (1, False, 1)
    assert "12.50" in done.output
    assert billia("--database", str(copy), "check").output.startswith("sound: 1 customers")
    again = billia("copy", "--from", str(store), "--to", str(copy))
    assert again.exit_code == 1
    assert "is in use" in again.output


def test_a_source_that_is_not_there(billia: Billia, tmp_path: Path) -> None:
    """P7: one line, exit 3, no target."""
    result = billia("copy", "--from", str(tmp_path / "none.db"), "--to", str(tmp_path / "copy.db"))
    assert result.exit_code == 3
    assert not (tmp_path / "copy.db").exists()
