"""Pages by key: what a list asks for and what it gets, the same for every list, screen and command."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)

Key = tuple[Any, ...]
"""The values of a row by which its list is sorted, the id last: says where the row stands."""


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of a list that is wanted: `limit` rows `after` a key, or `before` one, else from the top.

    With `bottom` the last rows of the list; with `including` the row of the key itself belongs to it; with `only` none
    but the row of this id.
    """

    limit: int = 50
    after: Key | None = None
    before: Key | None = None
    bottom: bool = False
    including: bool = False
    only: int | None = None

    @property
    def backward(self) -> bool:
        """Whether the rows are looked for from the key towards the top."""
        return self.bottom or self.before is not None


@dataclass(frozen=True, slots=True)
class Page(Generic[Row_co]):
    """Rows in the order of the list; `keys` where each stands; `more` whether others follow that way."""

    rows: tuple[Row_co, ...]
    keys: tuple[Key, ...]
    more: bool


def stretch(rows: Sequence[Row], window: Window) -> Page[Row]:
    """Of rows that are all at hand, each keyed by its place, those on that side of a key, however many they are."""
    first, end = 0, len(rows)
    if window.before is not None:
        (end,) = window.before
    elif window.after is not None:
        (place,) = window.after
        first = place if window.including else place + 1
    places = range(first, min(end, len(rows)))
    return Page(tuple(rows[place] for place in places), tuple((place,) for place in places), more=False)


def every_row(page_of: Callable[[Window], Page[Row]], together: int) -> Iterator[Row]:
    """All rows of a list, `together` of them asked for at a time."""
    window: Window | None = Window(limit=together)
    while window:
        page = page_of(window)
        yield from page.rows
        window = Window(limit=together, after=page.keys[-1]) if page.more else None


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are: `number`, or more than that if not `exact` (counting stopped at a cap)."""

    number: int
    exact: bool = True

    def __str__(self) -> str:
        return f"{self.number:,}" + ("" if self.exact else "+")
