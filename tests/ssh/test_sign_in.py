"""Where the store asks for a sign-in: the console over SSH asks for the password of the key's admin (P4, R181)."""

from collections.abc import Iterator

import pytest

from billia_tui.operations.staff import credentials
from billia_tui.operations.store import settings as store_settings
from billia_tui.operations.store.opening import open_desk
from billia_tui.vocabulary import SignInRule
from tests.ssh.bastion import ANA, BEN, Bastion
from tests.ssh.conftest import Console

SECRET = "horse 4711"  # noqa: S105 - no one has it


@pytest.fixture
def asking(bastion: Bastion) -> Iterator[Bastion]:
    """For this test the store asks; both admins have a password."""
    desk = open_desk(str(bastion.store), ANA, trusted=True)
    given = credentials.by_password(SECRET, SECRET)
    for admin_id in (1, 2):
        desk.change(credentials.reset, admin_id, given)
    desk.change(store_settings.change_sign_in, SignInRule.REQUIRED)
    try:
        yield bastion
    finally:
        desk.change(store_settings.change_sign_in, SignInRule.OPTIONAL)
        desk.store.close()


def test_the_key_says_who_and_the_password_that_it_is_them(asking: Bastion, console: Console) -> None:
    """P4, R181: no other name can be given; a command has no terminal, the key is enough; the rule is not open here."""
    ben = console(BEN)
    screen = ben.wait_for("Sign in", f"Your key says that you are {BEN}", "Password")
    assert "Username" not in screen
    ben.keys(SECRET, "enter")
    ben.wait_for("2 of 2", f"{BEN} · Support")
    assert SECRET.encode() not in ben.sent
    listed = asking.run(ANA, "customers list")
    assert (listed.code, "Köhler" in listed.out) == (0, True), listed
    refused = asking.run(ANA, "admins sign-in optional")
    assert (refused.code, refused.out) == (2, ""), refused
