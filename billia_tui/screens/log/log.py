"""The log of a customer, filtered by action, admin and kind of thing (R187)."""

from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from typing import ClassVar

from billia_tui import clock, paging
from billia_tui.keys.made import Where
from billia_tui.operations.log import lines as log
from billia_tui.operations.log.lines import LogLine
from billia_tui.paging import Window
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.widgets.cells import Column
from billia_tui.widgets.pick_list import PickList

ALL = "*"
"""The choice that filters nothing: no action, admin or kind is named like this."""


class Filter(StrEnum):
    """What the log can be narrowed to; the value stands before the choice in the title line."""

    ACTION = "action"
    ADMIN = "by"
    KIND = "of"


_HEADINGS = {Filter.ACTION: "Action", Filter.ADMIN: "Changes by", Filter.KIND: "Changes of"}


class LogScreen(ListPage[LogLine], inherit_bindings=False):
    """Every change, newest first."""

    NAME: ClassVar[str] = "Log"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.LOG)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, "id", "muted", right=True, drop=2),
        Column("TIME", 16, "at"),
        Column("ADMIN", 8, lambda row: (row.who, "muted" if row.admin == log.SYSTEM else ""), grow=3),
        Column("ACTION", 22, "action", "strong"),
        Column("OBJECT", 12, "thing_in_words", "muted", grow=1, drop=1),
        Column("CHANGE", 12, "summary", grow=6),
    )
    """Who did what when, old → new."""
    EMPTY: ClassVar[str] = "Nothing in the log for this choice; x shows all of it."

    def __init__(self, customer_id: int, thing: tuple[str, int] | None = None) -> None:
        super().__init__(customer_id)
        self.thing = thing
        self.chosen = dict.fromkeys(Filter, "")

    async def page_of(self, window: Window) -> paging.Page[LogLine]:
        """A page of lines."""
        action, admin, kind = (self.chosen[one] for one in Filter)
        return await self.app.ask(
            log.page, self.customer_id, window, action=action, admin=admin, kind=kind, thing=self.thing
        )

    def facts(self) -> Sequence[str]:
        """What is filtered."""
        return tuple(f"{one} {value}" for one, value in self.chosen.items() if value)

    def refusals(self) -> dict[str, str | None]:
        """Why a key cannot be used now; None if it can (R51)."""
        return {
            "filter_kind": "this log is about one thing alone" if self.thing else None,
            "clear_filters": None if any(self.chosen.values()) else "no filter is set",
        }

    def action_filter_action(self) -> None:
        """Only one action."""
        self._begin(Filter.ACTION)

    def action_filter_admin(self) -> None:
        """Only what one admin did, or what happened by itself."""
        self._begin(Filter.ADMIN)

    def action_filter_kind(self) -> None:
        """Only what was done to one kind of thing."""
        refusal = self.refusals()["filter_kind"]
        if refusal:
            self.app.refuse(refusal)
        else:
            self._begin(Filter.KIND)

    def action_clear_filters(self) -> None:
        """Everything again."""
        refusal = self.refusals()["clear_filters"]
        if refusal:
            self.app.refuse(refusal)
        else:
            self.chosen = dict.fromkeys(Filter, "")
            self.read()

    def _begin(self, which: Filter) -> None:
        self.begin(partial(self.narrow, which))

    async def narrow(self, which: Filter) -> None:
        """Offers what this log knows."""
        in_words = log.kind_in_words if which is Filter.KIND else str
        choices = [(ALL, "All"), *((value, in_words(value)) for value in await self._values(which))]
        picked = await self.app.push_screen_wait(PickList(_HEADINGS[which], choices, self.chosen[which] or ALL))
        if picked is not None:
            self.chosen[which] = "" if picked == ALL else picked
            self.read()

    async def _values(self, which: Filter) -> Sequence[str]:
        if which is Filter.KIND:
            return await self.app.ask(log.kinds, self.customer_id)
        actions, admins = await self.app.ask(log.choices, self.customer_id)
        return actions if which is Filter.ACTION else admins

    def open(self, row: LogLine) -> None:
        """The whole line, each change on its own."""
        from billia_tui.screens.kinds.facts_page import FactsBox

        changes = [(name, f"{old or '–'} → {new or '–'}") for name, old, new in row.in_words]
        by_itself = row.admin == log.CUSTOMER
        facts = [("Time", clock.shown(row.at)), ("Done by", row.who) if by_itself else ("Admin", row.admin)]
        if row.acting_as and not by_itself:
            facts.append(("Acting as", f"customer {row.acting_as}"))
        facts += [("Object", row.thing_in_words), *changes]
        if row.reason:
            facts.append(("Reason", row.reason))
        if row.batch is not None:
            facts.append(("Part of", f"batch {row.batch}, a change of many customers"))
        self.app.push_screen(FactsBox(f"{row.action} · log line {row.id}", facts))
