"""`billia queues …`."""

import json

from .conftest import Billia


def test_queues(maria: str, billia: Billia) -> None:
    """Queues: six at first, each with its number of customers; one opens a list of customers."""
    assert billia("customers", "hold", maria).exit_code == 0
    lines = billia("queues", "list").stdout.splitlines()
    assert lines[0].split("  ")[0] == "KEY"
    assert [name for name in ("CUSTOMERS", "OPEN", "TAKEN", "PUT OFF", "DONE TODAY", "QUERY") if name in lines[0]] == [
        *("CUSTOMERS", "OPEN", "TAKEN", "PUT OFF", "DONE TODAY", "QUERY")
    ]
    assert [line.split()[0] for line in lines[1:]] == ["1", "2", "3", "4", "5", "6"]
    assert lines[2].split() == ["2", "On", "hold", "1", "1", "0", "0", "hold:yes", "everybody"]
    assert "m.kohler@example.org" in billia("queues", "show", "on HOLD").stdout
    assert json.loads(billia("queues", "show", "2", "--json").stdout)["rows"][0]["id"] == 1
    assert billia("queues", "show", "1").stderr == "nobody is in this queue\n"
    assert billia("queues", "show", "7").stderr == "billia: there is no queue '7'; see: billia queues list\n"


def test_changing_queues(maria: str, billia: Billia) -> None:
    """Queues: added, edited, moved, deleted by command; a wrong query is refused in words."""
    assert billia("queues", "add", "Mine", "m.kohler", "--key", "2").stdout == "added queue Mine: m.kohler\n"
    assert billia("queues", "add", "Next", "status:nobody").exit_code == 1
    assert billia("queues", "edit", "2", "--query", "wallet:<5", "--key", "").stdout == (
        "queue Mine: query m.kohler → wallet:<5, key 2 → –\n"
    )
    assert billia("queues", "edit", "Mine").exit_code == 2
    assert billia("queues", "move", "Mine", "up").stdout == "queue Mine: is at the end already\n"
    row = json.loads(billia("queues", "list", "--json").stdout)["rows"][-1]
    assert (row["name"], row["own"], row["customers"], row["more"]) == ("Mine", True, 1, False)
    assert billia("queues", "add", "Ours", "vip", "--everybody", "--json").exit_code == 0
    assert billia("queues", "delete", "ours").stdout == "deleted queue Ours\n"
    assert [row["id"] for row in json.loads(billia("queues", "list", "--json").stdout)["rows"]] == [1, 2, 3, 4, 5, 6, 7]


def test_working_a_queue(maria: str, billia: Billia) -> None:
    """R242, R243: done, put off and open again by command; the report counts by queue and admin."""
    assert billia("customers", "hold", maria).exit_code == 0
    assert billia("queues", "report").stderr.startswith("nothing was done or put off since ")
    assert billia("queues", "done", "2", maria).stdout == "customer 1: done in On hold\n"
    assert "done in this queue already" in billia("queues", "done", "2", maria).stderr
    assert billia("queues", "reopen", "2", maria).stdout == "customer 1: open in On hold\n"
    put_off = billia("queues", "put-off", "2", maria, "3d", "--reason", "rings back", "--json")
    assert json.loads(put_off.stdout)["queue"] == "On hold"
    (row,) = json.loads(billia("queues", "report", "--json").stdout)["rows"]
    assert row == {"queue": "On hold", "admin": "ana", "done": 1, "put_off": 1, "customers": 1}
    row = json.loads(billia("queues", "list", "--json").stdout)["rows"][1]
    assert (row["open"], row["put_off"], row["done_today"]) == (0, 1, 1)
