"""What can follow while a query is typed, as far as it is known without the store (docs/queries.md)."""

from collections.abc import Iterable
from dataclasses import dataclass

from billia_tui.operations.queries.fields import ABOUT, HOLDS, ORDERS, SERVICES, SORT, SORTS, STATUSES
from billia_tui.operations.queries.terms import QueryField
from billia_tui.operations.queries.tokens import Token, token_at

MOST_CHOICES = 12
"""Choices that are offered at once; another letter brings others."""

FROM_LETTERS = 2
"""Letters of a plain word before fields are offered for it: most words that are typed are names."""

ASKED = frozenset({QueryField.LABEL, QueryField.RESELLER, QueryField.COUNTRY})
"""Fields whose values the store knows, or a list that is not loaded before it is needed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A text that can stand at the cursor, and a word about it; both are cleaned."""

    text: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """What the text from `start` to `end` can be replaced by; `expected` says what belongs there otherwise."""

    start: int
    end: int
    choices: tuple[Choice, ...] = ()
    expected: str = ""


_VALUES = {
    QueryField.STATUS: STATUSES,
    QueryField.HOLD: HOLDS,
    QueryField.SERVICE: SERVICES,
    QueryField.ORDER: ORDERS,
    SORT: SORTS,
}


def offered(text: str, cursor: int) -> Completion | None:
    """What can stand at the cursor. None says that `query_completion.complete` has to be asked."""
    token = token_at(text, cursor)
    if token is None or token.end != cursor or (token.quoted and not token.name):
        return Completion(cursor, cursor)
    if token.name in ASKED:
        return None
    if token.name in ABOUT:
        values = _VALUES.get(token.name, ABOUT[token.name].examples)
        return of_value(token, text, begun_so(text[token.value_start : token.end], values))
    start = token.start + token.negated
    names = ABOUT if len(token.body) >= FROM_LETTERS and not token.name else ()
    fields = begun_so(token.body, [name for name in names if name != SORT or not token.negated])
    return Completion(start, token.end, tuple(Choice(f"{name}:", ABOUT[name].meaning) for name in fields))


def of_value(token: Token, text: str, values: Iterable[str | Choice], *, start: int | None = None) -> Completion:
    """Values for the field of `token`, which replace what stands from `start` on; nothing if one of them is there."""
    about = ABOUT[token.name]
    first = token.value_start if start is None else start
    choices = [value if isinstance(value, Choice) else Choice(value, about.meaning) for value in values]
    if any(choice.text.lower() == text[first : token.end].lower() for choice in choices):
        choices = []
    expected = f"{token.name}: {about.value}, e.g. {token.name}:{about.examples[0]}"
    return Completion(first, token.end, tuple(choices[:MOST_CHOICES]), expected)


def begun_so(typed: str, words: Iterable[str]) -> list[str]:
    """Those that begin with what was typed."""
    return [word for word in words if word.startswith(typed.lower())]
