"""One list of all that happened to a customer (R221), and the words of the log (R222); on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from billia_tui.db.models import OutgoingMail
from billia_tui.errors import Forbidden, Invalid
from billia_tui.operations.customers import emails, impersonation, profiles, status
from billia_tui.operations.customers.profiles import ProfileData
from billia_tui.operations.desk import Desk
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import notifications
from billia_tui.operations.messages.notifications import Template
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.orders import payment
from billia_tui.operations.timeline import pages
from billia_tui.operations.timeline.events import ALL, Event, EventKind, Wanted, wanted
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Key, Window
from billia_tui.vocabulary import ProfileType
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.kit import ALL as WHOLE
from tests.operations.kit import questions

FIRST = datetime(2026, 11, 1, 10, tzinfo=UTC)


@pytest.fixture
def life(desk: Desk, add_customer: AddCustomer) -> int:
    """A customer with one event a day from 1 November on, and a purchase of 2025 that no log line tells of."""
    days: list[Callable[[int], object]] = [
        lambda ident: desk.change(emails.add, ident, "second@example.org"),
        lambda ident: desk.change(wallet.add_funds, ident, "50", "Bank transfer of Tuesday"),
        lambda ident: desk.change(notes.add, ident, "Обади се в петък\nand again on Monday"),
        lambda ident: desk.change(payment.mark_paid, factories.add_purchase(desk, ident), reference="RF18 5390"),
        lambda ident: desk.change(hold.put_on, ident, "asked by phone"),
        lambda ident: tell(desk, ident),
    ]
    with time_machine.travel(FIRST - timedelta(days=1), tick=False):
        ident = add_customer(desk)
    for day, happens in enumerate(days):
        with time_machine.travel(FIRST + timedelta(days=day), tick=False):
            happens(ident)
    return ident


def tell(desk: Desk, ident: int) -> None:
    """A notification and a mail."""
    with desk.store.writing() as session:
        notifications.write(session, ident, Template.HELD)
        session.add(OutgoingMail(
            customer_id=ident, address="maria@example.org", subject="Hello", body="…", at=FIRST + timedelta(days=5),
            reason="free",
        ))  # fmt: skip


def seen(desk: Desk, ident: int, narrowed: Wanted = ALL) -> list[str]:
    """What the timeline shows, newest first."""
    return [row.line for row in desk.ask(pages.page, ident, WHOLE, narrowed).rows]


def test_everything_stands_in_one_list(desk: Desk, life: int) -> None:
    """R221: log, wallet, payments, orders, documents, mails, notifications and notes, newest first, each once."""
    rows = desk.ask(pages.page, life, WHOLE).rows
    assert {row.kind for row in rows} == {*EventKind} - {EventKind.SERVICE}
    assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)
    lines = [row.line for row in rows]
    for once in (
        "funds +50.00 EUR",
        "note: Обади се в петък",
        "payment of",
        "hold by hand",
        "Account on hold",
        "Hello",
        "invoice",
    ):
        assert sum(once in line for line in lines) == 1, (once, lines)
    (movement,) = (row for row in rows if row.kind is EventKind.WALLET)
    assert (movement.who, movement.line) == (
        "ana", "funds +50.00 EUR · wallet: 0.00 EUR → 50.00 EUR · Bank transfer of Tuesday",
    )  # fmt: skip
    (paid,) = (row for row in rows if row.kind is EventKind.PAYMENT)
    assert "reference: RF18 5390" in paid.line
    assert paid.purchase_id is not None


def test_pages_by_key_join_to_the_whole(desk: Desk, life: int) -> None:
    """R221: by key, whatever the size of a page, down and up, with events of the same second in a fixed order."""
    whole = desk.ask(pages.page, life, WHOLE)
    for limit in (1, 2, 3, 5):
        window, keys = Window(limit=limit), list[Key]()
        while True:
            found = desk.ask(pages.page, life, window)
            keys += found.keys
            if not found.more:
                break
            window = Window(limit=limit, after=found.keys[-1])
        assert keys == [*whole.keys]
        up = desk.ask(pages.page, life, Window(limit=limit, before=whole.keys[5]))
        assert up.keys == whole.keys[5 - limit : 5]
    assert desk.ask(pages.page, life, Window(limit=3, bottom=True)).keys == whole.keys[-3:]
    again = desk.ask(pages.page, life, Window(limit=2, after=whole.keys[3], including=True))
    assert again.keys == whole.keys[3:5]


def test_narrowed_by_days(desk: Desk, life: int) -> None:
    """R221: from and to are whole days; a month is all of it."""
    found = desk.ask(pages.page, life, WHOLE, wanted(since="2026-11-02", until="2026-11-03")).rows
    assert {row.at.day for row in found} == {2, 3}
    assert {row.at.month for row in desk.ask(pages.page, life, WHOLE, wanted(since="2026-11")).rows} == {11}
    assert {
        row.at.month for row in desk.ask(pages.page, life, WHOLE, wanted(since="2026-04", until="2026-10")).rows
    } == {10}
    assert seen(desk, life, wanted(until="2024")) == []


def test_narrowed_by_words_and_kind(desk: Desk, life: int) -> None:
    """R221: all words, in any letters, capital or not; and one kind of event."""
    assert [line.partition(" · ")[0] for line in seen(desk, life, wanted(text="tuesday BANK"))] == ["funds +50.00 EUR"]
    assert len(seen(desk, life, wanted(text="ОБАДИ"))) == 1
    assert seen(desk, life, wanted(text="tuesday nothing")) == []
    assert len(seen(desk, life, wanted(text="5390"))) == 1
    assert seen(desk, life, wanted(text="100%")) == []
    for kind in EventKind:
        assert {row.kind for row in desk.ask(pages.page, life, WHOLE, Wanted(kind)).rows} <= {kind}


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"since": "yesterday"}, {"since"}),
        ({"since": "2026-11-02", "until": "2026-11-01"}, {"until"}),
        ({"kind": "money", "until": "2026-13"}, {"kind", "until"}),
        ({"text": "\x00"}, {"text"}),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(typed: dict[str, str], wrong: set[str]) -> None:
    """R152: all mistakes at once."""
    with pytest.raises(Invalid) as refused:
        wanted(**typed)
    assert {*refused.value.fields} == wrong


def test_a_timeline_asks_as_often_however_long_it_is(store: Any, add_customer: AddCustomer) -> None:
    """R221: a fixed number of questions."""
    desk = Desk(store, 1)
    ident = add_customer(desk)
    asked = []
    for _ in range(2):
        desk.ask(pages.page, ident, WHOLE)
        with questions(desk) as said:
            desk.ask(pages.page, ident, WHOLE)
        asked.append(len(said))
        for _ in range(5):
            desk.change(notes.add, ident, "x")
            desk.change(payment.mark_paid, factories.add_purchase(desk, ident))
    assert asked[0] == asked[1] <= 8  # the sources


def test_both_names_where_somebody_acted_as_a_customer(desk: Desk, add_customer: AddCustomer) -> None:
    """R70, R221; and in the panel there is no timeline."""
    ident = add_customer(desk)
    desk.change(status.activate, ident)
    desk.change(impersonation.begin, ident)
    theirs = Desk(desk.store, 1, acting_as=ident)
    theirs.change(profiles.add, ident, ProfileType.PERSON, ProfileData("Own", "Own"))
    with pytest.raises(Forbidden):
        theirs.ask(pages.page, ident, WHOLE)
    (added,) = (row for row in desk.ask(pages.page, ident, WHOLE).rows if "add profile" in row.what)
    assert added.who.startswith("ana as ")


def test_a_deleted_note_keeps_its_place_and_not_its_text(desk: Desk, add_customer: AddCustomer) -> None:
    """R174, R221."""
    ident = add_customer(desk)
    note = desk.change(notes.add, ident, "written by mistake")
    desk.change(notes.delete, ident, note)
    (told,) = (row for row in desk.ask(pages.page, ident, WHOLE).rows if row.kind is EventKind.NOTE)
    assert told.line == "note: deleted since"


def test_hostile_text_is_cleaned(desk: Desk, add_customer: AddCustomer) -> None:
    """P5: what was stored otherwise long ago is shown cleaned."""
    ident = add_customer(desk)
    with desk.store.writing() as session:
        session.add(OutgoingMail(
            customer_id=ident, address="a@b\x1b[2J", subject="\x1b]0;x\x07\u202e", body="", at=FIRST, reason="\x9b1m",
        ))  # fmt: skip
    rows: tuple[Event, ...] = desk.ask(pages.page, ident, WHOLE).rows
    assert all(text.isprintable() for row in rows for text in (row.line, row.who, row.what))


def test_the_log_speaks_the_words_of_the_console(desk: Desk, add_customer: AddCustomer) -> None:
    """R222: no column names; and it is narrowed by days and words."""
    ident = add_customer(desk)
    desk.change(hold.put_on, ident, "asked by phone")
    (line,) = desk.ask(log.page, ident, WHOLE, words=("phone", "ASKED")).rows
    assert line.summary == "on hold by hand: no → yes · asked by phone"
    assert desk.ask(log.page, ident, WHOLE, words=("phone", "nobody")).rows == ()
    assert desk.ask(log.page, ident, WHOLE, words=("\x00",)).rows == ()
    assert desk.ask(log.page, ident, WHOLE, days=wanted(until="2020").days).rows == ()
    assert desk.ask(log.page, ident, WHOLE, days=wanted(since="2020").days).rows
