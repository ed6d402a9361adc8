"""Keys that the user changed: one check at the start, which says what is true, once."""

import string
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from textual.keys import _character_to_key

from billia_tui.errors import BilliaError
from billia_tui.keys.entry import no_key
from billia_tui.keys.table import KEYS, KeyEntry, Where

NONE = ""
"""An entry that has no key any more."""

_WITH_CONTROL = frozenset({"up", "down", "left", "right", "home", "end", "pageup", "pagedown"})
_FUNCTION = frozenset(f"f{number}" for number in range(1, 13))
_WITH_SHIFT = _WITH_CONTROL | _FUNCTION | {"tab"}
_NAMED = _WITH_SHIFT | {"insert", "delete", "enter", "escape", "space", "backspace"}
_SENT_AS = {"i": "tab", "m": "enter", "j": "enter", "h": "backspace"}
_AROUND = frozenset({Where.TABLE, Where.EVERYWHERE})
_WHERE_COMMANDS_WORK = _AROUND | {Where.LIST, Where.DETAILS, Where.PANEL}
_TYPED_IN = frozenset({Where.DIALOG, Where.SEARCH})


class BadKey(BilliaError):
    """A key of the settings that cannot be used; the text names the entry and the key."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """What the settings come to: the keys of the entries that changed, by their names, and what is to be told."""

    keys: Mapping[str, str]
    told: tuple[str, ...] = ()

    @property
    def for_textual(self) -> dict[str, str]:
        """The same for Textual, which takes an empty text for the usual key."""
        return {name: pressed or no_key(name) for name, pressed in self.keys.items()}


def resolved(own: Mapping[str, str]) -> OwnKeys:
    """Gives each key of the settings to its entry, and takes it from the others that it would meet.

    Raises:
        BadKey: no terminal sends such a key, or it would be typed where the entry works.
    """
    by_name = {entry.id: entry for entry in KEYS}
    keys = {name: _usable(by_name[name], pressed) for name, pressed in own.items() if name in by_name}
    told = []
    for keeps, loses in _clashing(keys):
        both = [key for key in _of(loses, keys) if key in _of(keeps, keys)]
        if not both:  # it lost it already
            continue
        left = [key for key in _of(loses, keys) if key not in both]
        keys[loses.id] = ",".join(left) or NONE
        rest = f"which keeps {' '.join(left)}" if left else "which has no key now"
        told.append(f"{' '.join(both)} is {keeps.id} and not {loses.id}, {rest}")
    return OwnKeys(keys, tuple(told))


def of_commands(wanted: Mapping[str, str], own: Mapping[str, str]) -> OwnKeys:
    """The keys of the user's own commands, by their names; one that means something already stays what it is.

    Args:
        wanted: the key of each command that has one, as it was typed.
        own: the keys of the table that changed.

    Raises:
        BadKey: no terminal sends such a key.
    """
    keys, told = {}, []
    for name, pressed in wanted.items():
        key = _named(pressed.strip() or pressed)
        why = _why_not(key, pressed)
        if why:
            raise BadKey(f"command {name!r}: the key {pressed!r} cannot be used: {why}")
        taken = next((entry for entry in KEYS if entry.where & _WHERE_COMMANDS_WORK and key in _of(entry, own)), None)
        if taken is None:
            keys[name] = key
        else:
            told.append(f"{key} is {taken.id}; the command {name!r} has no key now")
    return OwnKeys(keys, tuple(told))


def _of(entry: KeyEntry, own: Mapping[str, str]) -> list[str]:
    return [key for key in own.get(entry.id, entry.keys).split(",") if key]


def _clashing(own: Mapping[str, str]) -> Iterator[tuple[KeyEntry, KeyEntry]]:
    """Pairs that meet on a key because of the settings: the one that keeps it, and the one that loses it."""
    for first, second in combinations(KEYS, 2):
        changed = [entry for entry in (first, second) if entry.id in own]
        if changed and _meet(first, second) and not set(_of(first, {})) & set(_of(second, {})):
            keeps = changed[0]
            yield keeps, second if keeps is first else first


def _meet(first: KeyEntry, second: KeyEntry) -> bool:
    """Whether both can be pressed on one screen."""
    if first.where & second.where:
        return True
    for one, other in ((first.where, second.where), (second.where, first.where)):
        if one & _AROUND and other - {Where.DIALOG}:
            return True
        if Where.DETAILS in one and Where.PANEL in other:
            return True
    return False


# ── keys that can be pressed ──


def _usable(entry: KeyEntry, pressed: str) -> str:
    """The keys by Textual's names; raises BadKey."""
    found = []
    for key in pressed.split(","):
        name = _named(key.strip() or key)
        why = _why_not(name, key.strip())
        if not why and entry.where & _TYPED_IN and _is_typed(name):
            why = "it would be typed there"
        if why:
            raise BadKey(f"keys.{entry.id}: {key.strip()!r} cannot be used: {why}")
        found.append(name)
    return ",".join(dict.fromkeys(found))


def _named(key: str) -> str:
    return str(_character_to_key(key)) if len(key) == 1 else key


def _is_typed(name: str) -> bool:
    return "+" not in name and name not in _NAMED - {"space"}


def _why_not(name: str, typed: str) -> str:
    """Why no key of this name arrives; empty if one does."""
    *held, key = name.split("+")
    letter = len(key) == 1
    if "alt" in held:
        why = "esc and another key are two keys here"
    elif not held:
        known = letter or key in _NAMED or _is_a_sign(key)
        why = "" if known else "no key has this name; letters and signs stand for themselves"
    elif held == ["ctrl"] and key in _SENT_AS:
        why = f"terminals send it as {_SENT_AS[key]}"
    elif held == ["ctrl"]:
        sent = (letter and key.isascii() and key.islower()) or key in _WITH_CONTROL
        why = "" if sent else "terminals do not send it; ctrl goes with a small letter"
    elif held == ["shift"] and letter:
        why = f"write {key.upper()}"
    else:
        why = "" if held == ["shift"] and key in _WITH_SHIFT else f"terminals do not send {typed}"
    return why


def _is_a_sign(key: str) -> bool:
    """Whether Textual calls a sign so, such as "question_mark"."""
    if key in map(_named, string.punctuation):  # a hyphen of its name is written as a blank is: "greater_than_sign"
        return True
    try:
        unicodedata.lookup(key.replace("_", " ").upper())
    except KeyError:
        return False
    return True
