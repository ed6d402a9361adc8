"""What links let their customers do, once and for a time (R4, R83, R94, R227, R231)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from billia_tui.db.models import Email, GdprChange, LinkWait, LogEntry, PersonalLink, Purchase
from billia_tui.db.store import Store, open_store
from billia_tui.errors import BilliaError, Invalid, NotFound
from billia_tui.operations import password_hashes
from billia_tui.operations.customers import emails, erasure, password, status, subscriptions
from billia_tui.operations.desk import Desk
from billia_tui.operations.links.door import LinkDoor
from billia_tui.operations.links.redeeming import GONE
from billia_tui.operations.links.tries import FREE, TooManyTries, origin_of
from billia_tui.operations.log import lines as log
from billia_tui.operations.mails import links
from billia_tui.operations.orders import payment
from billia_tui.vocabulary import CustomerStatus, LinkPurpose, Marketing, PurchaseStatus
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, actions_of, customer, everything, log_of, stored
from tests.operations.orders.kit import CARD, Shop
from tests.operations.together import together

ACTIVATION, RESET, UNSUBSCRIBE = LinkPurpose
HERE = "192.0.2.7"
GOOD = "correct horse battery"


def made(store: Store, customer_id: int, purpose: LinkPurpose, email_id: int | None = None) -> str:
    """The token of a new link, as delivery makes it."""
    with store.writing() as session:
        return links.make(session, customer_id, purpose, email_id=email_id)


def subscribed(desk: Desk, customer_id: int) -> int:
    """The id of the customer's registration address, which gets marketing."""
    email = stored(desk.store, Email, customer_id=customer_id)[0]
    if email.marketing != Marketing.SUBSCRIBED:
        desk.change(subscriptions.change, customer_id, email.id, Marketing.SUBSCRIBED)
    return int(email.id)


def test_activation(desk: Desk, add_customer: AddCustomer) -> None:
    """R4, R11: the customer sets a password and is Active; the log says that it was the customer and no admin (P4)."""
    ident = add_customer(desk, username="maria")
    door = LinkDoor(desk.store)
    token = made(desk.store, ident, ACTIVATION)
    offered = door.offer(ACTIVATION, token, HERE)
    assert (offered.username, offered.seller, offered.language, offered.address) == ("maria", "Default", "en", "")
    door.set_password(ACTIVATION, token, HERE, GOOD, GOOD)
    row = customer(desk.store, ident)
    assert (row.status, row.activated_at is not None) == (CustomerStatus.ACTIVE, True)
    assert password_hashes.matches(row.password_hash or "", GOOD)
    assert actions_of(desk, ident)[-2:] == ["set password by link", "activate"]
    for line in log_of(desk, ident)[:2]:
        assert (line.admin, line.acting_as, line.who) == ("customer", "maria", "customer maria")
    assert desk.ask(log.choices, ident)[1] == ["ana", "customer"]
    assert [one.action for one in desk.ask(log.page, ident, ALL, admin="customer").rows] == [
        "activate",
        "set password by link",
    ]
    assert desk.ask(log.page, ident, ALL, admin="system").rows == ()
    assert (stored(desk.store, LogEntry, customer_id=ident)[-1].admin_id, GOOD in str(everything(desk.store))) == (
        None,
        False,
    )


def test_what_waited_goes_on(shop: Shop, add_customer: AddCustomer) -> None:
    """R10: paid orders that were placed before are carried out once the customer is Active."""
    ident = add_customer(shop.desk, username="two")
    shop.customer = ident
    order = shop.place(CARD)
    shop.desk.change(payment.mark_paid, order)
    assert stored(shop.desk.store, Purchase, id=order)[0].status == PurchaseStatus.PENDING
    token = made(shop.desk.store, ident, ACTIVATION)
    LinkDoor(shop.desk.store).set_password(ACTIVATION, token, HERE, GOOD, GOOD)
    assert stored(shop.desk.store, Purchase, id=order)[0].status == PurchaseStatus.PROCESSING


def test_reset(desk: Desk, add_customer: AddCustomer) -> None:
    """R83: another password, nothing else: an Inactive customer stays so."""
    ident = add_customer(desk)
    door = LinkDoor(desk.store)
    door.set_password(RESET, made(desk.store, ident, RESET), HERE, GOOD, GOOD)
    row = customer(desk.store, ident)
    assert (row.status, password_hashes.matches(row.password_hash or "", GOOD)) == (CustomerStatus.INACTIVE, True)
    assert actions_of(desk, ident)[-1] == "set password by link"


def test_unsubscribing(desk: Desk, add_customer: AddCustomer) -> None:
    """R94, R99: at once, with a line of the history and one of the log whose author is the customer."""
    ident = add_customer(desk, username="maria")
    email_id = subscribed(desk, ident)
    door = LinkDoor(desk.store)
    token = made(desk.store, ident, UNSUBSCRIBE, email_id)
    address = stored(desk.store, Email, id=email_id)[0].address
    assert door.offer(UNSUBSCRIBE, token, HERE).address == address
    assert door.unsubscribe(token, HERE) == address
    assert stored(desk.store, Email, id=email_id)[0].marketing == Marketing.UNSUBSCRIBED
    assert stored(desk.store, GdprChange, email_id=email_id)[-1].admin_id is None
    newest = desk.ask(subscriptions.history, ident, email_id, ALL).rows[0]
    assert (newest.admin, newest.new, newest.reason) == ("customer", "unsubscribed", "by the link of a mail")
    assert log_of(desk, ident)[0].who == "customer maria"


def test_unsubscribing_who_is_not_subscribed(desk: Desk, add_customer: AddCustomer) -> None:
    """R94: nothing changes and nothing is written, and it is no mistake."""
    ident = add_customer(desk)
    email = stored(desk.store, Email, customer_id=ident)[0]
    if email.marketing == Marketing.SUBSCRIBED:
        desk.change(subscriptions.change, ident, email.id, Marketing.UNSUBSCRIBED)
    before = len(log_of(desk, ident))
    LinkDoor(desk.store).unsubscribe(made(desk.store, ident, UNSUBSCRIBE, email.id), HERE)
    assert len(log_of(desk, ident)) == before


def _used(desk: Desk, ident: int, token: str) -> str:
    LinkDoor(desk.store).set_password(RESET, token, HERE, GOOD, GOOD)
    return token


def _old(desk: Desk, ident: int, token: str) -> str:
    with desk.store.writing() as session:
        for link in session.query(PersonalLink):
            link.expires_at -= timedelta(minutes=30)
    return token


def _ended(desk: Desk, ident: int, token: str) -> str:
    made(desk.store, ident, RESET)
    return token


def _blocked(desk: Desk, ident: int, token: str) -> str:
    desk.change(status.block, ident)
    return token


SPOILT: dict[str, Callable[[Desk, int, str], str]] = {
    "wrong": lambda _, __, token: f"{token}x",
    "empty": lambda *_: "",
    "of another kind": lambda desk, ident, _: made(desk.store, ident, ACTIVATION),
    "no text": lambda *_: "\udcff\x00" + "x" * 10_000,
    "used": _used,
    "too old": _old,
    "ended by a newer one": _ended,
    "of a Blocked customer": _blocked,
}


@pytest.mark.parametrize("name", SPOILT)
def test_links_that_do_not_work(desk: Desk, add_customer: AddCustomer, name: str) -> None:
    """R7, R227, R231: one and the same refusal, and nothing is changed but the count of tries."""
    ident = add_customer(desk)
    token = SPOILT[name](desk, ident, made(desk.store, ident, RESET))
    door = LinkDoor(desk.store)
    before = everything(desk.store)
    for work in (
        lambda: door.offer(RESET, token, HERE),
        lambda: door.set_password(RESET, token, HERE, GOOD, GOOD),
        lambda: door.unsubscribe(token, HERE),
    ):
        with pytest.raises(NotFound) as refused:
            work()
        assert refused.value.text == GONE
    after = everything(desk.store)
    assert [name for name in after if after[name] != before[name]] == ["link_waits"]


def test_a_password_that_is_none_leaves_the_link(desk: Desk, add_customer: AddCustomer) -> None:
    """R82: both mistakes are told, and the same link works after that."""
    ident = add_customer(desk)
    token = made(desk.store, ident, RESET)
    door = LinkDoor(desk.store)
    with pytest.raises(Invalid) as refused:
        door.set_password(RESET, token, HERE, "short", "other")
    assert set(refused.value.fields) == {"password", "again"}
    door.set_password(RESET, token, HERE, GOOD, GOOD)


def test_a_password_ends_the_other_links(desk: Desk, add_customer: AddCustomer) -> None:
    """R227: who has an older mail cannot set another one."""
    ident = add_customer(desk)
    first, second = made(desk.store, ident, ACTIVATION), made(desk.store, ident, RESET)
    door = LinkDoor(desk.store)
    door.set_password(ACTIVATION, first, HERE, GOOD, GOOD)
    with pytest.raises(NotFound):
        door.offer(RESET, second, HERE)


def test_two_at_the_same_moment(desk: Desk, add_customer: AddCustomer) -> None:
    """R227: a link works once."""
    ident = add_customer(desk)
    token = made(desk.store, ident, RESET)

    def work(own: Desk, number: int) -> Any:
        LinkDoor(own.store).set_password(RESET, token, HERE, f"{GOOD} {number}", f"{GOOD} {number}")
        return number

    found = together(desk.store, work)
    (done,) = [one for one in found if isinstance(one, int)]
    assert password_hashes.matches(customer(desk.store, ident).password_hash or "", f"{GOOD} {done}")
    assert {one.text for one in found if isinstance(one, BilliaError)} == {GONE}


def test_who_guesses_waits(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R231: after some tries in vain nothing from there is looked at, longer each time, also after a restart."""
    ident = add_customer(desk)
    door = LinkDoor(desk.store)
    for number in range(FREE + 1):
        with pytest.raises(NotFound):
            door.offer(RESET, f"guess {number}", HERE)
    good = made(desk.store, ident, RESET)
    with pytest.raises(TooManyTries) as waiting:
        LinkDoor(desk.store).offer(RESET, good, HERE)
    assert waiting.value.seconds == 2
    assert door.offer(RESET, good, "198.51.100.1").username
    frozen.shift(timedelta(seconds=2))
    with pytest.raises(NotFound):
        door.offer(RESET, "guess", HERE)
    with pytest.raises(TooManyTries, match="in 4 s"):
        door.offer(RESET, good, HERE)
    (row,) = _waits(desk.store)
    assert HERE not in str((row.origin, row.failures))
    frozen.shift(timedelta(days=1, seconds=1))
    with pytest.raises(NotFound):
        door.offer(RESET, "guess", HERE)
    assert [one.failures for one in _waits(desk.store)] == [1]


def _waits(store: Store) -> list[LinkWait]:
    with store.reading() as session:
        return list(session.query(LinkWait))


def test_a_restart_forgets_nothing(sqlite_desk: Desk, frozen: time_machine.Traveller) -> None:
    """R231: the waits are in the store."""
    for number in range(FREE + 1):
        with pytest.raises(NotFound):
            LinkDoor(sqlite_desk.store).offer(RESET, f"guess {number}", HERE)
    again = open_store(sqlite_desk.store.place)
    with pytest.raises(TooManyTries):
        LinkDoor(again).offer(RESET, "guess", HERE)
    again.close()


def test_origins() -> None:
    """R231: a household has one, whatever addresses it takes; nobody can read an address from it."""
    assert origin_of("2001:db8:1:2::1") == origin_of("2001:db8:1:2:ffff::9") != origin_of("2001:db8:1:3::1")
    assert origin_of("192.0.2.7") != origin_of("192.0.2.8")
    assert {len(origin_of(address)) for address in ("192.0.2.7", "::1", "", "unix", "x" * 9999, "\udcff")} == {5}


def test_an_address_that_was_deleted(desk: Desk, add_customer: AddCustomer) -> None:
    """R231: its links go with it."""
    ident = add_customer(desk)
    email_id = desk.change(emails.add, ident, "x@example.org")
    token = made(desk.store, ident, UNSUBSCRIBE, email_id)
    desk.change(emails.delete, ident, email_id)
    with pytest.raises(NotFound):
        LinkDoor(desk.store).unsubscribe(token, HERE)


def test_a_link_of_staff_is_one_that_works(desk: Desk, add_customer: AddCustomer) -> None:
    """R83: what `send_reset_link` writes becomes a link when it leaves; the mail in the store has none."""
    ident = add_customer(desk)
    desk.change(password.send_reset_link, ident)
    assert stored(desk.store, PersonalLink, customer_id=ident) == []


def test_what_a_customer_did_is_erased_with_it(desk: Desk, add_customer: AddCustomer) -> None:
    """R44, R99: the history that no admin wrote stays, without the address; no link is left."""
    ident = add_customer(desk, username="maria")
    email_id = subscribed(desk, ident)
    door = LinkDoor(desk.store)
    door.unsubscribe(made(desk.store, ident, UNSUBSCRIBE, email_id), HERE)
    token = made(desk.store, ident, RESET)
    desk.change(erasure.erase, ident, typed_username="maria")
    change = stored(desk.store, GdprChange, email_id=email_id)[-1]
    assert (change.admin_id, change.address, change.new) == (None, "", Marketing.UNSUBSCRIBED)
    with pytest.raises(NotFound):
        door.offer(RESET, token, HERE)
