"""Jumping to a customer: who has these words, in few columns, and who is named by them exactly."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer
from billia_tui.operations.actor import Actor
from billia_tui.operations.finding import conditions as customer_conditions
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.finding import matched, near
from billia_tui.operations.finding.matched import Match
from billia_tui.operations.finding.ranking import OWN, ranked
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.queries.terms import QueryError, QueryField
from billia_tui.operations.reach import reached
from billia_tui.paging import Window
from billia_tui.text import clean
from billia_tui.vocabulary import CustomerStatus

MOST = 20
"""Customers that are worth showing: with more, another letter is typed sooner than they are read."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A customer to jump to. `exact`: a word is the id, the username or an e-mail address.

    `matches` are the lines that it was found by and that are not in view; `near` says that it is only like what was
    looked for (R214).
    """

    id: int
    username: str
    name: str
    status: CustomerStatus
    exact: bool = False
    matches: tuple[Match, ...] = ()
    near: bool = False


_COLUMNS = (Customer.id, Customer.username, Customer.name, Customer.status)


def customers(session: Session, actor: Actor, words: str, *, at_most: int = MOST) -> tuple[Hit, ...]:
    """Customers that a search for all of `words` finds, those named exactly first; raises QueryError (too many words).

    Whatever is typed is a word: the fields of the query language are for the list.
    """
    require(actor, Right.VIEW)
    text = _as_words(words)
    parsed = customer_conditions.understood(text)
    if not parsed.terms:
        return ()
    found = ranked(customer_list.listing(session, actor, CustomerQuery(words=text)), parsed, text)
    own = {one for one, rank in (found.ranks or {}).items() if rank >= OWN}
    hits = found.page(select(*_COLUMNS), Window(limit=at_most), lambda row: _hit(row, exact=row.id in own)).rows
    shown = {hit.id: (str(hit.id), hit.username, hit.name) for hit in hits}
    told = matched.matches(session, matched.words_of(parsed), shown, found.listing.named)
    return tuple(replace(hit, matches=told.get(hit.id, ())) for hit in hits)


def near_to(session: Session, actor: Actor, words: str) -> tuple[Hit, ...]:
    """Customers who may be meant by words that find nobody, at most five (R214); raises QueryError."""
    found = near.matches(session, actor, CustomerQuery(words=_as_words(words)))
    return tuple(
        Hit(row.id, row.username, row.name, row.status, matches=(Match(None, row.found, row.found),), near=True)
        for row in found.rows
    )


def known(session: Session, actor: Actor, customer_ids: Sequence[int]) -> tuple[Hit, ...]:
    """Those of some customers that are there and in reach, in the order that was given."""
    require(actor, Right.VIEW)
    rows = session.execute(select(*_COLUMNS).where(Customer.id.in_(customer_ids), reached(actor)))
    place = {customer_id: number for number, customer_id in enumerate(customer_ids)}
    return tuple(sorted((_hit(row, exact=False) for row in rows), key=lambda hit: place[hit.id]))


def _hit(row: Any, *, exact: bool) -> Hit:
    return Hit(row.id, clean(row.username), clean(row.name), CustomerStatus(row.status), exact)


def _as_words(text: str) -> str:
    """`text` as a query of plain words: in quotes, if it says something else without them."""
    try:
        parsed = customer_conditions.understood(text)
    except QueryError:
        plain = False
    else:
        plain = parsed.sort is None and all(term.field == QueryField.WORD and not term.negated for term in parsed.terms)
    return text if plain else " ".join('"' + word.replace('"', '""') + '"' for word in text.split())
