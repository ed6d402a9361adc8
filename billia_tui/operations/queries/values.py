"""The values of a query's fields: from what stands behind the colon to typed values."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from billia_tui.money import LARGEST_BALANCE, RANK_DIGITS, codes
from billia_tui.operations.queries.customer_query import Sort
from billia_tui.operations.queries.fields import ABOUT, SORT
from billia_tui.operations.queries.terms import Amount, Comparison, Hold, Payment, QueryField, Span, Value
from billia_tui.operations.queries.times import aged, ahead, dated
from billia_tui.text import clean, fold, storable
from billia_tui.vocabulary import CustomerStatus, PurchaseStatus, ServiceStatus

Word = TypeVar("Word", bound=StrEnum)

_SIGNS = re.compile(r"<=|>=|<|>|=")
_NUMBER = re.compile(r"(-?)([0-9]{1,15})(?:[.,]([0-9]{1,4}))?([A-Za-z]{3})?", re.ASCII)
_MOST_PRODUCTS = 10**9
_SHOWN = 40
"""Letters of what was typed that an error repeats."""


class WrongValue(Exception):
    """A value that its field does not take; the text says what it takes."""


def read(field: QueryField, text: str, now: datetime) -> tuple[Value, Comparison]:
    """The value of a field, and how it is compared; raises WrongValue."""
    if not storable(text):
        raise WrongValue("holds a character that no text can hold; take it out")
    comparison = Comparison.IS
    if ABOUT[field].compared and (sign := _SIGNS.match(text)):
        comparison, text = Comparison(sign[0]), text[sign.end() :]
    if not fold(text).strip():
        raise WrongValue(f"needs {ABOUT[field].value}, e.g. {field}:{ABOUT[field].examples[0]}")
    value = _READERS[field](text, comparison, now)
    return value, comparison if isinstance(value, int | Amount) else Comparison.IS


def sort_of(text: str) -> tuple[Sort, bool]:
    """The order that stands behind `sort:`, and whether it falls; raises WrongValue."""
    name = text.removeprefix("-")
    if not name.strip():
        raise WrongValue(f"needs {ABOUT[SORT].value}, e.g. sort:wallet or sort:-wallet")
    return chosen(_words(Sort), name), name != text


def chosen(words: Mapping[str, Word], text: str) -> Word:
    """The word that `text` is, or is the only one to begin so; raises WrongValue."""
    typed = fold(text).strip()
    if typed in words:
        return words[typed]
    begun = [name for name in words if name.startswith(typed)]
    if len(begun) == 1:
        return words[begun[0]]
    if begun:
        raise WrongValue(f"{shown(text)!r} may be {_either(begun)}; type another letter")
    near = get_close_matches(typed[:_SHOWN], words, n=1)
    if near:
        raise WrongValue(f"there is no {shown(text)!r}; did you mean {near[0]}?")
    raise WrongValue(f"there is no {shown(text)!r}; it takes {_either(words)}")


def shown(text: str) -> str:
    """What was typed, as an error repeats it."""
    return clean(text, limit=_SHOWN)


def _either(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _words(kind: type[Word]) -> dict[str, Word]:
    return {word.lower(): word for word in kind}


def _amount(text: str, _comparison: Comparison, _now: datetime) -> int | Amount:
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise WrongValue(f"{shown(text)!r} is no number; e.g. -14.20, 1000 or 50EUR")
    rank = int(match[2] + (match[3] or "").ljust(RANK_DIGITS, "0"))
    if rank > LARGEST_BALANCE * 10**RANK_DIGITS:
        raise WrongValue(f"{shown(text)!r} is more than any wallet holds")
    rank = -rank if match[1] else rank
    return Amount(rank, _code(match[4])) if match[4] else rank


def _code(text: str) -> str:
    code = text.upper()
    if code not in codes():
        near = [one for one in codes() if one[:2] == code[:2]]
        hint = f"did you mean {near[0]}?" if len(near) == 1 else "it takes a code of ISO 4217, e.g. EUR"
        raise WrongValue(f"there is no currency {shown(text)!r}; {hint}")
    return code


def _currency(text: str, _comparison: Comparison, _now: datetime) -> str:
    return _code(fold(text).strip())


def _products(text: str, _comparison: Comparison, _now: datetime) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else _MOST_PRODUCTS + 1
    if number > _MOST_PRODUCTS:
        raise WrongValue(f"{shown(text)!r} is no whole number, e.g. products:>3")
    return number


def _past(text: str, comparison: Comparison, now: datetime) -> Span:
    return _span(text, dated(text, comparison) or aged(text, comparison, now))


def _expiry(text: str, comparison: Comparison, now: datetime) -> Span:
    return _span(text, dated(text, comparison) or ahead(text, comparison, now))


def _span(text: str, span: Span | None) -> Span:
    if span is None:
        raise WrongValue(f"{shown(text)!r} is no age (12h 7d 2w 3m 1y) and no date (2026-01-31)")
    return span


def _label(text: str, _comparison: Comparison, _now: datetime) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not key.strip() or (sign and not value.strip()):
        raise WrongValue("needs a key, or key=value, e.g. label:tier=gold")
    return key.strip(), value.strip()


def _country(text: str, _comparison: Comparison, _now: datetime) -> str:
    from billia_tui.operations import countries  # its names take a tenth of a second: only when one is asked for

    code = countries.code_of(text)
    if code is not None:
        return code
    names = {fold(name): code for code, name in countries.choices()}
    typed = fold(text).strip()
    begun = sorted(name for name in names if name.startswith(typed))
    if typed in names or len(begun) == 1:
        return names.get(typed) or names[begun[0]]
    if begun:
        more = f" or {len(begun) - 3} more" if len(begun) > 3 else ""
        raise WrongValue(f"{shown(text)!r} may be {', '.join(begun[:3])}{more}; type another letter")
    near = get_close_matches(typed[:_SHOWN], names, n=1)
    hint = f"did you mean {near[0]}?" if near else "it takes a code such as de, or an English name"
    raise WrongValue(f"there is no country {shown(text)!r}; {hint}")


def _folded(text: str, _comparison: Comparison, _now: datetime) -> str:
    return " ".join(fold(text).split())


def _one_of(words: Mapping[str, Word]) -> Callable[[str, Comparison, datetime], Word]:
    return lambda text, _comparison, _now: chosen(words, text)


_READERS: dict[QueryField, Callable[[str, Comparison, datetime], Value]] = {
    QueryField.STATUS: _one_of(_words(CustomerStatus)),
    QueryField.HOLD: _one_of(_words(Hold)),
    QueryField.WALLET: _amount,
    QueryField.CREDIT: _amount,
    QueryField.CURRENCY: _currency,
    QueryField.LABEL: _label,
    QueryField.RESELLER: _folded,
    QueryField.SERVICE: _one_of(_words(ServiceStatus)),
    QueryField.EXPIRES: _expiry,
    QueryField.ORDER: _one_of({**_words(Payment), **_words(PurchaseStatus)}),
    QueryField.EMAIL: _folded,
    QueryField.COUNTRY: _country,
    QueryField.NOTE: _folded,
    QueryField.CREATED: _past,
    QueryField.BLOCKED: _past,
    QueryField.PRODUCTS: _products,
}
