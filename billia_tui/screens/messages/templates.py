"""The texts of mails: every template in use, edited by the house or for a reseller (R228)."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from billia_tui.errors import Conflict, Refused
from billia_tui.keys.made import Where
from billia_tui.operations import permissions
from billia_tui.operations.mails import templates
from billia_tui.operations.mails.templates import HOUSE, SHIPPED, TemplateRow, TemplateText
from billia_tui.operations.permissions import Right
from billia_tui.screens.kinds.store_page import StorePage
from billia_tui.text import clean
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.cells import Column
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field


class TemplatesScreen(StorePage[TemplateRow], inherit_bindings=False):
    """By name, language and whose it is; those without the right may look."""

    NAME: ClassVar[str] = "Texts of mails"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.TEMPLATES)
    READS = templates.page
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("NAME", 20, "name", "strong", grow=1),
        Column("LANGUAGE", 8, "language"),
        Column("WHOSE", 10, lambda row: (row.owner, "muted" if row.owner == SHIPPED else ""), grow=1),
        Column("SUBJECT", 24, "subject", grow=3),
        Column("EDITED", 16, "edited_at", "muted", drop=1),
    )
    """Which text, whose, about what."""

    def crumbs(self) -> Sequence[str]:
        """It is opened from the list."""
        return ("Customers", self.NAME)

    def refusal(self) -> str | None:
        """Why the admin cannot change anything here; None if it can be tried."""
        if self.app.desk is None:
            return "the store is not open yet"
        return permissions.why_not(self.app.desk.actor, Right.STAFF)

    def key_states(self) -> dict[str, KeyState]:
        """By the rights."""
        refusal = self.refusal()
        return {"template_reset": KeyState(refusal=refusal), "open_row": KeyState("edit", refusal)}

    def open(self, row: TemplateRow) -> None:
        """Edits a text; a shipped one becomes the house's."""

        async def make() -> Dialog:
            found = await self.app.ask(templates.read, row.name, row.language, row.reseller)
            return TemplateDialog(row, found)

        self.open_form(make, self.refusal())

    def action_template_preview(self) -> None:
        """How a text will look, filled with samples."""
        row = self.table.row
        if row is None:
            return

        async def doing() -> None:
            from billia_tui.screens.kinds.facts_page import FactsBox

            made = await self.app.ask(templates.preview, row.name, row.language, row.reseller)
            body = clean(made.body, lines=True, limit=None)
            facts = [("Subject", made.subject), ("Text", body)]
            await self.app.push_screen_wait(FactsBox(f"{row.name} · {row.language}", facts))

        self.begin(doing)

    def action_template_reset(self) -> None:
        """Gives a text back to what is behind it."""
        row = self.table.row

        async def make() -> Dialog:
            if row is None or row.owner == SHIPPED:
                raise Refused("this is the shipped text already", rule="R228")
            return ResetTemplateDialog(row)

        self.open_form(make, self.refusal())


class TemplateDialog(Dialog):
    """Subject, text and HTML of a template; a mistake stands at its part, with its line."""

    def __init__(self, row: TemplateRow, found: TemplateText) -> None:
        super().__init__()
        self.row, self.found = row, found
        self.seen: int = found.version
        self.heading = f"Text · {row.name} · {row.language}"
        whose = f"the customers of {row.owner}" if row.reseller else "every reseller's customers"
        self.intro = f"For {whose}. It can hold: {', '.join(found.places)}."

    def fields(self) -> Sequence[Field]:
        """Its parts, as they are written."""
        return (
            Field("subject", "Subject", self.found.subject),
            Field("body", "Text", self.found.body, kind="lines"),
            Field("html", "HTML", self.found.html, kind="lines", hint="made of the text, if empty"),
        )

    def meanwhile(self, conflict: Conflict) -> None:
        """The next `enter` saves over what is there now."""
        self.seen = conflict.seen

    async def save(self, values: Mapping[str, str]) -> str:
        """Uses it from now on."""
        row = self.row
        await self.app.change(
            templates.save, row.name, row.language, subject=values["subject"], body=values["body"],
            html=values["html"], reseller=row.reseller, seen=self.seen,
        )  # fmt: skip
        return f"template {row.name} ({row.language}) saved for {row.reseller or HOUSE}"


class ResetTemplateDialog(Dialog):
    """Gives a text back to the house's, or to the shipped one."""

    verb = "give back"
    danger = True

    def __init__(self, row: TemplateRow) -> None:
        super().__init__()
        self.row = row
        self.heading = f"Text · {row.name} · {row.language}"
        behind = "the house's or the shipped text" if row.reseller else "the shipped text"
        self.intro = f"The text of {row.owner} goes; mails use {behind} from now on."

    async def save(self, _values: Mapping[str, str]) -> str:
        """Does it."""
        await self.app.change(templates.reset, self.row.name, self.row.language, reseller=self.row.reseller)
        return f"template {self.row.name} ({self.row.language}) given back"
