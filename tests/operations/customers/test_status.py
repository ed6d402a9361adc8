"""The status of a customer and the ways between the three (R1-R13)."""

import pytest
import time_machine

from billia_tui.errors import Invalid, Refused
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import status
from billia_tui.operations.customers.editing import AfterAdding
from billia_tui.operations.desk import Desk
from billia_tui.operations.wallet import hold
from billia_tui.vocabulary import CustomerStatus
from tests import factories
from tests.conftest import NOW, AddCustomer
from tests.operations.kit import actions_of, customer, everything, log_of, mails, page_of

ACTIVE, INACTIVE, BLOCKED = CustomerStatus.ACTIVE, CustomerStatus.INACTIVE, CustomerStatus.BLOCKED


def bring_to(desk: Desk, customer_id: int, target: CustomerStatus) -> None:
    """Brings a new customer to a status."""
    if target == ACTIVE:
        desk.change(status.activate, customer_id)
    elif target == BLOCKED:
        desk.change(status.block, customer_id)


def test_there_are_three_statuses() -> None:
    """R1."""
    assert [str(one) for one in CustomerStatus] == ["Active", "Inactive", "Blocked"]


def test_a_new_customer_starts_inactive(desk: Desk, add_customer: AddCustomer) -> None:
    """R3."""
    page = page_of(desk, add_customer(desk))
    assert page.status == INACTIVE
    assert page.activated_at is None


@pytest.mark.parametrize("start", [INACTIVE, ACTIVE, BLOCKED])
@pytest.mark.parametrize("target", [ACTIVE, BLOCKED])
def test_allowed_and_refused_changes(
    desk: Desk, add_customer: AddCustomer, start: CustomerStatus, target: CustomerStatus
) -> None:
    """R5, R6, R7: Inactive→Active, Active→Blocked, Blocked→Active, Inactive→Blocked; a status again is refused."""
    ident = add_customer(desk)
    bring_to(desk, ident, start)
    before = everything(desk.store)
    if start == target:
        with pytest.raises(Refused, match=f"is {target} already"):
            bring_to(desk, ident, target)
        assert everything(desk.store) == before
    else:
        bring_to(desk, ident, target)
        assert page_of(desk, ident).status == target
        assert log_of(desk, ident)[0].changes == (("status", start, target),)


def test_nothing_returns_to_inactive() -> None:
    """R5: no way leads back to Inactive."""
    assert [status.why_not(one, INACTIVE) for one in CustomerStatus] == [
        "a customer cannot go from Active to Inactive",
        "this customer is Inactive already",
        "a customer cannot go from Blocked to Inactive",
    ]


def test_the_first_activation_keeps_its_time(
    desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller
) -> None:
    """R11: activated_at is set the first time and left alone later."""
    ident = add_customer(desk)
    desk.change(status.activate, ident)
    frozen.shift(3600)
    desk.change(status.block, ident)
    desk.change(status.activate, ident)
    assert page_of(desk, ident).activated_at == NOW


def test_activating_a_blocked_customer_who_never_was_active(
    desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller
) -> None:
    """R5, R11: Inactive→Blocked→Active counts as the first activation."""
    ident = add_customer(desk)
    desk.change(status.block, ident)
    assert page_of(desk, ident).activated_at is None
    desk.change(status.activate, ident)
    assert page_of(desk, ident).activated_at == NOW


def test_a_block_keeps_its_reason_and_sends_nothing(desk: Desk, add_customer: AddCustomer) -> None:
    """R12: the optional reason is kept in the log, no message goes to the customer."""
    ident = add_customer(desk)
    desk.change(status.block, ident, " chargeback ")
    assert log_of(desk, ident)[0].reason == "chargeback"
    assert mails(desk.store, ident) == []


@pytest.mark.parametrize("reason", ["x" * 501, "a\x1bb", "a\nb", "\u202e"])
def test_a_reason_that_cannot_be_kept(desk: Desk, add_customer: AddCustomer, reason: str) -> None:
    """R12, P5: too long, or with hidden characters: refused at the field, nothing is changed."""
    ident = add_customer(desk)
    with pytest.raises(Invalid) as refused:
        desk.change(status.block, ident, reason)
    assert list(refused.value.fields) == ["reason"]
    assert page_of(desk, ident).status == INACTIVE


def test_blocking_leaves_services_orders_and_hold(desk: Desk, add_customer: AddCustomer) -> None:
    """R13."""
    ident = add_customer(desk)
    factories.add_service(desk, ident)
    factories.add_purchase(desk, ident)
    desk.change(hold.put_on, ident)
    before = everything(desk.store)
    desk.change(status.block, ident)
    after = everything(desk.store)
    assert after["services"] == before["services"]
    assert after["purchases"] == before["purchases"]
    assert page_of(desk, ident).hold == "by admin"


def test_the_first_hour(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R8, R9: an Inactive customer "can log in until HH:MM"; after exactly one hour "first hour is over"."""
    ident = add_customer(desk)
    assert page_of(desk, ident).first_hour == "can log in until 15:05"
    frozen.shift(3599)
    assert page_of(desk, ident).first_hour == "can log in until 15:05"
    frozen.shift(1)
    assert page_of(desk, ident).first_hour == "first hour is over"
    desk.change(status.activate, ident)
    assert page_of(desk, ident).first_hour == ""


def test_the_activation_mail(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R4, R40, R43: to the registration address, as often as wanted, and the page says when it was last sent."""
    ident = add_customer(desk, email="maria@example.org")
    assert page_of(desk, ident).activation_sent_at is None
    assert desk.change(status.send_activation, ident) == "maria@example.org"
    frozen.shift(60)
    desk.change(status.send_activation, ident)
    sent = mails(desk.store, ident)
    assert [(mail.address, mail.reason) for mail in sent] == [("maria@example.org", "activation")] * 2
    assert page_of(desk, ident).activation_sent_at == sent[1].at
    assert sent[1].at > sent[0].at
    assert actions_of(desk, ident) == ["add", "send activation e-mail", "send activation e-mail"]


@pytest.mark.parametrize("current", [ACTIVE, BLOCKED])
def test_only_an_inactive_customer_gets_the_activation_mail(
    desk: Desk, add_customer: AddCustomer, current: CustomerStatus
) -> None:
    """R40."""
    ident = add_customer(desk)
    bring_to(desk, ident, current)
    with pytest.raises(Refused, match=f"only an Inactive customer gets it; this one is {current}"):
        desk.change(status.send_activation, ident)
    assert mails(desk.store, ident) == []


def test_deleted_customers_have_no_status_to_change(desk: Desk, add_customer: AddCustomer) -> None:
    """R45: a deleted customer is not there for any change."""
    ident = add_customer(desk, username="maria")
    desk.change(customers.delete, ident, typed_username="maria")
    for operation in (status.activate, status.block, status.send_activation):
        with pytest.raises(Exception, match=f"there is no customer {ident}"):
            desk.change(operation, ident)
    assert customer(desk.store, ident).status == INACTIVE


@pytest.mark.parametrize(
    ("then", "expected", "sent"),
    [(AfterAdding.ACTIVATE, ACTIVE, 0), (AfterAdding.SEND_ACTIVATION, INACTIVE, 1), (AfterAdding.NOTHING, INACTIVE, 0)],
)
def test_what_happens_with_a_new_customer(
    desk: Desk, add_customer: AddCustomer, then: AfterAdding, expected: CustomerStatus, sent: int
) -> None:
    """R150: send the activation e-mail, activate now, or neither."""
    ident = add_customer(desk, then=then)
    assert page_of(desk, ident).status == expected
    assert len(mails(desk.store, ident)) == sent
