"""What was set or moved by hand says so: by whom, when and why, and to the customer in words of its own (R220)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from billia_tui.db.models import Notification, OutgoingMail
from billia_tui.errors import Invalid, Refused
from billia_tui.operations.advance import reminders
from billia_tui.operations.advance import run as advance
from billia_tui.operations.customers.editing import AfterAdding
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import payment
from billia_tui.operations.orders import status as order_status
from billia_tui.operations.orders.ending import Afterwards
from billia_tui.operations.orders.refunds import RefundTo, refund
from billia_tui.operations.renewals.now import offer, renew_now
from billia_tui.operations.services import move
from billia_tui.operations.services import pages as services
from billia_tui.operations.services.anchor import months_later
from billia_tui.operations.services.changes import change_status
from billia_tui.operations.services.course import NO_WORDS
from billia_tui.operations.services.renewal_tries import Obstacle
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import PurchaseStatus, ServiceStatus
from tests import factories
from tests.conftest import NOW, AddCustomer
from tests.operations.kit import ALL, customer, log_of, stored
from tests.operations.orders.kit import BANK, Shop
from tests.operations.services.kit import service_of

S = ServiceStatus
DAY = timedelta(days=1)


def test_suspended_by_hand(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R220, R177: reason for the staff, words for the customer; real dates, though the end is still to come."""
    ident = add_customer(desk, then=AfterAdding.ACTIVATE)
    made = factories.add_service(desk, ident, activated_at=NOW - 300 * DAY, expires_at=NOW + 65 * DAY)
    with pytest.raises(Invalid, match="reason"):
        desk.change(change_status, made, S.SUSPENDED)
    told = "It sends spam; please clean it and write to us."
    desk.change(change_status, made, S.SUSPENDED, reason="spam, ticket 4711", words=told)
    found = desk.ask(services.details, made)
    assert [(one.status, one.start) for one in found.timeline][:2] == [(S.ACTIVE, NOW - 300 * DAY), (S.SUSPENDED, NOW)]
    assert found.timeline[2].start > NOW + 65 * DAY  # what follows is what the dates lead to
    step = found.set_by_hand
    assert step is not None
    assert (step.at, step.who, step.reason, found.told) == (NOW, "ana", "spam, ticket 4711", told)
    one = stored(desk.store, Notification, customer_id=ident)[-1]
    assert (one.title, one.text) == (
        "Service suspended", f"Cloud server S was suspended by us on {NOW:%Y-%m-%d}. {told}",
    )  # fmt: skip
    mail = stored(desk.store, OutgoingMail, customer_id=ident)[-1]
    assert told in mail.body
    assert "paid" not in mail.body
    panel = Desk(desk.store, 1, acting_as=ident).ask(services.details, made)
    assert (panel.by_us, panel.told, panel.steps, panel.set_by_hand) == (True, told, (), None)
    assert "spam, ticket" not in repr(panel)
    # nothing reminds of a payment that does not help
    until = NOW + 8 * DAY
    assert desk.ask(reminders.of_status, until, ALL, kind=reminders.Kind.SUSPENDED).rows == ()

    frozen.shift(2 * DAY)
    desk.change(change_status, made, S.ACTIVE, reason="cleaned")
    again = desk.ask(services.details, made)
    spans = [(one.status, one.start) for one in again.timeline][:3]
    assert spans == [(S.ACTIVE, NOW - 300 * DAY), (S.SUSPENDED, NOW), (S.ACTIVE, NOW + 2 * DAY)]
    assert ([step.what for step in again.steps], again.told) == (["Suspended", "Active"], "")


def test_the_usual_words(desk: Desk, add_customer: AddCustomer) -> None:
    """R220, R168: without words the customer is asked to write; other statuses say the usual unless there are words."""
    ident = add_customer(desk, then=AfterAdding.ACTIVATE)
    one, two, three = (factories.add_service(desk, ident) for _ in range(3))
    desk.change(change_status, one, S.SUSPENDED, reason="abuse")
    desk.change(change_status, two, S.EXPIRED)
    desk.change(change_status, three, S.REDEMPTION, words="Asked for by you.")
    texts = [row.text for row in stored(desk.store, Notification, customer_id=ident)]
    assert texts[-3].endswith(NO_WORDS)
    assert "expired on" in texts[-2]
    assert "was set to Redemption by us" in texts[-1]
    assert texts[-1].endswith("Asked for by you.")


def test_moved_by_hand(desk: Desk, add_customer: AddCustomer) -> None:
    """R220, R207: who moved it, from whom, and why."""
    one, two = add_customer(desk, then=AfterAdding.ACTIVATE), add_customer(desk, then=AfterAdding.ACTIVATE)
    made = factories.add_service(desk, one)
    desk.change(move.move, made, two, reason="sold with the shop")
    (step,) = desk.ask(services.details, made).steps
    assert step.what.startswith(f"moved from {one} ")
    assert (step.who, step.reason, step.status) == ("ana", "sold with the shop", None)


def renewing(desk: Desk, customer_id: int, **values: Any) -> int:
    """The id of a monthly service of 10.00 with auto renew that ends in a day."""
    filled = {"price": 1000, "period_months": 1, "auto_renew": True, "activated_at": NOW - 27 * DAY}
    return factories.add_service(desk, customer_id, **{**filled, "expires_at": NOW + DAY, **values})


def test_time_and_money_do_not_lift_it(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R192, R194, R220: suspended by hand it stays, whatever money there is; nothing is charged, and it says why."""
    ident = add_customer(desk, then=AfterAdding.ACTIVATE)
    early, late = renewing(desk, ident), renewing(desk, ident, status=S.EXPIRED, expires_at=NOW - DAY)
    for made in (early, late):
        desk.change(change_status, made, S.SUSPENDED, reason="spam")
    frozen.shift(2 * DAY)
    desk.change(wallet.add_funds, ident, "100")
    assert [service_of(desk, made).renewal_marked_at for made in (early, late)] == [None, None]
    for _ in range(2):
        summary = advance.run(desk)
        assert summary.not_renewed == {Obstacle.BY_HAND: 2}
        assert summary.steps[advance.Step.RENEWED] == summary.steps[advance.Step.REMINDED] == 0
    assert {service_of(desk, made).status for made in (early, late)} == {S.SUSPENDED}
    assert customer(desk.store, ident).wallet == 10000
    assert str(desk.ask(services.details, early).renewal).startswith("it was suspended by hand · 2 tries since")
    # set Active, it goes its way again, and nothing is left of the tries
    desk.change(change_status, early, S.ACTIVE, until=NOW + 3 * DAY)
    assert desk.ask(services.details, early).renewal is None
    frozen.shift(DAY)
    assert advance.run(desk).steps[advance.Step.RENEWED] == 1
    assert service_of(desk, early).expires_at == months_later(NOW + 3 * DAY, 1)
    assert customer(desk.store, ident).wallet == 9000


def test_it_is_not_reminded_of_a_payment(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R220, R230: also where it was suspended after its end."""
    del frozen
    ident = add_customer(desk, then=AfterAdding.ACTIVATE)
    made = renewing(desk, ident, status=S.EXPIRED, expires_at=NOW - DAY)
    desk.change(change_status, made, S.SUSPENDED, reason="spam")
    for days in (1, 2, 3, 5, 7, 10, 14):
        asked = NOW + days * DAY
        assert desk.ask(reminders.of_status, asked, ALL, kind=reminders.Kind.SUSPENDED).rows == (), days


def test_renew_now_does_not_lift_it(shop: Shop, frozen: time_machine.Traveller) -> None:
    """R112, R193, R195, R220: not by the customer; the staff says so, and then both lines are in the log."""
    desk = shop.desk
    desk.change(wallet.add_funds, 1, "50")
    made = renewing(desk, 1)
    desk.change(change_status, made, S.SUSPENDED, reason="spam", words="Please clean it.")
    frozen.shift(2 * DAY)
    panel = Desk(desk.store, 1, acting_as=1)
    with pytest.raises(Refused, match=r"suspended by us on .*Please clean it\."):
        panel.change(renew_now, made)
    with pytest.raises(Refused, match="suspended by us"):
        panel.change(renew_now, made, lift=True)
    with pytest.raises(Refused, match="suspended by hand"):
        desk.change(renew_now, made)
    assert desk.ask(offer, made).why_not is not None
    assert desk.ask(offer, made, lift=True).why_not is None
    desk.change(renew_now, made, lift=True)
    service = service_of(desk, made)
    assert (service.status, service.expires_at) == (S.ACTIVE, months_later(NOW + 2 * DAY, 1))
    assert customer(desk.store, 1).wallet == 4000
    courses = [line.action for line in log_of(desk, 1) if line.action in {"renew service", "service status"}]
    assert courses == ["service status", "renew service", "service status"]


def test_a_paid_renewal_gives_time_and_does_not_lift_it(shop: Shop, frozen: time_machine.Traveller) -> None:
    """R112, R204, R220: an order of before gives its period, given back takes it; the service stays Suspended."""
    desk = shop.desk
    made = renewing(desk, 1)
    order = desk.change(renew_now, made, payment_method_id=BANK)
    desk.change(change_status, made, S.SUSPENDED, reason="spam")
    frozen.shift(2 * DAY)
    desk.change(payment.mark_paid, order)
    desk.change(order_status.change, order, PurchaseStatus.ACTIVATED)
    service = service_of(desk, made)
    assert (service.status, service.expires_at) == (S.SUSPENDED, months_later(NOW + 2 * DAY, 1))
    assert desk.ask(services.details, made).by_us
    desk.change(refund, order, "10", to=RefundTo.WALLET, reason="asked for", afterwards=Afterwards.BACK)
    found = desk.ask(services.details, made)
    assert (found.row.status, found.row.expires_at, found.by_us) == (S.SUSPENDED, NOW + DAY, True)
