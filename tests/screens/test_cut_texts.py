"""No text is cut while there is room in its row, on any page, at three sizes."""

import weakref
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billia_tui.app.app import BilliaApp
from billia_tui.db.store import open_store
from billia_tui.demo import make
from billia_tui.operations.desk import Desk
from billia_tui.widgets.cells import Column, Piece, share
from billia_tui.widgets.column_rooms import Rooms, fitted, needed, placed
from tests.screens.console import LARGE, SMALL, console, go, press, settle
from tests.screens.cut_texts import cut_for_nothing
from tests.screens.test_hostile_walk import FEWEST, Walk

SIZES = [SMALL, LARGE, (200, 60)]
NOW = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)
COLUMN = st.builds(
    Column, st.just(""), st.integers(1, 20), st.integers(0, 3), st.booleans(), st.integers(0, 3), st.just("")
)


LENGTHS = st.lists(st.integers(0, 60), min_size=9, max_size=9)


@given(st.lists(COLUMN, min_size=1, max_size=9), st.lists(LENGTHS, max_size=12), st.integers(10, 200))
def test_columns_have_their_share_and_no_more_than_there_is(
    columns: list[Column], lines: list[list[int]], width: int
) -> None:
    """The columns are those that `share` takes; none is narrower than that, but for a stop or its blanks."""
    shared = share(columns, width, gap=2)
    needs = needed(lines, columns, [""] * len(columns), width)
    rooms = dict(fitted(columns, needs, width))
    assert [*rooms] == [place for place, _ in shared]
    for place, room in shared:
        assert rooms[place] >= min(room, max(needs[place], 1)) - (2 if columns[place].grow else 0)
    taken = sum(rooms.values()) + len(rooms) - 1
    assert taken <= max(width, sum(room for _, room in shared) + len(shared) - 1)


@given(st.lists(COLUMN, min_size=1, max_size=9), LENGTHS, LENGTHS, st.integers(10, 200))
def test_a_text_is_cut_only_where_its_row_is_full(
    columns: list[Column], first: list[int], lengths: list[int], width: int
) -> None:
    """Texts stand one behind the other, a cell apart, in the row; cut are those that are longer than their column."""
    shared = fitted(columns, needed([first], columns, [""] * len(columns), width), width)
    found = placed(lengths, columns, shared, width)
    rooms = dict(shared)
    whole = {place: min(lengths[place], 1) if room == 1 else lengths[place] for place, room in shared}
    assert [place for place, _, _ in found] == [place for place, length in whole.items() if length]
    if sum(size for _, _, size in found) + len(found) - 1 <= width:  # else one letter each is too much
        assert all(start + size < after for (_, start, size), (_, after, _) in pairwise(found))
    needs = sum(whole.values()) + len(found) - 1
    cut = [place for place, _, size in found if size < whole[place]]
    if needs <= width:
        assert not cut
        assert all(start >= 0 and start + size <= width for _, start, size in found)
    for place, _, size in found:
        assert size >= min(whole[place], rooms[place])


def test_columns_stay_while_a_list_is_turned() -> None:
    """Thin line: rows that fit, if some of their texts beside their columns, move none; others do, and then stay."""
    columns = [Column("NAME", 8, grow=1), Column("", 3, right=True), Column("STATE", 6), Column("", 4)]
    rooms: Rooms[str] = Rooms()

    def cells(row: str) -> list[Piece]:
        return [(text, "") for text in row.split("|")]

    def turned(*rows: str) -> object:
        rooms.begin()
        view = [rooms.drawn(row, cells) for row in rows]
        return rooms.of(0, range(4), columns, ["NAME", "", "STATE", ""], 34, view, list)

    first = turned(*["Maria|1|on|"] * 24)
    assert turned("Maria Magdalena|1|on|", *["Ana|22|off|"] * 23) == first
    other = turned(*["Maria|1|waiting for somebody|"] * 24)
    assert other != first
    assert turned(*["Maria|1|on|"] * 24) == other


@given(st.lists(COLUMN, min_size=1, max_size=4), st.lists(LENGTHS, min_size=24, max_size=24), st.integers(20, 120))
def test_rows_that_come_bit_by_bit_have_the_columns_of_all(
    columns: list[Column], lines: list[list[int]], width: int
) -> None:
    """Numbers beside queues come one after the other: each time that they came otherwise the columns were others."""
    titles, places = [""] * len(columns), range(len(columns))

    def of(rooms: Rooms[list[int]], rows: list[list[int]]) -> object:
        rooms.begin()
        drawn = [rooms.drawn(row, lambda lengths: [("x" * length, "") for length in lengths]) for row in rows]
        return rooms.of(0, places, columns, titles, width, drawn, list)

    bit_by_bit: Rooms[list[int]] = Rooms()
    found: object = None
    for number in (0, 1, 24):
        bit_by_bit.look_again(first=True)
        found = of(bit_by_bit, [*lines[:number], *([0] * 9 for _ in lines[number:])])
    assert found == of(Rooms(), lines)


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
    """Memory stays flat, however far somebody scrolls; the columns stay all the same."""

    class Seen:
        def __init__(self, text: str) -> None:
            self.text = text

    rooms: Rooms[Seen] = Rooms()
    columns = [Column("N", least=3, grow=1)]

    def look(row: Seen) -> int:
        rooms.begin()
        drawn = rooms.drawn(row, lambda seen: [(seen.text, "")])
        return rooms.of(0, [0], columns, ["N"], 80, [drawn], list)[0][1]

    longest = Seen("x" * 40)
    first = weakref.ref(longest)
    look(longest)
    del longest
    room = {look(Seen(str(number))) for number in range(100)}
    assert first() is None
    assert min(room) >= 40
