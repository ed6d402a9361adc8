"""Who may be meant where nobody was found: customers whose names are like what was typed (R214).

Each word that finds nobody is replaced by words of names that sound alike, whatever letters they are written in; what
else was typed still has to hold. Nothing is asked unless an exact search found nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from sqlalchemy.orm import Session

from billia_tui import likeness
from billia_tui.db import name_words
from billia_tui.operations.actor import Actor
from billia_tui.operations.finding import conditions as customer_conditions
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.finding.row import CustomerRow
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.queries.terms import QueryField, Term
from billia_tui.paging import Window
from billia_tui.text import clean, fold, storable

MOST = 5
"""Customers that are offered (R214)."""

MARK = "≈"
"""Stands before what is near, not exact."""

_ALIKE, _ALIKE_BY_A_MISTAKE = 0.6, 0.7
"""How alike words have to be: those that sound the same, and those that sound the same but for one mistake."""

_MOST_WORDS = 4
"""Words of a query that are looked for again."""

_MOST_NAMES = 6
"""Words that are tried for one that finds nobody."""


@dataclass(frozen=True, slots=True)
class Near:
    """Customers who may be meant, the likest first, and the words by which they were found, cleaned.

    `query` is what finds the likest ones as they are written; empty where nobody is near.
    """

    rows: tuple[CustomerRow, ...] = ()
    words: tuple[str, ...] = ()
    query: str = ""

    @property
    def question(self) -> str:
        """What to ask who typed something else."""
        return f"did you mean {' or '.join(self.words[:2])}?" if self.words else ""


def matches(session: Session, actor: Actor, query: CustomerQuery) -> Near:
    """Whoever is near to a query that finds nobody, at most five; nobody if it finds some, or has no words.

    Raises:
        QueryError: of the query.
    """
    require(actor, Right.VIEW)
    words = [term for term in customer_conditions.understood(query.words).terms if _may_be_a_name(term)][:_MOST_WORDS]
    if not words or customer_list.page(session, actor, query, Window(limit=1)).rows:
        return Near()
    rows: dict[int, CustomerRow] = {}
    used: dict[str, None] = {}
    found_by = ""
    for words_there, other in _others(session, actor, query, words):
        for row in customer_list.page(session, actor, other, Window(limit=MOST)).rows:
            if row.id not in rows:
                found_by = found_by or other.words
                spelled = _spelled(row, words_there)
                rows[row.id] = replace(row, found=" · ".join(filter(None, [f"{MARK} {spelled}", row.found])))
                used.setdefault(spelled)
        if len(rows) >= MOST:
            break
    return Near(tuple(rows.values())[:MOST], tuple(used), found_by)


def _may_be_a_name(term: Term) -> bool:
    word = str(term.value)
    return term.field == QueryField.WORD and not term.negated and storable(word) and bool(likeness.words_of(word))


def _others(
    session: Session, actor: Actor, query: CustomerQuery, words: list[Term]
) -> Iterator[tuple[list[str], CustomerQuery]]:
    """The queries with words that are near, the likest first, each with what it has instead."""
    lost = [term for term in words if not _finds(session, actor, str(term.value))]
    names = {term: _names_like(session, str(term.value)) for term in lost}
    heard = _by_sound(session, query, words, lost, names)
    if lost and all(_sounds_like(str(term.value), names[term]) for term in lost):
        yield from heard  # else a mistake more: the same word in other letters is likelier
    for term in words:  # a town has no sound here, but other letters
        other = likeness.written_otherwise(str(term.value))
        if other and _finds(session, actor, other):
            left = [one for one in lost if one is not term]
            yield from _with(query, [*left, term], [*(names[one] for one in left), [other]])
    yield from heard


def _by_sound(
    session: Session, query: CustomerQuery, words: list[Term], lost: list[Term], names: dict[Term, list[str]]
) -> Iterator[tuple[list[str], CustomerQuery]]:
    """With names for what finds nobody; where each word is somebody's, but nobody has them all, for one of them."""
    if lost:
        yield from _with(query, lost, [names[term] for term in lost])
        return
    for term in words:
        yield from _with(query, [term], [_names_like(session, str(term.value))])


def _sounds_like(typed: str, names: list[str]) -> bool:
    """Whether the likest of names sounds the same, without a mistake."""
    word = "".join(likeness.words_of(typed))
    return bool(names) and likeness.skeleton(names[0]) == likeness.skeleton(word)


def _with(query: CustomerQuery, lost: list[Term], names: list[list[str]]) -> Iterator[tuple[list[str], CustomerQuery]]:
    """With the first names for all words that are lost, then the second ones, and so on."""
    if not all(names):
        return
    for place in range(max(map(len, names))):
        chosen = [some[min(place, len(some) - 1)] for some in names]
        text = query.words
        for term, name in sorted(zip(lost, chosen, strict=True), key=lambda pair: -pair[0].start):
            text = f"{text[: term.start]}{name}{text[term.end :]}"
        yield chosen, replace(query, words=text)


def _spelled(row: CustomerRow, names: list[str]) -> str:
    """Words of names as the customer writes them, where its row says so."""
    own = [(fold(word), word) for word in f"{row.name} {row.first_name} {row.last_name}".split()]
    return clean(" ".join(next((word for folded, word in own if name in folded), name.capitalize()) for name in names))


def _finds(session: Session, actor: Actor, word: str) -> bool:
    quoted = word.replace('"', '""')
    return bool(customer_list.page(session, actor, CustomerQuery(f'"{quoted}"'), Window(limit=1)).rows)


def _names_like(session: Session, typed: str) -> list[str]:
    """Words of names that are like what was typed, the likest first."""
    word = "".join(likeness.words_of(typed))[: likeness.LONGEST_NAME]
    key = likeness.skeleton(word)
    same = likeness.nearest(word, name_words.with_skeletons(session, [key]), least=_ALIKE)
    found = [name for name in same if name != word]
    if len(found) < _MOST_NAMES:
        keys = sorted(set(likeness.neighbours(key)) - {key, ""})
        others = likeness.nearest(word, name_words.with_skeletons(session, keys), least=_ALIKE_BY_A_MISTAKE)
        found += [name for name in others if name != word]
    return list(islice(sorted(dict.fromkeys(found), key=lambda name: -likeness.likeness(word, name)), _MOST_NAMES))
