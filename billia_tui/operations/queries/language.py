"""The query language of docs/queries.md: from what is typed to typed terms. Loads no database."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches

from billia_tui.operations.queries.customer_query import CustomerQuery, Sort
from billia_tui.operations.queries.fields import ABOUT, FOUND_BY_WORDS, SORT
from billia_tui.operations.queries.terms import ParsedQuery, QueryError, QueryField, Term
from billia_tui.operations.queries.tokens import Token, tokens
from billia_tui.operations.queries.values import WrongValue, read, shown, sort_of
from billia_tui.text import fold

MOST_LETTERS = 4_000
"""Letters that a query may have."""

MOST_TERMS = 50
"""Conditions that a query may have."""

_FORGOTTEN_COLON = re.compile(r"([A-Za-z]+)[<>=]", re.ASCII)
_ADDRESS = re.compile(r"[a-z]+://(?:[^/?#@]*@)?([^/?#:]+).*", re.ASCII | re.IGNORECASE | re.DOTALL)


def parse(text: str, now: datetime) -> ParsedQuery:
    """What `text` means at the time `now` (UTC).

    Raises:
        QueryError: a word of it is wrong; it says which.
    """
    if len(text) > MOST_LETTERS:
        raise QueryError(f"a query has at most {MOST_LETTERS:,} letters; leave some out", MOST_LETTERS, len(text))
    terms: dict[Term, None] = {}
    order: tuple[Sort, bool] | None = None
    for token in tokens(text):
        if token.name == SORT:
            if order is not None:
                raise _wrong(token, "sort: a list has one order; take one of the two out")
            order = _order(token)
            continue
        for term in _terms(token, now):
            terms.setdefault(term)
        if len(terms) > MOST_TERMS:
            raise _wrong(token, f"a query has at most {MOST_TERMS} words and fields; leave some out")
    if order is None:
        return ParsedQuery(tuple(terms))
    return ParsedQuery(tuple(terms), *order)


def ordered(query: CustomerQuery) -> CustomerQuery:
    """The same query, its order not in the words but beside them: another one can be chosen then."""
    words, order = query.words, None
    for token in reversed(tokens(words)):
        if token.name == SORT:
            with suppress(QueryError):
                order = _order(token)
            words = f"{words[: token.start].rstrip()} {words[token.end :].lstrip()}".strip()
    if order is None:
        return replace(query, words=words)
    return replace(query, words=words, sort=order[0], descending=order[1])


def field_of(token: Token) -> QueryField | None:
    """The field that a word is about; None for a plain word, and for `sort:`."""
    return QueryField(token.name) if token.name in ABOUT and token.name != SORT else None


def _terms(token: Token, now: datetime) -> Iterator[Term]:
    """The conditions of a word, one unless it is a plain word that falls apart when it is folded."""
    field = field_of(token)
    if field is None:
        _refuse_mistakes(token)
        negated = token.negated and bool(token.raw.strip("-"))
        yield from (
            Term(QueryField.WORD, word, negated=negated, start=token.start, end=token.end) for word in _words(token)
        )
        return
    try:
        value, comparison = read(field, token.value, now)
    except WrongValue as wrong:
        raise _wrong(token, f"{field}: {wrong}") from None
    yield Term(field, value, comparison, token.negated, token.start, token.end)


def _words(token: Token) -> list[str]:
    """What a plain word looks for, folded; a text in quotes stays together, an address of the web is its host."""
    if not token.raw.strip("-"):
        return [token.raw]
    if token.quoted and not token.name:
        words = fold(token.value).split()
        return [" ".join(words)] if words else [token.body]
    address = _ADDRESS.fullmatch(token.body)
    return fold(address[1] if address else token.body).split()


def _refuse_mistakes(token: Token) -> None:
    """Raises QueryError for a plain word that was probably meant as a field."""
    if token.name and not _is_address(token):
        raise _wrong(token, _no_field(token))
    unfinished = None if token.quoted else _FORGOTTEN_COLON.match(token.body)
    if unfinished and unfinished[1].lower() in ABOUT:
        name = unfinished[1].lower()
        raise _wrong(token, f"a colon is missing: {name}:{shown(token.body[len(name) :].removeprefix('='))}")
    if token.raw.startswith("--") and token.raw.strip("-"):
        raise _wrong(token, "one - leaves a word out; to look for a word that begins with -, put it in quotes")


def _is_address(token: Token) -> bool:
    """Whether the colon belongs to an address: of the web, of a machine; no field has two of them in a row."""
    return token.value.startswith(("//", ":")) or ":" in token.value


def _no_field(token: Token) -> str:
    name = shown(token.name)
    if token.name in FOUND_BY_WORDS:
        return f"{name}: is no field; type the word alone, it is looked for there too"
    near = get_close_matches(token.name[:40], ABOUT, n=1)
    if near:
        return f"{name}: is no field; did you mean {near[0]}:?"
    return f'{name}: is no field; quotes make it a word: "{name}:{shown(token.value)}"'


def _order(token: Token) -> tuple[Sort, bool]:
    if token.negated:
        raise _wrong(token, f"write sort:-{shown(token.value.removeprefix('-'))} to turn the order round")
    try:
        return sort_of(token.value)
    except WrongValue as wrong:
        raise _wrong(token, f"{SORT}: {wrong}") from None


def _wrong(token: Token, text: str) -> QueryError:
    return QueryError(text, token.start, token.end)
