"""Marks and bulk work with real keys."""

import re
from pathlib import Path

import pytest
from textual import events

from billia_tui.app.app import BilliaApp
from billia_tui.operations.bulk import batches
from billia_tui.operations.bulk import run as bulk_run
from billia_tui.operations.bulk.actions import BulkAction
from billia_tui.operations.desk import Desk
from billia_tui.screens.bulk.page import BulkScreen
from billia_tui.screens.kinds.work_page import Stage
from billia_tui.vocabulary import CustomerStatus
from billia_tui.widgets.inputs import LineInput
from tests.operations.kit import ALL, customer
from tests.operations.labels.kit import TIER, component, texts
from tests.screens.book import Book
from tests.screens.bulk.steps import ask_for, carried_out, dry_run, search
from tests.screens.console import LARGE, close_dialog, open_dialog, press, shown, the_list, told, until


async def test_marks_stay(app: BilliaApp, book: Book) -> None:
    """Marks: over sorting and further searches; esc clears the search first, then the marks, and never quits (R224)."""
    async with app.run_test(size=LARGE) as pilot:
        await until(pilot, lambda: bool(the_list(pilot).table.rows))
        listed = the_list(pilot)
        await press(pilot, "B")
        assert "space marks a row, * all of the query" in told(app)
        await press(pilot, "space")
        await search(pilot, "maria")
        await press(pilot, "asterisk", "space")
        await until(pilot, lambda: listed.marks_shown().startswith("3 marked (all of the query but 1)"))
        await open_dialog(pilot, "s")
        await close_dialog(pilot, "enter")
        assert listed.marked.shows_query
        await search(pilot, "hold:yes")
        await until(pilot, lambda: listed.marks_shown().startswith("3 marked (all of maria but 1)"))
        assert [row.id in listed.marked for row in listed.table.rows] == [
            row.id != book.held for row in listed.table.rows
        ]
        await press(pilot, "escape")
        assert not listed.is_narrowed
        assert listed.selection.query is not None
        await press(pilot, "escape")
        assert not listed.selection
        assert "Marks taken off: 3 marked" in told(app)
        await press(pilot, "asterisk", "asterisk", "minus")
        assert "Nobody is marked" in told(app)
        await pilot.press("escape")
        assert app.is_running
        await pilot.press("q")
        await until(pilot, lambda: app.return_code == 0)
    assert app.return_code == 0


async def test_block_all_of_a_query(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """Bulk work: form, dry run with reasons, enter does it, one batch, the list shows it; marks are still there."""
    async with app.run_test(size=LARGE) as pilot:
        await until(pilot, lambda: bool(the_list(pilot).table.rows))
        await search(pilot, "o")
        await press(pilot, "asterisk")
        screen = await dry_run(pilot, BulkAction.BLOCK, *"audit")
        assert "this customer is Blocked already" in shown(pilot)
        assert "Nothing is done yet: enter does it, esc goes back." in shown(pilot)
        assert customer(book_desk.store, book.kohler).status == CustomerStatus.ACTIVE
        await carried_out(pilot, screen)
        assert "Batch 1: 47 done" in shown(pilot)
        await press(pilot, "escape")
        assert "✖ Blocked" in shown(pilot)
        assert the_list(pilot).selection.query is not None
    batch = book_desk.ask(batches.read, 1)
    assert (batch.done, batch.refused, batch.query, batch.reason) == (47, 1, "o", "audit")


async def test_going_back_does_nothing(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """Bulk work: esc on form and dry run; a second enter of the form is no consent; nobody to change, nothing to do."""
    async with app.run_test(size=LARGE) as pilot:
        await until(pilot, lambda: bool(the_list(pilot).table.rows))
        await press(pilot, "space")
        await ask_for(pilot, BulkAction.HOLD)
        await press(pilot, "escape")
        screen = await dry_run(pilot, BulkAction.HOLD)
        screen.LOOK_FIRST = 3600  # type: ignore[misc]  # of this screen alone
        await press(pilot, "enter")
        assert screen.stage is Stage.READY
        await press(pilot, "escape")
        assert pilot.app.screen is the_list(pilot)
        screen = await dry_run(pilot, BulkAction.RELEASE)
        await press(pilot, "enter")
        assert "There is nobody whom this would change" in told(app)
    assert book_desk.ask(batches.page, ALL).rows == ()


async def test_stopping(app: BilliaApp, book_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bulk work: esc stops it while it goes on; what was done is said, and stays."""
    monkeypatch.setattr(bulk_run, "TOGETHER", 1)
    async with app.run_test(size=LARGE) as pilot:
        await until(pilot, lambda: bool(the_list(pilot).table.rows))
        await press(pilot, "asterisk")
        screen = await dry_run(pilot, BulkAction.NOTE, *"hello")
        for key in ("enter", "escape"):  # in one packet: the pilot would wait between them, perhaps to the end
            app.post_message(events.Key(key, None))
        await until(pilot, lambda: screen.stage is Stage.OVER)
        assert "stopped before its turn" in shown(pilot)
        await press(pilot, "enter")
        assert pilot.app.screen is the_list(pilot)
    batch = book_desk.ask(batches.read, 1)
    assert batch.state == "stopped"
    assert 0 < batch.done < batch.asked == 48


async def test_labels_and_export(
    app: BilliaApp, book: Book, book_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R58, R62: the label is picked, then its value; an export asks before it replaces a file."""
    component(book_desk, TIER)
    place = tmp_path / "out.csv"
    place.write_text("old", encoding="utf-8")
    monkeypatch.chdir(tmp_path)  # what is told of a long path goes on in the next line
    async with app.run_test(size=LARGE) as pilot:
        await until(pilot, lambda: bool(the_list(pilot).table.rows))
        await press(pilot, "space")
        await carried_out(pilot, await dry_run(pilot, BulkAction.LABEL, "right"))
        assert texts(book_desk, book.fresh) == ["Tier: Silver"]
        await press(pilot, "escape")
        dialog = await ask_for(pilot, BulkAction.EXPORT)
        path = dialog.rows["value"].input
        assert isinstance(path, LineInput)
        path.value = place.name
        await press(pilot, "enter")
        assert "is there already; enter again replaces it" in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: bool(getattr(pilot.app.screen, "table", None) and pilot.app.screen.table.rows))  # type: ignore[attr-defined]  # the bulk page by then
        screen = pilot.app.screen
        assert isinstance(screen, BulkScreen)
        await until(pilot, lambda: screen.stage is Stage.READY)
        screen.LOOK_FIRST = 0  # type: ignore[misc]  # of this screen alone
        await carried_out(pilot, screen)
        seen = re.sub(r"[\s│]", "", shown(pilot))
        assert "Written:" in seen
        assert place.name in seen
    assert place.read_text(encoding="utf-8").count("\n") == 2
