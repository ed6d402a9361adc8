"""What a customer was found by, where the list does not show it (R213)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from billia_tui import identifiers
from billia_tui.db import search_lines
from billia_tui.db.search_lines import Line, LineOf, Row
from billia_tui.db.text_index import Forms
from billia_tui.operations.queries.terms import ParsedQuery, QueryField
from billia_tui.text import clean, fold

MOST = 2
"""Lines that are told of one customer."""

AROUND = 24
"""Letters of a long text that are told before and behind what was found."""

_SAYS_ITSELF = frozenset({LineOf.EMAIL, LineOf.DOMAIN, LineOf.LABEL})
"""Lines that need no word before them: their text says what they are."""


@dataclass(frozen=True, slots=True)
class Match:
    """A line that was found: what it is, its text, and how the list says it, cleaned."""

    of: LineOf | None
    text: str
    said: str


def words_of(query: ParsedQuery) -> list[Forms]:
    """The words that a query looks for, each in all its forms."""
    words = [str(term.value) for term in query.terms if term.field == QueryField.WORD and not term.negated]
    return [forms for _, forms in identifiers.words_sought(words)]


def matches(
    session: Session,
    words: Sequence[Forms],
    shown: Mapping[int, Collection[str]],
    named: Mapping[int, str],
) -> dict[int, tuple[Match, ...]]:
    """What customers were found by, one match a word, those of which something is told.

    Args:
        session: in a transaction.
        words: see `words_of`.
        shown: by customer, what is in view already.
        named: why some are found, whatever their texts say.
    """
    hidden: dict[int, list[Forms]] = {}
    for customer_id, texts in shown.items():
        view = fold("\n".join(texts))
        missing = [forms for forms in words if not _holds(view, forms)]
        if missing:
            hidden[customer_id] = missing
    found: dict[int, dict[Forms, Match]] = {customer_id: {} for customer_id in hidden}
    for read in (search_lines.own, search_lines.others):
        left = [one for one, missing in hidden.items() if len(found[one]) < len(missing)]
        for row in read(session, left) if left else ():
            _look(row, hidden[row.customer_id], found[row.customer_id])
    return {one: tuple(_told(missing, found[one], named.get(one))) for one, missing in hidden.items()}


def said(some: Sequence[Match]) -> str:
    """How the list says it."""
    return " · ".join(match.said for match in some)


def _look(row: Row, missing: Sequence[Forms], found: dict[Forms, Match]) -> None:
    """Looks for words in the lines of a row, each until it is found; no line is made for nothing."""
    wanted = [forms for forms in missing if forms not in found]
    asked = [form for forms in wanted for form in forms]
    if not asked or (all(map(str.isalpha, asked)) and not row.may_hold(asked)):
        return
    for line in row.lines():
        texts = [*map(fold, line.forms)]
        for forms in [*wanted]:
            if any(_holds(text, forms) for text in texts):
                found[forms] = Match(line.of, line.text, _said(line, forms))
                wanted.remove(forms)


def _told(missing: Sequence[Forms], found: Mapping[Forms, Match], named: str | None) -> list[Match]:
    """The first ones, in the order of the words; what the customer is named for before them."""
    own = [] if named is None else [Match(None, named, named)]
    return [*dict.fromkeys([*own, *(found[forms] for forms in missing if forms in found)])][:MOST]


def _holds(text: str, forms: Sequence[str]) -> bool:
    return any(form in text for form in forms)


def _said(line: Line, forms: Sequence[str]) -> str:
    text = clean(_around(line.text, forms))
    return text if line.of in _SAYS_ITSELF else f"{line.of} {text}"


def _around(text: str, forms: Sequence[str]) -> str:
    """The part of a long text around what was found, in whole words where there are any."""
    if len(text) <= 2 * AROUND:
        return " ".join(text.split())
    words = text.split()
    at = next((place for place, word in enumerate(words) if _holds(fold(word), forms)), 0)
    first = last = at
    while first > 0 and sum(map(len, words[first - 1 : at])) + at - first < AROUND:
        first -= 1
    while last < len(words) - 1 and sum(map(len, words[at : last + 2])) + last - at < AROUND:
        last += 1
    cut = " ".join(words[first : last + 1])
    return f"… {cut}" if first else cut
