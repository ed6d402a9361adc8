"""Completion of a query from the store: labels, resellers, countries."""

import pytest

from billia_tui.errors import Forbidden
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import completion as query_completion
from billia_tui.operations.finding.listing import count
from billia_tui.operations.labels.component_data import ComponentData
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.queries.terms import QueryError
from billia_tui.vocabulary import LabelResource, LabelType, Role
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.labels.kit import TIER, VIP, component


def choices(desk: Desk, text: str) -> list[tuple[str, str]]:
    """What can follow at the end of `text`."""
    offer = desk.ask(query_completion.complete, text, len(text))
    return [(choice.text, choice.meaning) for choice in offer.choices]


def test_labels_by_key_and_value(desk: Desk) -> None:
    """Query language: keys of labels that customers can have, then the values; blanks are put between quotes."""
    component(desk, TIER)
    component(desk, VIP)
    component(desk, ComponentData("city", "City", values=(("New York", "NY"), ("Rome", "Rome"))))
    component(desk, ComponentData("seats", "Seats", type=LabelType.RANGE, lowest="1", highest="9"))
    component(desk, ComponentData("rack", "Rack", resources=(LabelResource.SERVICES,)))
    assert choices(desk, "x label:") == [("city=", "City"), ("seats=", "Seats"), ("tier=", "Tier"), ("vip=", "VIP")]
    assert choices(desk, "-label:TI") == [("tier=", "Tier")]
    assert choices(desk, "label:tier=") == [("gold", "Gold"), ("silver", "Silver")]
    assert choices(desk, "label:tier=G") == [("gold", "Gold")]
    assert choices(desk, "label:tier=gold") == [], "nothing is missing"
    assert choices(desk, "label:vip=") == [("yes", "VIP"), ("no", "VIP")]
    assert choices(desk, "label:city=") == [('"New York"', "NY"), ("Rome", "Rome")]
    assert choices(desk, 'label:city="New Y') == [('"New York"', "NY")]
    for text in ("label:seats=", "label:none=", "label:%", 'label:"ti', "label:\x00", "label:\x00=", "label:\ud800=x"):
        assert choices(desk, text) == [], text
    assert choices(desk, "status:b")[0][0] == "blocked", "what is known without the store, too"


def test_resellers_as_they_are_typed(sqlite_desk: Desk) -> None:
    """Query language: what is put in is understood; a part of a name is no name."""
    for name in ("NorthHost", "North West", "Süd"):
        factories.reseller(sqlite_desk.store, name)
    names = [name for name, _ in choices(sqlite_desk, "reseller:")]
    assert names == ["Default", '"North West"', "NorthHost", "Süd"]
    assert [name for name, _ in choices(sqlite_desk, "reseller:SU")] == ["Süd"]
    for name in names:
        assert sqlite_desk.ask(count, CustomerQuery(f"reseller:{name}")).number == 0
    with pytest.raises(QueryError, match="north"):
        sqlite_desk.ask(count, CustomerQuery("reseller:north"))


def test_a_reseller_out_of_reach_is_not_offered(sqlite_desk: Desk) -> None:
    """R185: an admin of a reseller is offered its own alone."""
    own = factories.reseller(sqlite_desk.store, "NorthHost")
    desk = Desk(sqlite_desk.store, factories.admin(sqlite_desk.store, "nora", Role.SUPPORT, reseller_id=own))
    assert [name for name, _ in choices(desk, "reseller:")] == ["NorthHost"]


def test_countries_by_code_or_name(sqlite_desk: Desk) -> None:
    """Query language: a country is found by code or English name, and put in by its code."""
    assert ("de", "Germany") in choices(sqlite_desk, "country:Ger")
    assert ("de", "Germany") in choices(sqlite_desk, "country:D")
    assert choices(sqlite_desk, "country:de") == []
    assert choices(sqlite_desk, "country:")[0][0] == "de"


def test_not_in_the_customer_panel(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R177: labels and resellers are the staff's."""
    ident = add_customer(sqlite_desk)
    with pytest.raises(Forbidden):
        choices(Desk(sqlite_desk.store, 1, acting_as=ident), "label:")
