"""Whether `billia advance` runs as it should is said in the title line (R197)."""

from datetime import timedelta

import time_machine

from billia_tui import clock
from billia_tui.db.models import StoreSetting
from billia_tui.operations.advance import lateness
from billia_tui.operations.advance import run as advance
from billia_tui.operations.customers import status
from billia_tui.operations.customers.editing import AfterAdding
from billia_tui.operations.desk import Desk
from billia_tui.operations.messages import mail_health
from billia_tui.operations.store import runs
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.mails.kit import make_due


def test_since_when_it_has_not_run(
    sqlite_desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller
) -> None:
    """R197: after a day; without services nobody misses it, and no customer is told."""
    ident = add_customer(sqlite_desk)
    sqlite_desk.change(status.activate, ident)
    advance.run(sqlite_desk)
    frozen.shift(timedelta(days=2))
    assert sqlite_desk.ask(lateness.words) == ""
    factories.add_service(sqlite_desk, ident)
    assert sqlite_desk.ask(lateness.words) == "advance ran last on 2026-03-02"
    assert Desk(sqlite_desk.store, 1, acting_as=ident).ask(lateness.words) == ""
    advance.run(sqlite_desk)
    frozen.shift(timedelta(days=1))
    assert sqlite_desk.ask(lateness.words) == ""
    frozen.shift(1)
    assert sqlite_desk.ask(lateness.words) == "advance ran last on 2026-03-04"


def test_mail_that_does_not_leave(frozen: time_machine.Traveller, sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R225, R231: after a quarter of an hour; off if nobody ever did; links to nowhere; not in a demo or a panel."""
    ident = add_customer(sqlite_desk, then=AfterAdding.SEND_ACTIVATION)
    frozen.shift(timedelta(minutes=15))
    assert sqlite_desk.ask(lateness.words) == ""
    frozen.shift(1)
    assert sqlite_desk.ask(lateness.words) == "mail is off"
    runs.note(sqlite_desk.store, runs.Run.DELIVER, clock.now())
    assert sqlite_desk.ask(lateness.words) == "mail waits since 2026-03-02 14:05"
    assert Desk(sqlite_desk.store, 1, acting_as=ident).ask(lateness.words) == ""
    with sqlite_desk.store.writing() as session:
        mail_health.note(session, "no server", "they cannot be reached")
    both = "mail fails since 2026-03-02 14:05 · link pages do not answer"
    assert sqlite_desk.ask(lateness.words) == both
    make_due(sqlite_desk.store)
    assert sqlite_desk.ask(lateness.words) == "link pages do not answer"
    frozen.shift(timedelta(minutes=16))
    with sqlite_desk.store.writing() as session:
        session.add(StoreSetting(name="demo", value="yes"))
    assert sqlite_desk.ask(lateness.words) == ""
