"""Pieces of text as Textual's content: the colours of the tones, outside tables."""

from textual.content import Content

from billia_tui.widgets.cells import Piece

_STYLES = {
    "": "",
    "good": "$text-success",
    "bad": "bold $text-error",
    "warn": "bold $text-warning",
    "info": "$text-accent",
    "muted": "$text-muted",
    "strong": "bold",
    "off": "$text-muted",
}


def toned(piece: Piece) -> Content:
    """A piece in its tone; its text is never markup."""
    text, tone = piece
    return Content.styled(text, _STYLES[tone]) if _STYLES[tone] else Content(text)
