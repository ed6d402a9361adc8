"""What was set or moved by hand says so: by whom, when and why, and to the customer in words of its own (R220)."""

from datetime import timedelta

import pytest
import time_machine

from billia_tui.db.models import Notification, OutgoingMail
from billia_tui.errors import Invalid
from billia_tui.operations.advance import reminders
from billia_tui.operations.customers.editing import AfterAdding
from billia_tui.operations.desk import Desk
from billia_tui.operations.services import move
from billia_tui.operations.services import pages as services
from billia_tui.operations.services.changes import change_status
from billia_tui.operations.services.course import NO_WORDS
from billia_tui.vocabulary import ServiceStatus
from tests import factories
from tests.conftest import NOW, AddCustomer
from tests.operations.kit import ALL, stored

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
