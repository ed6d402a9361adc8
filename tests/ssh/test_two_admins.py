"""Two admins at work over SSH at the same time: each is who the key says, and the log names each."""

from tests.ssh.bastion import ANA, BEN, JOHN, MARIA, Bastion
from tests.ssh.client import find
from tests.ssh.conftest import Console


def test_two_keys_are_two_admins(bastion: Bastion, console: Console) -> None:
    """P4: the name in the log is the one on the key line; both work on the same customer at once."""
    ana, ben = console(ANA), console(BEN)
    find(ana, "kohler")
    find(ben, "kohler")
    assert "ana · Administrator" in ana.screen_text()
    assert "ben · Support" in ben.screen_text()

    ana.keys("n")
    ana.wait_for("Add note")
    ana.keys("by ana, over SSH", "enter")
    ana.wait_gone("Add note")
    ana.wait_for("by ana, over SSH")
    ben.keys("w")
    ben.wait_for("Add funds")
    ben.keys("12.50", "enter")
    ben.wait_gone("Add funds")
    ben.wait_for("12.50 EUR")

    assert [(admin, action) for admin, action, _ in bastion.logged(MARIA)[-2:]] == [
        (ANA, "add note"),
        (BEN, "add funds"),
    ]


def test_what_a_role_may_not_do_is_refused_over_ssh_as_well(bastion: Bastion, console: Console) -> None:
    """R182: ben is Support, so the staff stay closed to him."""
    ben = console(BEN)
    ben.wait_for("2 of 2")
    ben.keys("S")
    ben.wait_for("your role Support may not manage admins")


def test_who_was_made_inactive_does_nothing_more(bastion: Bastion, console: Console) -> None:
    """R181, P4: access ends at the next action, also in a console that is open, and at the door."""
    ben = console(BEN)
    ben.wait_for("2 of 2")
    before = bastion.logged(JOHN)
    bastion.billia("admins", "deactivate", BEN)
    try:
        ben.keys("n")
        ben.wait_for("Add note")
        ben.keys("one more", "enter")
        ben.wait_for("is not active")
        said = bastion.run(BEN, "customers list")
    finally:
        bastion.billia("admins", "activate", BEN)
    assert (said.code, said.out) == (1, ""), said
    assert "no active admin" in said.error
    assert bastion.logged(JOHN) == before
