"""Profiles, by an admin and by the customer in its panel (R103-R105, R153-R157)."""

from dataclasses import replace

import pytest

from billia_tui.db.models import Profile
from billia_tui.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.customers import companies, profiles
from billia_tui.operations.customers.companies import CompanyData
from billia_tui.operations.customers.profiles import ProfileData, ProfileRow
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.orders import payment
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.vocabulary import ProfileType, Role
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.filled import panel
from tests.operations.kit import ALL, COMPANY, actions_of, everything, log_of, page_of, statements, stored
from tests.operations.orders.kit import CARD, Shop

PERSON, FIRM = ProfileType.PERSON, ProfileType.COMPANY
SALES = ProfileData("Sales department", "Ida Lima", "room 5")
AS_FIRM = ProfileData(company=COMPANY)


def listed(desk: Desk, customer_id: int) -> tuple[ProfileRow, ...]:
    """The page."""
    return desk.ask(profiles.page, customer_id, ALL).rows


def titles(desk: Desk, customer_id: int) -> list[str]:
    """The titles in order, the main one with a star."""
    return [f"{row.title}{'*' if row.main else ''}" for row in listed(desk, customer_id)]


def test_a_customer_starts_with_one_main_profile(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R153, R154, R156: a Person; invoices by themselves."""
    (row,) = listed(sqlite_desk, add_customer(sqlite_desk))
    assert (row.title, row.type, row.main, row.contact) == ("Maria Köhler", PERSON, True, "Maria Köhler")
    assert row.auto_generate_invoice is True


def test_adding_persons_and_companies(desk: Desk, add_customer: AddCustomer) -> None:
    """R103, R104, R154: the first company becomes main; it is the same record as on the Companies panel."""
    ident = add_customer(desk)
    desk.change(profiles.add, ident, PERSON, SALES)
    firm = desk.change(profiles.add, ident, FIRM, AS_FIRM)
    desk.change(profiles.add, ident, FIRM, replace(AS_FIRM, title="Branch", auto_generate_invoice=False))
    assert titles(desk, ident) == ["Maria Köhler", "Sales department", "Köhler GmbH*", "Branch"]
    assert listed(desk, ident)[1].contact == "Ida Lima · room 5"
    assert [row.auto_generate_invoice for row in listed(desk, ident)] == [True, True, True, False]
    assert next(row.id for row in desk.ask(companies.page, ident, ALL).rows) == firm
    assert page_of(desk, ident).profile_type == FIRM
    assert desk.ask(customer_list.rows, [ident])[ident].name == "Köhler GmbH"
    assert actions_of(desk, ident)[1:] == ["add profile", "add company", "add company"]


def test_the_same_request_adds_once(desk: Desk, add_customer: AddCustomer) -> None:
    """P1: a repeated request gives the same profile; the same key with other values is refused."""
    ident = add_customer(desk)
    first = desk.change(profiles.add, ident, PERSON, SALES, request_key="k")
    before = everything(desk.store)
    assert desk.change(profiles.add, ident, PERSON, SALES, request_key="k") == first
    with pytest.raises(Refused):
        desk.change(profiles.add, ident, PERSON, replace(SALES, title="Other"), request_key="k")
    assert everything(desk.store) == before


@pytest.mark.parametrize(
    ("kind", "data", "wrong"),
    [
        (PERSON, ProfileData(" "), {"title"}),
        (PERSON, ProfileData("a\x1bb", contact_data="\x07"), {"title", "contact_data"}),
        (
            FIRM,
            ProfileData(contact_person="\x1b", company=CompanyData(phone="x")),
            {"contact_person", "company_name", "company_number", "country", "city", "address", "phone"},
        ),
    ],
    ids=["no title", "hidden characters", "company"],
)
def test_all_mistakes_at_once(
    sqlite_desk: Desk, add_customer: AddCustomer, kind: ProfileType, data: ProfileData, wrong: set[str]
) -> None:
    """R102, R152: what Companies asks for is asked for here, too; nothing is saved, when adding and when editing."""
    ident = add_customer(sqlite_desk)
    made = sqlite_desk.change(profiles.add, ident, kind, AS_FIRM if kind == FIRM else SALES)
    before = everything(sqlite_desk.store)
    with pytest.raises(Invalid) as adding:
        sqlite_desk.change(profiles.add, ident, kind, data)
    with pytest.raises(Invalid) as editing:
        sqlite_desk.change(profiles.edit, ident, made, data)
    assert set(adding.value.fields) == set(editing.value.fields) == wrong
    assert everything(sqlite_desk.store) == before


def test_editing(desk: Desk, add_customer: AddCustomer) -> None:
    """R154, R156, R186: before and after are in the log; without a change nothing is written."""
    ident = add_customer(desk)
    made = desk.change(profiles.add, ident, PERSON, SALES)
    assert desk.change(profiles.edit, ident, made, replace(SALES, auto_generate_invoice=False)) is True
    assert log_of(desk, ident)[0].changes == (("auto_generate_invoice", "yes", "no"),)
    assert listed(desk, ident)[1].auto_generate_invoice is False
    before = everything(desk.store)
    assert desk.change(profiles.edit, ident, made, listed(desk, ident)[1].stored) is False
    assert everything(desk.store) == before


def test_editing_the_main_company_renames_the_customer(desk: Desk, add_customer: AddCustomer) -> None:
    """R33, R103: the list and its search follow."""
    ident = add_customer(desk)
    firm = desk.change(profiles.add, ident, FIRM, AS_FIRM)
    desk.change(profiles.edit, ident, firm, ProfileData("Head office", company=replace(COMPANY, company_name="Neu AG")))
    assert desk.ask(customer_list.rows, [ident])[ident].name == "Neu AG"
    assert [desk.ask(customer_list.count, CustomerQuery(words)).number for words in ("neu ag", "gmbh")] == [1, 0]
    assert titles(desk, ident)[1] == "Head office*"


def test_two_forms_on_one_profile(desk: Desk, add_customer: AddCustomer) -> None:
    """R189: the second one is shown what is stored now."""
    ident = add_customer(desk)
    made = desk.change(profiles.add, ident, PERSON, SALES)
    desk.change(profiles.edit, ident, made, replace(SALES, auto_generate_invoice=False), seen=1)
    before = everything(desk.store)
    with pytest.raises(Conflict) as refused:
        desk.change(profiles.edit, ident, made, replace(SALES, title="Other"), seen=1)
    assert (refused.value.fresh["auto_generate_invoice"], refused.value.seen) == ("no", 2)
    assert everything(desk.store) == before
    assert desk.change(profiles.edit, ident, made, replace(SALES, title="Other"), seen=2) is True


def test_one_profile_is_main(desk: Desk, add_customer: AddCustomer) -> None:
    """R155: of persons any can be; when there is a company only a company; there is always exactly one."""
    ident = add_customer(desk)
    (first,) = listed(desk, ident)
    second = desk.change(profiles.add, ident, PERSON, SALES)
    desk.change(profiles.make_main, ident, second)
    assert titles(desk, ident) == ["Maria Köhler", "Sales department*"]
    assert log_of(desk, ident)[0].changes == (("main", "Maria Köhler", "Sales department"),)
    desk.change(profiles.add, ident, FIRM, AS_FIRM)
    branch = desk.change(profiles.add, ident, FIRM, replace(AS_FIRM, title="Branch"))
    before = everything(desk.store)
    for person in (first.id, second):
        with pytest.raises(Refused, match="only a company can be the main profile"):
            desk.change(profiles.make_main, ident, person)
    assert everything(desk.store) == before
    desk.change(profiles.make_main, ident, branch)
    assert titles(desk, ident) == ["Maria Köhler", "Sales department", "Köhler GmbH", "Branch*"]
    with pytest.raises(Refused, match="main profile already"):
        desk.change(profiles.make_main, ident, branch)
    assert len(stored(desk.store, Profile, customer_id=ident, main=True)) == 1


def test_the_main_profile_cannot_be_deleted(desk: Desk, add_customer: AddCustomer) -> None:
    """R155, R51: refused with the reason that the list shows; any other goes, and is not found any more."""
    ident = add_customer(desk)
    (main,) = listed(desk, ident)
    made = desk.change(profiles.add, ident, PERSON, SALES)
    with pytest.raises(Refused, match="the main profile cannot be deleted"):
        desk.change(profiles.delete, ident, main.id)
    assert "the main profile cannot be deleted" in str(profiles.why_not_delete(main))
    assert profiles.why_not_delete(listed(desk, ident)[1]) is None
    desk.change(profiles.delete, ident, made)
    assert titles(desk, ident) == ["Maria Köhler*"]
    assert log_of(desk, ident)[0].action == "delete profile"


def test_deleting_the_last_company_on_its_panel_leaves_a_person_main(desk: Desk, add_customer: AddCustomer) -> None:
    """R104, R155: the two pages speak of the same records."""
    ident = add_customer(desk)
    firm = desk.change(profiles.add, ident, FIRM, AS_FIRM)
    with pytest.raises(Refused):
        desk.change(profiles.delete, ident, firm)
    desk.change(companies.delete, ident, firm)
    assert titles(desk, ident) == ["Maria Köhler*"]


def test_profiles_of_others_and_gone_ones(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R177, R185: only a profile of this customer can be named."""
    ident, other = add_customer(sqlite_desk), add_customer(sqlite_desk)
    gone = sqlite_desk.change(profiles.add, ident, PERSON, SALES)
    sqlite_desk.change(profiles.delete, ident, gone)
    before = everything(sqlite_desk.store)
    for wrong in (listed(sqlite_desk, other)[0].id, gone, 10**30):
        with pytest.raises(NotFound):
            sqlite_desk.change(profiles.edit, ident, wrong, SALES)
        for operation in (profiles.delete, profiles.make_main):
            with pytest.raises(NotFound):
                sqlite_desk.change(operation, ident, wrong)
    assert everything(sqlite_desk.store) == before


def test_the_customer_does_it_in_its_panel(desk: Desk, add_customer: AddCustomer) -> None:
    """R157, R70: all of it is possible there, and logged with both names; other customers are not there."""
    ident, other = add_customer(desk, username="maria"), add_customer(desk)
    inside = panel(desk, ident)
    made = inside.change(profiles.add, ident, PERSON, SALES)
    inside.change(profiles.edit, ident, made, replace(SALES, title="Sales"))
    inside.change(profiles.make_main, ident, made)
    inside.change(profiles.delete, ident, listed(inside, ident)[0].id)
    assert titles(inside, ident) == ["Sales*"]
    assert {line.who for line in log_of(desk, ident)[:4]} == {"ana as maria"}
    assert listed(inside, other) == ()
    with pytest.raises(Forbidden):
        inside.change(profiles.add, other, PERSON, SALES)


@pytest.mark.parametrize("role", [Role.MARKETING, Role.TECH])
def test_who_may_not_edit_may_look(desk: Desk, add_customer: AddCustomer, desk_of_role: DeskOfRole, role: Role) -> None:
    """R182: profiles belong to "add / edit customer"."""
    ident = add_customer(desk)
    other = desk_of_role(role)
    assert titles(other, ident) == ["Maria Köhler*"]
    with pytest.raises(Forbidden, match="may not add or edit customers"):
        other.change(profiles.add, ident, PERSON, SALES)


def test_invoices_by_themselves_are_up_to_the_profile(sqlite_shop: Shop) -> None:
    """R139, R156: with the switch off a payment brings no invoice."""
    desk = sqlite_shop.desk
    first, second = sqlite_shop.place(CARD), sqlite_shop.place(CARD)
    desk.change(payment.mark_paid, first)
    (row,) = listed(desk, sqlite_shop.customer)
    desk.change(profiles.edit, sqlite_shop.customer, row.id, replace(row.stored, auto_generate_invoice=False))
    desk.change(payment.mark_paid, second)
    assert (len(sqlite_shop.documents(first)), len(sqlite_shop.documents(second))) == (1, 0)


def test_a_page_costs_the_same_for_many(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R46: as many statements for 100 profiles as for one."""
    ident = add_customer(sqlite_desk)
    with statements(sqlite_desk.store) as few:
        assert len(listed(sqlite_desk, ident)) == 1
    for number in range(99):
        sqlite_desk.change(profiles.add, ident, PERSON, replace(SALES, title=str(number)))
    with statements(sqlite_desk.store) as many:
        assert len(listed(sqlite_desk, ident)) == 100
    assert len([one for one in many if "profiles" in one]) == len([one for one in few if "profiles" in one]) == 1
