"""The lines of the palette: what they say, and which of them the typed text finds, the best first."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from billia_tui.text import fold

if TYPE_CHECKING:
    from billia_tui.operations.finding.jump import Hit
    from billia_tui.operations.finding.records import Record

_WORD = re.compile(r"\w+")
_FROM = 2
"""Letters from which a text is looked for within a line: one letter is somewhere in almost every line."""

_KIND_FROM = 3
"""Letters from which the name of a kind finds all of it."""

_MOST_DIGITS = 18
"""No store has longer ids."""

LOOKING = "looking …"


class LineKind(StrEnum):
    """What a line of the palette is; the value is how it says so."""

    CUSTOMER = "customer"
    ACTION = "action"
    QUEUE = "queue"
    PAGE = "page"
    SETTING = "setting"
    ORDER = "order"
    DOCUMENT = "document"
    SERVICE = "service"
    DOMAIN = "domain"


_BY_KIND = (LineKind.QUEUE, LineKind.PAGE, LineKind.SETTING)
"""Kinds that are found by their names."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the palette.

    Attributes:
        id: tells lines apart.
        what: its text, cleaned.
        key: its key, or the id of a customer.
        found_by: the texts by which it is found.
        also: other words for it, which find it after those whose own text has them.
        refusal: why it cannot be chosen; None if it can be tried.
        run: does it.
        elsewhere: whether it is done in another place, to which it leads.
        count: how many customers a queue has, as far as it is known.
    """

    id: str
    kind: LineKind
    what: str
    key: str = ""
    found_by: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    refusal: str | None = None
    run: Callable[[], Any] = field(default=lambda: None, compare=False)
    elsewhere: bool = False
    count: str = ""


def customer_entry(hit: "Hit", open_customer: Callable[[int], None]) -> Entry:
    """The line of a customer; a status other than Active is said, and what it was found by (R213)."""
    status = "" if hit.status == "Active" else f" · {hit.status}"
    found = "".join(f" · {match.said}" for match in hit.matches)
    return Entry(
        f"customer {hit.id}",
        LineKind.CUSTOMER,
        f"{hit.name} · {hit.username}{status}{found}",
        str(hit.id),
        (hit.name, hit.username, str(hit.id)),
        run=lambda: open_customer(hit.id),
    )


def record_entry(record: "Record", open_record: Callable[["Record"], Any]) -> Entry:
    """The line of an order, a document or a service, with whose it is."""
    return Entry(
        f"{record.kind} {record.id}",
        LineKind(record.kind),
        f"{record.what} · {record.customer}",
        run=lambda: open_record(record),
    )


def numbered(text: str, open_customer: Callable[[int], None]) -> Entry | None:
    """The line of the customer whose id is typed, as long as nobody knows whether there is one."""
    number = text.strip()
    if not (number.isascii() and number.isdecimal() and len(number) <= _MOST_DIGITS):
        return None
    customer_id = int(number)
    return Entry(
        f"customer {customer_id}",
        LineKind.CUSTOMER,
        LOOKING,
        str(customer_id),
        run=lambda: open_customer(customer_id),
    )


def matching(entries: Iterable[Entry], text: str) -> tuple[list[Entry], list[Entry]]:
    """The lines that have all words of `text`, at the start of a text before those at the start of a word.

    Then, apart from them, the lines that have one of the words within a word of theirs. Those that match alike stay
    in their order.
    """
    terms = tuple(fold(text).split())
    ranked = [(rank, entry) for entry in entries if (rank := _rank(entry, terms)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    begin = [entry for rank, entry in ranked if rank[1] < _WITHIN]
    return begin, [entry for rank, entry in ranked if rank[1] == _WITHIN]


def composed(
    local: Sequence[Entry],
    found: Sequence["Hit"],
    text: str,
    make: Callable[["Hit"], Entry],
    *,
    asked: Entry | None,
    answered: bool,
    records: Sequence[Entry] = (),
) -> list[Entry]:
    """All lines for `text`.

    First who is named exactly, then the records that are, then what is known without the store, then who the store has
    found. What has the text
    only within its words stands below them, and so comes with them: lines would else jump down under one's eyes.

    Args:
        local: actions, pages, queues and recent customers.
        found: what the store has found.
        text: what is typed.
        make: makes the line of a customer.
        asked: the line of an id that the store is being asked for.
        answered: whether the store has answered.
        records: the lines of orders, documents and services that are named exactly.
    """
    begin, within = matching(local, text)
    exact = [make(hit) for hit in found if hit.exact]
    if asked is not None:
        exact = [next((entry for entry in begin if entry.id == asked.id), asked)]
    others = [make(hit) for hit in found if not hit.exact]
    shown, _ = matching(others, text)
    # Some are found by what the line does not show, such as a telephone number.
    lines = {entry.id: entry for entry in (*exact, *records, *begin, *shown, *others, *(within if answered else ()))}
    return list(lines.values())


_START, _WORD_START, _ALSO, _WITHIN = range(4)


def _rank(entry: Entry, terms: tuple[str, ...]) -> tuple[bool, int, int] | None:
    """How well a line matches, the smallest best; its second part is the worst of its words. None: it does not."""
    texts = [_looked_in(text) for text in entry.found_by]
    others = [_looked_in(text) for text in entry.also]
    ranks = []
    for term in [term for term in terms if len(term) >= _FROM] or terms:  # "set up a store" asks for no letter
        found = [rank for whole, words in texts if (rank := _rank_in(whole, words, term)) is not None]
        found += [_ALSO for whole, words in others if _rank_in(whole, words, term) in (_START, _WORD_START)]
        if entry.kind in _BY_KIND and len(term) >= _KIND_FROM and entry.kind.startswith(term):
            found.append(_WORD_START)
        if not found:
            return None
        ranks.append(min(found))
    whole_text = " ".join(terms)
    begins = any(whole.startswith(whole_text) for whole, _ in texts)
    return (not begins, max(ranks), sum(ranks))


def _rank_in(whole: str, words: tuple[str, ...], term: str) -> int | None:
    if whole.startswith(term):
        return _START
    if len(term) < _FROM:
        return None
    if any(word.startswith(term) for word in words):
        return _WORD_START
    return _WITHIN if term in whole else None


@lru_cache(maxsize=2048)
def _looked_in(text: str) -> tuple[str, tuple[str, ...]]:
    """A text as it is searched: whole, and its words."""
    folded = fold(text)
    return folded, tuple(_WORD.findall(folded))
