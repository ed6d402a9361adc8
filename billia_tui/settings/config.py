"""Settings: typed options, then the environment, then the settings file, then defaults.

Read by hand and not by pydantic-settings: docs/decisions/0001 says why.
"""

import os
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from billia_tui import showing
from billia_tui.errors import BilliaError
from billia_tui.settings import restricted
from billia_tui.settings.address import sqlite_path
from billia_tui.settings.arguments import Options
from billia_tui.settings.model import Settings

if TYPE_CHECKING:
    from billia_tui.settings.own_commands import OwnCommand


class BadSettings(BilliaError):
    """A setting that cannot be used; the text names the file or variable and the key."""

    exit_code = 2


TIMES = (showing.INSTEAD, showing.BESIDE)
MARKS = (*showing.MARKS,)

DISPLAYS = ("thin", "plain")
"""Thin sends the terminal only what changed; plain is Textual's own way, which sends whole regions."""

CLIPBOARDS = ("terminal", "not-over-ssh", "show")
"""Where a copied text goes: to the terminal's clipboard, there only on the own machine, or nowhere: it is shown."""

SYSTEM_FILE = Path("/etc/billia/config.toml")
"""The settings of a restricted process: an administrator of the host writes them."""

RESTRICTED_IDLE_MINUTES = 15
"""Where the settings of a host say nothing: a terminal that somebody left must not stay open."""

DEMO_CUSTOMERS, DEMO_SEED = 500, 1
"""Of the demo store, if nobody says another number."""

_MOST_MINUTES = 24 * 60
_SHOWN = ("timezone", "times", "thousands")
_REASONS = ("reason_for_corrections", "reason_for_refunds", "reason_for_funds")
_AS_THEY_STAND = (*_SHOWN, *_REASONS)
_TEXTS = ("database", "admin", "theme", "layout", "display", "clipboard", "uploads", "log", *_SHOWN)
_TABLES = {"keys": 'add_funds = "f2"', "mail": 'host = "mail.example.org"'}
"""Tables of the file, with a line as it may stand in them; `settings.mail` looks at what is in that of mail."""
_MEGABYTES = {"upload_mb": 10, "upload_folder_mb": 100_000, "log_mb": 1_000}
"""Limits of a host, and the most that each may be."""
_KNOWN = (*_TEXTS, "mouse", *_REASONS, *_TABLES, "commands", "idle_minutes", *_MEGABYTES)
_WORDS = {"1": True, "on": True, "yes": True, "true": True, "0": False, "off": False, "no": False, "false": False}


def load(options: Options | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this run; raises BadSettings."""
    typed = options or Options()
    fixed = restricted.settings()
    if fixed is not None:
        if typed != Options():
            raise BadSettings("over SSH the store and the admin are fixed: no --database, no --admin, no --mouse")
        return fixed
    environment = os.environ if environment is None else environment
    for name in ("database", "admin"):
        if getattr(typed, name) == "":
            raise BadSettings(f"--{name} needs a value")
    file = read_file(settings_file())
    return Settings(
        database=typed.database or environment.get("BILLIA_DATABASE_URL") or file.get("database") or default_database(),
        admin=typed.admin or environment.get("BILLIA_ADMIN") or file.get("admin") or system_user(),
        keys=file.get("keys", {}),
        layout=file.get("layout", ""),
        theme=environment.get("BILLIA_THEME") or file.get("theme", ""),
        mouse=_mouse(typed.mouse, environment, file.get("mouse")),
        clipboard=_clipboard(file, over_ssh="SSH_CONNECTION" in environment),
        display=_display(environment) or file.get("display", "thin"),
        idle_minutes=file.get("idle_minutes", 0),
        **{name: file[name] for name in _AS_THEY_STAND if name in file},
        mail=file.get("mail", {}),
        commands=() if "SSH_CONNECTION" in environment else _commands(file.get("commands")),
    )


def load_restricted(admin: str, path: Path = SYSTEM_FILE) -> Settings:
    """The settings of an admin who comes in over SSH: the file of the host, and nothing of the caller.

    Raises:
        BadSettings: the file is missing, wrong, or in the hands of others. The text shows neither path nor value:
            it is read on the other side of the line.
    """
    _check_owner(path)
    file = read_file(path, "the settings of this host")
    if "admin" in file:
        raise BadSettings("the settings of this host: admin is not set here, the key line names the admin")
    if not file.get("database"):
        raise BadSettings("the settings of this host: database is missing")
    folders = {name: Path(file[name]) for name in ("uploads", "log") if name in file}
    if not all(place is None or place.is_absolute() for place in (sqlite_path(file["database"]), *folders.values())):
        raise BadSettings("the settings of this host: database, uploads and log are named by their whole path")
    return Settings(
        database=file["database"],
        admin=admin,
        keys=file.get("keys", {}),
        layout=file.get("layout", ""),
        theme=file.get("theme", ""),
        mouse=False,
        clipboard=_clipboard(file, over_ssh=True),
        display=file.get("display", "thin"),
        idle_minutes=file.get("idle_minutes", RESTRICTED_IDLE_MINUTES),
        **{name: file[name] for name in _AS_THEY_STAND if name in file},
        restricted=True,
        uploads=folders.get("uploads"),
        log=folders.get("log"),
        mail=file.get("mail", {}),
        **{name: file[name] for name in _MEGABYTES if name in file},
    )


def _check_owner(path: Path) -> None:
    """Raises BadSettings unless only root or the account itself writes the file, and nobody else reads it."""
    try:
        found = path.stat()
    except OSError as error:
        raise BadSettings("the settings of this host cannot be read; tell whoever looks after it") from error
    if found.st_uid not in {0, os.getuid()} or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise BadSettings("the settings of this host can be changed by others; they must belong to root or the account")
    if found.st_mode & stat.S_IROTH:
        raise BadSettings("the settings of this host can be read by everybody; chmod o-r them: a password may be in it")


def settings_file() -> Path:
    """Where the settings file is looked for."""
    from platformdirs import user_config_path

    return user_config_path("billia", appauthor=False) / "config.toml"


def default_database() -> str:
    """The store of a user who named none: a SQLite file in the user's data folder."""
    return str(data_folder() / "billia.db")


def data_folder() -> Path:
    """The user's data folder; it may not be there yet."""
    from platformdirs import user_data_path

    return user_data_path("billia", appauthor=False)


def demo_store(customers: int = DEMO_CUSTOMERS, seed: int = DEMO_SEED) -> Path:
    """Where `billia demo` keeps its store of so many customers; it may not be there yet."""
    return data_folder() / f"demo-{customers}-{seed}.db"


def system_user() -> str:
    """The user as the operating system knows it; raises BadSettings where it does not."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as error:
        raise BadSettings("the system does not tell who you are; name an admin with --admin or BILLIA_ADMIN") from error


def read_file(path: Path, name: str = "") -> dict[str, Any]:
    """The settings in a TOML file, checked; empty if there is none. Messages call it `name`, or by its path.

    Raises:
        BadSettings: unreadable, no TOML, an unknown key, a value of the wrong kind.
    """
    name = name or str(path)
    try:
        if not path.exists():
            return {}
        from billia_tui import files  # only where there is a file

        with files.opened(path) as file:
            raw = file.read()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BadSettings(f"{name}: cannot be read: {error.strerror}") from error
    try:
        return read_text(raw.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        raise BadSettings(f"{name}: is no TOML file: {error}") from error


def read_text(text: str, name: str) -> dict[str, Any]:
    """The same of the text of a settings file; messages call it `name`."""
    import tomllib  # 25 ms: only where there is a file

    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{name}: is no TOML file: {error}") from error
    for key, value in found.items():
        if key not in _KNOWN:
            raise BadSettings(f"{name}: there is no setting {key!r}{suggestion(key, _KNOWN)}")
        _check(name, key, value)
    return found


def suggestion(word: str, known: Sequence[str]) -> str:
    """What may have been meant, to be added to a refusal."""
    import difflib

    close = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are: {', '.join(known)}"


def _check(name: str, key: str, value: object) -> None:
    """Raises BadSettings if the value is not of the kind that the key takes."""
    if key in _TEXTS and not (isinstance(value, str) and value):
        raise BadSettings(f'{name}: {key} takes a text, e.g. {key} = "…"')
    if key in {"mouse", *_REASONS} and not isinstance(value, bool):
        raise BadSettings(f"{name}: {key} takes true or false")
    if key == "display" and value not in DISPLAYS:
        raise BadSettings(f"{name}: display takes {' or '.join(DISPLAYS)}")
    if key == "clipboard" and value not in CLIPBOARDS:
        raise BadSettings(f"{name}: clipboard takes {', '.join(CLIPBOARDS[:-1])} or {CLIPBOARDS[-1]}")
    if key in _SHOWN:
        _check_shown(name, key, str(value))
    if key == "idle_minutes" and not (type(value) is int and 0 <= value <= _MOST_MINUTES):
        raise BadSettings(f"{name}: idle_minutes takes a whole number of minutes, 0 for never")
    if key in _MEGABYTES and not (type(value) is int and 1 <= value <= _MEGABYTES[key]):
        raise BadSettings(f"{name}: {key} takes a whole number of megabytes, 1 to {_MEGABYTES[key]:,}")
    if key in _TABLES or key == "commands":
        _check_table(name, key, value)


def _check_shown(name: str, key: str, value: str) -> None:
    """How times and amounts are shown."""
    if key == "times" and value not in TIMES:
        raise BadSettings(f"{name}: times takes {' or '.join(TIMES)}: local times instead of UTC, or beside it")
    if key == "thousands" and value not in MARKS:
        raise BadSettings(f"{name}: thousands takes {', '.join(MARKS)}")
    if key == "timezone":
        try:
            showing.zone_named(value)
        except ValueError as error:
            raise BadSettings(f"{name}: {error}; write it as Europe/Sofia") from error


def _check_table(name: str, key: str, value: object) -> None:
    if key == "commands":
        try:
            _commands(value)
        except ValueError as error:
            raise BadSettings(f"{name}: {error}") from error
        return
    if not isinstance(value, dict):
        raise BadSettings(f"{name}: {key} is a table: [{key}], then lines such as {_TABLES[key]}")
    if key == "keys":
        for entry, keys in value.items():
            if not (isinstance(keys, str) and keys):
                raise BadSettings(f'{name}: keys.{entry} takes a text, e.g. {entry} = "f2"')


def _commands(found: object) -> "tuple[OwnCommand, ...]":
    if found is None:
        return ()
    from billia_tui.settings import own_commands  # only where there are any

    return own_commands.read(found)


def _display(environment: Mapping[str, str]) -> str:
    word = environment.get("BILLIA_DISPLAY", "").strip().lower()
    if word and word not in DISPLAYS:
        raise BadSettings(f"BILLIA_DISPLAY takes {' or '.join(DISPLAYS)}")
    return word


def _clipboard(file: Mapping[str, Any], *, over_ssh: bool) -> bool:
    """Whether the terminal's clipboard is used."""
    word = file.get("clipboard", CLIPBOARDS[0])
    return word == "terminal" or (word == "not-over-ssh" and not over_ssh)


def _mouse(typed: bool | None, environment: Mapping[str, str], filed: bool | None) -> bool:  # noqa: FBT001 - three sources of one value
    """Whether the mouse is used: over SSH it costs bytes and takes away the terminal's own selection.

    GNU screen with a mouse in it holds back a lone esc.
    """
    if typed is not None:
        return typed
    word = environment.get("BILLIA_MOUSE", "").strip().lower()
    if word:
        if word not in _WORDS:
            raise BadSettings("BILLIA_MOUSE takes on or off")
        return _WORDS[word]
    return filed if filed is not None else environment.keys().isdisjoint({"SSH_CONNECTION", "STY"})
