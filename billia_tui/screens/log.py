"""The log of a customer, filtered by action and admin (R187)."""

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from billia_tui import clock, keys, paging
from billia_tui.errors import BilliaError
from billia_tui.keys import Where
from billia_tui.operations import log
from billia_tui.operations.log import LogLine
from billia_tui.paging import Window
from billia_tui.screens.list_page import ListPage
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.pick_list import PickList


class LogScreen(ListPage[LogLine], inherit_bindings=False):
    """Every change, newest first."""

    NAME: ClassVar[str] = "Log"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.LOG,)
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(Where.LOG)]
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, right=True, drop=2),
        Column("TIME", 16),
        Column("ADMIN", 8, grow=1),
        Column("ACTION", 14, grow=1),
        Column("OBJECT", 12, grow=1, drop=1),
        Column("CHANGE", 12, grow=6),
    )
    EMPTY: ClassVar[str] = "Nothing in the log for this choice."

    def __init__(self, customer_id: int) -> None:
        super().__init__(customer_id)
        self.action = ""
        self.admin = ""

    def cells(self, row: LogLine) -> Sequence[Piece]:
        """Who did what when, old → new."""
        return (
            (str(row.id), "muted"),
            (clock.shown(row.at), ""),
            (row.who, "muted" if row.admin == "system" else ""),
            (row.action, "strong"),
            (row.thing, "muted"),
            (row.summary, ""),
        )

    async def page_of(self, window: Window) -> paging.Page[LogLine]:
        """A page of lines."""
        return await self.app.ask(log.page, self.customer_id, window, action=self.action, admin=self.admin)

    def facts(self) -> Sequence[str]:
        """What is filtered."""
        shown = [f"action {self.action}"] * bool(self.action) + [f"by {self.admin}"] * bool(self.admin)
        return tuple(shown)

    def action_filter_action(self) -> None:
        """Only one action."""
        self.pick(by_admin=False)

    def action_filter_admin(self) -> None:
        """Only one admin."""
        self.pick(by_admin=True)

    @work(exclusive=True, group="dialog")
    async def pick(self, *, by_admin: bool) -> None:
        """Offers what this log knows."""
        try:
            actions, admins = await self.app.ask(log.choices, self.customer_id)
        except BilliaError as error:
            self.app.refuse(error)
            return
        values = admins if by_admin else actions
        current = self.admin if by_admin else self.action
        everything: list[tuple[str, str]] = [("*", "All")]
        choices = everything + [(value, value) for value in values]
        picked = await self.app.push_screen_wait(
            PickList("Changes by" if by_admin else "Action", choices, current or "*")
        )
        if picked is None:
            return
        value = "" if picked == "*" else picked
        if by_admin:
            self.admin = value
        else:
            self.action = value
        self.read()

    def open(self, row: LogLine) -> None:
        """The whole line, each change on its own."""
        from billia_tui.screens.facts_page import FactsBox

        changes = [(name, f"{old or '–'} → {new or '–'}") for name, old, new in row.changes]
        facts = [("Time", clock.shown(row.at)), ("Admin", row.who), ("Object", row.thing), *changes]
        if row.reason:
            facts.append(("Reason", row.reason))
        self.app.push_screen(FactsBox(f"{row.action} · log line {row.id}", facts))
