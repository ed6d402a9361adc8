"""Themes of one's own: `themes/NAME.toml` beside the settings file, with the fields of Textual's `Theme`.

Colours are written as Textual takes them. What is left out Textual works out of `primary`; `variables` are finer ones.
A restricted process, which nobody may hand a file, has none.
"""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from textual.color import Color, ColorParseError
from textual.theme import Theme

from billia_tui import files
from billia_tui.errors import BilliaError
from billia_tui.settings import restricted
from billia_tui.settings.config import settings_file, suggestion
from billia_tui.styles import themes
from billia_tui.text import clean

READABLE = 4.5
"""The least contrast of text that is read all day, as WCAG 2 has it."""

_PLAIN = ("dark", "ansi", "luminosity_spread", "text_alpha", "variables")
_COLOURS = tuple(each.name for each in fields(Theme) if each.name not in {"name", *_PLAIN})


class BadTheme(BilliaError):
    """A theme that cannot be used; the text names the file and what is wrong."""

    exit_code = 2


def names() -> tuple[str, ...]:
    """What the setting `theme` may be: ours, then those of the user's own."""
    return (*themes.NAMES, *(name for name in _files() if name not in themes.NAMES))


def own(name: str) -> Theme | None:
    """The theme of a file of the user's own; None where it is one of ours, which no file replaces. Raises BadTheme."""
    path = _files().get(name)
    if path is None or name in themes.NAMES:
        return None
    import tomllib

    try:
        with files.opened(path) as file:
            found = tomllib.loads(file.read().decode("utf-8"))
        return _theme(name, found)
    except OSError as error:
        raise BadTheme(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:  # also of TOML and of UTF-8
        raise BadTheme(f"{path}: {error}") from error


def hard_to_read(theme: Theme) -> str | None:
    """What is to be told of a theme whose text is hard to read on its ground; None where it can be read."""
    colours = theme.to_color_system().generate()
    text, ground = (Color.parse(colours[name]) for name in ("foreground", "background"))
    if text.ansi is not None or ground.ansi is not None:
        return None
    darker, lighter = sorted((_luminance(text), _luminance(ground)))
    contrast = (lighter + 0.05) / (darker + 0.05)
    if contrast >= READABLE:
        return None
    return (
        f"theme {theme.name}: its text has a contrast of {contrast:.1f} on its ground; {READABLE} can be read all day"
    )


def _luminance(colour: Color) -> float:
    """How light it is to the eye, 0 to 1 (WCAG 2)."""
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _files() -> dict[str, Path]:
    """The files by the names of their themes."""
    if restricted.is_on():
        return {}
    folder = settings_file().parent / "themes"
    return {path.stem: path for path in sorted(folder.glob("*.toml")) if clean(path.stem) == path.stem}


def _theme(name: str, found: Mapping[str, Any]) -> Theme:
    """Raises ValueError with what is wrong."""
    known = [*_COLOURS, *_PLAIN]
    for key, value in found.items():
        if key not in known:
            raise ValueError(f"there is no {key!r}{suggestion(key, known)}")
        if key in _COLOURS:
            _check_colour(key, value)
        elif key in {"dark", "ansi"} and not isinstance(value, bool):
            raise ValueError(f"{key} takes true or false")
        elif key in {"luminosity_spread", "text_alpha"} and not (type(value) in {int, float} and 0 <= value <= 1):
            raise ValueError(f"{key} takes a number from 0 to 1")
    variables = found.get("variables", {})
    if not isinstance(variables, dict):
        raise ValueError('variables is a table: [variables], then lines such as block-cursor-background = "#005f87"')  # noqa: TRY004 - of a file
    for key, value in variables.items():
        _check_colour(key, value)
    if "primary" not in found:
        raise ValueError('it needs a primary colour, e.g. primary = "#5fafd7"')
    return Theme(name=name, **found)


def _check_colour(key: str, value: object) -> None:
    try:
        Color.parse(value if isinstance(value, str) else "")
    except ColorParseError as error:
        raise ValueError(f'{key} takes a colour, e.g. {key} = "#5fafd7"') from error
