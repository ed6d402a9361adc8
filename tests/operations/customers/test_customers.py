"""Adding, editing, deleting customers; ribbon and information (R44, R45, R53-R56, R74-R76, R148-R152, R189)."""

from dataclasses import replace
from typing import Any

import pytest
import time_machine

from billia_tui.errors import Conflict, Invalid, NotFound, Refused
from billia_tui.operations.customers import companies, emails
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.finding import lookup
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.vocabulary import PurchaseStatus, ServiceStatus
from tests import factories
from tests.conftest import NOW, AddCustomer
from tests.operations.kit import ALL, COMPANY, actions_of, customer, everything, log_of, page_of, stored

FULL = NewCustomer(
    first_name=" María José ",
    last_name="Núñez",
    email=" Maria@Example.org ",
    country="es",
    currency="eur",
    username="mjnunez",
    phone="+34 (0)91-22",
    city="Sevilla",
    address="Calle 1",
    postcode="41001",
)


def mistakes(desk: Desk, new: NewCustomer) -> dict[str, str]:
    """What is said at the fields of "add customer"; nothing may have been written."""
    before = everything(desk.store)
    with pytest.raises(Invalid) as refused:
        desk.change(customers.add, new)
    assert everything(desk.store) == before
    return refused.value.fields


def test_the_details_page_shows_what_was_typed(desk: Desk, frozen: time_machine.Traveller) -> None:
    """R74, R148, R149, section 2: trimmed, code of the country and of the currency in capitals, times in UTC."""
    page = page_of(desk, desk.change(customers.add, FULL, then=AfterAdding.NOTHING))
    assert (page.name, page.first_name, page.last_name) == ("María José Núñez", "María José", "Núñez")
    assert (page.username, page.role, page.phone) == ("mjnunez", "Customer", "+34 (0)91-22")
    assert (page.country, page.country_name, page.city) == ("ES", "Spain", "Sevilla")
    assert (page.address, page.postcode) == ("Calle 1", "41001")
    assert (page.created_at, str(page.wallet), str(page.credit_limit)) == (NOW, "0.00 EUR", "0.00 EUR")
    assert (page.initials, page.profile_type, page.reseller, page.hold) == ("MN", "Person", "Default", "")


def test_only_the_required_fields(desk: Desk) -> None:
    """R149: reseller, names, e-mail, currency, country; the username is the e-mail by default."""
    ident = desk.change(customers.add, NewCustomer("Ana", "Lima", "ana@example.org", "BR", "USD"))
    assert page_of(desk, ident).username == "ana@example.org"


def test_all_mistakes_at_once(desk: Desk) -> None:
    """R152: every mistake is shown at its field."""
    new = NewCustomer("", "x\x1b", "bad", "zz", "eurx", reseller="nobody", phone="abc", postcode="1" * 21)
    assert set(mistakes(desk, new)) == {
        "first_name", "last_name", "email", "country", "currency", "reseller", "phone", "postcode",
    }  # fmt: skip


@pytest.mark.parametrize("field", ["first_name", "last_name", "email", "country", "currency", "reseller"])
@pytest.mark.parametrize("empty", ["", "   "])
def test_each_required_field(sqlite_desk: Desk, field: str, empty: str) -> None:
    """R76, R149."""
    assert list(mistakes(sqlite_desk, replace(FULL, **{field: empty}))) == [field]


@pytest.mark.parametrize("phone", ["+49 (0)711-22", "", "0711", "()-+ 1", "0711/22", "0711 x 5"])
def test_phone_numbers_that_are_taken(sqlite_desk: Desk, phone: str) -> None:
    """R76, R211: digits, spaces, + - ( ) . / and an extension."""
    assert page_of(sqlite_desk, sqlite_desk.change(customers.add, replace(FULL, phone=phone))).phone == phone.strip()


@pytest.mark.parametrize("phone", ["call me", "１２", "0711 y 5", "1\t2", "1" * 41])
def test_phone_numbers_that_are_refused(sqlite_desk: Desk, phone: str) -> None:
    """R76."""
    assert list(mistakes(sqlite_desk, replace(FULL, phone=phone))) == ["phone"]


def test_username_and_registration_address_are_unique(desk: Desk) -> None:
    """Section 2, R92: case ignored."""
    desk.change(customers.add, FULL)
    assert list(mistakes(desk, replace(FULL, username="MJNUNEZ", email="other@example.org"))) == ["username"]
    assert list(mistakes(desk, replace(FULL, username="other", email="MARIA@example.org"))) == ["email"]
    assert mistakes(desk, replace(FULL, username="", email="maria@EXAMPLE.org"))["email"]


def test_an_additional_address_of_another_may_be_registered(desk: Desk, add_customer: AddCustomer) -> None:
    """R92: only registration addresses are unique among all customers."""
    desk.change(emails.add, add_customer(desk), "shared@example.org")
    assert add_customer(desk, email="shared@example.org")


def test_company_data_makes_a_company(desk: Desk) -> None:
    """R53, R104, R149: filled in, it becomes the main profile; half of it is refused with all that is missing."""
    filled = replace(FULL, company_name="Núñez SL", company_number="B-1", vat_number="ES1")
    ident = desk.change(customers.add, filled)
    assert page_of(desk, ident).profile_type == "Company"
    assert desk.ask(companies.page, ident, ALL).rows[0].stored.city == "Sevilla"
    row = desk.ask(customer_list.rows, [ident])[ident]
    assert row.name == "Núñez SL"
    half = NewCustomer("A", "B", "c@example.org", "ES", "EUR", vat_number="ES1")
    assert set(mistakes(desk, half)) == {"company_name", "company_number", "city", "address"}


def test_adding_writes_the_log_without_gaps(desk: Desk) -> None:
    """R186: who, what, and the values; no password is asked for (R151)."""
    ident = desk.change(
        customers.add, replace(FULL, company_name="N SL", company_number="1"), then=AfterAdding.ACTIVATE
    )
    assert actions_of(desk, ident) == ["add", "add company", "activate"]
    added = log_of(desk, ident)[-1]
    assert added.admin == "ana"
    assert ("email", "", "Maria@Example.org") in added.changes
    assert customer(desk.store, ident).password_hash is None


@pytest.mark.parametrize(
    ("first", "last", "initials"),
    [
        ("maria", "köhler", "MK"),
        ("山田", "太郎", "山太"),
        ("-Ana", "'t Hooft", "AT"),
        ("ßeta", "x", "SS"),
        ("-", "-", "?"),
    ],
)
def test_initials(sqlite_desk: Desk, add_customer: AddCustomer, first: str, last: str, initials: str) -> None:
    """R53, section 2: the avatar is one or two capitals."""
    assert page_of(sqlite_desk, add_customer(sqlite_desk, first_name=first, last_name=last)).initials == initials


def test_editing_contact_data(desk: Desk) -> None:
    """R75, R26, R50: what changed is named, logged old → new, shown at once; the rest stays."""
    ident = desk.change(customers.add, FULL)
    changed = desk.change(customers.edit, ident, {"city": " Cádiz ", "country": "Portugal", "phone": "+34 (0)91-22"})
    assert sorted(changed) == ["city", "country"]
    page = page_of(desk, ident)
    assert (page.city, page.country, page.country_name, page.address) == ("Cádiz", "PT", "Portugal", "Calle 1")
    assert set(log_of(desk, ident)[0].changes) == {("city", "Sevilla", "Cádiz"), ("country", "ES", "PT")}


def test_an_edit_without_change_writes_nothing(desk: Desk) -> None:
    """R186: no change, no log line, no new version."""
    ident = desk.change(customers.add, FULL)
    before = everything(desk.store)
    assert desk.change(customers.edit, ident, {"city": "Sevilla"}) == []
    assert everything(desk.store) == before


@pytest.mark.parametrize("field", ["id", "username", "currency", "created_at", "wallet", "password_hash", "status"])
def test_fixed_fields_cannot_be_edited(sqlite_desk: Desk, field: str) -> None:
    """R75: id, username, currency and registration date are fixed, and no other column slips through."""
    ident = sqlite_desk.change(customers.add, FULL)
    before = everything(sqlite_desk.store)
    assert sqlite_desk.change(customers.edit, ident, {field: "7"}) == []
    assert everything(sqlite_desk.store) == before


def test_mistakes_in_an_edit(desk: Desk) -> None:
    """R76, R152: all at once, nothing saved."""
    ident = desk.change(customers.add, FULL)
    before = everything(desk.store)
    with pytest.raises(Invalid) as refused:
        desk.change(
            customers.edit, ident, {"first_name": "", "last_name": " ", "phone": "x", "country": "", "city": "a\nb"}
        )
    assert set(refused.value.fields) == {"first_name", "last_name", "phone", "country", "city"}
    assert everything(desk.store) == before


def test_two_forms_on_one_customer(desk: Desk) -> None:
    """R189, P3: one wins, the other is refused with the fresh values; saved again from those, nothing is lost."""
    ident = desk.change(customers.add, FULL)
    form = desk.ask(customers.contact_data, ident)
    desk.change(customers.edit, ident, {"city": "Cádiz"}, seen=form.version)
    before = everything(desk.store)
    with pytest.raises(Conflict) as refused:
        desk.change(customers.edit, ident, {"phone": "1"}, seen=form.version)
    assert refused.value.fresh["city"] == "Cádiz"
    assert everything(desk.store) == before
    fresh = desk.ask(customers.contact_data, ident)
    desk.change(customers.edit, ident, {"phone": "1"}, seen=fresh.version)
    page = page_of(desk, ident)
    assert (page.city, page.phone) == ("Cádiz", "1")


def test_money_in_between_is_no_conflict_of_the_form(desk: Desk) -> None:
    """R189: only the record that the form shows counts; funds, notes and hold do not spoil an open form."""
    ident = desk.change(customers.add, FULL)
    form = desk.ask(customers.contact_data, ident)
    desk.change(wallet.add_funds, ident, "5")
    desk.change(hold.put_on, ident)
    desk.change(notes.add, ident, "call")
    assert desk.change(customers.edit, ident, {"city": "Cádiz"}, seen=form.version) == ["city"]
    assert page_of(desk, ident).wallet.minor == 500


def test_a_new_name_is_found_and_listed(desk: Desk) -> None:
    """R33, R37, R50: list and search follow an edit at once."""
    ident = desk.change(customers.add, replace(FULL, username="mj"))
    desk.change(customers.edit, ident, {"last_name": "Ölçer"})
    found = desk.ask(customer_list.page, CustomerQuery("olcer"), Window()).rows
    assert [(row.id, row.name) for row in found] == [(ident, "María José Ölçer")]
    assert desk.ask(customer_list.page, CustomerQuery("maria nunez"), Window()).rows == ()


@pytest.mark.parametrize("status", [one for one in ServiceStatus if one != ServiceStatus.TERMINATED])
@pytest.mark.parametrize("domain", [False, True])
def test_living_products_stand_in_the_way(
    sqlite_desk: Desk, add_customer: AddCustomer, status: ServiceStatus, domain: bool
) -> None:
    """R44: any service or domain that is not Terminated; Terminated ones do not."""
    ident = add_customer(sqlite_desk, username="maria")
    values: dict[str, Any] = {"status": status}
    made = (
        factories.add_domain(sqlite_desk, ident, "a.example", **values)
        if domain
        else factories.add_service(sqlite_desk, ident, **values)
    )
    with pytest.raises(Refused, match="1 service or domain not Terminated"):
        sqlite_desk.change(customers.delete, ident, typed_username="maria")
    factories.set_service_status(sqlite_desk, made, ServiceStatus.TERMINATED)
    sqlite_desk.change(customers.delete, ident, typed_username="maria")


@pytest.mark.parametrize("amount", ["0.01", "-0.01"])
def test_money_stands_in_the_way(sqlite_desk: Desk, add_customer: AddCustomer, amount: str) -> None:
    """R44: the wallet must be exactly zero, above and below."""
    ident = add_customer(sqlite_desk, username="maria")
    sqlite_desk.change(wallet.correct_balance, ident, amount, "x")
    with pytest.raises(Refused, match=f"wallet is {amount} EUR, not zero"):
        sqlite_desk.change(customers.delete, ident, typed_username="maria")


@pytest.mark.parametrize("paid", [False, True])
@pytest.mark.parametrize("status", list(PurchaseStatus))
def test_unpaid_purchases_stand_in_the_way(
    sqlite_desk: Desk, add_customer: AddCustomer, paid: bool, status: PurchaseStatus
) -> None:
    """R44: unpaid and not Cancelled."""
    ident = add_customer(sqlite_desk, username="maria")
    factories.add_purchase(sqlite_desk, ident, paid=paid, status=status)
    in_the_way = [] if paid or status == PurchaseStatus.CANCELLED else ["1 unpaid purchase not Cancelled"]
    assert sqlite_desk.ask(customers.obstacles, ident) == in_the_way


def test_all_that_stands_in_the_way_is_listed(desk: Desk, add_customer: AddCustomer) -> None:
    """R44: one message with everything, and nothing is changed."""
    ident = add_customer(desk, username="maria")
    factories.add_service(desk, ident)
    factories.add_domain(desk, ident, "a.example")
    factories.add_purchase(desk, ident)
    desk.change(wallet.add_funds, ident, "5")
    before = everything(desk.store)
    with pytest.raises(Refused) as refused:
        desk.change(customers.delete, ident, typed_username="maria")
    assert refused.value.text == (
        "cannot be deleted: 2 services or domains not Terminated; wallet is 5.00 EUR, not zero; "
        "1 unpaid purchase not Cancelled"
    )
    assert everything(desk.store) == before


def test_the_username_must_be_typed(desk: Desk, add_customer: AddCustomer) -> None:
    """R44: another word is refused at the field; case and blanks around do not matter."""
    ident = add_customer(desk, username="Maria")
    for wrong in ("", "mari", "maria2", str(ident)):
        with pytest.raises(Invalid) as refused:
            desk.change(customers.delete, ident, typed_username=wrong)
        assert list(refused.value.fields) == ["username"]
    desk.change(customers.delete, ident, typed_username=" MARIA ")
    assert customer(desk.store, ident).deleted_at is not None


def test_a_deleted_customer_is_nowhere(desk: Desk, add_customer: AddCustomer) -> None:
    """R45: not in list, search, count, page, panels or by name; purchases, ledger and log stay in the store."""
    ident = add_customer(desk, username="maria", email="maria@example.org")
    desk.change(wallet.add_funds, ident, "5")
    desk.change(wallet.correct_balance, ident, "-5", "back")
    factories.add_purchase(desk, ident, paid=True)
    desk.change(notes.add, ident, "call")
    desk.change(companies.add, ident, COMPANY)
    kept = everything(desk.store)
    desk.change(customers.delete, ident, typed_username="maria")
    after = everything(desk.store)
    assert after["purchases"] == kept["purchases"]
    assert after["wallet_transactions"] == kept["wallet_transactions"]
    assert len(after["log_entries"]) == len(kept["log_entries"]) + 1
    for words in ("", "maria", str(ident), "kohler"):
        assert desk.ask(customer_list.page, CustomerQuery(words), Window()).rows == ()
        assert desk.ask(customer_list.count, CustomerQuery(words)).number == 0
    assert desk.ask(customer_list.rows, [ident]) == {}
    for panel in (wallet.history, emails.page, companies.page, notes.page):
        assert desk.ask(panel, ident, ALL).rows == ()
    for text in (str(ident), "maria"):
        with pytest.raises(NotFound):
            desk.ask(lookup.customer_id, text)
    with pytest.raises(NotFound):
        page_of(desk, ident)


def test_username_and_address_are_free_again(desk: Desk, add_customer: AddCustomer) -> None:
    """R45: freed for a new customer, whose id was never used before; again and again."""
    seen = set()
    for _ in range(3):
        ident = add_customer(desk, username="maria", email="maria@example.org")
        seen.add(ident)
        desk.change(customers.delete, ident, typed_username="maria")
    assert len(seen) == 3


def test_deleting_twice(desk: Desk, add_customer: AddCustomer) -> None:
    """R45: the second time there is no such customer."""
    ident = add_customer(desk, username="maria")
    desk.change(customers.delete, ident, typed_username="maria")
    with pytest.raises(NotFound):
        desk.change(customers.delete, ident, typed_username="maria")


@pytest.mark.parametrize("text", ["maria", " MARIA ", "{id}", " {id} "])
def test_finding_a_customer_by_what_is_typed(desk: Desk, add_customer: AddCustomer, text: str) -> None:
    """Section 2: by id, else by username, case ignored."""
    ident = add_customer(desk, username="Maria")
    assert desk.ask(lookup.customer_id, text.format(id=ident)) == ident


@pytest.mark.parametrize("text", ["", "nobody", "0", "-1", "9" * 18, "9" * 30, "１", "a\x00b", "\ud800", "%", "_"])
def test_what_finds_no_customer(desk: Desk, add_customer: AddCustomer, text: str) -> None:
    """P5, P7: whatever is typed is answered in words."""
    add_customer(desk, username="maria")
    with pytest.raises(NotFound, match="there is no customer"):
        desk.ask(lookup.customer_id, text)


@pytest.mark.parametrize("ident", [0, -1, 2**62, 2**63, 10**30])
def test_numbers_that_are_no_ids(desk: Desk, ident: int) -> None:
    """P7: an id beyond 64 bits is no crash, on either store."""
    for operation in (page_of, lambda d, i: d.change(wallet.add_funds, i, "5")):
        with pytest.raises(NotFound):
            operation(desk, ident)


def test_an_id_wins_over_a_username_of_digits(desk: Desk, add_customer: AddCustomer) -> None:
    """Section 2: who is called "1" does not hide customer 1, and is found where there is no such id."""
    first = add_customer(desk)
    second = add_customer(desk, username="777")
    add_customer(desk, username=str(first))
    assert desk.ask(lookup.customer_id, str(first)) == first
    assert desk.ask(lookup.customer_id, "777") == second


def test_hostile_names_are_shown_harmless(desk: Desk, add_customer: AddCustomer) -> None:
    """P5: what another program wrote into the store comes out cleaned, in ribbon and list."""
    ident = add_customer(desk)
    with desk.store.writing() as session:
        row = session.get_one(type(customer(desk.store, ident)), ident)
        row.first_name = row.name = row.city = row.username = "\x1b]0;x\x07\u202eevil"
    page = page_of(desk, ident)
    listed = desk.ask(customer_list.rows, [ident])[ident]
    for text in (page.username, page.name, page.first_name, page.city, listed.name, listed.username):
        assert text == "␛]0;x␇<202E>evil"
    assert stored(desk.store, type(row), id=ident)[0].city.startswith("\x1b")
