"""`billia customers bulk` and `billia batches`."""

import json
from pathlib import Path

import pytest

from billia_tui.commands.bulk import ACTIONS
from billia_tui.db.store import open_store
from billia_tui.operations.bulk.actions import BulkAction
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from tests.conftest import AddCustomer

from .conftest import Billia


@pytest.fixture
def three(store: Path, add_customer: AddCustomer) -> Path:
    """A store with three customers, the second of whom is Blocked."""
    opened = open_store(str(store))
    desk = Desk(opened, 1)
    for _ in range(3):
        add_customer(desk)
    desk.change(status.block, 2)
    opened.close()
    return store


def test_the_actions_of_the_help() -> None:
    """The design of commands: the help names all actions."""
    assert ACTIONS.split(", ") == [*BulkAction]


def test_dry_run_then_work_then_the_batch(three: Path, billia: Billia) -> None:
    """Bulk work: nothing without --yes; exit code 1 if anybody was refused; the batch can be read back."""
    tried = billia("customers", "bulk", "block", "example.org", "--dry-run")
    assert tried.exit_code == 1
    assert tried.stdout.splitlines()[:2] == ["2 will change, 1 will not", "  1 this customer is Blocked already"]
    assert "Inactive → Blocked" in tried.stdout
    unasked = billia("customers", "bulk", "block", "example.org")
    assert (unasked.exit_code, "nothing was changed; add --yes" in unasked.stderr) == (1, True)
    assert billia("batches", "list").stdout == ""
    done = billia("customers", "bulk", "block", "example.org", "--reason", "audit", "--yes")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (1, "batch 1: 2 done, 1 not")
    assert billia("customers", "bulk", "activate", "--ids", "1,3", "--yes").exit_code == 0
    (second, first) = json.loads(billia("batches", "list", "--json").stdout)["rows"]
    assert (first["action"], first["query"], first["reason"], first["done"]) == ("block", "example.org", "audit", 2)
    assert (second["action"], second["asked"]) == ("activate", 2)
    shown = billia("batches", "show", "1").stdout
    assert "state       finished" in shown
    assert "1 this customer is Blocked already" in shown
    assert shown.count("status: Inactive → Blocked · audit") == 2
    lines = json.loads(billia("batches", "show", "1", "--json").stdout)["lines"]
    assert [line["customer_id"] for line in lines] == [1, 3]
    assert json.loads(billia("log", "1", "--json").stdout)["rows"][1]["batch"] == 1
    assert billia("batches", "show", "9").exit_code == 1


def test_ids_of_a_file_and_one_document(three: Path, billia: Billia, tmp_path: Path) -> None:
    """The design of commands: ids through a pipe, one JSON document; whoever is not there is told."""
    done = billia(
        "customers", "bulk", "note", "--ids-from", "-", "--value", "called", "--yes", "--json", input="1\n9 3\n"
    )
    document = json.loads(done.stdout)
    assert (done.exit_code, document["batch"], document["done"], document["refused"]) == (1, 1, 2, 1)
    assert document["reasons"] == [{"reason": "gone, or out of your reach", "number": 1}]
    assert [row["id"] for row in document["rows"]] == [9, 1, 3]
    place = str(tmp_path / "out.csv")
    written = billia("customers", "bulk", "export", "status:inactive", "--value", place, "--yes")
    assert written.stdout == "2 done, 0 not\n"
    assert len(Path(place).read_text(encoding="utf-8").splitlines()) == 3
    assert billia("customers", "bulk", "export", "--ids", "1", "--value", place, "--yes").exit_code == 1
    assert billia("customers", "bulk", "export", "--ids", "1", "--value", place, "--yes", "--replace").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("block",), "one of the three"),
        (("block", "x", "--ids", "1"), "one of the three"),
        (("dance", "x"), "is none of label"),
        (("block", "--ids", "one"), "is no id of a customer"),
        (("block", "wallet:much"), "wallet"),
    ],
)
def test_mistakes(three: Path, billia: Billia, arguments: tuple[str, ...], said: str) -> None:
    """The design of commands: wrong usage is exit code 2 and one line; nothing is done."""
    result = billia("customers", "bulk", *arguments, "--yes")
    assert (result.exit_code, said in result.stderr) == (2, True), result.output
    assert billia("customers", "bulk", "label", "--ids", "1", "--value", "tier", "--yes").exit_code == 1
    assert billia("customers", "bulk", "block", "--ids-from", "nowhere.txt", "--yes").exit_code == 1
