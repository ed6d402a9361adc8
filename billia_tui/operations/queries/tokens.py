"""The words of a query: where each begins and ends, what stands before its colon, what between its quotes."""

import re
from dataclasses import dataclass

_NAME = re.compile(r"([A-Za-z]+):", re.ASCII)
_QUOTES_AFTER = frozenset(":=<>")
"""A quotation mark opens a quoted text at the start of a word and after one of these; elsewhere it is a character."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a query, at `start` to `end` of the text.

    `name` is what stands before the colon, in small letters, "" if it has none; `value` the rest without quotes, which
    begins at `value_start`. `raw` is the whole word as typed, `body` the same without the sign of negation.
    """

    start: int
    end: int
    raw: str
    negated: bool
    name: str
    value: str
    value_start: int
    quoted: bool
    closed: bool

    @property
    def body(self) -> str:
        """The word without the sign of negation."""
        return self.raw[1:] if self.negated else self.raw


def tokens(text: str) -> list[Token]:
    """The words of `text`, in order; every text has some reading."""
    found = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
        else:
            found.append(_token(text, at))
            at = found[-1].end
    return found


def token_at(text: str, cursor: int) -> Token | None:
    """The word that ends at the cursor or has it inside; None if a blank stands before it."""
    return next((token for token in tokens(text) if token.start < cursor <= token.end), None)


def _token(text: str, start: int) -> Token:
    """The word that begins at `start`."""
    negated = text[start] == "-" and not text[start + 1 : start + 2].isspace() and start + 1 < len(text)
    at = start + negated
    named = _NAME.match(text, at)
    value_start = named.end() if named else at
    value, quoted, closed, end = _value(text, value_start)
    name = named[1].lower() if named else ""
    return Token(start, end, text[start:end], negated, name, value, value_start, quoted, closed)


def _value(text: str, start: int) -> tuple[str, bool, bool, int]:
    """What stands from `start` to the next blank outside quotes, without its quotes, and where that is.

    Also whether it begins with a quotation mark, and whether all of them are closed.
    """
    pieces: list[str] = []
    at = start
    while at < len(text) and not text[at].isspace():
        if text[at] == '"' and (at == start or text[at - 1] in _QUOTES_AFTER):
            piece, at, closed = _quoted(text, at + 1)
            pieces.append(piece)
            if not closed:
                return "".join(pieces), text[start] == '"', False, at
        else:
            pieces.append(text[at])
            at += 1
    return "".join(pieces), text[start : start + 1] == '"', True, at


def _quoted(text: str, at: int) -> tuple[str, int, bool]:
    """The text up to the closing quotation mark, the place behind it, and whether there is one; `""` stands for one."""
    pieces: list[str] = []
    while True:
        end = text.find('"', at)
        if end < 0:
            return "".join([*pieces, text[at:]]), len(text), False
        pieces.append(text[at:end])
        if text[end + 1 : end + 2] != '"':
            return "".join(pieces), end + 1, True
        pieces.append('"')
        at = end + 2
