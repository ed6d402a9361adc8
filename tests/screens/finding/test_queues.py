"""Queues with real keys: open, walk, keep a search as one, change them, count them."""

from billia_tui.app.app import BilliaApp
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import queues
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.wallet import hold
from billia_tui.screens.finding.queue_dialogs import QueueDialog
from billia_tui.vocabulary import Role
from tests import factories
from tests.operations.kit import customer
from tests.screens.book import Book
from tests.screens.console import SMALL, close_dialog, open_dialog, press, shown, the_list, told, until
from tests.screens.finding.queue_steps import ON_HOLD, hold_some, open_customer, open_queue, open_queues, walk_on


async def test_work_through_a_queue(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """Queues: a digit opens one; ] goes on after a customer has left it; esc leads to the place, then to everyone."""
    ids = hold_some(book_desk, book)
    async with app.run_test(size=SMALL) as pilot:
        await open_queue(pilot, ON_HOLD, 5)
        assert "Customers › On hold" in shown(pilot)
        assert "/ hold:yes" in shown(pilot)
        await press(pilot, "down")
        page = await open_customer(pilot)
        assert page.customer_id == ids[1]
        assert "2 of 5  [ ]" in shown(pilot)
        await open_dialog(pilot, "h")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "was 2, left · 4 remain  [ ]" in shown(pilot))
        assert not customer(book_desk.store, ids[1]).on_hold_manual
        await walk_on(pilot, page)
        assert (page.customer_id, page.facts()) == (ids[2], ("2 of 4  [ ]",))
        await walk_on(pilot, page, "left_square_bracket")
        assert page.customer_id == ids[0]
        await walk_on(pilot, page)
        book_desk.change(hold.release, ids[2])
        await press(pilot, "escape")
        await until(pilot, lambda: [row.id for row in the_list(pilot).table.rows] == [ids[0], *ids[3:]])
        row = the_list(pilot).table.row
        assert row is not None
        assert row.id == ids[3]
        await until(pilot, lambda: "3 of 48" in shown(pilot))
        await press(pilot, "escape")
        await until(pilot, lambda: the_list(pilot).query_shown == CustomerQuery())
        assert "On hold" not in shown(pilot).splitlines()[0]


async def test_keys_typed_ahead_walk_each(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """Type-ahead: each ] is a step, however quickly they come; at the end the key says so."""
    ids = hold_some(book_desk, book)
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: bool(the_list(pilot).table.rows))
        await press(pilot, ON_HOLD, "enter", *["right_square_bracket"] * 4)
        await until(pilot, lambda: getattr(pilot.app.screen, "customer_id", 0) == ids[-1])
        await until(pilot, lambda: "5 of 5" in shown(pilot))
        await press(pilot, "right_square_bracket")
        assert "last customer" in told(app)


async def test_the_digits_and_their_queues(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """Queues: a key that nobody gave away says so; one's own queue takes the key of everybody's."""
    book_desk.change(queues.add, "Marias", "maria sort:-username", key="1")
    async with app.run_test(size=SMALL) as pilot:
        await open_queue(pilot, "1", 3)
        listed = the_list(pilot)
        assert listed.queue_name == "Marias"
        await open_dialog(pilot, "s")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: listed.query_shown.words == "maria")
        assert listed.queue_name == "Marias"
        await press(pilot, "slash", *"x")
        await until(pilot, lambda: listed.queue_name == "")
        await press(pilot, "escape", "9")
        await until(pilot, lambda: "No queue has the key 9; Q shows the queues" in told(app))
        await press(pilot, "K")
        assert "nothing to keep" in told(app)


async def test_keep_a_search(app: BilliaApp, book_desk: Desk) -> None:
    """Queues: K keeps search, filter and order as a queue; it is there for its key at once."""
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: bool(the_list(pilot).table.rows))
        await press(pilot, "slash", *"maria", "enter")
        await open_dialog(pilot, "f")
        await press(pilot, "down", "enter")
        await until(pilot, lambda: the_list(pilot).query_shown.status == "Active")
        await open_dialog(pilot, "K")
        assert "maria status:active" in shown(pilot)
        await press(pilot, *"Marias", "tab", *"22", "enter")
        assert "is one of 1 to 9" in shown(pilot)
        await press(pilot, "backspace")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: the_list(pilot).queue_name == "Marias")
        made = book_desk.ask(queues.find, "marias")
        assert (made.key, made.query, made.own) == ("2", "maria status:active", True)


async def test_the_page_of_queues(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """Queues: the page counts each, adds, edits, moves and deletes them, and enter shows one in the list."""
    hold_some(book_desk, book)
    async with app.run_test(size=SMALL) as pilot:
        page = await open_queues(pilot)
        assert [row.count[0] for row in page.table.rows] == ["0", "5", "0", "1", "0", "1"]
        await open_dialog(pilot, "a")
        await press(pilot, *"Mine", "tab", *"7", "tab", *"expires:<", "enter")
        assert "✖" in shown(pilot)
        assert isinstance(app.screen, QueueDialog)
        await press(pilot, "escape")
        await close_dialog(pilot, "enter")  # what was typed is dropped after a question (R224)
        await press(pilot, "down", "greater_than_sign")
        await until(pilot, lambda: page.table.rows[2].queue.name == "On hold" and page.table.rows[2].count[0] == "5")
        await press(pilot, "less_than_sign", "less_than_sign")
        await until(pilot, lambda: page.table.rows[0].queue.name == "On hold")
        await open_dialog(pilot, "e")
        await press(pilot, "tab", "tab", "end", *["backspace"] * 3, *"manual")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: page.table.rows[0].queue.query == "hold:manual")
        await press(pilot, "end")
        await open_dialog(pilot, "d")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: len(page.table.rows) == 5)
        await press(pilot, "home", "enter")
        await until(pilot, lambda: "Customers › On hold" in shown(pilot) and "5 of 48" in shown(pilot))
        await press(pilot, "Q", "4")
        await until(pilot, lambda: "Unpaid orders" in shown(pilot) and "1 of 48" in shown(pilot))


async def test_counted_again_when_nobody_types(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """Queues: numbers are counted again after a while without keys; what is the same is not painted."""
    async with app.run_test(size=SMALL) as pilot:
        page = await open_queues(pilot)
        assert page._idle is not None
        before = [*page.table.rows]
        await page.count_all().wait()
        assert all(new is old for new, old in zip(page.table.rows, before, strict=True))
        book_desk.change(hold.put_on, book.plain)
        await page.count_all().wait()
        assert [row.count[0] for row in page.table.rows][:2] == ["1", "3"]


async def test_everybody_s_queues_stay(app: BilliaApp, book_desk: Desk) -> None:
    """R51, R182: who may not change everybody's queues is told so, and can add own ones."""
    app.desk = Desk(book_desk.store, factories.admin(book_desk.store, "sam", Role.SUPPORT))
    app._open_desk = lambda: app.desk  # type: ignore[return-value,assignment]  # the same desk again
    async with app.run_test(size=SMALL) as pilot:
        page = await open_queues(pilot)
        await press(pilot, "e", "greater_than_sign", "d")
        assert told(app).count("everybody's queues") == 3
        await open_dialog(pilot, "a")
        assert "For " not in shown(pilot)
        await press(pilot, *"Mine", "tab", "tab", *"maria")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: [row.queue.name for row in page.table.rows][6:] == ["Mine"])
