"""The forms of one setting and of one key: what was → what will be, and what would clash, before it is used."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from billia_tui.errors import BilliaError, Invalid
from billia_tui.keys import made as keys
from billia_tui.keys.made import KeyEntry
from billia_tui.screens.settings.offered import Offered
from billia_tui.settings import mail
from billia_tui.settings.config import settings_file
from billia_tui.settings.editing import Value
from billia_tui.settings.editing import change as change_setting
from billia_tui.settings.model import Settings
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

AS_USUAL = ""


class OneSetting(Dialog):
    """A form for `name` of the settings file; what is empty is as usual.

    Args:
        name: of the setting.
        settings: as they are now.
    """

    verb = "save and use"

    def __init__(self, name: str, settings: Settings) -> None:
        super().__init__()
        self.setting, self.settings = name, settings

    def value_of(self, typed: str) -> Value:
        """What is stored; raises Invalid at `value`."""
        return typed or None

    def would_be(self, value: Value) -> Settings:
        """All settings as they would be."""
        table, _, key = self.setting.rpartition(".")
        changes: dict[str, Any] = {key: value} if value is not None else {}
        if table:
            inner = {**getattr(self.settings, table), key: value}
            changes = {table: {name: one for name, one in inner.items() if one is not None}}
        return replace(self.settings, **changes)

    def told(self, typed: str) -> tuple[str, ...]:
        """What would be told of it; raises BilliaError if it cannot be used."""
        return self.app.clashes(self.would_be(self.value_of(typed)))

    def preview(self, values: Mapping[str, str]) -> str:
        """What clashes, or is wrong, while it is typed."""
        try:
            told = self.told(values["value"].strip())
        except BilliaError as error:
            return f"! {error.text}"
        return "\n".join(f"! {line}" for line in told)

    async def save(self, values: Mapping[str, str]) -> str:
        """Writes the line of the file."""
        typed = values["value"].strip()
        try:
            self.told(typed)
        except Invalid:
            raise
        except BilliaError as error:
            raise Invalid({"value": error.text}) from error
        await self.app.mean_it()
        await self.app.in_thread(change_setting, settings_file(), self.setting, self.value_of(typed))
        return f"{self.heading}: {typed or 'as usual'}"


class SettingDialog(OneSetting):
    """A setting that is no key."""

    def __init__(self, offered: Offered, settings: Settings) -> None:
        super().__init__(offered.name, settings)
        self.offered = offered
        self.heading = offered.label
        self.intro = f"Usual: {offered.usual}. It holds from the {offered.at} on." if offered.at != "at once" else ""

    def fields(self) -> Sequence[Field]:
        """What it is; a choice where there are few."""
        now = self.offered.shown(self.settings)
        if self.offered.choices:
            every = dict.fromkeys((*self.offered.choices, *self.offered.found()))
            others = [one for one in every if one != self.offered.usual]
            choices = [(AS_USUAL, f"{self.offered.usual}, as usual"), *((one, one) for one in others)]
            known = now if now in others else AS_USUAL
            return (Field("value", self.offered.label, known, kind="choice", choices=choices),)
        return (Field("value", self.offered.label, now, hint=f"empty for as usual: {self.offered.usual}", old=now),)

    def value_of(self, typed: str) -> Value:
        """As the setting has it."""
        value: Value = self.offered.value_of(typed) if typed else None
        return value

    def told(self, typed: str) -> tuple[str, ...]:
        """Those of mail are looked at by what reads them."""
        would_be = self.would_be(self.value_of(typed))
        mail.read(would_be)
        if self.setting == "timezone" and typed:
            from billia_tui import showing

            try:
                showing.zone_named(typed)
            except ValueError as error:
                raise Invalid({"value": f"{error}; write it as Europe/Sofia"}) from error
        return self.app.clashes(would_be)


class KeyDialog(OneSetting):
    """The key of an entry of the table."""

    def __init__(self, entry: KeyEntry, settings: Settings) -> None:
        super().__init__(f"keys.{entry.id}", settings)
        self.entry = entry
        self.heading = f"Key · {entry.help}"
        places = ", ".join(sorted(str(where).lower() for where in entry.where))
        self.intro = (
            f"Works: {places}. A letter or sign stands for itself; others are called as f5, ctrl+g, pageup. "
            f"Several are joined by commas. Usual: {keys.shown(entry.keys) or 'none'}"
        )

    def fields(self) -> Sequence[Field]:
        """The keys as the settings name them."""
        now = self.settings.keys.get(self.entry.id, self.entry.keys)
        return (Field("value", "Key", now, hint="empty for the usual one", old=now),)

    def value_of(self, typed: str) -> Value:
        """The usual one needs no line."""
        return None if typed in {"", self.entry.keys} else typed
