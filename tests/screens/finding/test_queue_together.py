"""A queue worked by two: who has whom, passed by, done, put off, and free again (R241-R243)."""

from collections.abc import Iterator

import pytest

from billia_tui.app.app import BilliaApp
from billia_tui.db.store import open_store
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import queue_work, taking
from billia_tui.vocabulary import QueueStep, Role
from tests import factories
from tests.operations.kit import actions_of
from tests.screens.book import Book
from tests.screens.console import LARGE, close_dialog, open_dialog, press, shown, the_list, told, until
from tests.screens.finding.queue_steps import ON_HOLD, hold_some, open_customer, open_queue, walk_on

HELD = 2
OFTEN = 0.02


@pytest.fixture
def ben(book_url: str) -> Iterator[Desk]:
    """A colleague at another console."""
    store = open_store(book_url)
    yield Desk(store, factories.admin(store, "ben", Role.SUPPORT))
    store.close()


def holders(ben: Desk, ids: list[int]) -> dict[int, str]:
    """Who has whom, as ben sees it."""
    return {one: state.holder for one, state in ben.ask(queue_work.of_many, HELD, ids).items() if state.holder}


@pytest.mark.both_stores
async def test_two_work_one_queue(book_desk: Desk, ben: Desk, book: Book) -> None:
    """R241, R242: what ben takes shows while I look, and ] passes it by; what I open is mine until I leave it."""
    ids = hold_some(book_desk, book)
    app = BilliaApp(lambda: book_desk, live=OFTEN)
    async with app.run_test(size=LARGE) as pilot:
        await open_queue(pilot, ON_HOLD, 5)
        app.call_later(app.live.begin)
        ben.change(taking.take, "ben's", HELD, ids[1])
        await until(pilot, lambda: "ben has it · " in shown(pilot))
        page = await open_customer(pilot)
        await until(pilot, lambda: holders(ben, ids) == {ids[0]: "ana", ids[1]: "ben"})
        assert "x give back" in shown(pilot)
        await walk_on(pilot, page)
        assert page.customer_id == ids[2]
        assert holders(ben, ids) == {ids[1]: "ben", ids[2]: "ana"}
        ben.change(taking.take, "ben's", HELD, ids[3], leaving=ids[1])
        await press(pilot, "D")
        await until(pilot, lambda: page.customer_id == ids[4] and page.customer is not None)
        assert ben.ask(queue_work.of_many, HELD, ids)[ids[2]].step is QueueStep.DONE
        assert "is done in On hold" in told(app)
        await press(pilot, "right_square_bracket")
        await until(pilot, lambda: "nobody else waits there" in told(app))
        await open_dialog(pilot, "Z")
        await press(pilot, *"3d", "tab", *"rings back")
        assert "open → put off until" in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "put off until" in shown(pilot).splitlines()[0])
        await press(pilot, "escape")
        await until(pilot, lambda: holders(ben, ids) == {ids[3]: "ben"})
        await until(pilot, lambda: "done · " in shown(pilot) and "put off until " in shown(pilot))
        assert actions_of(ben, ids[4])[-1] == "put off in queue"


async def test_keys_in_the_list(app: BilliaApp, book_desk: Desk, ben: Desk, book: Book) -> None:
    """R241, R242: x takes the row and gives it back, D is done and open again; where there is no queue they say so."""
    ids = hold_some(book_desk, book)
    async with app.run_test(size=LARGE) as pilot:
        await until(pilot, lambda: bool(the_list(pilot).table.rows))
        for key in ("x", "D", "Z"):
            await press(pilot, key)
            await until(pilot, lambda: "This is no queue: Q shows the queues, K keeps" in told(app))
        assert "x take" not in shown(pilot)
        await open_queue(pilot, ON_HOLD, 5)
        await press(pilot, "x")
        await until(pilot, lambda: "yours · " in shown(pilot))
        assert holders(ben, ids) == {ids[0]: "ana"}
        await press(pilot, "x")
        await until(pilot, lambda: holders(ben, ids) == {} and "yours · " not in shown(pilot))
        await press(pilot, "D")
        await until(pilot, lambda: "done · " in shown(pilot))
        await press(pilot, "up", "D")
        await until(pilot, lambda: "is open again in On hold" in told(app))
        ben.change(taking.take, "ben's", HELD, ids[1])
        await press(pilot, "down", "x")
        await until(pilot, lambda: f"ben has {ids[1]} at the moment" in told(app))
        page = await open_customer(pilot)
        await until(pilot, lambda: page.in_queue is not None and page.in_queue.holder == "ben")
        assert "ben has it" in shown(pilot).splitlines()[0]
