"""Memory that Textual does not give back: it remembers the drawn lines of a thousand widgets that are gone."""

from functools import lru_cache

from textual._styles_cache import StylesCache
from textual.color import Color
from textual.style import Style


@lru_cache(1024)
def _grounds(base: Color, background: Color) -> tuple[Style, Style]:
    """The style inside a border and that of its outside."""
    return Style(background=base + background), Style(background=base)


def _of_widget(cache: StylesCache, base: Color, background: Color) -> tuple[Style, Style]:
    del cache
    return _grounds(base, background)


def forget_widgets() -> None:
    """From now on colours are remembered without the widget that asked for them, which Textual makes a part of the key.

    A page that was opened once a minute would else cost some ten megabytes an hour.
    """
    StylesCache.get_inner_outer = _of_widget  # type: ignore[method-assign,assignment]  # instead of Textual's own
