"""The names, as Textual has them, of the keys that sequences stand for.

Three dialects: the old one of xterm, rxvt, mintty and the Linux console; the numbers with modifiers; and kitty's, in
which every key is a code point. A key that nobody knows is no key, and the release of one is none either.
"""

import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS, MODIFIER_FUNCTIONAL_KEYS
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, _character_to_key

_MODIFIERS = ("shift", "alt", "ctrl", "super", "hyper", "meta")
_SHIFT, _ALT, _CTRL = 1, 2, 4
_SYSTEM = 8 | 16 | 32
"""Super, hyper and meta."""
_RELEASED = 3
_OTHER_KEYS = 27
"""The number behind which xterm's `modifyOtherKeys` has modifiers and code point."""
_PRIVATE_USE = range(0xE000, 0xF900)
_BY_CODE = {"enter": "\r", "tab": "\t", "backspace": "\x7f"}
_NUMBER_BLOCK = {**{digit: digit for digit in "0123456789"}, "decimal": ".", "divide": "/", "multiply": "*"} | {
    "subtract": "-",
    "add": "+",
    "equal": "=",
    "separator": ",",
}
_MOST_DIGITS = 9


class Press(NamedTuple):
    """A key that was pressed: its name, and its character if it has one."""

    key: str
    character: str | None


@lru_cache(maxsize=1024)
def typed(character: str) -> Press:
    """The key of one character, a control character too; ESC is `esc`."""
    known = ANSI_SEQUENCES_KEYS.get(character)
    if isinstance(known, tuple):
        return Press(known[0].value, character)
    return Press(_named(character), character)


def _named(character: str) -> str:
    name = _character_to_key(character) if not character.isalnum() else character
    return KEY_NAME_REPLACEMENTS.get(name, name)


def backtab_is_escaped() -> bool:
    """Whether shift+tab comes as ESC and tab: on the Linux console, and only there, the two are one key."""
    return os.environ.get("TERM", "").partition("-")[0] == "linux"


@lru_cache(maxsize=1024)
def of_letter(text: str) -> tuple[Press, ...]:
    """The keys of an SS3 sequence without its beginning, e.g. "A", "5P"."""
    return _old(f"\x1bO{text[-1]}")


@lru_cache(maxsize=1024)
def of_sequence(text: str) -> tuple[Press, ...]:
    """The keys of a CSI sequence without its beginning, e.g. "1;5A", "97;;97u"; none if it is no key."""
    if text[-2:-1] == ":":  # what happened stands behind the letter
        text = text[:-3] + text[-2:] + text[-3]
    numbers, end = text[:-1], text[-1]
    if not all(char in "0123456789:;" for char in numbers):
        return _old(f"\x1b[{text}")
    fields = [[_number(one) for one in field.split(":")] for field in numbers.split(";")]
    return tuple(_pressed(fields, end)) or (_old(f"\x1b[{text}") if end != "R" else ())


def _number(digits: str) -> int | None:
    return int(digits) if 0 < len(digits) <= _MOST_DIGITS else None


def _old(sequence: str) -> tuple[Press, ...]:
    """What Textual's table says; where it means alt it is no key of ours."""
    known = ANSI_SEQUENCES_KEYS.get(sequence)
    if isinstance(known, str):
        return (typed(known),)
    if not isinstance(known, tuple) or known[0] is Keys.Escape:
        return ()
    return tuple(Press(key.value, None) for key in known)


def _pressed(fields: list[list[int | None]], end: str) -> Iterator[Press]:
    """The keys of numbers: a code and its alternatives, modifiers and what happened, the text."""
    nothing: list[int | None] = [None]
    codes, how, text, *_ = [*fields, nothing, nothing, nothing]
    modifiers = (how[0] or 1) - 1
    if len(how) > 1 and how[1] == _RELEASED:
        return
    if end == "~" and codes[0] == _OTHER_KEYS:
        codes, text, end = text, nothing, "u"
    name = FUNCTIONAL_KEYS.get(f"{1 if codes[0] is None else codes[0]}{end}", "")
    if name in MODIFIER_FUNCTIONAL_KEYS or end == "R" or not (name or end == "u"):  # a modifier alone, or a report
        return
    characters = [chr(code) for code in text if code is not None and _is_character(code)]
    if not characters and text[0] is not None:
        return
    if name and name not in _NUMBER_BLOCK:  # whatever text it brings: shift and 7 of the number block is "home" to some
        yield _with(name, modifiers, _BY_CODE.get(name))
    elif characters and not _is_command(modifiers):
        yield from (typed(char) for char in characters)
    elif name:
        yield _with(_named(_NUMBER_BLOCK[name]), modifiers & ~_SHIFT, _NUMBER_BLOCK[name])
    else:
        yield from _character_key(codes, modifiers)


def _is_command(modifiers: int) -> bool:
    """Whether these make a command of a key. Alt types text on a Mac, and with ctrl it is AltGr on Windows."""
    return modifiers & (_CTRL | _ALT) == _CTRL or bool(modifiers & _SYSTEM)


def _character_key(codes: list[int | None], modifiers: int) -> Iterator[Press]:
    """A key that is a character, without the text that it types: shift chooses the alternative, or the capital."""
    code = codes[0]
    if code is None or not _is_character(code):
        return
    character = chr(code)
    if modifiers & (_ALT | _CTRL | _SYSTEM):
        yield _with(_named(character), modifiers, None)
        return
    if modifiers & _SHIFT:
        shifted = codes[1] if len(codes) > 1 else None
        if shifted is not None and _is_character(shifted):
            character = chr(shifted)
        elif len(character.upper()) == 1 and character.upper() != character:
            character = character.upper()
        elif not character.isspace():
            return  # which character that is, the layout knows
    yield typed(character)


def _is_character(code: int) -> bool:
    """Whether a code point can be typed: no control character, half of a pair or key of kitty's own."""
    is_control = code < 0x20 or 0x7F <= code < 0xA0
    is_half = 0xD800 <= code < 0xE000
    return code <= sys.maxunicode and not is_control and not is_half and code not in _PRIVATE_USE


def _with(name: str, modifiers: int, character: str | None) -> Press:
    """A key with its modifiers in the order of the alphabet."""
    held = sorted(one for bit, one in enumerate(_MODIFIERS) if modifiers & 1 << bit)
    return Press("+".join([*held, name]), None if held else character)
