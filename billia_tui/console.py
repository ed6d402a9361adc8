"""Opening the console: what is checked before Textual is loaded, and what happens without a terminal."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from typing import TYPE_CHECKING

from billia_tui import showing
from billia_tui.errors import BilliaError
from billia_tui.settings import restricted
from billia_tui.settings.address import sqlite_path
from billia_tui.settings.config import BadSettings, load, settings_file, suggestion
from billia_tui.settings.model import Settings

if TYPE_CHECKING:
    from billia_tui.app.app import BilliaApp
    from billia_tui.operations.desk import Desk
    from billia_tui.operations.finding.row import CustomerRow
    from billia_tui.operations.staff.door import Door
    from billia_tui.paging import Page
    from billia_tui.widgets.host import FirstPage

NO_TERMINAL = "The console needs a terminal; this is the first page of the list. More: billia --help"
FIRST_PAGE = 20
LOOKS = 1.0
"""Seconds between two looks at what colleagues do."""
NO_TERMINAL_OVER_SSH = (
    "the console needs a terminal: ssh -t HOST; without one name a command: ssh HOST customers list --json"
)
_KEPT = "TEXTUAL_COLOR_SYSTEM"


class NoTerminal(BilliaError):
    """There is no terminal, and nothing that could be done without one."""

    exit_code = 2


def run(settings: Settings, *, place: str | None = None) -> int:
    """Opens the console; without a terminal prints the first page of the list instead.

    Args:
        settings: of this run.
        place: which store this is, in a word; None to tell by its address.

    Returns:
        The exit code.

    Raises:
        BilliaError: the store or a setting cannot be used.
    """
    be_a_good_process()
    forget_textual_settings(os.environ)
    forget_size(os.environ)
    if settings.restricted:
        if not has_terminal():
            raise NoTerminal(NO_TERMINAL_OVER_SSH)
    else:
        _first_start(settings)
    if not has_terminal():
        return _print_first_page(settings)
    gc.disable()  # start-up makes objects that stay; the application switches it on when the store is open
    app = _make_app(settings, place or _place(settings.database))
    app.run(mouse=settings.mouse)
    return app.return_code or 0


def has_terminal() -> bool:
    """Whether there is a terminal to read keys from and to paint on."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    try:
        return all(stream is not None and stream.isatty() for stream in streams) and os.environ.get("TERM") != "dumb"
    except ValueError:  # closed
        return False


def forget_textual_settings(environment: MutableMapping[str, str]) -> None:
    """Drops TEXTUAL_*: some write files or load modules. The colour system alone is left to the user."""
    for name in [name for name in environment if name.startswith("TEXTUAL_") and name != _KEPT]:
        del environment[name]


def forget_size(environment: MutableMapping[str, str]) -> None:
    """Drops COLUMNS and LINES where the terminal itself tells its size: exported, they are those of another hour."""
    try:
        width, height = os.get_terminal_size(sys.__stdin__.fileno()) if sys.__stdin__ is not None else (0, 0)
    except (OSError, ValueError):  # no terminal, or closed
        return
    if width and height:
        for name in ("COLUMNS", "LINES"):
            environment.pop(name, None)


def open_desk(settings: Settings) -> Callable[[], "Desk | Door"]:
    """What opens the store and seats the admin, once the screen is painted; a door where a sign-in is asked for.

    A file is made or brought up to date on the way; a store of a team is not: `billia init` does that.
    """

    def opened() -> "Desk | Door":
        from billia_tui.operations import allowed  # noqa: F401 - the list needs it next
        from billia_tui.operations.customers import allowed as rules  # noqa: F401 - the same
        from billia_tui.operations.finding import listing  # noqa: F401 - the same
        from billia_tui.operations.store import opening

        make = sqlite_path(settings.database) is not None and not settings.restricted
        return opening.open_door(settings.database, settings.admin, create=make, fixed=settings.restricted)

    return opened


def first_page(settings: Settings) -> "FirstPage | None":
    """What reads the first rows of a file before all that works with it is loaded; None for another kind of store."""
    if sqlite_path(settings.database) is None:
        return None

    def read(limit: int) -> "Page[CustomerRow] | None":
        from billia_tui.operations.finding import first_page

        return first_page.read(settings.database, settings.admin, limit)

    return read


def be_a_good_process() -> None:
    """Dies with its terminal even if started by nohup."""
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def _first_start(settings: Settings) -> None:
    """Makes a store that is not there yet, and says where."""
    path = sqlite_path(settings.database)
    if path is None or path.exists():
        return
    from billia_tui.operations.store.opening import first_start

    sys.stderr.write(f"billia: {first_start(settings.database, settings.admin)}\n")
    sys.stderr.flush()


def _print_first_page(settings: Settings) -> int:
    from billia_tui.commands import output, tables
    from billia_tui.operations.finding import listing as customer_list
    from billia_tui.operations.queries.customer_query import CustomerQuery
    from billia_tui.operations.store import opening
    from billia_tui.paging import Window

    desk = opening.open_desk(settings.database, settings.admin, create=sqlite_path(settings.database) is not None)
    try:
        found = desk.ask(customer_list.page, CustomerQuery(), Window(limit=FIRST_PAGE))
    finally:
        desk.store.close()
    if found.rows:
        output.table(tables.CUSTOMERS, found.rows)
    else:
        output.empty(tables.NO_CUSTOMERS)
    output.hint(NO_TERMINAL)
    return 0


def _place(database: str) -> str:
    """Which store this is: "local" for a file, the host for a server; over SSH the machine that one came to."""
    if restricted.is_on():
        return os.uname().nodename.partition(".")[0]
    if sqlite_path(database) is not None:
        return "local"
    from urllib.parse import urlsplit

    try:
        return urlsplit(database).hostname or "local"
    except ValueError:  # told by `open_store`, in words
        return "server"


def _make_app(settings: Settings, place: str) -> "BilliaApp":
    from billia_tui.keys.made import KEYS
    from billia_tui.styles import themes

    thin = settings.display == "thin"
    _known(settings.keys, [entry.id for entry in KEYS], "keys: there is no key called")
    theme = settings.theme or themes.NAMES[0]
    if theme not in themes.NAMES:
        from billia_tui.styles import own_themes

        _known([theme], own_themes.names(), "there is no theme")
    if settings.layout:
        from billia_tui.keys import layouts

        _known([settings.layout], layouts.NAMES, "there is no layout")
    if settings.keys:
        _check_keys(settings.keys)
    from billia_tui.operations import money_reasons

    money_reasons.use(**settings.reasons())
    app = _kind(settings)(
        open_desk(settings),
        place=place,
        own_keys=settings.keys,
        layout=settings.layout,
        clipboard=settings.clipboard,
        theme=theme if theme in themes.NAMES else themes.NAMES[0],
        thin=thin,
        first_page=first_page(settings),
        live=LOOKS,
        idle_minutes=settings.idle_minutes,
        settings=None if settings.restricted else load,
    )
    if settings.timezone or settings.thousands != "off":
        from billia_tui.app import new_settings

        app.showing = showing.begin()
        new_settings.show(app.showing, settings)
    if settings.commands or theme not in themes.NAMES:
        from billia_tui.app import new_settings

        app.keys_told = new_settings.use(app, settings)
    return app


def _kind(settings: Settings) -> "type[BilliaApp]":
    """The application; over SSH the one that can do less."""
    if settings.restricted:
        from billia_tui.app.restricted_app import RestrictedApp

        return RestrictedApp
    from billia_tui.app.app import BilliaApp

    return BilliaApp


def _known(names: Iterable[str], known: Sequence[str], what: str) -> None:
    for name in names:
        if name not in known:
            raise BadSettings(f"{_told_file()}: {what} {name!r}{suggestion(name, known)}")


def _check_keys(own: Mapping[str, str]) -> None:
    from billia_tui.keys.own import BadKey, resolved

    try:
        resolved(own)
    except BadKey as error:
        raise BadSettings(f"{_told_file()}: {error.text}") from error


def _told_file() -> str:
    """The settings file as it is named to whoever starts the program."""
    return "the settings of this host" if restricted.is_on() else str(settings_file())
