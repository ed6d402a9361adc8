"""Lines that nobody can have typed: the first key that would change anything asks, and honest work loses nothing.

The same with the real program: tests/terminal/test_stray_bytes.py; here are the cases, and the work that it costs.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select
from textual import events
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.app.type_ahead import QUESTION
from billia_tui.db.models import LogEntry
from billia_tui.operations.desk import Desk
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.screens.customers.dialogs.hold import HoldDialog
from billia_tui.terminal import key_names
from billia_tui.terminal.keyboard import Together
from tests.screens.book import Book
from tests.screens.console import close_dialog, go, press, settle, shown, the_list, until

LINES = "Line one\rw\r99\rLine four\r"
NOTE = "Wants the invoice for March once more, by letter, to the old address in Leipzig, not by e-mail"


def together(pilot: Pilot[int], text: str, *, later: float = 0.0) -> None:
    """What comes from the terminal in one packet, so many seconds later than it does."""
    keys = tuple(events.Key(*key_names.typed(letter)) for letter in text)
    for key in keys:
        key.time += later
    pilot.app.post_message(Together(keys))


def is_asked(pilot: Pilot[int]) -> bool:
    """Whether the question is to be seen."""
    return any(note.message == QUESTION for note in pilot.app._notifications)


def is_busy(pilot: Pilot[int]) -> bool:
    """Whether keys wait, or one is being dealt with."""
    app = pilot.app
    return isinstance(app, BilliaApp) and app.type_ahead.is_busy


async def wait_asked(pilot: Pilot[int]) -> None:
    """Waits for the question; what asks it goes on only with the answer, so nobody may wait until all is quiet."""
    for _ in range(300):
        if is_asked(pilot):
            return
        await pilot.pause(0.01)
    raise AssertionError(f"it was not asked: {said(pilot)}\n{shown(pilot)}")


def changes(desk: Desk) -> int:
    """How many lines the log has."""
    with desk.store.reading() as session:
        return session.scalar(select(func.count()).select_from(LogEntry)) or 0


def said(pilot: Pilot[int]) -> list[str]:
    """What messages stand there."""
    return [note.message for note in pilot.app._notifications]


@pytest.mark.parametrize(
    ("on_page", "text"),
    [(False, LINES), (False, f"n{NOTE}\rh\r"), (True, f"n{NOTE}\rh\r"), (True, "zxz\rh\rh\r")],
    ids=["list, no sense", "list, long", "page, long", "page, short"],
)
async def test_nothing_is_changed_before_somebody_is_asked(
    app: BilliaApp, book_desk: Desk, book: Book, *, text: str, on_page: bool
) -> None:
    """P1: several lines that came at once, long ones or such with letters that mean nothing; `esc` drops them all."""
    async with app.run_test() as pilot:
        await (go(pilot, book.plain) if on_page else settle(pilot))
        before = changes(book_desk)
        together(pilot, text)
        await wait_asked(pilot)
        assert changes(book_desk) == before
        assert "saving" not in shown(pilot)
        await press(pilot, "escape")
        await until(pilot, lambda: not app.type_ahead.is_busy)
        assert "the keys were pasted" in shown(pilot)
        assert changes(book_desk) == before


async def test_honest_work_in_one_packet_loses_nothing(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """P1: half a minute of work on a stalled line costs one more `enter`, and is done to the last letter."""
    async with app.run_test() as pilot:
        page = await go(pilot, book.plain)
        together(pilot, f"n{NOTE}\rw25.50\tthank you\rc100\rw4.50\tand once more\rh")
        await wait_asked(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not page and not app.type_ahead.is_busy)
        assert isinstance(app.screen, HoldDialog)
        await close_dialog(pilot, "escape")
        moved = book_desk.ask(wallet.history, book.plain, Window(limit=5)).rows
        assert [(one.note, one.amount.minor) for one in moved] == [("and once more", 450), ("thank you", 2550)]
        assert page.customer is not None
        assert (page.customer.wallet.minor, page.customer.credit_limit.minor) == (3000, 10000)


async def test_a_short_job_in_one_packet_is_not_asked_about(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """P1: two returns with a reason for each letter are somebody's work."""
    async with app.run_test() as pilot:
        await go(pilot, book.plain)
        before = changes(book_desk)
        together(pilot, "w25\tgoodwill\rnCalled back\r")
        await until(pilot, lambda: changes(book_desk) == before + 2)
        assert not is_asked(pilot)


async def test_only_an_answer_that_comes_alone_is_one(app: BilliaApp, book_desk: Desk) -> None:
    """P1: the returns of the same text, in a later packet, answer nothing; other keys wait behind the question."""
    async with app.run_test() as pilot:
        await settle(pilot)
        before = changes(book_desk)
        together(pilot, LINES)
        await wait_asked(pilot)
        together(pilot, "\r\r\rw5\r")
        await pilot.press("w", "j", "q")
        assert is_asked(pilot)
        assert app.is_running
        assert changes(book_desk) == before


async def test_a_second_text_asks_again(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """P1: whoever meant the first one has not said so of the next."""
    async with app.run_test() as pilot:
        await go(pilot, book.plain)
        before = changes(book_desk)
        for number in range(2):
            together(pilot, f"n{NOTE}\rn{NOTE}\r", later=number)
            await wait_asked(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: not is_asked(pilot) and not app.type_ahead.is_busy)
        await until(pilot, lambda: changes(book_desk) == before + 4)


@contextmanager
def work() -> Iterator[list[int]]:
    """Counts the calls of functions of this thread."""
    calls = [0]

    def count(*_: object) -> None:
        calls[0] += 1

    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("text", ["j", LINES], ids=["keys", "lines"])
async def test_the_work_grows_with_the_keys_and_no_faster(app: BilliaApp, *, text: str) -> None:
    """Thin line: 5,000 keys of a text cost 14 s of a core, as each looked at all behind it. Counted, not timed."""
    async with app.run_test() as pilot:
        await settle(pilot)
        costs = []
        for keys in (300, 300, 600):  # the first time much is loaded
            with work() as calls:
                passed_on = app.type_ahead.passed_on
                together(pilot, (text * keys)[:keys])
                while app.type_ahead.passed_on == passed_on:  # all may be dealt with before anybody looks
                    await pilot.pause()
                if text == LINES:
                    await wait_asked(pilot)
                    await pilot.press("escape")
                while is_busy(pilot):
                    await pilot.pause()
            costs.append(calls[0])
            if text == LINES:
                await press(pilot, "escape", "enter")  # drops what is typed in the form
            assert app.screen is the_list(pilot)
        assert costs[2] < 2.3 * costs[1]
