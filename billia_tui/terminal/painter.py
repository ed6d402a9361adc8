"""From what Textual's compositor paints to the bytes of the change."""

from collections.abc import Iterable, Sequence
from itertools import chain
from operator import is_
from typing import cast

from rich.segment import Segment
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

from .cells import Row, row_of
from .frame import Frame

Update = LayoutUpdate | ChopsUpdate

_MOST_ROWS = 400
"""Pieces of rows that are remembered: a few screens."""


class Painter:
    """Knows what the terminal shows, and what of it came from which strips.

    Args:
        frame: what the terminal shows; nothing is known of it at first.
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._strips: list[list[Strip] | None] = []
        self._rows: dict[tuple[Segment, ...], Row] = {}

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
        sent = self._frame.turn_into(rows, cursor)
        if self._frame.styles.are_too_many:
            self._frame.forget_styles()
            self._rows.clear()
        return sent

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
        """The cells of strips; what was painted before, such as a list below a dialog that is gone, is remembered."""
        segments = tuple(chain.from_iterable(strips))
        row = self._rows.get(segments)
        if row is None:
            if len(self._rows) >= _MOST_ROWS:
                self._rows.clear()
            row = self._rows[segments] = row_of(segments, self._frame.styles)
        return row


def _same(held: list[Strip], line: list[Strip]) -> bool:
    return len(held) == len(line) and all(map(is_, held, line))
