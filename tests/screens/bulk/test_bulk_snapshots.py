"""Pictures of marks and bulk work. Look at each that changes before you accept it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.operations.bulk.actions import BulkAction
from billia_tui.operations.desk import Desk
from billia_tui.operations.labels import attached as labels
from billia_tui.screens.kinds.work_page import Stage
from tests.operations.labels.kit import TIER, component
from tests.screens.book import Book
from tests.screens.bulk.steps import ask_for, carried_out, dry_run, search
from tests.screens.console import LARGE, SMALL, open_dialog, press, the_list, until

Steps = Callable[[Pilot[Any], Book, Desk], Awaitable[object]]
SnapCompare = Callable[..., bool]


async def marks(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """Three rows, one by one."""
    await press(pilot, "space", "down", "space", "space")


async def marks_of_the_query(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """All of a query but one."""
    await search(pilot, "maria")
    await press(pilot, "asterisk", "space")
    await until(pilot, lambda: "but 1" in the_list(pilot).marks_shown() and "…" not in the_list(pilot).marks_shown())


async def marks_elsewhere(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """All of a query, while another one is shown: those of it that are here are marked."""
    await marks_of_the_query(pilot, book, desk)
    await search(pilot, "hold:yes")


async def actions(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """What can be done."""
    await press(pilot, "space")
    await open_dialog(pilot, "B")


async def form_of_a_label(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R62: what becomes of another value."""
    component(desk, TIER)
    await press(pilot, "space")
    await ask_for(pilot, BulkAction.LABEL)


async def form_of_a_block(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """One reason for all."""
    await press(pilot, "asterisk")
    await until(pilot, lambda: "48 marked" in the_list(pilot).marks_shown())
    await ask_for(pilot, BulkAction.BLOCK)


async def dry_run_of_a_block(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """Who will change, who will not and why."""
    await press(pilot, "asterisk")
    await until(pilot, lambda: "48 marked" in the_list(pilot).marks_shown())
    await dry_run(pilot, BulkAction.BLOCK, *"audit")


async def dry_run_of_a_release(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R20: reasons in the words of the rules."""
    await press(pilot, "asterisk")
    await until(pilot, lambda: "48 marked" in the_list(pilot).marks_shown())
    await dry_run(pilot, BulkAction.RELEASE)


async def dry_run_of_labels(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R62: another value is kept."""
    tier = component(desk, TIER)
    desk.change(labels.attach, book.kohler, tier, "silver")
    desk.change(labels.attach, book.maria, tier, "gold")
    await search(pilot, "maria")
    await press(pilot, "asterisk")
    await dry_run(pilot, BulkAction.LABEL)


async def progress(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """Half of it."""
    await dry_run_of_a_block(pilot, book, desk)
    screen: Any = pilot.app.screen
    screen.stage = Stage.WORKING

    class Half:
        tried, total = 30, 48

    screen.run = Half()
    screen.show_summary()
    await pilot.pause()


async def result(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """What was done, as a batch."""
    await press(pilot, "asterisk")
    await until(pilot, lambda: "48 marked" in the_list(pilot).marks_shown())
    await carried_out(pilot, await dry_run(pilot, BulkAction.BLOCK, *"audit"))


PICTURES: dict[str, Steps] = {
    "marks": marks,
    "marks-query": marks_of_the_query,
    "marks-elsewhere": marks_elsewhere,
    "actions": actions,
    "form-label": form_of_a_label,
    "form-block": form_of_a_block,
    "dry-run-block": dry_run_of_a_block,
    "dry-run-release": dry_run_of_a_release,
    "dry-run-label": dry_run_of_labels,
    "progress": progress,
    "result": result,
}


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("name", PICTURES)
def test_pictures(
    name: str, size: tuple[int, int], app: BilliaApp, book: Book, book_desk: Desk, snap_compare: SnapCompare
) -> None:
    """R2, R49, Marks and bulk work: aligned, nothing cut that matters, readable without colour."""

    async def steps(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: bool(the_list(pilot).table.rows))
        await PICTURES[name](pilot, book, book_desk)

    assert snap_compare(app, terminal_size=size, run_before=steps)
