"""Passwords of customers (R52, R82-R84, P8)."""

import pytest
import time_machine
from argon2 import PasswordHasher

from billia_tui.db.models import PersonalLink
from billia_tui.errors import Invalid, NotFound
from billia_tui.operations import password_hashes
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.customers import password as passwords
from billia_tui.operations.desk import Desk
from tests.conftest import AddCustomer
from tests.operations.kit import customer, everything, log_of, mails, stored

SECRET = "correct horse battery"  # noqa: S105 - no one has it


@pytest.mark.parametrize(
    ("password", "again", "fields"),
    [
        ("1234567890", "1234567890", []),
        ("山" * 10, "山" * 10, []),
        (" " * 10, " " * 10, []),
        ("123456789", "123456789", ["password"]),
        ("", "", ["password"]),
        ("1234567890", "1234567891", ["again"]),
        ("short", "other", ["password", "again"]),
        ("x" * 1025, "x" * 1025, ["password"]),
        ("\ud800" * 10, "\ud800" * 10, ["password"]),
    ],
)
def test_which_passwords_are_taken(password: str, again: str, fields: list[str]) -> None:
    """R82: at least ten characters, both the same; all mistakes at once; the message never repeats the password."""
    if not fields:
        password_hashes.check(password, again)
        return
    with pytest.raises(Invalid) as refused:
        password_hashes.check(password, again)
    assert list(refused.value.fields) == fields
    assert not password or password not in refused.value.text


def test_only_the_hash_is_stored(desk: Desk, add_customer: AddCustomer) -> None:
    """R52, R186, P8: argon2id; neither password nor hash is in the log or on the page."""
    ident = add_customer(desk)
    stored_hash = password_hashes.hashed(SECRET)
    desk.change(passwords.store_hash, ident, stored_hash)
    kept = customer(desk.store, ident).password_hash
    assert kept is not None
    assert kept.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert PasswordHasher().verify(kept, SECRET)
    assert SECRET not in repr(everything(desk.store))
    line = log_of(desk, ident)[0]
    assert (line.action, line.changes) == ("change password", ())
    assert kept not in repr(desk.ask(customer_page.read, ident))
    assert kept not in repr(everything(desk.store)["log_entries"])


def test_a_reset_link_goes_to_the_registration_address(
    desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller
) -> None:
    """R83, R227, P8: a mail without the link, which is made when the mail leaves."""
    ident = add_customer(desk, email="maria@example.org")
    assert desk.change(passwords.send_reset_link, ident) == "maria@example.org"
    frozen.shift(60)
    desk.change(passwords.send_reset_link, ident)
    sent = mails(desk.store, ident)
    assert [(mail.address, mail.reason) for mail in sent] == [("maria@example.org", "password reset")] * 2
    assert stored(desk.store, PersonalLink, customer_id=ident) == []
    for mail in sent:
        assert mail.link == mail.reason
        assert "‹personal link›" in mail.body
    assert log_of(desk, ident)[0].changes == ()


def test_nobody_has_no_password(desk: Desk) -> None:
    """R185."""
    with pytest.raises(NotFound):
        desk.change(passwords.store_hash, 77, "x")
    with pytest.raises(NotFound):
        desk.change(passwords.send_reset_link, 77)
