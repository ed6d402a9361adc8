"""What a value of a label may be, by the type of its component (R60, R61)."""

import re
from dataclasses import dataclass

from billia_tui.operations.input import Fields
from billia_tui.vocabulary import LabelType

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
"""Longer numbers do not fit into 64 bits."""

YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class AllowedValue:
    """A value that can be picked, and the name that is shown for it, both cleaned."""

    value: str
    name: str


def checked(kind: str, text: str, *, lowest: int | None = None, highest: int | None = None) -> str:
    """A value of the type `kind` as it is stored; raises Invalid at `value` (R61)."""
    read = Fields()
    value = read.line("value", text, required=True)
    if not read.errors:
        value, wrong = _of_type(kind, value, lowest, highest)
        if wrong:
            read.errors["value"] = wrong
    read.done()
    return value


def whole(text: str) -> int | None:
    """A whole number as typed; None if it is none."""
    return int(text) if _WHOLE.fullmatch(text.strip()) else None


def expected(kind: str, lowest: int | None, highest: int | None) -> str:
    """What is to be typed, in a few words; empty for a text."""
    match kind:
        case LabelType.INTEGER:
            return "a whole number"
        case LabelType.RANGE:
            return f"a whole number from {lowest} to {highest}"
        case LabelType.YES_NO:
            return "yes or no"
        case _:
            return ""


def _of_type(kind: str, text: str, lowest: int | None, highest: int | None) -> tuple[str, str | None]:
    """The value as it is stored, and what is wrong with it."""
    wrong = f"must be {expected(kind, lowest, highest)}"
    if kind == LabelType.YES_NO:
        return (text.lower(), None) if text.lower() in YES_NO else (text, wrong)
    if kind == LabelType.STRING:
        return text, None
    number = whole(text)
    inside = number is not None and (lowest is None or number >= lowest) and (highest is None or number <= highest)
    return (str(number), None) if inside else (text, wrong)
