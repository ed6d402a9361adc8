"""Settings: typed options, then the environment, then the settings file, then defaults.

Read by hand and not by pydantic-settings: docs/decisions/0001 says why.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from billia_tui.arguments import Options
from billia_tui.errors import BilliaError


class BadSettings(BilliaError):
    """A setting that cannot be used; the text names the file or variable and the key."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """What the program runs with.

    `keys` maps names of the table of keys to other keys; `theme` may be empty; `display` is one of `DISPLAYS`.
    """

    database: str
    admin: str
    keys: Mapping[str, str] = field(default_factory=dict)
    theme: str = ""
    mouse: bool = True
    display: str = "thin"


DISPLAYS = ("thin", "plain")
"""Thin sends the terminal only what changed; plain is Textual's own way, which sends whole regions."""

_TEXTS = ("database", "admin", "theme", "display")
_KNOWN = (*_TEXTS, "mouse", "keys")
_WORDS = {"1": True, "on": True, "yes": True, "true": True, "0": False, "off": False, "no": False, "false": False}


def load(options: Options | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this run; raises BadSettings."""
    typed = options or Options()
    environment = os.environ if environment is None else environment
    for name in ("database", "admin"):
        if getattr(typed, name) == "":
            raise BadSettings(f"--{name} needs a value")
    file = read_file(settings_file())
    return Settings(
        database=typed.database or environment.get("BILLIA_DATABASE_URL") or file.get("database") or default_database(),
        admin=typed.admin or environment.get("BILLIA_ADMIN") or file.get("admin") or system_user(),
        keys=file.get("keys", {}),
        theme=environment.get("BILLIA_THEME") or file.get("theme", ""),
        mouse=_mouse(typed.mouse, environment, file.get("mouse")),
        display=_display(environment) or file.get("display", "thin"),
    )


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


def system_user() -> str:
    """The user as the operating system knows it; raises BadSettings where it does not."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as error:
        raise BadSettings("the system does not tell who you are; name an admin with --admin or BILLIA_ADMIN") from error


def read_file(path: Path) -> dict[str, Any]:
    """The settings in a TOML file, checked; empty if there is none.

    Raises:
        BadSettings: unreadable, no TOML, an unknown key, a value of the wrong kind.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BadSettings(f"{path}: cannot be read: {error.strerror}") from error
    import tomllib  # 25 ms: only where there is a file

    try:
        found = tomllib.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{path}: is no TOML file: {error}") from error
    for key, value in found.items():
        if key not in _KNOWN:
            raise BadSettings(f"{path}: there is no setting {key!r}{suggestion(key, _KNOWN)}")
        _check(path, key, value)
    return found


def suggestion(word: str, known: Sequence[str]) -> str:
    """What may have been meant, to be added to a refusal."""
    import difflib

    close = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are: {', '.join(known)}"


def _check(path: Path, key: str, value: object) -> None:
    """Raises BadSettings if the value is not of the kind that the key takes."""
    if key in _TEXTS and not (isinstance(value, str) and value):
        raise BadSettings(f'{path}: {key} takes a text, e.g. {key} = "…"')
    if key == "mouse" and not isinstance(value, bool):
        raise BadSettings(f"{path}: mouse takes true or false")
    if key == "display" and value not in DISPLAYS:
        raise BadSettings(f"{path}: display takes {' or '.join(DISPLAYS)}")
    if key == "keys":
        if not isinstance(value, dict):
            raise BadSettings(f'{path}: keys is a table: [keys], then lines such as add_funds = "f2"')
        for name, keys in value.items():
            if not (isinstance(keys, str) and keys):
                raise BadSettings(f'{path}: keys.{name} takes a text, e.g. {name} = "f2"')


def _display(environment: Mapping[str, str]) -> str:
    word = environment.get("BILLIA_DISPLAY", "").strip().lower()
    if word and word not in DISPLAYS:
        raise BadSettings(f"BILLIA_DISPLAY takes {' or '.join(DISPLAYS)}")
    return word


def _mouse(typed: bool | None, environment: Mapping[str, str], filed: bool | None) -> bool:  # noqa: FBT001 - three sources of one value
    """Whether the mouse is used: over SSH it costs bytes and takes away the terminal's own selection."""
    if typed is not None:
        return typed
    word = environment.get("BILLIA_MOUSE", "").strip().lower()
    if word:
        if word not in _WORDS:
            raise BadSettings("BILLIA_MOUSE takes on or off")
        return _WORDS[word]
    return filed if filed is not None else "SSH_CONNECTION" not in environment
