"""`billia labels`, and `billia customers list --label`."""

import json
from pathlib import Path

import pytest

from billia_tui.db.store import open_store
from billia_tui.operations.desk import Desk
from tests import factories

from .conftest import Billia

TIER = ("labels", "components", "add", "tier", "--name", "Tier", "--value", "gold=Gold", "--value", "silver=Silver")
SEATS = (
    "labels",
    "components",
    "add",
    "seats",
    "--name",
    "Seats",
    "--type",
    "range",
    "--lowest",
    "1",
    "--highest",
    "9",
)


@pytest.fixture
def tier(maria: str, billia: Billia) -> str:
    """The customer, in a store with the component Tier."""
    assert billia(*TIER).exit_code == 0
    return maria


def test_attach_replace_detach(tier: str, billia: Billia) -> None:
    """R58, R61-R63: by key and value; another value needs --replace; the list shows what is attached."""
    assert billia("labels", "list", tier).stdout == ""
    assert billia("labels", "attach", tier, "TIER", "Gold").stdout == "customer 1: Tier: Gold\n"
    assert billia("labels", "attach", tier, "tier", "gold").stdout == "customer 1: Tier: Gold already\n"
    refused = billia("labels", "attach", tier, "tier", "silver")
    assert (refused.exit_code, "Tier is Gold already" in refused.stderr) == (1, True)
    replaced = billia("labels", "attach", tier, "tier", "silver", "--replace")
    assert replaced.stdout == "customer 1: Tier: Gold → Silver\n"
    assert "tier  Tier: Silver  ana" in billia("labels", "list", tier).stdout
    (row,) = json.loads(billia("labels", "list", tier, "--json").stdout)["rows"]
    assert (row["key"], row["name"], row["value"], row["value_name"]) == ("tier", "Tier", "silver", "Silver")
    assert "stored" not in row
    assert billia("labels", "detach", tier, "tier").stdout == "customer 1: took off Tier: Silver\n"
    assert billia("labels", "detach", tier, "tier").exit_code == 1
    assert billia("labels", "attach", tier, "nothing", "x").exit_code == 1
    assert billia("labels", "attach", "9", "tier", "gold").exit_code == 1
    assert "must be one of gold, silver" in billia("labels", "attach", tier, "tier", "iron").stderr


def test_json_of_what_was_attached(tier: str, billia: Billia) -> None:
    """The design of commands: stable names, one document."""
    done = json.loads(billia("labels", "attach", tier, "tier", "gold", "--json").stdout)
    assert done == {"customer_id": 1, "name": "Tier", "old": None, "new": "Gold", "changed": True}
    off = json.loads(billia("labels", "detach", tier, "tier", "--json").stdout)
    assert off == {"customer_id": 1, "label": "Tier: Gold", "detached": True}


def test_orders_and_services(tier: str, store: Path, billia: Billia) -> None:
    """R59, R64: the same commands for an order or a service of the customer."""
    opened = open_store(str(store))
    desk = Desk(opened, 1)
    order, service = factories.add_purchase(desk, 1), factories.add_service(desk, 1)
    opened.close()
    assert "is not for Orders" in billia("labels", "attach", tier, "tier", "gold", "--order", str(order)).stderr
    assert billia("labels", "components", "tie", "tier", "orders").exit_code == 0
    attached = billia("labels", "attach", tier, "tier", "gold", "--order", str(order))
    assert attached.stdout == f"customer 1, order {order}: Tier: Gold\n"
    assert "Tier: Gold" in billia("labels", "list", tier, "--order", str(order)).stdout
    assert billia("labels", "list", tier).stdout == billia("labels", "list", tier, "--service", str(service)).stdout
    assert billia("labels", "list", tier, "--order", "99").exit_code == 1
    assert billia("labels", "list", tier, "--order", "1", "--service", "1").exit_code == 2
    assert billia("labels", "detach", tier, "tier", "--order", str(order)).exit_code == 0


def test_components(store: Path, billia: Billia) -> None:
    """R59, R60, R64: set up, listed, shown, changed."""
    assert billia(*TIER).stdout == "added label component 1 tier: Tier, string\n"
    assert billia(*SEATS, "--for", "services", "--for", "Users").exit_code == 0
    listed = billia("labels", "components", "list").stdout.splitlines()
    assert listed[1].split() == ["2", "seats", "Seats", "Users,", "Services", "range", "1", "to", "9"]
    assert listed[2].split() == ["1", "tier", "Tier", "Users", "string", "Gold,", "Silver"]
    (row,) = json.loads(billia("labels", "components", "list", "tie", "--json").stdout)["rows"]
    assert row["values"] == [{"value": "gold", "name": "Gold"}, {"value": "silver", "name": "Silver"}]
    assert (row["resources"], row["type"], "stored" in row) == (["Users"], "string", False)
    assert "from         1\n" in billia("labels", "components", "show", "SEATS").stdout
    assert billia("labels", "components", "edit", "seats", "--highest", "20", "--name", "Places").stdout == (
        "label component seats: name Seats → Places, highest 9 → 20\n"
    )
    assert billia("labels", "components", "edit", "seats").exit_code == 2
    assert billia("labels", "components", "show", "none").exit_code == 1
    wrong = billia("labels", "components", "add", "a b", "--type", "range")
    assert wrong.exit_code == 1
    assert all(word in wrong.stderr for word in ("key:", "name:", "lowest:", "highest:"))


def test_what_is_in_use_needs_its_number(tier: str, billia: Billia) -> None:
    """R65: first the number is told; said again, the value, the tie or the component goes."""
    billia("labels", "attach", tier, "tier", "gold")
    told = billia("labels", "components", "remove-value", "tier", "gold")
    assert (told.exit_code, "1 object carries" in told.stderr, "--expected 1" in told.stderr) == (1, True, True)
    assert billia("labels", "components", "remove-value", "tier", "gold", "--expected", "2").exit_code == 1
    gone = billia("labels", "components", "remove-value", "tier", "gold", "--expected", "1")
    assert gone.stdout == ("label component tier (taken from 1): values gold=Gold, silver=Silver → silver=Silver\n")
    assert billia("labels", "components", "add-value", "tier", "iron", "Iron").exit_code == 0
    billia("labels", "attach", tier, "tier", "iron")
    billia("labels", "components", "tie", "tier", "services")
    assert billia("labels", "components", "untie", "tier", "users").exit_code == 1
    assert billia("labels", "components", "untie", "tier", "users", "--expected", "1").exit_code == 0
    assert billia("labels", "list", tier).stdout == ""
    deleted = billia("labels", "components", "delete", "tier", "--json")
    assert json.loads(deleted.stdout) == {"id": 1, "deleted": True, "taken_off": 0}


def test_customers_with_a_label(tier: str, billia: Billia) -> None:
    """R58: `customers list --label KEY=VALUE`; the JSON names the labels of each customer."""
    assert billia("customers", "list", "--label", "tier=gold").stdout == ""
    billia("labels", "attach", tier, "tier", "gold")
    (row,) = json.loads(billia("customers", "list", "--label", "TIER=Gold", "--json").stdout)["rows"]
    assert (row["id"], row["labels"]) == (1, ["Tier: Gold"])
    assert json.loads(billia("customers", "list", "--label", "tier=silver", "--json").stdout)["rows"] == []
    for wrong in ("tier", "none=x"):
        assert billia("customers", "list", "--label", wrong).exit_code == 1
