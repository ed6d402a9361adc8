"""A timer that does not run stands in the title line (R197)."""

from datetime import timedelta

from billia_tui.app.app import BilliaApp
from billia_tui.operations.desk import Desk
from billia_tui.operations.store import runs
from billia_tui.operations.store.runs import Run
from tests.screens.book import NOW, Book
from tests.screens.console import SMALL, go, settle, shown, until


async def test_it_has_not_run_for_days(book_desk: Desk, book: Book) -> None:
    """R197: said once the store is watched, on each page, apart from a cut name; a run of today takes it away."""
    runs.note(book_desk.store, Run.ADVANCE, NOW - timedelta(days=3))
    app = BilliaApp(lambda: book_desk, live=0.02)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert "advance ran" not in shown(pilot)
        app.call_later(app.live.begin)
        await until(pilot, lambda: "advance ran last on 2026-02-27" in shown(pilot).splitlines()[0])
        await go(pilot, book.maria)
        await until(pilot, lambda: "…  advance ran last on 2026-02-27" in shown(pilot).splitlines()[0])
        runs.note(book_desk.store, Run.ADVANCE, NOW)
        await app.live.look_at_timer()
        assert "advance ran" not in shown(pilot)
