"""Finding one customer by what a person types: the id, or the username."""

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from billia_tui import identifiers
from billia_tui.db.models import Customer
from billia_tui.errors import NotFound
from billia_tui.operations.actor import Actor
from billia_tui.operations.reach import reached
from billia_tui.text import clean, storable

_MOST_DIGITS = 18
"""Longer numbers are no ids: a store counts in 64 bits."""


def customer_id(session: Session, actor: Actor, text: str) -> int:
    """The id of the customer with this id or, if there is none, this username (case ignored).

    Raises:
        NotFound: neither, or of a reseller that the admin does not reach.
    """
    text = text.strip()
    found = None
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        found = session.scalar(select(Customer.id).where(Customer.id == int(text), reached(actor)))
    if found is None and storable(text):
        found = session.scalar(
            select(Customer.id).where(Customer.username_key == identifiers.username_key(text), reached(actor))
        )
    if found is None:
        found = _merged(session, actor, text)
    if found is None:
        raise NotFound(f"there is no customer {clean(text)}; find one with: billia customers list WORDS")
    return found


def _merged(session: Session, actor: Actor, text: str) -> int | None:
    """The customer that the one of this id or username became a part of (R208)."""
    gone = aliased(Customer)
    if not storable(text):
        return None
    named = gone.username_key == identifiers.username_key(text)
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        named = named | (gone.id == int(text))
    statement = select(Customer.id).join(gone, gone.merged_into == Customer.id)
    return session.scalar(statement.where(named, reached(actor)).order_by(gone.id.desc()).limit(1))
