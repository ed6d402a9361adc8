"""Conditions on customers that name something else: a label, a reseller, an e-mail address."""

import re
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Email, Label, LabelComponent, Reseller, SearchEntry
from billia_tui.db.narrowing import Condition, Source, on_column
from billia_tui.db.text_index import CUSTOMERS, SHORTEST_PART
from billia_tui.errors import Invalid
from billia_tui.operations.actor import Actor
from billia_tui.operations.labels import parts as label_parts
from billia_tui.operations.queries.terms import QueryError, Term
from billia_tui.operations.reach import reached
from billia_tui.text import clean, fold
from billia_tui.vocabulary import LabelResource

_LAST = "\U0010ffff"


def carrying(session: Session, actor: Actor, term: Term) -> Condition:
    """Customers with a label `key=value`, or with any value; raises QueryError if there is no such label."""
    assert isinstance(term.value, tuple)  # noqa: S101 - a mistake of ours
    key, value = term.value
    component = session.scalar(select(LabelComponent).where(LabelComponent.folded_key == key.lower()))
    if component is None:
        raise QueryError(f"there is no label component {clean(key)!r}", term.start, term.end)
    wanted = and_(Label.component_id == component.id, Label.resource == LabelResource.USERS)
    if value:
        stored = _stored_value(session, actor, component, value)
        if stored is None:
            raise QueryError(f"the label {clean(component.key)} has no value {clean(value)!r}", term.start, term.end)
        wanted = and_(wanted, Label.value == stored)
    return labelled(wanted)


def labelled(wanted: ColumnElement[bool]) -> Condition:
    """Customers with a label that fulfils `wanted`."""
    label = Label.__table__
    holds = select(Label.id).where(wanted, Label.object_id == Customer.id).correlate(Customer).exists()
    return Condition(holds, holds, Source(label, label.c.object_id, wanted, in_order=True))


def _stored_value(session: Session, actor: Actor, component: LabelComponent, value: str) -> str | None:
    """The value as it is stored; None if it is not allowed, and nobody in reach got it before that was so."""
    with suppress(Invalid):
        return label_parts.picked(component, label_parts.names_of(session, component.id), value)
    carried = select(Label.value).where(
        Label.component_id == component.id, Label.resource == LabelResource.USERS, Label.value == value
    )
    theirs = carried.join(Customer, Customer.id == Label.object_id).where(reached(actor))
    return session.scalar(theirs.limit(1))


def of_resellers(session: Session, actor: Actor, term: Term) -> Condition:
    """Customers of the resellers that a pattern names; raises QueryError if it names none that the admin reaches."""
    pattern = _regular(str(term.value))
    near = true() if actor.reach is None else Reseller.id.in_(sorted(actor.reach))
    resellers = session.execute(select(Reseller.name, Reseller.name_key).where(near))
    keys = [row.name_key for row in resellers if pattern(fold(row.name))]
    if not keys:
        raise QueryError(f"there is no reseller {clean(str(term.value))!r}", term.start, term.end)
    if len(keys) == 1:
        return on_column(Customer.reseller_key, lambda column: column == keys[0], in_order=True)
    return on_column(Customer.reseller_key, lambda column: column.in_(keys))


def _regular(pattern: str) -> Callable[[str], object]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL).fullmatch


def mailed_to(session: Session, term: Term) -> Condition:
    """Customers with an address like a pattern, in which `*` stands for any characters."""
    email, pattern = Email.__table__.c, str(term.value)
    pieces = pattern.split("*")
    if len(pieces) == 1:
        wanted: ColumnElement[bool] = email.folded == pattern
    else:
        like = "%".join(piece.replace("/", "//").replace("%", "/%").replace("_", "/_") for piece in pieces)
        wanted = email.folded.like(like, escape="/")
    holds = select(Email.id).where(Email.customer_id == Customer.id, wanted).correlate(Customer).exists()
    if len(pieces) == 1 or pieces[0]:
        wanted = and_(wanted, email.folded >= pieces[0], email.folded < pieces[0] + _LAST)
        return Condition(holds, holds, Source(Email.__table__, email.customer_id, wanted))
    longest = max(pieces, key=len)
    if len(longest) < SHORTEST_PART:
        return Condition(holds, holds)
    entry = select(SearchEntry.customer_id).where(
        SearchEntry.customer_id == Customer.id, CUSTOMERS.holds(session, longest)
    )
    return Condition(
        and_(holds, entry.correlate(Customer).exists()), holds, CUSTOMERS.found([(longest,)], certain=False)
    )
