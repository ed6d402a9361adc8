"""Reading the cells of an import: what `input.Fields` does for forms, and times, words and numbers besides."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, TypeVar

from billia_tui import clock
from billia_tui.errors import Invalid
from billia_tui.money import decimals as decimals_of
from billia_tui.money import exponent, parse_amount, was_currency
from billia_tui.operations.input import Fields
from billia_tui.text import fold
from billia_tui.vocabulary import Marketing

Word = TypeVar("Word", bound=StrEnum)

_TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?( ?(Z|UTC|[+-]\d\d:?\d\d))?)?", re.ASCII)
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
_YES_WORDS = "yes y true t 1 on paid x ja j wahr oui o vrai si sì sí s sim tak evet"
_NO_WORDS = "no n false f 0 off unpaid nein falsch non faux não nao nee nie -"
_YES, _NO = frozenset(_YES_WORDS.split()), frozenset(["", *_NO_WORDS.split()])
_EITHER = _YES | _NO
MARKETING = {
    **dict.fromkeys(_YES, Marketing.SUBSCRIBED),
    **dict.fromkeys(_NO - {""}, Marketing.UNSUBSCRIBED),
}
"""Whether somebody is subscribed, where it is said with yes and no."""

_ZERO = re.compile(r"-?0{4}-0?0-0?0([T ][0-9:.]+Z?)?|-?0001-11-30([T ][0-9:.]+Z?)?|0{1,2}[./]0{1,2}[./]0{4}|0")
"""How MySQL, and what reads from it, writes that there is no time."""

_PERIOD_WORDS: dict[int | None, str] = {
    None: "once onetime free freeaccount lifetime einmalig unique",
    1: "monthly month permonth monatlich mensuel mensual mensile mensal maandelijks miesiecznie",
    3: "quarterly quarter trimestriel trimestral trimestrale vierteljahrlich kwartaal kwartalnie",
    6: "semiannually semiannual halfyearly biannually semestriel semestral halbjahrlich halfjaarlijks",
    12: "annually annual yearly year peryear jahrlich annuel anual annuale jaarlijks rocznie",
    24: "biennially biennial everytwoyears zweijahrlich biennal",
    36: "triennially triennial everythreeyears dreijahrlich triennal",
}
_PERIODS = {word: months for months, words in _PERIOD_WORDS.items() for word in words.split()}
"""Words for periods, in months; None for what is paid once."""

_COUNTED = re.compile(r"([0-9]{1,3}) ?(m|mo|months?|y|yr|yrs|years?|monate?|jahre?|mois|ans?|años?|anni|anno)")

_TWO_WAYS = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
"""1.500 is one and a half, or one thousand five hundred."""

_NO_PART = re.compile(r"(?<=[0-9])[.,]0+\Z")
"""What databases write behind a whole number."""

_GROUP = 3
_SIGNS = {"€": "EUR", "£": "GBP", "zł": "PLN", "₴": "UAH", "₹": "INR", "₽": "RUB", "₺": "TRY", "Kč": "CZK", "лв": "BGN"}


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
        if not text or _ZERO.fullmatch(text):
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
        if word not in _EITHER:
            self.errors[name] = "is neither yes nor no"
        return word in _YES

    def word(self, name: str, text: str, default: Word, usual: Mapping[str, Word] = MappingProxyType({})) -> Word:
        """One of the words of an enumeration, case ignored, or a `usual` word for one."""
        word = text.strip().casefold()
        if not word:
            return default
        if word in usual:
            return usual[word]
        words = _by_word(type(default))
        if word in words:
            found: Word = words[word]
            return found
        known = ", ".join(words.values())
        self.errors[name] = f"is none of {known}; what a word means says --value {name}:WORD=VALUE"
        return default

    def amount(self, name: str, text: str, currency: str, *, signed: bool = False) -> int:
        """An amount in minor units (R27); 0 for an empty cell."""
        text = _plain_amount(text.strip(), currency)
        if _TWO_WAYS.fullmatch(text) and decimals_of(currency) < _GROUP:
            whole = text[:-4] + text[-3:]
            self.errors[name] = (
                f"{currency} has at most {decimals_of(currency)} decimals; --decimal . reads it as {whole}"
            )
            if text[-4] == ".":
                self.errors[name] = self.errors[name].replace("--decimal .", "--decimal ,")
            return 0
        return self.check(name, lambda: _minor(text, currency, signed=signed)) if text else 0

    def whole(self, name: str, text: str, *, most: int) -> int | None:
        """A whole number from 1 to `most`, zeros behind a point left aside (R238); None for an empty cell."""
        text = _NO_PART.sub("", text.strip())
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 19 and 1 <= int(text) <= most):
            self.errors[name] = f"is no whole number from 1 to {most:,}"
            return None
        return int(text)

    def period(self, name: str, text: str, *, most: int) -> int | None:
        """Months, as a number or in words: "annually", "2 years"; None for once, which an empty cell is, too."""
        word = re.sub(r"[\W_]+", "", fold(text))
        if word in _PERIODS:
            return _PERIODS[word]
        counted = _COUNTED.fullmatch(text.strip().casefold())
        if counted:
            text = str(int(counted[1]) * (12 if counted[2][0] in "yja" else 1))
        return self.whole(name, text, most=most)

    def currency(self, name: str, text: str, default: str, day: datetime | None = None) -> str:
        """An ISO 4217 code; for what was on a `day` also one that was a currency then (R238)."""
        code = text.strip().upper() or default
        if day and was_currency(code, day.date()):
            return code
        try:
            exponent(code)
        except Invalid as error:
            self.errors[name] = next(iter(error.fields.values()))
            return default
        return code


# The records of a file come back to the same amounts and times again and again.


@lru_cache(maxsize=4096)
def _plain_amount(text: str, currency: str) -> str:
    """An amount as R27 has it: without its currency, and zeros behind its decimals (R238)."""
    if text.isdigit():
        return text
    for sign, code in ((currency, currency), *_SIGNS.items()):
        if code == currency and (text.upper().startswith(sign.upper()) or text.upper().endswith(sign.upper())):
            text = text[len(sign) :] if text.upper().startswith(sign.upper()) else text[: -len(sign)]
            text = text.strip()
            break
    whole, mark, decimals = text.replace(",", ".").partition(".")
    if mark and decimals.isascii() and decimals.isdigit() and not _TWO_WAYS.fullmatch(text):
        kept = decimals.rstrip("0").ljust(decimals_of(currency), "0")
        return f"{whole}.{kept}" if kept else whole
    return text


@lru_cache(maxsize=4096)
def _minor(text: str, currency: str, *, signed: bool) -> int:
    return parse_amount(text, currency, signed=signed)


@cache
def _by_word(words: type[StrEnum]) -> dict[str, Any]:
    """The words of an enumeration by how they are compared."""
    return {one.casefold(): one for one in words}


@lru_cache(maxsize=4096)
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
