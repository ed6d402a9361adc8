"""Reading the cells of an import: what `input.Fields` does for forms, and times, words and numbers besides."""

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from billia_tui import clock
from billia_tui.errors import Invalid
from billia_tui.money import parse_amount
from billia_tui.operations.input import Fields

Word = TypeVar("Word", bound=StrEnum)

_TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?( ?(Z|UTC|[+-]\d\d:?\d\d))?)?", re.ASCII)
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
_YES = frozenset({"yes", "y", "true", "1", "on", "paid"})
_NO = frozenset({"no", "n", "false", "0", "off", "unpaid", ""})


def time_as_typed(name: str, text: str) -> datetime | None:
    """A time as typed: UTC unless it says otherwise, a date is its first moment; raises Invalid at `name`."""
    cells = Cells()
    found = cells.time(name, text)
    cells.done()
    return found


class Cells(Fields):
    """Reads the values of one row and collects what is wrong with them (R152: all at once)."""

    def time(self, name: str, text: str, *, required: bool = False, past: bool = False) -> datetime | None:
        """A time, as ISO 8601 writes it; without a zone it is UTC. None for an empty cell.

        With `past` a time ahead of now is refused; a day is let pass, for times without their zone.
        """
        text = text.strip()
        if not text:
            if required:
                self.errors[name] = "is required"
            return None
        found = _time(text)
        if found is None:
            self.errors[name] = "is no time; write it as 2026-03-02 or 2026-03-02 14:05"
        elif past and found > clock.now() + timedelta(days=1):
            self.errors[name] = "lies in the future"
        return found

    def yes(self, name: str, text: str) -> bool:
        """Yes or no; an empty cell is no."""
        word = text.strip().casefold()
        if word not in _YES | _NO:
            self.errors[name] = "is neither yes nor no"
        return word in _YES

    def word(self, name: str, text: str, default: Word) -> Word:
        """One of the words of an enumeration, case ignored."""
        word = text.strip().casefold()
        if not word:
            return default
        words = type(default)
        for one in words:
            if word == one.casefold():
                return one
        self.errors[name] = f"is none of {', '.join(words)}"
        return default

    def amount(self, name: str, text: str, currency: str, *, signed: bool = False) -> int:
        """An amount in minor units (R27); 0 for an empty cell."""
        text = text.strip()
        return self.check(name, lambda: parse_amount(text, currency, signed=signed)) if text else 0

    def whole(self, name: str, text: str, *, most: int) -> int | None:
        """A whole number from 1 to `most`; None for an empty cell."""
        text = text.strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 19 and 1 <= int(text) <= most):
            self.errors[name] = f"is no whole number from 1 to {most:,}"
            return None
        return int(text)

    def currency(self, name: str, text: str, default: str) -> str:
        """An ISO 4217 code."""
        from billia_tui.money import exponent

        code = text.strip().upper() or default
        try:
            exponent(code)
        except Invalid as error:
            self.errors[name] = next(iter(error.fields.values()))
            return default
        return code


def _time(text: str) -> datetime | None:
    if not _TIME.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(
            text.replace(" UTC", "Z").replace(" Z", "Z").replace(" +", "+").replace(" -", "-")
        )
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found.replace(microsecond=0) if _FIRST <= found <= _LAST else None
