"""On hold, apart from the status (R14-R22)."""

import pytest

from billia_tui.errors import Refused
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from tests.conftest import AddCustomer
from tests.operations.kit import everything, log_of, page_of


def test_hold_by_hand(desk: Desk, add_customer: AddCustomer) -> None:
    """R14, R16, R21: set and ended by an admin, whatever the status, with a line in the log each."""
    ident = add_customer(desk)
    for change in (None, status.activate, status.block):
        if change:
            desk.change(change, ident)
        desk.change(hold.put_on, ident, "asked by phone")
        assert page_of(desk, ident).hold == "by admin"
        assert log_of(desk, ident)[0].summary == "on hold by hand: no → yes · asked by phone"
        desk.change(hold.release, ident)
        assert page_of(desk, ident).hold == ""
        assert log_of(desk, ident)[0].changes == (("on_hold_manual", "yes", "no"),)


def test_hold_twice_and_release_without_hold_are_refused(desk: Desk, add_customer: AddCustomer) -> None:
    """R16: what is so already is refused, and nothing is written."""
    ident = add_customer(desk)
    before = everything(desk.store)
    with pytest.raises(Refused, match="is not on hold"):
        desk.change(hold.release, ident)
    assert everything(desk.store) == before
    desk.change(hold.put_on, ident)
    before = everything(desk.store)
    with pytest.raises(Refused, match="on hold by an admin already"):
        desk.change(hold.put_on, ident)
    assert everything(desk.store) == before


def test_a_negative_wallet_holds_and_zero_releases(desk: Desk, add_customer: AddCustomer) -> None:
    """R17, R18, R19: below zero is on hold, exactly zero is not."""
    ident = add_customer(desk)
    desk.change(wallet.correct_balance, ident, "-0.01", "fee")
    assert page_of(desk, ident).hold == "negative wallet"
    line = log_of(desk, ident)[0]
    assert (line.action, line.admin) == ("hold by system", "system")
    desk.change(wallet.add_funds, ident, "0.01")
    page = page_of(desk, ident)
    assert (page.hold, page.wallet.minor) == ("", 0)
    assert log_of(desk, ident)[0].action == "release by system"


def test_falling_to_zero_is_no_hold(desk: Desk, add_customer: AddCustomer) -> None:
    """R18: exactly 0.00 is not negative."""
    ident = add_customer(desk)
    desk.change(wallet.add_funds, ident, "5")
    desk.change(wallet.correct_balance, ident, "-5", "fee")
    assert page_of(desk, ident).hold == ""


def test_release_is_refused_while_the_wallet_is_negative(desk: Desk, add_customer: AddCustomer) -> None:
    """R20, R21: the message says why; the badge names both reasons; the manual hold stays after the wallet recovers."""
    ident = add_customer(desk)
    desk.change(wallet.correct_balance, ident, "-5", "fee")
    for _ in range(2):
        before = everything(desk.store)
        with pytest.raises(Refused, match="the wallet is negative") as refused:
            desk.change(hold.release, ident)
        assert refused.value.rule == "R20"
        assert everything(desk.store) == before
        if page_of(desk, ident).hold == "negative wallet":
            desk.change(hold.put_on, ident)
    assert page_of(desk, ident).hold == "by admin and negative wallet"
    desk.change(wallet.add_funds, ident, "5")
    assert page_of(desk, ident).hold == "by admin"
    desk.change(hold.release, ident)
    assert page_of(desk, ident).hold == ""


def test_hold_leaves_the_status(desk: Desk, add_customer: AddCustomer) -> None:
    """R14: hold is separate from the status."""
    ident = add_customer(desk)
    desk.change(status.activate, ident)
    desk.change(hold.put_on, ident)
    assert page_of(desk, ident).status == "Active"
