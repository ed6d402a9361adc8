"""Companies and the main profile (R53, R101-R105)."""

from dataclasses import replace

import pytest

from billia_tui.db.models import Profile
from billia_tui.errors import Conflict, Invalid, NotFound
from billia_tui.operations.customers import companies
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.companies import CompanyRow
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.queries.customer_query import CustomerQuery
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, COMPANY, actions_of, everything, log_of, page_of, stored


def listed(desk: Desk, customer_id: int) -> tuple[CompanyRow, ...]:
    """The panel."""
    return desk.ask(companies.page, customer_id, ALL).rows


def name_of(desk: Desk, customer_id: int) -> str:
    """What the list shows as name (R33)."""
    return desk.ask(customer_list.rows, [customer_id])[customer_id].name


def found(desk: Desk, words: str) -> int:
    """How many customers a search has."""
    return desk.ask(customer_list.count, CustomerQuery(words)).number


def test_the_first_company_becomes_main_the_second_does_not(desk: Desk, add_customer: AddCustomer) -> None:
    """R53, R104, R33: type, name in the list and search follow at once."""
    ident = add_customer(desk)
    desk.change(companies.add, ident, COMPANY)
    desk.change(companies.add, ident, replace(COMPANY, company_name="Second AG"))
    assert [(row.name, row.main) for row in listed(desk, ident)] == [("Köhler GmbH", True), ("Second AG", False)]
    assert page_of(desk, ident).profile_type == "Company"
    assert name_of(desk, ident) == "Köhler GmbH"
    assert (found(desk, "gmbh"), found(desk, "second ag"), found(desk, "maria kohler")) == (1, 1, 1)
    assert log_of(desk, ident)[1].changes[-1] == ("main", "", "yes")


def test_deleting_hands_the_main_mark_on(desk: Desk, add_customer: AddCustomer) -> None:
    """R104, R155: to the oldest other company, at last to the person; there is always exactly one main profile."""
    ident = add_customer(desk)
    ids = [desk.change(companies.add, ident, replace(COMPANY, company_name=f"C{n}")) for n in range(3)]
    for gone, name, kind in ((ids[0], "C1", "Company"), (ids[2], "C1", "Company"), (ids[1], "Maria Köhler", "Person")):
        desk.change(companies.delete, ident, gone)
        assert (name_of(desk, ident), page_of(desk, ident).profile_type) == (name, kind)
        mains = [row for row in stored(desk.store, Profile, customer_id=ident) if row.main]
        assert len(mains) == 1
        assert mains[0].deleted_at is None
    assert listed(desk, ident) == ()
    assert (found(desk, "C0"), found(desk, "C1")) == (0, 0)
    assert actions_of(desk, ident)[-2:] == ["delete company", "make main"]


def test_a_company_added_after_the_last_was_deleted_is_main_again(desk: Desk, add_customer: AddCustomer) -> None:
    """R104."""
    ident = add_customer(desk)
    desk.change(companies.delete, ident, desk.change(companies.add, ident, COMPANY))
    desk.change(companies.add, ident, COMPANY)
    assert page_of(desk, ident).profile_type == "Company"


@pytest.mark.parametrize("field", ["company_name", "company_number", "country", "city", "address"])
def test_each_required_field(sqlite_desk: Desk, add_customer: AddCustomer, field: str) -> None:
    """R102: required when adding and when editing."""
    ident = add_customer(sqlite_desk)
    made = sqlite_desk.change(companies.add, ident, COMPANY)
    before = everything(sqlite_desk.store)
    bad = replace(COMPANY, **{field: "  "})
    with pytest.raises(Invalid) as adding:
        sqlite_desk.change(companies.add, ident, bad)
    with pytest.raises(Invalid) as editing:
        sqlite_desk.change(companies.edit, ident, made, bad)
    assert list(adding.value.fields) == list(editing.value.fields) == [field]
    assert everything(sqlite_desk.store) == before


def test_optional_fields_and_all_mistakes_at_once(desk: Desk, add_customer: AddCustomer) -> None:
    """R102, R152: the VAT number is optional; hidden characters and a bad phone are said with the rest."""
    ident = add_customer(desk)
    desk.change(companies.add, ident, replace(COMPANY, vat_number=""))
    with pytest.raises(Invalid) as refused:
        desk.change(companies.add, ident, companies.CompanyData(vat_number="\x1b", phone="x", postcode="1" * 21))
    assert set(refused.value.fields) == {
        "company_name", "company_number", "vat_number", "country", "city", "address", "postcode", "phone",
    }  # fmt: skip


def test_editing_the_main_company_renames_the_customer(desk: Desk, add_customer: AddCustomer) -> None:
    """R33, R102, R186: list, search and log follow; without a change nothing is written."""
    ident = add_customer(desk)
    made = desk.change(companies.add, ident, COMPANY)
    assert desk.change(companies.edit, ident, made, replace(COMPANY, company_name="Neu AG", vat_number="DE1")) is True
    assert name_of(desk, ident) == "Neu AG"
    assert (found(desk, "gmbh"), found(desk, "neu ag")) == (0, 1)
    assert set(log_of(desk, ident)[0].changes) == {("company_name", "Köhler GmbH", "Neu AG"), ("vat_number", "", "DE1")}
    before = everything(desk.store)
    assert desk.change(companies.edit, ident, made, listed(desk, ident)[0].stored) is False
    assert everything(desk.store) == before


def test_a_person_renamed_keeps_the_company_name_in_the_list(desk: Desk, add_customer: AddCustomer) -> None:
    """R33: the company's name shows while it is main; the person's new name is there afterwards."""
    ident = add_customer(desk)
    made = desk.change(companies.add, ident, COMPANY)
    desk.change(customers.edit, ident, {"last_name": "Lima"})
    assert name_of(desk, ident) == "Köhler GmbH"
    assert found(desk, "maria lima") == 1
    desk.change(companies.delete, ident, made)
    assert name_of(desk, ident) == "Maria Lima"


def test_two_forms_on_one_company(desk: Desk, add_customer: AddCustomer) -> None:
    """R189."""
    ident = add_customer(desk)
    made = desk.change(companies.add, ident, COMPANY)
    desk.change(companies.edit, ident, made, replace(COMPANY, city="Köln"), seen=1)
    before = everything(desk.store)
    with pytest.raises(Conflict) as refused:
        desk.change(companies.edit, ident, made, replace(COMPANY, address="Weg 2"), seen=1)
    assert refused.value.fresh["city"] == "Köln"
    assert everything(desk.store) == before


def test_a_company_on_a_purchase_may_go(desk: Desk, add_customer: AddCustomer) -> None:
    """R105: the purchase keeps its profile, data and all."""
    ident = add_customer(desk)
    made = desk.change(companies.add, ident, COMPANY)
    factories.add_purchase(desk, ident, profile_id=made)
    desk.change(companies.delete, ident, made)
    (profile,) = stored(desk.store, Profile, id=made)
    assert (profile.company_name, profile.main) == ("Köhler GmbH", False)
    assert profile.deleted_at is not None


def test_companies_of_others_gone_ones_and_persons(desk: Desk, add_customer: AddCustomer) -> None:
    """R101, R185: only a company of this customer can be edited or deleted here; the Person profile cannot."""
    ident, other = add_customer(desk), add_customer(desk)
    foreign = desk.change(companies.add, other, COMPANY)
    gone = desk.change(companies.add, ident, COMPANY)
    desk.change(companies.delete, ident, gone)
    (person,) = stored(desk.store, Profile, customer_id=ident, type="Person")
    for wrong in (foreign, gone, person.id, 10**30):
        with pytest.raises(NotFound):
            desk.change(companies.edit, ident, wrong, COMPANY)
        with pytest.raises(NotFound):
            desk.change(companies.delete, ident, wrong)
    assert len(listed(desk, other)) == 1
