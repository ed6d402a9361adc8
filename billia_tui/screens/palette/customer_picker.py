"""Asks for the customer that an action of the palette needs: by search, those that were open before first."""

from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from billia_tui.screens.palette.entries import customer_entry
from billia_tui.screens.palette.palette import Palette


class CustomerPicker(Palette):
    """The palette with customers alone.

    Args:
        under: the screen that it was opened on.
        what: what the customer is needed for, in words.
        then: goes on with the id of who was picked.
    """

    def __init__(self, under: "Screen[object]", what: str, then: Callable[[int], Any]) -> None:
        super().__init__(under)
        self._what, self._then = what, then

    def heading(self) -> tuple[str, str]:
        """What it is for."""
        return f"For which customer? · {self._what}", "name, company, e-mail, phone, domain, number"

    def pick(self, customer_id: int) -> None:
        """Who is picked is not opened but taken."""
        self.app.call_later(self._then, customer_id)

    def _gather(self) -> None:
        self._recent = [customer_entry(hit, self.pick) for hit in self.app.jump_memory.customers]
        self._lines, self._elsewhere = [], []

    def _count_soon(self) -> None:
        """There are no queues."""
