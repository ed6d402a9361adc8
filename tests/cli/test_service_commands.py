"""`billia services` and `billia advance`."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from billia_tui import clock
from billia_tui.db.store import open_store
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.vocabulary import ServiceStatus
from tests import factories

from .conftest import Billia

SERVERS = ("ns1.example.net", "ns2.example.net")


@pytest.fixture
def shop(maria: str, store: Path) -> str:
    """Services 1 (ended yesterday), 2 (one-time) and domain 3 of customer 1."""
    opened = open_store(str(store))
    desk = Desk(opened, 1)
    desk.change(status.activate, int(maria))
    ended = clock.now() - timedelta(days=1)
    factories.add_service(desk, 1, expires_at=ended, activated_at=ended - timedelta(days=365))
    factories.add_service(desk, 1, product_name="Migration", period_months=None)
    factories.add_domain(desk, 1, "a.example", status=ServiceStatus.SUSPENDED)
    opened.close()
    return maria


def rows_of(billia: Billia, *arguments: str) -> list[int]:
    """The ids that `services list` gives."""
    found: dict[str, Any] = json.loads(billia("services", "list", *arguments, "--json").stdout)
    return [row["id"] for row in found["rows"]]


def test_list(shop: str, billia: Billia) -> None:
    """R117-R120: both kinds or one, searched, filtered, sorted both ways."""
    assert rows_of(billia, shop) == [2, 1, 3]
    assert rows_of(billia, shop, "--kind", "domain") == [3]
    assert rows_of(billia, shop, "--search", "CLOUD serv") == [1]
    assert rows_of(billia, shop, "--status", "suspended") == [3]
    assert rows_of(billia, shop, "--sort", "expiry") == [1, 2, 3]
    assert rows_of(billia, shop, "--sort", "name", "--reverse") == [2, 1, 3]
    assert "no service or domain matches" in billia("services", "list", shop, "--search", "nothing").stderr
    assert billia("services", "list", shop, "--status", "lost").exit_code == 2


def test_show(shop: str, billia: Billia) -> None:
    """R121, R122, R124: owner first, the next step, the timeline for scripts."""
    lines = billia("services", "show", "1").stdout.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["id", "owner", "name"]
    assert any(line.startswith("next status") and "Expired at" in line for line in lines)
    found = json.loads(billia("services", "show", "1", "--json").stdout)
    assert [one["status"] for one in found["timeline"]] == ["Active", "Expired", "Suspended", "Terminated"]
    assert billia("services", "show", "99").exit_code == 1


def test_status(shop: str, billia: Billia) -> None:
    """R114-R116: by hand with a reason; Terminated needs the name; what is refused says why."""
    done = billia("services", "status", "1", "suspended", "--reason", "asked", "--tell", "As you wished.")
    assert done.stdout == "service 1: status Active → Suspended\n"
    shown = billia("services", "show", "1").stdout
    assert ": asked" in next(line for line in shown.splitlines() if line.startswith("set by hand"))
    assert "As you wished." in next(line for line in shown.splitlines() if line.startswith("customer told"))
    assert "suspended by hand" in billia("services", "renew", "1").stderr
    assert "19.90 EUR needed" in billia("services", "renew", "1", "--lift", "--dry-run").stdout
    assert "suspended by us" in billia("panel", "renew", shop, "1").stderr
    assert "Suspended: it is Suspended already" in billia("services", "status", "1", "Suspended").stderr
    assert "not in use" in billia("services", "status", "1", "Inactive").stderr
    assert "typed name" in billia("services", "status", "3", "Terminated", "--name", "Domain").stderr
    ended = json.loads(billia("services", "status", "3", "Terminated", "--name", "a.example", "--json").stdout)
    assert ended == {"id": 3, "changed": {"status": {"old": "Suspended", "new": "Terminated"}}}
    assert "final" in billia("services", "status", "3", "Active").stderr
    assert "asked" in billia("log", shop).stdout
    assert "As you wished." in billia("timeline", shop).stdout


def test_auto_renew(shop: str, billia: Billia) -> None:
    """R123: on, off; a one-time service is refused with the reason."""
    del shop
    assert billia("services", "auto-renew", "1", "on").stdout == "service 1: auto renew no → yes\n"
    assert billia("services", "auto-renew", "1", "ON").stdout == "service 1: nothing to change\n"
    refused = billia("services", "auto-renew", "2", "on")
    assert (refused.exit_code, "one-time" in refused.stderr) == (1, True)
    assert billia("services", "auto-renew", "1", "maybe").exit_code == 2


def test_name_servers(shop: str, billia: Billia) -> None:
    """R125: two to thirteen hosts."""
    del shop
    done = billia("services", "name-servers", "3", *SERVERS)
    assert done.stdout == "service 3: name servers – → ns1.example.net, ns2.example.net\n"
    assert billia("services", "name-servers", "3", *SERVERS).stdout == "service 3: nothing to change\n"
    assert "2 to 13" in billia("services", "name-servers", "3", "ns1.example.net").stderr
    assert billia("services", "name-servers", "1", *SERVERS).exit_code == 1


def test_advance(shop: str, billia: Billia) -> None:
    """R111: a dry run lists and changes nothing; a run counts by step; a second one has nothing to do."""
    del shop
    listed = billia("advance", "--dry-run").stdout.splitlines()
    assert len(listed) == 2
    assert "Active → Expired" in listed[1]
    due = json.loads(billia("advance", "--dry-run", "--until", "2999-01-01", "--json").stdout)["due"]
    assert [one["what"] for one in due] == ["Active → Expired"]
    assert json.loads(billia("advance", "--until", "2020-01-01", "--json").stdout)["steps"]["expired"] == 0
    done = billia("advance")
    assert done.exit_code == 0
    assert [line.split() for line in done.stdout.splitlines()][:3] == [
        ["STEP", "NUMBER"],
        ["renewed", "0"],
        ["expired", "1"],
    ]
    again = json.loads(billia("advance", "--json").stdout)
    assert (set(again["steps"].values()), again["failed"], again["dry_run"]) == ({0}, 0, False)
    assert "nothing is due" in billia("advance", "--dry-run").stderr


@pytest.mark.parametrize("typed", ["2999-01-01", "tomorrow", "2026-13-01"])
def test_a_wrong_time(store: Path, billia: Billia, typed: str) -> None:
    """R111: what lies ahead can only be looked at; what is no time is refused."""
    del store
    result = billia("advance", "--until", typed)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "until" in result.stderr


# --- renewing, price, move ----------------------------------------------------------------------------------------


def test_renew(shop: str, billia: Billia) -> None:
    """R193: what it would cost, then the order and the new end; the same request twice is one order."""
    refused = billia("services", "renew", "1")
    assert (refused.exit_code, refused.stderr.strip()) == (
        1, "billia: 19.90 EUR is due; the wallet has 0.00 EUR, the credit limit is 0.00 EUR",
    )  # fmt: skip
    dry = billia("services", "renew", "1", "--periods", "2", "--dry-run")
    assert "cannot be renewed: 39.80 EUR needed, 0.00 in wallet and limit" in dry.stdout
    assert billia("wallet", "add", shop, "50").exit_code == 0
    first = billia("services", "renew", "1", "--periods", "2", "--request-id", "k")
    assert "service 1: order 1 over 39.80 EUR, Activated, Paid; end " in first.stdout
    again = json.loads(billia("services", "renew", "1", "--periods", "2", "--request-id", "k", "--json").stdout)
    assert again["order"]["id"] == 1
    assert "10.20" in billia("customers", "show", shop).stdout
    assert "one-time" in billia("services", "renew", "2").stderr
    assert billia("services", "renew", "1", "--periods", "11").exit_code == 1
    assert "no payment method" in billia("services", "renew", "1", "--method", "gold").stderr


def test_renew_in_the_panel(shop: str, billia: Billia) -> None:
    """R112, R193: as the customer."""
    assert billia("wallet", "add", shop, "20").exit_code == 0
    assert "Activated, Paid" in billia("panel", "renew", shop, "1").stdout


def test_price(shop: str, billia: Billia) -> None:
    """R206: with a reason, from the next renewal on."""
    assert "reason" in billia("services", "price", "1", "8").stderr
    done = billia("services", "price", "1", "8", "--reason", "agreed")
    assert done.stdout.strip() == "service 1: renewal price 19.90 EUR → 8.00 EUR"
    assert " → 8.00 EUR from " in billia("services", "show", "1").stdout


def test_move(shop: str, billia: Billia) -> None:
    """R207: to another customer, named by id or username."""
    names = ("--first-name", "Ben", "--last-name", "B", "--email", "b@example.org")
    added = billia("customers", "add", *names, "--country", "DE", "--currency", "EUR", "--json")
    other = str(json.loads(added.stdout)["id"])
    assert "owner 1 " in billia("services", "move", "1", "--to", other).stdout
    assert rows_of(billia, shop) == [2, 3]
    assert rows_of(billia, other) == [1]


def test_active_past_its_end(shop: str, billia: Billia) -> None:
    """R195: free until a date that is said, or renewed."""
    assert billia("advance").exit_code == 0
    refused = billia("services", "status", "1", "Active")
    assert (refused.exit_code, "renewing it charges" in refused.stderr) == (1, True)
    assert billia("services", "status", "1", "Active", "--until", "2099-01-31").exit_code == 0
    assert "2099-01-31" in billia("services", "show", "1").stdout


def test_advance_counts_what_was_not_renewed(shop: str, store: Path, billia: Billia) -> None:
    """R194: by reason, and that it is tried again."""
    opened = open_store(str(store))
    factories.add_service(Desk(opened, 1), int(shop), expires_at=clock.now() - timedelta(days=1), auto_renew=True)
    opened.close()
    assert "not renewed, not enough money: 1" in billia("advance").stderr
    assert json.loads(billia("advance", "--json").stdout)["not_renewed"] == {"not enough money": 1}
    assert "2 tries since" in billia("services", "show", "4").stdout
