"""The search box of the customer list, driven by keys: completing, mistakes, words that are not finished."""

from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.operations.desk import Desk
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels import carried
from billia_tui.operations.queries.customer_query import Sort
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.finding import query_box
from billia_tui.screens.palette.help import HelpScreen
from billia_tui.vocabulary import LabelResource
from tests.operations.labels.kit import TIER, component
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, close_dialog, open_dialog, press, settle, shown, the_list, until


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing happens by the clock, unless a test says so."""
    monkeypatch.setattr(query_box, "PATIENCE", 60)


async def search(pilot: Pilot[Any], text: str) -> None:
    """Puts `text` into the box, its last letter by a key."""
    await settle(pilot)
    await pilot.press("slash")
    the_list(pilot).search.input.insert_text_at_cursor(text[:-1])
    await press(pilot, text[-1])


def said(pilot: Pilot[Any]) -> str:
    """The line below the box."""
    return shown(pilot).splitlines()[2]


def rows(pilot: Pilot[Any]) -> list[int]:
    """Who is in the list."""
    return [row.id for row in the_list(pilot).table.rows]


async def test_fields_and_values_are_completed_with_tab(app: BilliaApp, book: Book) -> None:
    """Query language: tab takes a field, then a value, then the next value; no row moves for it."""
    async with app.run_test(size=SMALL) as pilot:
        await search(pilot, "maria ho")
        assert "▸hold:" in said(pilot)
        await press(pilot, "tab")
        assert the_list(pilot).search.words == "maria hold:"
        await until(pilot, lambda: len(rows(pilot)) == 3)
        assert "▸yes   no   manual   auto" in said(pilot)
        await press(pilot, "tab")
        await until(pilot, lambda: rows(pilot) == [book.held, book.maria])
        assert "▸no" in said(pilot)
        await press(pilot, "tab")
        await until(pilot, lambda: rows(pilot) == [book.kohler])
        await press(pilot, "space")
        assert "USERNAME" in said(pilot), "nothing is offered: the titles are back"
        await press(pilot, "tab")
        assert the_list(pilot).table.has_focus


async def test_the_arrow_takes_it_too_and_in_the_word_moves(app: BilliaApp) -> None:
    """Query language: → behind the last letter."""
    async with app.run_test(size=SMALL) as pilot:
        await search(pilot, "stat")
        await press(pilot, "left", "right", "right")
        assert the_list(pilot).search.words == "status:"


async def test_labels_come_from_the_store_in_time_for_keys_typed_ahead(
    app: BilliaApp, book_desk: Desk, book: Book
) -> None:
    """Query language: keys and values of labels; tab right behind the colon waits for them, and so do later keys."""
    book_desk.change(labels.attach, book.kohler, component(book_desk, TIER), "gold")
    async with app.run_test(size=LARGE) as pilot:
        await search(pilot, "label:t")
        assert "▸tier=" in said(pilot)
        await press(pilot, "escape")
        await pilot.press("slash", *"label:", "tab", "tab", "enter")
        await until(pilot, lambda: rows(pilot) == [book.kohler])
        assert the_list(pilot).search.words == "label:tier=gold"
        assert the_list(pilot).table.has_focus
    assert [row.text for row in book_desk.ask(carried.of, LabelResource.USERS, book.kohler)] == ["Tier: Gold"]


async def test_a_wrong_word_is_told_and_keeps_rows_and_cursor(app: BilliaApp, book: Book) -> None:
    """Query language: underlined and explained; enter stays in the box; corrected, the list follows; esc clears."""
    async with app.run_test(size=SMALL) as pilot:
        await search(pilot, "maria statu:act")
        assert "✖" not in said(pilot), "it may go on"
        await press(pilot, "enter")
        assert "✖ statu: is no field; did you mean status:?" in said(pilot)
        box = the_list(pilot).search.input
        assert box.has_focus
        assert [str(span.style) for span in box._value.spans if (span.start, span.end) == (6, 15)]
        assert len(rows(pilot)) == 3
        box.cursor_position = len("maria statu")
        await press(pilot, "s")
        await until(pilot, lambda: "USERNAME" in said(pilot))
        assert the_list(pilot).query_shown.words == "maria status:act"
        await press(pilot, "end", "space", *"foo:x", "space", "escape")
        await until(pilot, lambda: len(rows(pilot)) > 3)
        assert "USERNAME" in said(pilot)


async def test_what_the_store_refuses_is_told_too(app: BilliaApp, book: Book) -> None:
    """Query language: an unknown label is a mistake at its word; keys typed ahead reach no customer."""
    async with app.run_test(size=SMALL) as pilot:
        await search(pilot, "maria label:nothing")
        await pilot.press("enter", "w")
        await until(pilot, lambda: "✖ " in said(pilot) or the_list(pilot).search.words.endswith("w"))
        assert the_list(pilot).search.input.has_focus
        assert pilot.app.screen is the_list(pilot)
        assert the_list(pilot).query_shown.words == "maria"
        assert len(rows(pilot)) == 3
        await press(pilot, "escape", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))


async def test_after_a_pause_a_word_is_taken_as_it_stands(app: BilliaApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Query language: what nobody goes on typing is told or asked."""
    monkeypatch.setattr(query_box, "PATIENCE", 0.05)
    async with app.run_test(size=SMALL) as pilot:
        await search(pilot, "wallet:")
        await until(pilot, lambda: "✖ wallet: needs a number, e.g. wallet:<0" in said(pilot))
        await press(pilot, "escape")
        await search(pilot, "reseller:default")
        await until(pilot, lambda: the_list(pilot).query_shown.words == "reseller:default")
        assert len(rows(pilot)) > 3


async def test_another_order_takes_the_sort_out_of_the_words(app: BilliaApp, book: Book) -> None:
    """Query language, R39: `sort:` wins and shows in the titles; `s` chooses another one."""
    async with app.run_test(size=LARGE) as pilot:
        await search(pilot, "hold:yes sort:-wallet ")
        await until(pilot, lambda: rows(pilot) == [book.held, book.maria])
        assert "WALLET ▼" in said(pilot)
        await press(pilot, "down")
        await open_dialog(pilot, "s")
        assert "Wallet (other way round)" in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: rows(pilot) == [book.maria, book.held])
        query = the_list(pilot).query_shown
        assert (query.words, query.sort, query.descending) == ("hold:yes", Sort.WALLET, False)
        assert the_list(pilot).search.words == "hold:yes"
        assert "WALLET ▲" in said(pilot)


async def test_a_paste_is_one_line_without_hidden_characters(app: BilliaApp) -> None:
    """P5: what is pasted into the box reaches the terminal as blanks where it would obey."""
    async with app.run_test(size=SMALL) as pilot:
        await search(pilot, "x ")
        the_list(pilot).search.input.post_message(Paste("a\x1b[2Jb\u202ec\nmore"))
        await until(pilot, lambda: the_list(pilot).search.words == "x a [2Jb c")


async def test_help_from_the_box(app: BilliaApp) -> None:
    """Query language: `?` where a word would begin is help, the language first; in a word it is a letter."""
    async with app.run_test(size=SMALL) as pilot:
        await search(pilot, "what?")
        assert the_list(pilot).search.words == "what?"
        await press(pilot, "space")
        await open_dialog(pilot, "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        assert "Search language" in shown(pilot)
        assert "wallet:<0" in shown(pilot)
