"""Settings that are read again while the console runs: what of them holds at once, and what was wrong with them."""

from dataclasses import replace
from typing import TYPE_CHECKING

from billia_tui import showing
from billia_tui.errors import BilliaError
from billia_tui.keys import layouts
from billia_tui.keys.own import OwnKeys, of_commands, resolved
from billia_tui.keys.table import KEYS
from billia_tui.operations import money_reasons
from billia_tui.screens.kinds.page import Page
from billia_tui.settings.config import suggestion
from billia_tui.styles import own_themes, themes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billia_tui.app.app import BilliaApp
    from billia_tui.settings.model import Settings


class BadValue(BilliaError):
    """A setting that cannot be used."""

    exit_code = 2


def checked(settings: "Settings") -> tuple[str, ...]:
    """What is to be told of settings before they are used: keys that clash, a theme that is hard to read.

    Raises:
        BadKey, BadTheme, BadValue: one of them cannot be used.
    """
    _known(settings.keys, [entry.id for entry in KEYS], "keys: there is no key called")
    _known([settings.theme or themes.NAMES[0]], own_themes.names(), "there is no theme")
    theme = own_themes.own(settings.theme)
    _known([settings.layout] if settings.layout else [], layouts.NAMES, "there is no layout")
    hard = own_themes.hard_to_read(theme) if theme is not None else None
    return (*resolved(settings.keys).told, *_command_keys(settings).told, *((hard,) if hard else ()))


def use_theme(app: "BilliaApp", name: str) -> None:
    """A theme of ours or of the user's own, as its file is now; raises BadTheme."""
    theme = own_themes.own(name)
    if theme is not None:
        app.register_theme(theme)
        if app.theme == name:
            app.refresh_css(animate=False)
    app.theme = name


def _command_keys(settings: "Settings") -> "OwnKeys":
    wanted = {command.name: command.key for command in settings.commands if command.key}
    return of_commands(wanted, resolved(settings.keys).keys)


def use_commands(app: "BilliaApp", settings: "Settings") -> tuple[str, ...]:
    """The user's own commands from now on; gives what is to be told of their keys. Raises BadKey."""
    found = _command_keys(settings)
    app.own_commands = tuple(replace(one, key=found.keys.get(one.name, "")) for one in settings.commands)
    for key in found.keys.values():
        app.bind(key, f"own_command('{key}')", show=False)
    return found.told


def use(app: "BilliaApp", settings: "Settings") -> tuple[str, ...]:
    """From now on the console runs with these, as far as that can be; gives what is to be told. Raises as `checked`."""
    told = checked(settings)
    own = resolved(settings.keys)
    if dict(own.keys) != dict(app.own_keys):
        app.own_keys = dict(own.keys)
        app.set_keymap(own.for_textual)
        for screen in app.screen_stack:
            if isinstance(screen, Page):
                screen.key_bar.rename(app.own_keys)
    use_commands(app, settings)
    use_theme(app, settings.theme or themes.NAMES[0])
    app.use_layout(settings.layout)
    app.idle.allow(settings.idle_minutes)
    show(app.showing, settings)
    money_reasons.use(**settings.reasons())
    return told


def show(how: showing.Showing, settings: "Settings") -> None:
    """Times and amounts as the settings say."""
    how.zone = showing.zone_named(settings.timezone) if settings.timezone else None
    how.name = settings.timezone.rpartition("/")[2].replace("_", " ")
    how.beside = settings.times == showing.BESIDE
    how.mark = showing.MARKS[settings.thousands]
    showing.type_in(how.zone)


def _known(names: "Iterable[str]", known: "Sequence[str]", what: str) -> None:
    for name in names:
        if name not in known:
            raise BadValue(f"{what} {name!r}{suggestion(name, known)}")
