"""Stored text is only data, whatever is in it (P5): looked at as bytes on the way to a real terminal."""

import shutil
from pathlib import Path

import pytest

from billia_tui.db.file_copy import backup
from billia_tui.operations.store.opening import open_desk
from tests.screens.book import Book, fill
from tests.terminal.conftest import Start
from tests.terminal.hostile import STRINGS, poison
from tests.terminal.program import Program
from tests.terminal.sequences import MOVEMENTS, hidden, kinds, without_our_marks

PAGES = "evoWwn?L"
"""From the details page: edit, services, orders, wallet, add funds, note, help, the log that our program writes."""


@pytest.fixture(scope="session")
def rich_book(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Book]:
    """Eight customers, one of them with something in every panel."""
    folder = tmp_path_factory.mktemp("rich")
    desk = open_desk(str(folder / "made.db"), "ana", create=True)
    book = fill(desk, more=0)
    desk.store.close()
    backup(folder / "made.db", folder / "copy.db")
    return folder / "copy.db", book


@pytest.fixture
def store(rich_book: tuple[Path, Book], tmp_path: Path) -> Path:
    """A copy of the rich book."""
    copy = tmp_path / "store.db"
    shutil.copy(rich_book[0], copy)
    return copy


def opened(program: Program, book: Book) -> None:
    """From the list to the details page with something in every panel, by its row; ids stay, names do not."""
    program.keys("end")
    program.wait_for("▸")
    program.wait_quiet()
    assert program.line_with("▸").split()[1] == str(book.maria)
    program.keys("enter")
    program.wait_for("VI Orders", "see all (6)")
    program.wait_quiet()


def visited(program: Program, pages: str) -> None:
    """Further pages and dialogs by their keys, and back."""
    for key in pages:
        before = program.screen_text()
        program.keys(key)
        program.wait_until(lambda: program.screen_text() != before, f"page behind {key}")  # noqa: B023 - waited for here
        program.wait_quiet(0.15)
        program.keys("esc")
        program.wait_for("VI Orders", "see all (6)")
        program.wait_quiet(0.15)


def harmless(start: Start, book: Book) -> set[str]:
    """What the program sends besides text when nobody means harm."""
    program = start()
    program.wait_for("8 of 8")
    opened(program, book)
    visited(program, PAGES)
    return kinds(bytes(program.sent))


def test_no_stored_text_reaches_the_terminal_as_a_command(
    start: Start, store: Path, rich_book: tuple[Path, Book]
) -> None:
    """P5: with hostile text in every field the bytes have no other sequence than with harmless text; all pages work."""
    book = rich_book[1]
    usual = harmless(start, book)
    poison(store, 0)
    program = start()
    program.wait_for("8 of 8")
    opened(program, book)
    visited(program, PAGES)
    assert_harmless(program, usual)


def test_every_string_in_every_place(start: Start, store: Path, rich_book: tuple[Path, Book]) -> None:
    """P5: the list and the details page with each string in each field, one after another, read afresh each time.

    Markup is letters: brackets are shown as they stand.
    """
    program = start()
    program.wait_for("8 of 8")
    program.wait_quiet()
    usual = kinds(bytes(program.sent))
    seen = ""
    for first in range(len(STRINGS)):
        poison(store, first)
        if first == len(STRINGS) // 2:
            opened(program, rich_book[1])
        program.keys("ctrl+r")
        program.wait_quiet(0.15)
        screen = program.screen_text()
        assert screen.startswith(" billia  Customers"), first
        assert screen.endswith("? help"), first
        seen += screen
    assert [
        text for text in ("[/red]", "[bold red]bold", "[@click=app.quit", "␛[2J", "<202E>") if text not in seen
    ] == []
    assert_harmless(program, usual)


def assert_harmless(program: Program, usual: set[str]) -> None:
    """It lives, and has sent nothing but what is usual, movements, and the cursor of an input."""
    assert program.is_running
    sent = bytes(program.sent)
    assert kinds(sent) - usual - MOVEMENTS <= {"CSI ?25h"}
    assert hidden(without_our_marks(sent)) == set()
