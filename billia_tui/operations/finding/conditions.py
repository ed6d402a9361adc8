"""What a query (docs/queries.md) asks of customers, as conditions of the store; each begins with an index."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, false, func, literal_column, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from billia_tui import clock, identifiers
from billia_tui.db.models import Customer, Note, Purchase, SearchEntry, Service
from billia_tui.db.narrowing import Condition, Source, hidden, on_column
from billia_tui.db.text_index import CUSTOMERS, NOTES, Forms
from billia_tui.operations.actor import Actor
from billia_tui.operations.finding import records
from billia_tui.operations.finding.named_conditions import carrying, mailed_to, of_resellers
from billia_tui.operations.queries import language as query_language
from billia_tui.operations.queries.terms import Amount, Comparison, Hold, ParsedQuery, Payment, QueryField, Span, Term
from billia_tui.text import storable
from billia_tui.vocabulary import CustomerStatus, PurchaseStatus, ServiceStatus

_COMPARED: dict[Comparison, Callable[[Any, Any], ColumnElement[bool]]] = {
    Comparison.IS: lambda column, value: column == value,
    Comparison.LESS: lambda column, value: column < value,
    Comparison.AT_MOST: lambda column, value: column <= value,
    Comparison.MORE: lambda column, value: column > value,
    Comparison.AT_LEAST: lambda column, value: column >= value,
}
_CONTRARY = {
    Comparison.LESS: Comparison.AT_LEAST,
    Comparison.AT_MOST: Comparison.MORE,
    Comparison.MORE: Comparison.AT_MOST,
    Comparison.AT_LEAST: Comparison.LESS,
}
_NUMBERS = {
    QueryField.WALLET: Customer.wallet_rank,
    QueryField.CREDIT: Customer.credit_rank,
    QueryField.PRODUCTS: Customer.products_count,
}
_MOST_STORED = 2**63 - 1

MOST_WORDS = 6
"""Only so many words of a search are taken for an id, username, address or the number of a record."""


def understood(text: str) -> ParsedQuery:
    """What a query says at this time; raises QueryError."""
    return _parsed(text, clock.now().replace(second=0))


@lru_cache(maxsize=64)
def _parsed(text: str, now: datetime) -> ParsedQuery:
    return query_language.parse(text, now)


def conditions(session: Session, actor: Actor, query: ParsedQuery) -> Iterator[Condition]:
    """The conditions of all terms; raises QueryError where one names what is not there, or not for this admin."""
    words = [str(term.value) for term in query.terms if term.field == QueryField.WORD and not term.negated]
    yield from _of_words(session, words)
    for term in query.terms:
        if term.field != QueryField.WORD or term.negated:
            yield of(session, actor, term)


def _of_words(session: Session, words: list[str]) -> Iterator[Condition]:
    """What texts have to hold; a word that is the number of a record finds its owner too (R213)."""
    if not all(map(storable, words)):
        yield Condition(false(), false())
        return
    sought = dict(identifiers.words_sought(words))
    owners = {word: records.owners(session, word) for word in list(sought)[:MOST_WORDS]}
    for alike in CUSTOMERS.grouped([forms for word, forms in sought.items() if not owners.get(word)]):
        yield _holding(session, alike)
    for word, named in owners.items():
        if named:
            yield _holding(session, [sought[word]]).or_named(named)


def _holding(session: Session, words: list[Forms]) -> Condition:
    """All words that one index can look for are one condition: it finds them together."""
    holds = and_(*(_has_text(or_(*(CUSTOMERS.holds(session, form) for form in forms))) for forms in words))
    return Condition(holds, holds, CUSTOMERS.found(words))


def _has_text(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(SearchEntry.customer_id)
        .where(SearchEntry.customer_id == Customer.id, condition)
        .correlate(Customer)
        .exists()
    )


def of(session: Session, actor: Actor, term: Term) -> Condition:
    """The condition of one term; raises QueryError."""
    found = _stated(session, actor, term)
    if not term.negated or term.field in _PLAIN:
        return found
    return Condition(not_(found.holds), not_(found.tested))


_PLAIN = frozenset(
    {QueryField.STATUS, QueryField.HOLD, *_NUMBERS, QueryField.CREATED, QueryField.COUNTRY, QueryField.CURRENCY}
)
"""Fields whose contrary is a condition on the same column, which the same index serves."""


def _stated(session: Session, actor: Actor, term: Term) -> Condition:
    """The condition of one term; the contrary of a negated one only for the fields that are `_PLAIN`."""
    if not storable(str(term.value)):
        return Condition(false(), false())
    if term.field in _NAMED:
        return _NAMED[term.field](session, actor, term)
    return _STATED[term.field](session, term)


def _of_word(session: Session, term: Term) -> Condition:
    forms = identifiers.forms_sought(str(term.value))
    holds = _has_text(or_(*(CUSTOMERS.reads(session, form) for form in forms)))
    return Condition(holds, holds)


def _of_status(_: Session, term: Term) -> Condition:
    if not term.negated:
        return on_column(Customer.status, lambda column: column == term.value, in_order=True)
    others = [other for other in CustomerStatus if other != term.value]
    return on_column(Customer.status, lambda column: column.in_(others))


def _of_country(_: Session, term: Term) -> Condition:
    if term.negated:
        return on_column(Customer.country, lambda column: column != term.value)
    return on_column(Customer.country, lambda column: column == term.value, in_order=True)


def _created(_: Session, term: Term) -> Condition:
    span: Any = term.value
    return on_column(Customer.created_at, lambda column: _within(column, span, negated=term.negated))


def _on_hold(_: Session, term: Term) -> Condition:
    hold, negated = term.value, term.negated
    manual, auto = Customer.on_hold_manual, Customer.on_hold_auto
    held = or_(manual, auto)
    match hold:
        case Hold.MANUAL:
            holds, tested = manual.expression, hidden(manual)
        case Hold.AUTO:
            holds, tested = auto.expression, hidden(auto)
        case _:
            holds, tested = held, or_(hidden(manual), hidden(auto))
    if (hold == Hold.NO) != negated:
        return Condition(not_(holds), not_(tested))
    own = Customer.__table__
    matched = and_(Customer.deleted_at.is_(None), held, holds)
    return Condition(holds, tested, Source(own, own.c.id, matched, in_order=True, live=True))


def _of_number(_: Session, term: Term) -> Condition:
    amount = term.value
    rank = amount.rank if isinstance(amount, Amount) else cast("int", amount)
    value = max(-_MOST_STORED, min(_MOST_STORED, rank))
    column = _NUMBERS[term.field]
    if isinstance(amount, Amount):
        return _in_currency(column, term, value, amount.currency)
    if term.negated and term.comparison == Comparison.IS:
        return on_column(column, lambda own: own != value)
    compare = _COMPARED[_CONTRARY[term.comparison] if term.negated else term.comparison]
    return on_column(column, lambda own: compare(own, value), in_order=term.comparison == Comparison.IS)


def _in_currency(column: InstrumentedAttribute[int], term: Term, value: int, currency: str) -> Condition:
    """An amount of one currency; the contrary is true of all who pay in another."""
    compare, own = _COMPARED[term.comparison], Customer.__table__

    def holds(money: Any, code: Any) -> ColumnElement[bool]:
        found = and_(code == currency, compare(money, value))
        return not_(found) if term.negated else found

    stated, tested = holds(column, Customer.currency), holds(hidden(column), hidden(Customer.currency))
    return Condition(stated, tested, Source(own, own.c.id, Customer.deleted_at.is_(None) & stated, live=True))


def _of_currency(_: Session, term: Term) -> Condition:
    if term.negated:
        return on_column(Customer.currency, lambda column: column != term.value)
    return on_column(Customer.currency, lambda column: column == term.value)


def _within(column: Any, span: Span, *, negated: bool = False) -> ColumnElement[bool]:
    """Whether the time of `column`, which has one, lies in `span`."""
    first = [] if span.first is None else [column < span.first if negated else column >= span.first]
    until = [] if span.until is None else [column >= span.until if negated else column < span.until]
    return or_(false(), *first, *until) if negated else and_(*first, *until, column.is_not(None))


def _blocked(_: Session, term: Term) -> Condition:
    """An index of those that were blocked; the contrary includes all that never were."""
    column: InstrumentedAttribute[Any] = Customer.blocked_at
    span: Any = term.value
    found = on_column(column, lambda own: _within(own, span))
    return Condition(found.holds, func.coalesce(_within(hidden(column), span), false()), found.source, found.column)


def _noted(session: Session, term: Term) -> Condition:
    text = str(term.value)
    here = and_(Note.customer_id == Customer.id, Note.deleted_at.is_(None))
    holds = select(Note.id).where(here, NOTES.holds(session, text)).correlate(Customer).exists()
    found = NOTES.found([(text,)])
    if found is None:
        return Condition(holds, holds)
    table = found.table.join(Note.__table__, Note.id == found.key)
    matched = and_(found.matched, Note.deleted_at.is_(None))
    return Condition(holds, holds, Source(table, Note.__table__.c.customer_id, matched))


def _having(_: Session, term: Term) -> Condition:
    """A service, domain or order of the customer's."""
    value = term.value
    model: type[Service | Purchase] = Purchase if term.field == QueryField.ORDER else Service
    match value:
        case Span():
            active = Service.status == literal_column(f"'{ServiceStatus.ACTIVE}'")
            matched = and_(active, _within(Service.expires_at, value))
        case Payment.UNPAID:
            matched = and_(~Purchase.paid, Purchase.status != literal_column(f"'{PurchaseStatus.CANCELLED}'"))
        case Payment.PAID:
            matched = Purchase.paid.expression
        case _:
            matched = model.status == value
    holds = select(model.id).where(model.customer_id == Customer.id, matched).correlate(Customer).exists()
    if value == Payment.PAID:  # so many have it that no index of its own is worth its room
        return Condition(holds, holds)
    return Condition(holds, holds, Source(model.__table__, model.__table__.c.customer_id, matched))


_STATED: dict[QueryField, Callable[[Session, Term], Condition]] = {
    QueryField.WORD: _of_word,
    QueryField.STATUS: _of_status,
    QueryField.HOLD: _on_hold,
    QueryField.COUNTRY: _of_country,
    QueryField.CURRENCY: _of_currency,
    QueryField.CREATED: _created,
    QueryField.BLOCKED: _blocked,
    QueryField.EMAIL: mailed_to,
    QueryField.NOTE: _noted,
    QueryField.SERVICE: _having,
    QueryField.EXPIRES: _having,
    QueryField.ORDER: _having,
    **dict.fromkeys(_NUMBERS, _of_number),
}

_NAMED: dict[QueryField, Callable[[Session, Actor, Term], Condition]] = {
    QueryField.LABEL: carrying,
    QueryField.RESELLER: of_resellers,
}
"""Fields whose values are looked up among what the admin reaches: others must not learn that they are there (R185)."""
