"""From what Textual's compositor paints to the bytes of the change."""

from collections.abc import Iterable, Sequence
from operator import is_
from typing import cast

from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

from .cells import Row, row_of
from .frame import Frame

Update = LayoutUpdate | ChopsUpdate


class Painter:
    """Knows what the terminal shows, and what of it came from which strips.

    Args:
        frame: what the terminal shows; nothing is known of it at first.
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._strips: list[list[Strip] | None] = []

    def forget(self) -> None:
        """The terminal shows something else: the next update has to be a whole screen."""
        self._frame.forget()

    def knows(self, size: Size) -> bool:
        """Whether a screen of this size is known, so that pieces of it can be painted."""
        rows = self._frame.rows
        return rows is not None and (len(rows[0].texts), len(rows)) == size

    def painted(self, update: Update, size: Size, cursor: tuple[int, int] | None = None) -> str:
        """The bytes of one update, which the frame has taken over; see `Frame.turn_into`.

        Raises:
            ValueError: it does not fit the screen.
        """
        if not self.knows(size):
            self.forget()
        rows = self._whole(update, size) if isinstance(update, LayoutUpdate) else self._pieces(update)
        return self._frame.turn_into(rows, cursor)

    def _whole(self, update: LayoutUpdate, size: Size) -> list[Row]:
        """All rows of the screen; those whose strips are the same objects as last time are not looked at."""
        if update.region != (0, 0, *size):
            raise ValueError(update.region)
        rows = self._frame.rows
        held: list[list[Strip] | None] = [None] * size.height if rows is None else self._strips
        rows = rows or [Row.blank(size.width)] * size.height
        given: Sequence[object] = update.strips
        lines = [[strips] if isinstance(strips, Strip) else [*cast("Iterable[Strip]", strips)] for strips in given]
        self._strips = [*lines]
        return [
            row if strips is not None and _same(strips, line) else row.patched(0, self._row(line))
            for line, strips, row in zip(lines, held, rows, strict=True)
        ]

    def _pieces(self, update: ChopsUpdate) -> list[Row]:
        """All rows of the screen, those patched of which pieces are painted, as Textual would paint them."""
        if self._frame.rows is None:
            raise ValueError(update)
        rows = [*self._frame.rows]
        for y, first, last in update.spans:
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if strip is None or x >= last or end <= first:
                    continue
                cropped = strip if end <= last else strip.crop(0, last - x)
                rows[y] = rows[y].patched(x, self._row([cropped]))
            self._strips[y] = None
        return rows

    def _row(self, strips: list[Strip]) -> Row:
        return row_of((segment for strip in strips for segment in strip), self._frame.styles)


def _same(held: list[Strip], line: list[Strip]) -> bool:
    return len(held) == len(line) and all(map(is_, held, line))
