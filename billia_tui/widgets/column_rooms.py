"""How wide the columns of a table are, and where the texts of a row stand.

The columns are made for the rows that come first, and stay where they are while the list is scrolled and turned: over a
slow line a page is then what its rows say, and no more. A text that is longer than its column goes on where its row has
blanks, so none is cut while there is room in its row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from rich.cells import cell_len

from billia_tui.widgets.cells import Column, Piece, share

Row = TypeVar("Row")

Shared = Sequence[tuple[int, int]]
"""The columns that fit, by their place, with the cells of each."""

GUTTER = 3
"""Cells before the first column, for cursor and mark."""

_FEW = 8
"""One text of so many may be longer than its column, if that is not to cost others their room."""

_SELDOM = 72
"""One of so many may stand beside a number and push it out of its column."""

_ASIDE, _PUSHED = 4, 12
"""Where one row of so many stands beside its columns, or pushes those that do not grow, the columns are made anew."""

_STOP = 8
"""A terminal goes to every eighth column by one byte: there columns begin, where that takes no room from a text."""

_LOST = 2
"""Cells that a column may lose for such a stop, if it is one that grows."""


@dataclass(frozen=True, slots=True)
class Drawn(Generic[Row]):
    """The cells of a row, which were asked for once, and how long each is."""

    row: Row
    cells: Sequence[Piece]
    lengths: Sequence[int]


class Place(NamedTuple):
    """Where a text stands: its column, the cell from the first column on in which it begins, and its cells."""

    place: int
    start: int
    size: int


class Rooms(Generic[Row]):
    """How wide each column is, for the rows that were in view when it was made; and the cells of those in view."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Other rows, or other cells of them: the columns are made anew."""
        self._made: dict[tuple[object, ...], Shared] = {}
        self.begin()

    def begin(self) -> None:
        """All is painted next: what is in view by then is asked for again."""
        self._known: dict[int, Shared] = {}
        self._drawn: dict[int, Drawn[Row]] = {}

    def forget_row(self, row: Row) -> None:
        """This one is painted anew."""
        self._drawn.pop(id(row), None)

    def drawn(self, row: Row, cells: Callable[[Row], Sequence[Piece]]) -> Drawn[Row]:
        """The cells of a row, asked for once until all is painted again."""
        found = self._drawn.get(id(row))
        if found is None:
            asked = cells(row)
            found = self._drawn[id(row)] = Drawn(row, asked, [length_of(text) for text, _ in asked])
        return found

    def known(self, line: int) -> Shared | None:
        """The columns of a line of each row, if they were found since all was painted."""
        return self._known.get(line)

    def look_again(self, *, first: bool) -> None:
        """A row in view is another one now: the next look tells whether the columns still do.

        Of the `first` rows they are made anew, so that what comes bit by bit looks as if it had come at once.
        """
        self._known = {}
        if first:
            self._made = {}

    def of(
        self,
        line: int,
        indexes: Sequence[int],
        columns: Sequence[Column],
        titles: Sequence[str],
        width: int,
        view: Sequence[Drawn[Row]],
        further: Callable[[], Iterable[Drawn[Row]]],
    ) -> Shared:
        """The columns of one line of each row, by their place in it, with the cells of each.

        Args:
            line: which.
            indexes: of the columns among all.
            columns: those.
            titles: of them.
            width: cells of the table.
            view: the rows in view.
            further: gives rows that follow; they are asked for where the columns are made.
        """
        key = (*indexes, *titles, width)
        room = room_for_columns(width)
        lines = _lines(view, indexes)
        made = self._made.get(key)
        faults = 0 if made is None else strayed(lines, columns, made, room)
        if made is None or faults:
            new = fitted(columns, needed([*lines, *_lines(further(), indexes)], columns, titles, room), room)
            if made is None or strayed(lines, columns, new, room) < faults:
                self._made[key] = made = new
        self._known[line] = made
        return made


def _lines(rows: Iterable[Drawn[Row]], indexes: Sequence[int]) -> list[list[int]]:
    return [[drawn.lengths[index] for index in indexes] for drawn in rows]


def length_of(text: str) -> int:
    """The cells of a text."""
    return len(text) if text.isascii() else cell_len(text)


def room_for_columns(width: int) -> int:
    """The cells of a table of this width that are left for columns."""
    return max(width - GUTTER - 1, 1)


def gap_of(shared: Shared, width: int) -> int:
    """The cells between columns that were shared so: two where there is room for them."""
    return 2 if sum(room for _, room in shared) + 2 * (len(shared) - 1) <= width else 1


# ── how wide the columns are ──


def needed(
    lines: Sequence[Sequence[int]], columns: Sequence[Column], titles: Sequence[str], width: int
) -> dict[int, int]:
    """The cells that each column needs, by its place.

    A column that grows needs what nearly all of its texts do. One before numbers may go on over the blanks before a
    short one: it needs what is left of the longest of both together.

    Args:
        lines: of each row the cells of each text.
        columns: of the line.
        titles: of them.
        width: cells of the line.
    """
    places = [place for place, _ in share(columns, width, gap=2)]
    needs = {
        place: max(
            length_of(titles[place]),
            _of_most((line[place] for line in lines), _FEW if columns[place].grow else 0),
        )
        for place in places
    }
    for place, after in pairwise(places):
        if columns[after].right and not columns[place].right:
            both = _of_most((line[place] + line[after] for line in lines), _SELDOM) - needs[after]
            needs[place] = max(length_of(titles[place]), _of_most((line[place] for line in lines), _FEW), both)
    return needs


def _of_most(lengths: Iterable[int], few: int) -> int:
    """The longest, but for one of so `few`; 0 leaves out none."""
    ordered = sorted(lengths)
    return ordered[-1 - (len(ordered) // few if few else 0)] if ordered else 0


def fitted(columns: Sequence[Column], needs: Mapping[int, int], width: int) -> Shared:
    """The same as `share`, but no column is cut for room that another does not need.

    Args:
        columns: of one line.
        needs: cells that each of them needs for what is shown, by its place.
        width: cells of the line.
    """
    shared = share(columns, width, gap=2)
    wanted = {place: 1 if room == 1 else max(needs[place], 2) for place, room in shared}
    if all(room >= wanted[place] for place, room in shared):
        return shared
    rooms = {place: min(room, wanted[place]) for place, room in shared}
    gaps = len(shared) - 1
    spare = max(width - sum(rooms.values()) - gaps * (2 if sum(wanted.values()) + 2 * gaps <= width else 1), 0)
    while spare and (short := [place for place in rooms if rooms[place] < wanted[place]]):
        rooms[min(short, key=lambda place: rooms[place] / (1 + columns[place].grow))] += 1
        spare -= 1
    tight = _at_stops(columns, rooms, width, 1)
    return tight if gap_of(tight, width) == 1 else _at_stops(columns, rooms, width, 2)


def _at_stops(columns: Sequence[Column], needs: Mapping[int, int], width: int, gap: int) -> Shared:
    """What is left goes where it lets the next column begin at a stop of the tabulator, or a number end behind one."""
    rooms = {**needs}
    spare = max(width - sum(rooms.values()) - gap * (len(rooms) - 1), 0)
    x = GUTTER
    for place, after in pairwise([*rooms]):
        end = x + rooms[place]
        if columns[place].right:
            more = (columns[place].ends - end) % _STOP
        elif columns[after].right:
            more = (columns[after].ends - end - gap - rooms[after]) % _STOP
        else:
            more = (-end - gap) % _STOP
        if columns[place].grow and _STOP - more <= _LOST and rooms[place] >= columns[place].least + _LOST:
            more -= _STOP
        if more <= spare:
            rooms[place] += more
            spare -= more
        x += rooms[place] + gap
    return [*rooms.items()]


# ── where the texts of a row stand ──


def homes(lengths: Sequence[int], columns: Sequence[Column], shared: Shared, width: int) -> list[Place]:
    """Each text at the beginning of its column, numbers at its end, whatever is beside them."""
    gap, x, found = gap_of(shared, width), 0, []
    for place, room in shared:
        size = min(lengths[place], 1) if room == 1 else lengths[place]
        if size:
            found.append(Place(place, x + room - size if columns[place].right else x, size))
        x += room + gap
    return found


def placed(lengths: Sequence[int], columns: Sequence[Column], shared: Shared, width: int) -> list[Place]:
    """The texts of a row, those that are too long for their column beside it where the row has blanks.

    Args:
        lengths: cells of each text, by the place of its column.
        columns: of the line.
        shared: the columns that fit.
        width: cells of the line.
    """
    whole = homes(lengths, columns, shared, width)
    found = _cut(whole, columns, dict(shared), width)
    end = 0
    for number, (place, start, size) in enumerate(found):
        found[number] = Place(place, max(start, end), size)
        end = found[number].start + size + 1
    end = width
    for number in range(len(found) - 1, -1, -1):
        place, start, size = found[number]
        start = max(min(start, end - size), 0)
        if size < whole[number].size and not columns[place].right:
            size = max(size, min(whole[number].size, end - start))
        found[number] = Place(place, start, size)
        end = start - 1
    return found


def _cut(whole: Sequence[Place], columns: Sequence[Column], rooms: Mapping[int, int], width: int) -> list[Place]:
    """Where a row is too long for all of its texts, those end with their columns that are longest beyond them."""
    found = [*whole]
    over = sum(size for _, _, size in found) + len(found) - 1 - width
    for number in sorted(range(len(found)), key=lambda number: rooms[found[number].place] - found[number].size):
        place, start, size = found[number]
        less = size - rooms[place]
        if over <= 0 or less <= 0:
            break
        found[number] = Place(place, start + less if columns[place].right else start, size - less)
        over -= less
    return found


def strayed(lines: Sequence[Sequence[int]], columns: Sequence[Column], shared: Shared, width: int) -> int:
    """How many rows more than a few have texts beside their columns."""
    most = [max(lengths) for lengths in zip(*lines, strict=True)]
    if not lines or not any(most[place] > room > 1 for place, room in shared):
        return 0
    aside = pushed = 0
    for lengths in lines:
        if any(lengths[place] > room > 1 for place, room in shared):
            found = placed(lengths, columns, shared, width)
            moved = {
                place
                for (place, start, size), (_, home, whole) in zip(
                    found, homes(lengths, columns, shared, width), strict=True
                )
                if start != home and size == whole
            }
            aside += bool(moved)
            pushed += any(not columns[place].grow for place in moved)
    return max(pushed - len(lines) // _PUSHED, 0) + max(aside - len(lines) // _ASIDE, 0)
