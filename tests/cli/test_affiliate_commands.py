"""`billia affiliates` (R158-R163)."""

import json
from pathlib import Path

import pytest

from billia_tui.db.store import open_store
from billia_tui.operations.desk import Desk
from tests import factories

from .conftest import PLACE, Billia

PARTNER = ("--first-name", "Ana", "--last-name", "Lima", "--email", "ana@example.org", "--username", "partner")


@pytest.fixture
def partner(maria: str, billia: Billia) -> str:
    """A second customer."""
    assert maria == "1"
    assert billia("customers", "add", *PARTNER, *PLACE).exit_code == 0
    return "partner"


def test_make_level_end(partner: str, billia: Billia) -> None:
    """R160-R162: old → new each time; what is left out stays."""
    assert "not an affiliate" in billia("affiliates", "show", partner).stdout
    assert billia("affiliates", "end", partner).exit_code == 1
    assert billia("affiliates", "level", partner, "2").exit_code == 1
    made = billia("affiliates", "make", partner, "3")
    assert made.stdout == "customer 2: affiliate not an affiliate → level 3, Lead\n"
    assert billia("affiliates", "make", partner).exit_code == 1
    changed = billia("affiliates", "level", partner, "--scheme", "lifetime")
    assert changed.stdout == "customer 2: affiliate level 3, Lead → level 3, Lifetime\n"
    assert billia("affiliates", "level", partner, "3").stdout == "customer 2: nothing to change\n"
    assert "from 1 to 6" in billia("affiliates", "level", partner, "9").stderr
    assert billia("affiliates", "level", partner).exit_code == 2
    shown = json.loads(billia("affiliates", "show", partner, "--json").stdout)
    assert (shown["active"], shown["level"], shown["scheme"]) == (True, 3, "Lifetime")
    assert (shown["total"], "version" in shown) == ({"amount": "0.00", "currency": "EUR"}, False)
    ended = json.loads(billia("affiliates", "end", partner, "--json").stdout)
    assert (ended["active"], ended["level"]) == (False, 3)


def test_refer(partner: str, billia: Billia) -> None:
    """R158: who brought whom."""
    assert "is not an affiliate" in billia("affiliates", "refer", "1", partner).stderr
    billia("affiliates", "make", partner)
    assert billia("affiliates", "refer", "1", partner).stdout == "customer 1: brought by nobody → 2 partner\n"
    assert "m.kohler@example.org" in billia("affiliates", "referred", partner).stdout
    assert "has brought  1\n" in billia("affiliates", "show", partner).stdout
    assert billia("affiliates", "refer", "1").exit_code == 2
    assert billia("affiliates", "refer", "1", partner, "--nobody").exit_code == 2
    assert billia("affiliates", "refer", "1", "--nobody").stdout == "customer 1: brought by 2 partner → nobody\n"
    assert json.loads(billia("affiliates", "refer", "1", partner, "--json").stdout) == {
        "customer_id": 1,
        "referred_by": 2,
    }


def test_rates(partner: str, billia: Billia) -> None:
    """R159: a percentage or a fixed amount, by level."""
    assert billia("affiliates", "rates", "list").stdout.splitlines()[1].split() == ["1", "all", "others", "5", "%"]
    assert billia("affiliates", "rates", "set", "1", "--percent", "6,5").stdout == "level 1, all others: 6.5 %\n"
    done = billia("affiliates", "rates", "set", "2", "--fixed", "3", "--currency", "eur", "--json")
    assert json.loads(done.stdout) == {"level": 2, "product": None, "earns": "3.00 EUR"}
    rows = json.loads(billia("affiliates", "rates", "list", "--json").stdout)["rows"]
    assert [row["earns"] for row in rows] == ["6.5 %", "3.00 EUR", "10 %", "12.5 %", "15 %", "20 %"]
    for wrong in (("1",), ("7", "--percent", "5"), ("1", "--percent", "5", "--product", "none")):
        assert billia("affiliates", "rates", "set", *wrong).exit_code == 1


def test_commissions(partner: str, store: Path, billia: Billia) -> None:
    """R160, R163: what an order of a client earned, as soon as it was paid."""
    assert billia("affiliates", "commissions", partner).stderr == "no commissions yet\n"
    billia("affiliates", "make", partner, "3")
    billia("affiliates", "refer", "1", partner)
    opened = open_store(str(store))
    order = factories.add_purchase(Desk(opened, 1), 1)
    opened.close()
    assert billia("orders", "paid", str(order)).exit_code == 0
    listed = billia("affiliates", "commissions", partner).stdout.splitlines()
    assert listed[1].split()[-4:] == ["m.kohler@example.org", "3", "1.99", "EUR"]
    (row,) = json.loads(billia("affiliates", "commissions", partner, "--json").stdout)["rows"]
    assert (row["purchase_id"], row["amount"]) == (order, {"amount": "1.99", "currency": "EUR"})
    assert "total        1.99 EUR\n" in billia("affiliates", "show", partner).stdout
    assert "commission for order" in billia("wallet", "history", partner).stdout
