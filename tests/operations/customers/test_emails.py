"""E-mail addresses (R87-R93, R96, R100)."""

import pytest
import time_machine

from billia_tui.db.models import Email
from billia_tui.errors import Conflict, Invalid, NotFound, Refused
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import emails
from billia_tui.operations.customers.emails import EmailRow
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.paging import Window
from billia_tui.vocabulary import EmailKind, Marketing
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, everything, log_of, mails, page_of, stored


def addresses(desk: Desk, customer_id: int) -> tuple[EmailRow, ...]:
    """The panel."""
    return desk.ask(emails.page, customer_id, ALL).rows


def subscribe(desk: Desk, email_id: int) -> None:
    """What the operation of R94 will do one day."""
    with desk.store.writing() as session:
        session.get_one(Email, email_id).marketing = Marketing.SUBSCRIBED


@pytest.fixture
def maria(desk: Desk, add_customer: AddCustomer) -> int:
    """A customer with one address."""
    return add_customer(desk, email="Maria@example.org", username="maria")


def test_registration_first_then_by_date(desk: Desk, maria: int, frozen: time_machine.Traveller) -> None:
    """R87: the registration address first, then the additional ones by date, on pages of any size."""
    for name in ("z", "a", "m"):
        frozen.shift(60)
        desk.change(emails.add, maria, f"{name}@example.org")
    shown = [row.address for row in addresses(desk, maria)]
    assert shown == ["Maria@example.org", "z@example.org", "a@example.org", "m@example.org"]
    first = desk.ask(emails.page, maria, Window(limit=2))
    second = desk.ask(emails.page, maria, Window(limit=2, after=first.keys[-1]))
    back = desk.ask(emails.page, maria, Window(limit=2, before=second.keys[0]))
    assert [row.address for row in (*first.rows, *second.rows)] == shown
    assert (first.more, second.more) == (True, False)
    assert back.rows == first.rows


def test_a_new_address_is_additional_and_unsubscribed(desk: Desk, maria: int) -> None:
    """R90, R96, R186: stored trimmed, found by search at once, logged."""
    desk.change(emails.add, maria, "  billing@köhler.example ")
    row = addresses(desk, maria)[1]
    assert (row.address, row.kind, row.marketing) == (
        "billing@köhler.example", EmailKind.ADDITIONAL, Marketing.UNSUBSCRIBED,
    )  # fmt: skip
    assert row.why_not_delete is None
    assert [one.id for one in desk.ask(customer_list.page, CustomerQuery("kohler.exam"), Window()).rows] == [maria]
    assert log_of(desk, maria)[0].changes == (("address", "", "billing@köhler.example"),)


@pytest.mark.parametrize(
    "address",
    ["", " ", "a", "@example.org", "a@", "a@b", "a@b.", "a@.org", "a@@b.org", "a@b@c.org", "a b@c.org", "a@b c.org",
     "a@b.org\n.x", "a\x1b@b.org", "a@b.org\x00", f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 20}.org",
     "\u202ea@b.org", "a\u00a0b@c.org"],
    ids=ascii,
)  # fmt: skip
def test_what_is_no_address(sqlite_desk: Desk, add_customer: AddCustomer, address: str) -> None:
    """R91: one @, a local part, a dot in the domain, no spaces, at most 254 characters; for add and edit alike."""
    ident = add_customer(sqlite_desk)
    registration = addresses(sqlite_desk, ident)[0]
    before = everything(sqlite_desk.store)
    with pytest.raises(Invalid) as refused:
        sqlite_desk.change(emails.add, ident, address)
    assert list(refused.value.fields) == ["address"]
    with pytest.raises(Invalid):
        sqlite_desk.change(emails.edit, ident, registration.id, address)
    assert everything(sqlite_desk.store) == before


@pytest.mark.parametrize(
    "address", ["a@b.co", "o'hara+x_1@sub.example.org", "jörg@köhler.example", "A.B-C@example.org"]
)
def test_what_is_an_address(sqlite_desk: Desk, add_customer: AddCustomer, address: str) -> None:
    """R91."""
    ident = add_customer(sqlite_desk)
    sqlite_desk.change(emails.add, ident, address)
    assert addresses(sqlite_desk, ident)[1].address == address


def test_an_address_is_there_once(desk: Desk, maria: int, add_customer: AddCustomer) -> None:
    """R92: not twice at one customer, case ignored; two customers may share an additional one."""
    desk.change(emails.add, maria, "x@example.org")
    for again in ("x@example.org", "X@EXAMPLE.org", "maria@example.org"):
        with pytest.raises(Invalid, match="has that address already"):
            desk.change(emails.add, maria, again)
    other = add_customer(desk)
    desk.change(emails.add, other, "x@example.org")
    desk.change(emails.add, other, "maria@example.org")
    assert len(addresses(desk, other)) == 3


def test_a_registration_address_is_unique_also_when_edited(desk: Desk, maria: int, add_customer: AddCustomer) -> None:
    """R92: refused as registration address of another one; its own in other capitals is an edit."""
    other = add_customer(desk, email="other@example.org")
    registration = addresses(desk, other)[0]
    with pytest.raises(Invalid, match="registration e-mail of another customer"):
        desk.change(emails.edit, other, registration.id, "MARIA@example.org")
    assert desk.change(emails.edit, other, registration.id, "Other@Example.org") is True
    assert addresses(desk, other)[0].address == "Other@Example.org"


def test_editing_the_registration_address(desk: Desk, maria: int) -> None:
    """R89, R93, R100: the username stays, both addresses get a mail, the new one is unsubscribed."""
    registration = addresses(desk, maria)[0]
    subscribe(desk, registration.id)
    assert desk.change(emails.edit, maria, registration.id, "new@example.org") is True
    assert page_of(desk, maria).username == "maria"
    row = addresses(desk, maria)[0]
    assert (row.address, row.kind, row.marketing) == ("new@example.org", EmailKind.REGISTRATION, Marketing.UNSUBSCRIBED)
    told = mails(desk.store, maria)
    assert {mail.address for mail in told} == {"Maria@example.org", "new@example.org"}
    assert all("new@example.org" in mail.body for mail in told)
    assert set(log_of(desk, maria)[0].changes) == {
        ("address", "Maria@example.org", "new@example.org"),
        ("marketing", "subscribed", "unsubscribed"),
    }
    assert desk.ask(customer_list.count, CustomerQuery("new@example")).number == 1


def test_editing_an_additional_address_sends_no_mail(desk: Desk, maria: int) -> None:
    """R90, R93: only the registration address is worth a mail; search forgets the old text."""
    ident = desk.change(emails.add, maria, "old@example.org")
    desk.change(emails.edit, maria, ident, "fresh@example.org")
    assert mails(desk.store, maria) == []
    assert desk.ask(customer_list.count, CustomerQuery("old@")).number == 0
    assert desk.ask(customer_list.count, CustomerQuery("fresh@")).number == 1


def test_an_edit_without_change_keeps_the_subscription(desk: Desk, maria: int) -> None:
    """R100: only a changed text unsubscribes."""
    row = addresses(desk, maria)[0]
    subscribe(desk, row.id)
    before = everything(desk.store)
    assert desk.change(emails.edit, maria, row.id, f" {row.stored} ") is False
    assert everything(desk.store) == before


def test_an_additional_address_can_be_deleted_the_registration_never(desk: Desk, maria: int) -> None:
    """R88, R90: the store refuses it as well as the key; the deleted one is found no more and may come back."""
    extra = desk.change(emails.add, maria, "x@example.org")
    registration = addresses(desk, maria)[0]
    before = everything(desk.store)
    with pytest.raises(Refused, match="registration e-mail cannot be deleted") as refused:
        desk.change(emails.delete, maria, registration.id)
    assert refused.value.text == registration.why_not_delete
    assert everything(desk.store) == before
    desk.change(emails.delete, maria, extra)
    assert [row.id for row in addresses(desk, maria)] == [registration.id]
    assert log_of(desk, maria)[0].changes == (("address", "x@example.org", ""),)
    assert desk.ask(customer_list.count, CustomerQuery("x@example")).number == 0
    assert desk.change(emails.add, maria, "x@example.org") > extra


def test_addresses_of_others_and_gone_ones(desk: Desk, maria: int, add_customer: AddCustomer) -> None:
    """R185: an id of another customer is not reached through this one; a deleted one is gone."""
    foreign = addresses(desk, add_customer(desk))[0].id
    gone = desk.change(emails.add, maria, "x@example.org")
    desk.change(emails.delete, maria, gone)
    for ident in (foreign, gone, 10**30):
        with pytest.raises(NotFound):
            desk.change(emails.edit, maria, ident, "y@example.org")
        with pytest.raises(NotFound):
            desk.change(emails.delete, maria, ident)


def test_two_forms_on_one_address(desk: Desk, maria: int) -> None:
    """R189: the second form is refused with the fresh address."""
    row = addresses(desk, maria)[0]
    desk.change(emails.edit, maria, row.id, "one@example.org", seen=row.version)
    before = everything(desk.store)
    with pytest.raises(Conflict) as refused:
        desk.change(emails.edit, maria, row.id, "two@example.org", seen=row.version)
    assert refused.value.fresh == {"address": "one@example.org"}
    assert everything(desk.store) == before


def test_addresses_of_a_deleted_customer_are_free(desk: Desk, maria: int, add_customer: AddCustomer) -> None:
    """R45, R92: another customer may change to it."""
    desk.change(customers.delete, maria, typed_username="maria")
    other = add_customer(desk)
    desk.change(emails.edit, other, addresses(desk, other)[0].id, "maria@example.org")
    assert len(stored(desk.store, Email, address_key="maria@example.org")) == 2
