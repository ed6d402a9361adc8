"""`billia undo`: shown first, done with --yes, one change, a line of the log, or a batch."""

import json
from datetime import timedelta
from pathlib import Path

import time_machine

from billia_tui import clock

from .conftest import Billia


def offered(billia: Billia) -> list[dict[str, object]]:
    """What `undo --list` lists."""
    rows: list[dict[str, object]] = json.loads(billia("undo", "--list", "--json").stdout)["rows"]
    return rows


def test_the_last_change(maria: str, store: Path, billia: Billia) -> None:
    """Undo: without --yes it is only shown; with it, done once; then the one before is the last."""
    billia("customers", "edit", maria, "--city", "Ulm")
    billia("customers", "hold", maria)
    shown = billia("undo")
    assert (shown.exit_code, shown.stdout.startswith("would take back hold of ")) == (1, True), shown.output
    assert "on hold by hand: yes → no" in shown.stdout
    assert "add --yes" in shown.stderr
    assert [row["action"] for row in offered(billia)] == ["hold", "edit"]
    done = billia("undo", "--yes", "--request-id", "k")
    assert (done.exit_code, "taken back" in done.stdout) == (0, True), done.output
    assert [row["action"] for row in offered(billia)] == ["edit"]
    assert '"line"' in billia("undo", "--yes", "--json").stdout
    assert "Ulm" not in billia("customers", "show", maria).stdout
    nothing = billia("undo", "--yes")
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    assert "a mail that was sent cannot be called back" in nothing.stderr


def test_nothing_older_instead_of_the_last(maria: str, store: Path, billia: Billia) -> None:
    """R223: after money, or after what is nobody's, `undo --yes` changes nothing; the older one goes by its line."""
    billia("customers", "hold", maria)
    (first,) = offered(billia)
    billia("wallet", "add", maria, "5")
    refused = billia("undo", "--yes")
    assert (refused.exit_code, refused.stdout) == (1, ""), refused.output
    assert "nothing to undo here. Your last change was add funds of m.kohler@" in refused.stderr
    assert "older ones: billia undo --list" in refused.stderr
    assert "on hold by hand: yes → no" in billia("undo", "--list").stdout
    assert billia("undo", str(first["log_id"]), "--yes").exit_code == 0
    billia("customers", "edit", maria, "--city", "Ulm")
    with time_machine.travel(clock.now() + timedelta(days=20), tick=False):
        assert "nothing to undo here; older ones" in billia("undo", "--yes").stderr
    billia("queues", "add", "Gold", "status:active")
    assert "nothing to undo here. Your last change was add queue of queue" in billia("undo", "--yes").stderr


def test_a_line_that_was_changed_meanwhile(maria: str, store: Path, billia: Billia) -> None:
    """Undo: any own line by its number; refused with the reason, exit code 1."""
    billia("customers", "edit", maria, "--city", "Ulm")
    (first,) = offered(billia)
    billia("customers", "edit", maria, "--city", "Bonn")
    result = billia("undo", str(first["log_id"]), "--yes")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "ana changed it at" in result.stderr
    assert billia("undo", "99999", "--yes").stderr.startswith("billia: there is no change 99999 of yours")
    assert billia("undo", "1", "--list").exit_code == 2


def test_a_batch(maria: str, store: Path, billia: Billia) -> None:
    """Undo, bulk: with --batch, or as the last change; who stays is told by reason, exit code 1."""
    billia("customers", "bulk", "hold", "--ids", maria, "--yes")
    back = billia("undo", "--yes")
    assert (back.exit_code, "1 taken back, 0 not" in back.stdout) == (0, True), back.output
    billia("customers", "bulk", "hold", "--ids", maria, "--yes")
    billia("customers", "release", maria)
    batch = json.loads(billia("batches", "list", "--json").stdout)["rows"][0]["id"]
    assert f"would take back batch {batch}: hold of 1 customer\n" in billia("undo", "--batch", str(batch)).stdout
    result = billia("undo", "--batch", str(batch), "--yes")
    assert result.exit_code == 1
    assert "0 taken back, 1 not" in result.stdout
    assert "✖ ana changed it at" in result.stdout
    (row,) = json.loads(billia("undo", "--batch", str(batch), "--list", "--json").stdout)["rows"]
    assert (str(row["customer_id"]), "ana changed it" in row["refusal"]) == (maria, True)
    asked = billia("undo", "--batch", str(batch), "--json")
    assert (asked.exit_code, asked.stdout) == (1, "")
