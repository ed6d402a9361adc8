"""Customers sign in and see their own account, nobody else's (R7, R8, R82, R231, P4, P8)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from billia_tui.db.models import Customer, LinkWait, PersonalLink
from billia_tui.errors import Forbidden, NotFound
from billia_tui.operations import password_hashes
from billia_tui.operations.customers import erasure, password, status, subscriptions
from billia_tui.operations.desk import Desk
from billia_tui.operations.links import sign_in, tries
from billia_tui.operations.links.accounts import STAYS
from billia_tui.operations.links.door import LinkDoor
from billia_tui.operations.links.sign_in import AccountDoor, KeptOut
from billia_tui.operations.links.tries import TooManyTries
from billia_tui.operations.mails import links
from billia_tui.vocabulary import CustomerStatus, LinkPurpose, Marketing
from tests.conftest import AddCustomer
from tests.operations.kit import actions_of, customer, everything, log_of, stored
from tests.operations.orders.kit import CARD, Shop

HERE, THERE = "192.0.2.7", "198.51.100.9"
GOOD, OTHER = "correct horse battery", "another horse battery"
HASH = password_hashes.hashed(GOOD)


@pytest.fixture
def maria(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> int:
    """An Active customer with a password, made at the moment at which time stands still."""
    del frozen
    ident = add_customer(desk, username="maria", email="maria@example.org")
    desk.change(status.activate, ident)
    desk.change(password.store_hash, ident, HASH)
    return ident


@pytest.fixture
def door(desk: Desk) -> AccountDoor:
    """Where customers come in."""
    return AccountDoor(LinkDoor(desk.store))


def test_in_and_out(desk: Desk, maria: int, door: AccountDoor) -> None:
    """R231, P4, P8: by either name; the log names the customer; the store knows neither token nor password."""
    token = door.sign_in(" Maria ", GOOD, HERE)
    second = door.sign_in("MARIA@example.org", GOOD, HERE)
    found = door.account(token)
    assert (found.username, found.status, str(found.wallet)) == ("maria", CustomerStatus.ACTIVE, "0.00 EUR")
    assert [one.address for one in found.emails] == ["maria@example.org"]
    line = log_of(desk, maria)[0]
    assert (line.action, line.who) == ("sign in", "customer maria")
    kept = str(everything(desk.store))
    assert not any(secret in kept for secret in (token, second, GOOD))
    door.sign_out(token)
    door.sign_out(token)
    with pytest.raises(NotFound):
        door.account(token)
    assert door.account(second).username == "maria"


def test_what_is_wrong_is_not_told(desk: Desk, maria: int, add_customer: AddCustomer, door: AccountDoor) -> None:
    """R231: a wrong name, a wrong password, no password, a deleted customer: one answer, and one hash each."""
    add_customer(desk, username="new", email="new@example.org")
    gone = add_customer(desk, username="gone", email="gone@example.org")
    desk.change(password.store_hash, gone, HASH)
    desk.change(erasure.erase, gone, typed_username="gone")
    before = actions_of(desk, maria)
    hashes: list[str] = []
    told = set()
    original = password_hashes.matches

    def counted(kept: str, typed: str) -> bool:
        hashes.append(kept)
        return original(kept, typed)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(password_hashes, "matches", counted)
        for name, typed in (
            ("maria", OTHER), ("nobody", GOOD), ("", GOOD), ("new", GOOD), ("gone", GOOD), ("x\x00\udcff", "\udcff"),
        ):  # fmt: skip
            with pytest.raises(Forbidden) as refused:
                door.sign_in(name, typed, HERE)
            told.add(str(refused.value))
    assert (len(told), len(hashes)) == (1, 6)
    assert {kept.split("$")[3] for kept in hashes} == {"m=47104,t=1,p=1"}
    assert actions_of(desk, maria) == before
    assert stored(desk.store, PersonalLink) == []


def test_who_guesses_waits(
    desk: Desk, maria: int, door: AccountDoor, frozen: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R231: by where it comes from and by the name; another process knows it; a good one takes back its own alone."""
    # What a guess costs is no part of this, nor how many of them one name takes.
    monkeypatch.setattr(password_hashes, "matches", lambda _, typed: typed == GOOD)
    monkeypatch.setattr(sign_in, "FREE_OF_A_NAME", 3)
    for number in range(tries.FREE + 1):
        with pytest.raises(Forbidden):
            door.sign_in(f"somebody{number}", OTHER, HERE)
        if number < tries.FREE:
            door.sign_in("maria", GOOD, HERE)
    with pytest.raises(TooManyTries):
        AccountDoor(LinkDoor(desk.store)).sign_in("maria", GOOD, HERE)
    assert door.sign_in("maria", GOOD, THERE)
    for number in range(4):
        with pytest.raises(Forbidden):
            door.sign_in("maria@example.org", OTHER, f"2001:db8:0:{number}::1")
    with pytest.raises(TooManyTries):
        door.sign_in("maria@example.org", GOOD, THERE)
    frozen.shift(timedelta(seconds=3))
    assert door.sign_in("maria@example.org", GOOD, THERE)
    with desk.store.reading() as session:
        assert {len(word) for word in session.scalars(select(LinkWait.origin))} == {5, 6}, "nothing that was typed"


def test_who_may_not(desk: Desk, maria: int, door: AccountDoor, frozen: time_machine.Traveller) -> None:
    """R7, R8: Blocked, or Inactive after the first hour: said after the right password alone."""
    token = door.sign_in("maria", GOOD, HERE)
    desk.change(status.block, maria)
    with pytest.raises(NotFound):
        door.account(token)
    with pytest.raises(KeptOut, match="blocked"):
        door.sign_in("maria", GOOD, HERE)
    with pytest.raises(Forbidden):
        door.sign_in("maria", OTHER, HERE)
    with desk.store.writing() as session:
        session.get_one(Customer, maria).status = CustomerStatus.INACTIVE
    token = door.sign_in("maria", GOOD, HERE)
    frozen.shift(status.FIRST_HOUR)
    with pytest.raises(NotFound):
        door.account(token)
    with pytest.raises(KeptOut, match="inactive"):
        door.sign_in("maria", GOOD, HERE)


def test_how_long(desk: Desk, maria: int, door: AccountDoor, frozen: time_machine.Traveller) -> None:
    """R231: two hours, or until there is another password, whoever sets it; what is over is not kept."""
    token = door.sign_in("maria", GOOD, HERE)
    frozen.shift(STAYS - timedelta(seconds=1))
    assert door.account(token).username == "maria"
    frozen.shift(timedelta(seconds=1))
    with pytest.raises(NotFound):
        door.account(token)
    token = door.sign_in("maria", GOOD, HERE)
    assert len(stored(desk.store, PersonalLink, purpose=links.SIGNED_IN)) == 1
    desk.change(password.store_hash, maria, HASH)
    with pytest.raises(NotFound):
        door.account(token)
    token = door.sign_in("maria", GOOD, HERE)
    with desk.store.writing() as session:
        link = links.make(session, maria, LinkPurpose.RESET)
    with pytest.raises(NotFound):
        door.account(link)
    with pytest.raises(NotFound):
        LinkDoor(desk.store).offer(LinkPurpose.RESET, token, THERE)
    LinkDoor(desk.store).set_password(LinkPurpose.RESET, link, HERE, OTHER, OTHER)
    with pytest.raises(NotFound):
        door.account(token)


def test_own_documents_alone(shop: Shop, add_customer: AddCustomer) -> None:
    """R141, R231: the newest first; those of others are not there."""
    for ident in (shop.customer, add_customer(shop.desk, username="two", email="two@example.org")):
        shop.desk.change(password.store_hash, ident, HASH)
        if customer(shop.desk.store, ident).status != CustomerStatus.ACTIVE:
            shop.desk.change(status.activate, ident)
    shop.place()
    shop.place(CARD)
    name = customer(shop.desk.store, shop.customer).username
    door = AccountDoor(LinkDoor(shop.desk.store))
    mine, theirs = door.sign_in(name, GOOD, HERE), door.sign_in("two", GOOD, HERE)
    papers = door.account(mine).documents
    assert papers
    assert papers[0].number in door.document(mine, papers[0].id).text
    assert door.account(theirs).documents == ()
    for ident in (papers[0].id, 10**17):
        with pytest.raises(NotFound):
            door.document(theirs, ident)


def test_marketing_is_shown(desk: Desk, maria: int, door: AccountDoor) -> None:
    """R94, R231: as it is now."""
    token = door.sign_in("maria", GOOD, HERE)
    (email,) = door.account(token).emails
    other = Marketing.UNSUBSCRIBED if email.marketing == Marketing.SUBSCRIBED else Marketing.SUBSCRIBED
    desk.change(subscriptions.change, maria, email.id, other)
    assert door.account(token).emails[0].marketing == other
