"""No text is cut while there is room in its row, on any page, at three sizes."""

import weakref
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billia_tui.app.app import BilliaApp
from billia_tui.db.store import open_store
from billia_tui.demo import make
from billia_tui.operations.desk import Desk
from billia_tui.widgets.cells import Column, fitted, share
from billia_tui.widgets.table_drawing import MOST_SEEN, Rooms
from tests.screens.console import LARGE, SMALL, console, go, press, settle
from tests.screens.cut_texts import cut_for_nothing
from tests.screens.test_hostile_walk import FEWEST, Walk

SIZES = [SMALL, LARGE, (200, 60)]
NOW = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)
COLUMN = st.builds(
    Column, st.just(""), st.integers(1, 20), st.integers(0, 3), st.booleans(), st.integers(0, 3), st.just("")
)


@given(st.lists(st.tuples(COLUMN, st.integers(0, 60)), min_size=1, max_size=9), st.integers(10, 200))
def test_a_column_is_cut_only_where_none_has_room(made: list[tuple[Column, int]], width: int) -> None:
    """The columns are those that `share` takes; none is narrower than before for another, unless it has blanks."""
    columns = [column for column, _ in made]
    shared, rooms = (
        share(columns, width, gap=2),
        dict(fitted(columns, dict(enumerate(need for _, need in made)), width)),
    )
    assert [*rooms] == [place for place, _ in shared]
    for place, room in shared:
        assert rooms[place] >= min(room, max(made[place][1], 1))
    taken = sum(rooms.values()) + len(rooms) - 1
    if any(1 < rooms[place] < made[place][1] for place in rooms):
        assert taken >= width
        assert all(rooms[place] <= max(made[place][1], 1) for place in rooms)
    assert taken <= max(width, sum(room for _, room in shared) + len(shared) - 1)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[BilliaApp]:
    """The console on a small demo book, whose names and addresses are as long as they come."""
    store = open_store(str(tmp_path / "demo.db"), create=True)
    make(store, customers=60, now=NOW, admin="ana")
    yield console(Desk(store, 1))
    store.close()


@pytest.mark.parametrize("size", SIZES)
async def test_lists_use_the_room_of_their_rows(app: BilliaApp, size: tuple[int, int]) -> None:
    """R219: customers, queues, orders, services, domains and the panels cut nothing for blanks, also further down."""
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert cut_for_nothing(app.screen) == []
        await press(pilot, "pagedown")
        assert cut_for_nothing(app.screen) == []
        await press(pilot, "Q")
        assert cut_for_nothing(app.screen) == []
        await press(pilot, "escape", "home")
        await go(pilot, 60)
        assert cut_for_nothing(app.screen) == []
        for keys in ("o", "v", "W", "L", "t"):
            await press(pilot, keys)
            assert cut_for_nothing(app.screen) == []
            await press(pilot, "right")
            assert cut_for_nothing(app.screen) == []
            await press(pilot, "escape")


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("size", SIZES)
async def test_no_page_cuts_a_text_for_blanks(app: BilliaApp, size: tuple[int, int]) -> None:
    """R219: the same of every page and dialog that keys lead to."""
    found: set[str] = set()

    class Looking(Walk):
        async def look(self) -> None:
            found.update(cut_for_nothing(self.pilot.app.screen))

    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        walk = Looking(pilot, at_bytes=False)
        await walk.visit()
    assert found == set()
    assert len(walk.pages) >= FEWEST


def test_rows_that_were_scrolled_through_are_not_kept() -> None:
    """Memory stays flat, however far somebody scrolls; what the columns need is known all the same."""

    class Seen:
        def __init__(self, text: str) -> None:
            self.text = text

    rooms: Rooms[Seen] = Rooms()
    longest = Seen("x" * 40)
    first = weakref.ref(longest)
    rooms.look_at([longest], lambda row: [(row.text, "")])
    del longest
    for number in range(2 * MOST_SEEN):
        rooms.look_at([Seen(str(number))], lambda row: [(row.text, "")])
    assert first() is None
    assert rooms.of([0], [Column("N", least=3, grow=1)], ["N"], 80)[0][1] >= 40
