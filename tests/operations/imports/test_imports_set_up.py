"""Importing products, ways to pay, resellers and label components, before customers come (R176, R164, R184, R59)."""

from pathlib import Path

import pytest

from billia_tui.db.models import LabelComponent, LabelValue, PaymentMethod, Product, Reseller
from billia_tui.db.store import Store
from billia_tui.errors import Forbidden
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.exports import set_up
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.staff import resellers
from billia_tui.operations.staff.resellers import NewReseller
from billia_tui.vocabulary import Role
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.imports.kit import Done, Importer
from tests.operations.kit import everything, log_of, stored

PRODUCTS = """code,name,category,price,currency,kind,period_months,tld,redemption_fee,on_sale
VPS,Cloud server S,Servers,10.00,eur,,Monthly,,,yes
COM,Domain .com,Domains,9.90,EUR,domain,annually,com,50,
SETUP,Set-up,Services,25,EUR,service,,,,no
"""
METHODS = """name,type,description,shared,enabled,allows_invoice
Card,online,Visa and others,yes,yes,yes
Cheque,Offline,,no,no,no
"""
RESELLERS = """name,master,panel_domain,grant_types,language,reaches
North,no,panel.north.example,password,de,"South\nbig"
South,,,,,North
Big,yes,,,,
default,,,,de,
"""
COMPONENTS = """key,name,type,lowest,highest,values,resources
tier,Tier,string,,,"gold=Gold\nsilver=Silver","Users, Orders"
Weight,Weight,range,1,10,,services
"""


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Importer:
    """Imports into a store without products and customers."""
    return Importer(desk, tmp_path)


def twice(bring: Importer, kind: KindName, text: str, new: int, changed: int = 0) -> None:
    """A file is taken once, and is the same afterwards (R235, R236)."""
    assert bring(text, kind).numbers == (new, changed, 0, 0)
    before = everything(bring.desk.store)
    assert bring(text, kind).numbers == (0, 0, new + changed, 0)
    assert everything(bring.desk.store) == before
    assert [str(finding) for finding in Check(bring.desk.store).findings()] == []


def reasons(done: Done) -> list[tuple[str, str]]:
    """Column and reason of the refused rows."""
    return [(row["column"], row["reason"]) for row in done.refused]


def test_products(bring: Importer, store: Store) -> None:
    """R176, R238: known by their code; words for periods, zeros behind decimals; what is empty is as usual."""
    twice(bring, KindName.PRODUCTS, PRODUCTS, 3)
    rows = [(row.code, row.price, row.period_months, row.tld, row.redemption_fee, row.on_sale) for row in _of(store)]
    assert rows == [
        ("VPS", 1000, 1, "", 0, True),
        ("COM", 990, 12, "com", 5000, True),
        ("SETUP", 2500, None, "", 0, False),
    ]
    assert bring(PRODUCTS.replace("10.00", "12"), KindName.PRODUCTS).numbers == (0, 1, 2, 0)
    assert _of(store)[0].price == 1200
    other = bring(PRODUCTS.replace("25,EUR", "26,EUR"), KindName.PRODUCTS, source="elsewhere")
    assert other.numbers == (0, 2, 1, 0)  # the same code is the same product, whoever says it


def test_products_that_are_none(bring: Importer, store: Store) -> None:
    """R152, R237: every mistake at its column; the rest is taken."""
    done = bring(PRODUCTS + "X,,Servers,ten,EUR,thing,,,,\nY,Y,Domains,1,EUR,domain,13 moons,,,\n", KindName.PRODUCTS)
    assert done.numbers == (3, 0, 0, 2)
    (first, why), (second, period) = reasons(done)
    assert first == "price; kind"
    assert "is not a number" in why
    assert (second, period) == ("period_months", "is no whole number from 1 to 120")
    assert len(_of(store)) == 3


def test_payment_methods(bring: Importer, store: Store) -> None:
    """R164, R165: known by their name; a type that differs is told and stays."""
    twice(bring, KindName.PAYMENT_METHODS, METHODS, 2)
    rows = [(row.name, row.type, row.shared, row.enabled, row.allows_invoice) for row in stored(store, PaymentMethod)]
    assert rows == [("Card", "online", True, True, True), ("Cheque", "offline", False, False, False)]
    done = bring(METHODS.replace("Offline,,no,no", "wallet,Old,yes,yes"), KindName.PAYMENT_METHODS)
    assert done.numbers == (0, 1, 1, 0)
    assert "1 known record has another type now; an import does not change it" in done.notes
    row = stored(store, PaymentMethod)[1]
    assert (row.type, row.description, row.shared, row.enabled) == ("offline", "Old", True, True)
    assert reasons(bring("name,type\n,cash\n", KindName.PAYMENT_METHODS)) == [("name", "is required")]
    assert "is none of online" in reasons(bring("name,type\nX,cash\n", KindName.PAYMENT_METHODS))[0][1]


def test_resellers(bring: Importer, store: Store) -> None:
    """R184: those that reach each other come in any order; "default" is there, and what differs of it changes."""
    twice(bring, KindName.RESELLERS, RESELLERS, 3, 1)
    rows = [(row.name, row.master, row.panel_domain, row.grant_types, row.language) for row in stored(store, Reseller)]
    assert rows == [
        ("default", True, "", "", "de"),
        ("North", False, "panel.north.example", "password", "de"),
        ("South", False, "", "", "en"),
        ("Big", True, "", "", "en"),
    ]
    assert _reached(bring.desk) == {"default": "", "North": "South\nBig", "South": "North", "Big": ""}
    done = bring(RESELLERS.replace("Big,yes", "big,no").replace("South\nbig", "Big"), KindName.RESELLERS)
    assert done.numbers == (0, 1, 3, 0)
    assert "1 known record has another master now; an import does not change it" in done.notes
    assert _reached(bring.desk)["North"] == "Big"


def test_resellers_that_reach_nobody_known(bring: Importer, store: Store) -> None:
    """R184, R237: whoever reaches a reseller that is not there, or was refused, is refused; the others are taken."""
    text = "name,reaches,panel_domain\nA,Nobody,\nB,A,\nC,,\nD,E,\nE,,a b.example\nF,C,\n"
    done = bring(text, KindName.RESELLERS)
    assert done.numbers == (2, 0, 0, 4)
    assert [column for column, _ in reasons(done)] == ["reaches", "reaches", "reaches", "panel_domain"]
    assert [row.name for row in stored(store, Reseller)] == ["default", "C", "F"]


def test_who_may(desk: Desk, desk_of_role: DeskOfRole, tmp_path: Path) -> None:
    """R182, R184: the staff's rights; resellers need one who reaches all."""
    for kind in (KindName.PRODUCTS, KindName.PAYMENT_METHODS, KindName.RESELLERS):
        with pytest.raises(Forbidden):
            Importer(desk_of_role(Role.SUPPORT), tmp_path)(
                "code,name,type,category,price,currency\n1,1,1,1,1,1\n", kind
            )
    desk.change(resellers.add, NewReseller("North"))
    north = Importer(desk_of_role(Role.ADMINISTRATOR, "North"), tmp_path)
    assert "reaches all" in reasons(north("name\nMine\n", KindName.RESELLERS))[0][1]


def test_label_components(bring: Importer, store: Store, add_customer: AddCustomer) -> None:
    """R59, R60, R65: with values and resources; a value that is carried is not taken away by an import."""
    twice(bring, KindName.LABEL_COMPONENTS, COMPONENTS, 2)
    assert [(row.key, row.type, row.lowest, row.highest) for row in stored(store, LabelComponent)] == [
        ("tier", "string", None, None),
        ("Weight", "range", 1, 10),
    ]
    customer = add_customer(bring.desk)
    bring.desk.change(labels.attach, customer, 1, "gold")
    done = bring(COMPONENTS.replace("gold=Gold\n", ""), KindName.LABEL_COMPONENTS)
    assert done.numbers == (0, 0, 1, 1)
    assert log_of(bring.desk, customer)[0].summary.startswith("Tier")
    more = COMPONENTS.replace("silver=Silver", "silver=Argent\nbronze=Bronze").replace("weight", "WEIGHT")
    assert bring(more, KindName.LABEL_COMPONENTS).numbers == (0, 1, 1, 0)
    assert [row.name for row in stored(store, LabelValue)] == ["Gold", "Argent", "Bronze"]


def _reached(desk: Desk) -> dict[str, str]:
    return {str(row["name"]): str(row["reaches"]) for row in desk.ask(set_up.rows, "resellers")}


def _of(store: Store) -> list[Product]:
    return stored(store, Product)
