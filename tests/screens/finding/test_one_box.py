"""What the list shows of what was found, of what is near, and of earlier searches; by keys."""

from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.finding import query_box
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, open_dialog, press, settle, shown, the_list, until


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing happens by the clock."""
    monkeypatch.setattr(query_box, "PATIENCE", 60)


def rows(pilot: Pilot[Any]) -> list[int]:
    """Who is in the list."""
    return [row.id for row in the_list(pilot).table.rows]


async def find(pilot: Pilot[Any], text: str, *found: int) -> None:
    """Searches for `text` and goes to the rows, which are these."""
    await press(pilot, "slash")
    the_list(pilot).search.input.replace(text, *the_list(pilot).search.input.selection)
    await press(pilot, "enter")
    await until(pilot, lambda: rows(pilot) == [*found] and the_list(pilot).query_shown.words == text)


async def test_by_what_a_row_was_found(app: BilliaApp, book: Book) -> None:
    """R213: before the name, at 80x24 too; rows that are read afresh keep it."""
    async with app.run_test(size=SMALL) as pilot:
        await find(pilot, "sofia", book.maria)
        assert shown(pilot).count("city Sofia") == 2  # in the row, and above the list
        the_list(pilot).changed(book.maria)
        await settle(pilot)
        assert shown(pilot).count("city Sofia") == 2
        await find(pilot, "callback", book.maria)
        assert "note Callback on Thursday about the new…" in shown(pilot)  # above the list


async def test_nobody_but_near(app: BilliaApp, book: Book) -> None:
    """R214, desk 1: marked, with a question; enter opens who is meant; the next search is exact again."""
    async with app.run_test(size=LARGE) as pilot:
        await find(pilot, "petrowa sofia", book.maria)
        assert "≈ nobody has all of these words: did you mean Petrova?" in shown(pilot)
        assert "≈ Petrova · city Sofia" in shown(pilot)
        await press(pilot, "ctrl+r")
        await until(pilot, lambda: rows(pilot) == [book.maria])
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        assert str(book.maria) in shown(pilot)
        await until(pilot, lambda: "not in this list  [ ]" in shown(pilot))  # never was: near is not found
        await open_dialog(pilot, "w")
        await press(pilot, *"500", "enter")
        await until(pilot, lambda: "ON HOLD" not in shown(pilot))
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is the_list(pilot) and "ON HOLD" not in shown(pilot))
        await press(pilot, "slash", *"petrowa sofia")
        await until(pilot, lambda: "did you mean Petrova? tab takes it" in shown(pilot))
        await press(pilot, "tab")
        await until(pilot, lambda: rows(pilot) == [book.maria] and "≈" not in shown(pilot))
        assert the_list(pilot).search.input.value == "petrova sofia"
        await press(pilot, "enter")
        await find(pilot, "петрова", book.maria)
        await find(pilot, "petrova", book.maria)
        assert "≈" not in shown(pilot)
        await press(pilot, "slash", *"xqxq")
        await until(pilot, lambda: rows(pilot) == [])
        assert "≈" not in shown(pilot)


async def test_earlier_searches(app: BilliaApp, book: Book) -> None:
    """Issue: up brings them, the newest first; behind the oldest what was typed; a search is kept once."""
    async with app.run_test(size=SMALL) as pilot:
        box = the_list(pilot).search.input
        await find(pilot, "sofia", book.maria)
        await find(pilot, "qxqx")
        await find(pilot, "sofia", book.maria)
        await press(pilot, "escape", "slash", "a", "up")
        assert box.value == "sofia"
        await until(pilot, lambda: rows(pilot) == [book.maria])
        for words in ("qxqx", "a", "sofia"):
            await press(pilot, "up")
            assert box.value == words
        await press(pilot, "backspace", "up", "up", "up")
        assert box.value == "sofi"


async def test_the_palette_says_by_what(app: BilliaApp, book: Book) -> None:
    """R213, R214: in the line of the customer; those who are near are marked."""
    async with app.run_test(size=LARGE) as pilot:
        await press(pilot, "ctrl+p", *"callback")
        await until(pilot, lambda: "note Callback" in shown(pilot))
        await press(pilot, "escape", "ctrl+p", *"petrowa")
        await until(pilot, lambda: "≈ Petrova" in shown(pilot))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        assert str(book.maria) in shown(pilot)
