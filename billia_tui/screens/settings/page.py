"""The settings as a page: what each is, changed with a form that says what would clash before it is used."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from billia_tui import paging
from billia_tui.errors import BilliaError
from billia_tui.keys import made as keys
from billia_tui.keys.made import Where
from billia_tui.keys.table import KEYS as ENTRIES
from billia_tui.paging import Count, Window
from billia_tui.screens.kinds.searched_list import SearchedPage
from billia_tui.screens.settings.dialog import KeyDialog, SettingDialog
from billia_tui.screens.settings.offered import BY_NAME, GROUPS, KEYS, OFFERED
from billia_tui.settings.config import settings_file
from billia_tui.settings.editing import OF_THE_HOST
from billia_tui.settings.editing import change as change_setting
from billia_tui.settings.model import Settings
from billia_tui.text import fold
from billia_tui.widgets.cells import Column
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.pick_list import Choice


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting as it is now; `own` says that it is not as usual."""

    id: str
    group: str
    label: str
    shown: str
    own: bool
    at: str


class SettingsScreen(SearchedPage[SettingRow], inherit_bindings=False):
    """All settings, those of keys last."""

    NAME: ClassVar[str] = "Settings"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.SETTINGS)
    HINT: ClassVar[str] = "press / to search settings and keys"
    FILTERS: ClassVar[Sequence[Choice]] = (("", "All"), *((group, group.capitalize()) for group in GROUPS))
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("KIND", 14, "group", "muted", drop=2),
        Column("SETTING", 34, "label", grow=2),
        Column("IS", 16, lambda row: (row.shown, "strong" if row.own else "muted"), grow=2),
        Column("", 5, lambda row: ("own", "info") if row.own else ("", "")),
        Column("HOLDS", 13, "at", "muted", drop=1),
        Column("NAME", 18, "id", "muted", grow=1, drop=3),
    )
    """What it is, and whether that is as usual."""
    EMPTY: ClassVar[str] = "No settings."

    settings: Settings | None = None

    async def page_of(self, window: Window) -> paging.Page[SettingRow]:
        """Those that have the words, around the one under the cursor: there are few."""
        if self.settings is None:
            self.settings = await self._read()
        return paging.stretch([row for row in rows_of(self.settings) if self._has_words(row)], window)

    async def _read(self) -> Settings:
        if self.app.settings is None:
            raise BilliaError(OF_THE_HOST)
        return await self.app.in_thread(self.app.settings)

    def _has_words(self, row: SettingRow) -> bool:
        text = fold(f"{row.label} {row.id} {row.shown}")
        return self.shown in {"", row.group} and all(word in text for word in fold(self.words).split())

    async def count_of(self) -> Count | None:
        """How many are shown."""
        return Count(len(self.table.rows))

    def facts(self) -> Sequence[str]:
        """Which file it is."""
        return (str(settings_file()),) if self.app.settings is not None else ()

    def read(self) -> None:
        """From the file."""
        self.settings = None
        super().read()

    # ── changing ──

    def refusals(self) -> dict[str, str | None]:
        """Only what is set can be as usual again."""
        row = self.table.row
        return {"setting_usual": None if row and row.own else "it is as usual"}

    def open(self, row: SettingRow) -> None:
        """The form of a setting."""
        self.open_form(partial(self._form, row.id))

    async def open_setting(self, name: str) -> None:
        """The same, for the palette."""
        self.table.go_to(name)
        self.open_form(partial(self._form, name))

    async def _form(self, name: str) -> Dialog:
        settings = await self._read()
        if name in BY_NAME:
            return SettingDialog(BY_NAME[name], settings)
        return KeyDialog(keys.by_id([name.removeprefix("keys.")])[name.removeprefix("keys.")], settings)

    async def done(self, dialog: Dialog, message: str) -> None:
        """It holds at once, as far as it can."""
        self.app.read_settings()
        await super().done(dialog, message)

    def action_setting_usual(self) -> None:
        """Takes the setting out of the file."""
        row = self.table.row

        async def doing() -> None:
            if row is not None:
                await self.app.in_thread(change_setting, settings_file(), row.id, None)
                self.app.read_settings()
                self.app.say(f"{row.label}: {row.shown} → as usual")
                self.read()

        self.begin(doing, None if row is not None and row.own else "it is as usual")


def rows_of(settings: Settings) -> list[SettingRow]:
    """All settings as they are, and every key."""
    made = []
    for one in OFFERED:
        shown = one.shown(settings)
        usual = shown in {"", one.usual} or (one.name == "mouse")
        made.append(SettingRow(one.name, one.group, one.label, shown or one.usual, not usual, one.at))
    for entry in ENTRIES:
        own = settings.keys.get(entry.id)
        label = f"{keys.shown(entry.keys) or 'palette'} · {entry.help}"
        shown = keys.shown(own if own is not None else entry.keys) or "palette alone"
        made.append(SettingRow(f"keys.{entry.id}", KEYS, label, shown, own is not None, "at once"))
    return made
