"""What a search shows first: who has exactly the word as id, username, e-mail address or record, in this order.

The list is in two parts, the ranked and the rest, each by id. A key says the part first: (rank, id), the rank 0 for
the rest, so that one comparison of keys tells what stands before what, whichever way the list runs.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, literal, select, union_all
from sqlalchemy.orm import Session

from billia_tui import identifiers
from billia_tui.db.models import Customer, Email
from billia_tui.db.narrowing import Listing
from billia_tui.operations.finding.conditions import MOST_WORDS
from billia_tui.operations.queries.terms import ParsedQuery, QueryField
from billia_tui.paging import Count, Key, Page, Window
from billia_tui.text import storable

T = TypeVar("T")

MOST_RANKED = 20
"""So many customers with the same address stand first; it is rare that there are two."""

_ID, _USERNAME, _EMAIL, _RECORD = 4, 3, 2, 1
OWN = _EMAIL
"""From this rank on, what is named is the customer itself, not a record of it."""

_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Ranked:
    """The customers of `listing`, those with a rank first. Without `ranks`, not even empty ones, it is the listing."""

    listing: Listing
    ranks: Mapping[int, int] | None = field(default=None)

    def page(self, statement: Select[*tuple[Any, ...]], window: Window, make: Callable[[Any], T]) -> Page[T]:
        """A page of `statement`, a select from customers."""
        if self.ranks is None:
            return self.listing.page(statement, window, make)
        top = self._top(statement, make, window)
        way = self._upwards if window.backward else self._on
        return way(statement, window, make, top)

    def before(self, key: Key, *, at_most: int) -> Count:
        """How many stand before `key`; counting stops at `at_most`."""
        if self.ranks is None:
            return self.listing.count(at_most=at_most, ahead_of=key)
        whole = Window(limit=MOST_RANKED * MOST_WORDS)
        keys = self._top(select(Customer.id), tuple, whole).keys
        ahead = sum(self._precedes(other, key) for other in keys)
        if key[0]:
            return Count(ahead)
        rest = self._rest.count(at_most=at_most - ahead, ahead_of=key[1:])
        return Count(rest.number + ahead, exact=rest.exact)

    def key(self, key: Key) -> Key:
        """The key of the list for a key of the listing."""
        if self.ranks is None:
            return key
        return (self._rank(key[-1]), *key)

    # ── the two parts ──

    def _rank(self, customer_id: int) -> int:
        """The largest comes first in a falling list, the smallest in a rising one."""
        rank = (self.ranks or {}).get(customer_id, 0)
        return rank if self.listing.descending else -rank

    def _precedes(self, one: Key, other: Key) -> bool:
        return one > other if self.listing.descending else one < other

    @property
    def _rest(self) -> Listing:
        if not self.ranks:
            return self.listing
        here = self.listing.here & Customer.id.not_in(list(self.ranks))
        plain = tuple(one.plain or one for one in self.listing.conditions)  # who is named otherwise has a rank
        return replace(self.listing, here=here, conditions=plain)

    def _top(self, statement: Select[*tuple[Any, ...]], make: Callable[[Any], T], window: Window) -> Page[T]:
        """Those with a rank, from the place on where the window begins, all of them."""
        ranks = self.ranks or {}
        if not ranks:
            return Page((), (), more=False)
        found = self.listing.some(statement, list(ranks), make)
        keyed = sorted(
            zip((self.key(key) for key in found.keys), found.rows, strict=True),
            key=lambda pair: pair[0],
            reverse=self.listing.descending,
        )
        after, ahead_of = window.after, window.before
        edge = [key for key in (after, ahead_of) if window.including and key is not None]
        if after is not None:
            keyed = [pair for pair in keyed if self._precedes(after, pair[0]) or pair[0] in edge]
        if ahead_of is not None:
            keyed = [pair for pair in keyed if self._precedes(pair[0], ahead_of) or pair[0] in edge]
        return Page(tuple(row for _, row in keyed), tuple(key for key, _ in keyed), more=False)

    def _on(
        self, statement: Select[*tuple[Any, ...]], window: Window, make: Callable[[Any], T], top: Page[T]
    ) -> Page[T]:
        """Downwards: what is left of the top, then the rest."""
        room = window.limit - len(top.rows)
        if room < 0:
            return Page(top.rows[: window.limit], top.keys[: window.limit], more=True)
        after = window.after[1:] if window.after is not None and not window.after[0] else None
        rest = self._rest.page(statement, replace(window, limit=room, after=after), make)
        return Page((*top.rows, *rest.rows), (*top.keys, *map(self.key, rest.keys)), rest.more)

    def _upwards(
        self, statement: Select[*tuple[Any, ...]], window: Window, make: Callable[[Any], T], top: Page[T]
    ) -> Page[T]:
        """Upwards: the rest, then what stands above it."""
        rest: Page[T] = Page((), (), more=False)
        if window.before is None or not window.before[0]:
            before = None if window.before is None else window.before[1:]
            rest = self._rest.page(statement, replace(window, before=before, bottom=before is None), make)
        room = 0 if rest.more else window.limit - len(rest.rows)
        cut = max(len(top.rows) - room, 0)
        rows, keys = (*top.rows[cut:], *rest.rows), (*top.keys[cut:], *map(self.key, rest.keys))
        return Page(rows, keys, more=rest.more or cut > 0)


def ranked(listing: Listing, query: ParsedQuery, text: str) -> Ranked:
    """The listing with those first whom a word of the query names exactly; unchanged if it has no words."""
    words: set[str] = set()
    asked = [term for term in query.terms if term.field == QueryField.WORD and not term.negated]
    for term in asked[:MOST_WORDS]:
        # As it was typed, too: usernames and addresses are told apart by their accents.
        typed = text[term.start : term.end].strip('"')
        words |= {str(term.value), identifiers.username_key(typed), identifiers.address_key(typed)}
    if not asked:
        return Ranked(listing)
    ranks = dict.fromkeys(listing.named, _RECORD)
    return Ranked(listing, ranks | _ranks(listing.session, filter(storable, words)))


def _ranks(session: Session, words: Iterable[str]) -> dict[int, int]:
    wanted = sorted(filter(None, words))
    here = Customer.deleted_at.is_(None)
    parts = []
    ids = [int(word) for word in wanted if word.isdecimal() and word.isascii() and int(word) <= _LARGEST_ID]
    if ids:
        parts.append(_part(Customer.id, _ID).where(Customer.id.in_(ids)))
    if wanted:
        parts.append(_part(Customer.id, _USERNAME).where(Customer.username_key.in_(wanted), here))
    addresses = [word for word in wanted if "@" in word]
    if addresses:
        some = _part(Email.customer_id, _EMAIL).where(Email.folded.in_(addresses))
        some = some.order_by(Email.customer_id.desc()).limit(MOST_RANKED)
        parts.append(select(some.subquery()))
    ranks: dict[int, int] = {}
    for customer_id, rank in session.execute(union_all(*parts)) if parts else ():
        ranks[customer_id] = max(rank, ranks.get(customer_id, 0))
    return ranks


def _part(column: ColumnElement[int] | Any, rank: int) -> Select[int, int]:
    return select(column.label("id"), literal(rank).label("rank"))
