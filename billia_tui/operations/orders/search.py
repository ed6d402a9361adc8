"""Searching, filtering and sorting the purchases of one customer in the store (R130, R132)."""

from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, exists, false, or_, select

from billia_tui.db.models import Order, Payment, Purchase, Service
from billia_tui.db.short_texts import holds_word
from billia_tui.operations.actor import Actor
from billia_tui.operations.orders.query import PurchaseQuery, PurchaseSort
from billia_tui.operations.reach import of_customer
from billia_tui.text import storable


def order_of(query: PurchaseQuery) -> list[ColumnElement[Any]]:
    """The columns that the list is sorted by, the id last; each order has its index."""
    columns = Purchase.__table__.c
    return [columns.placed_at, columns.id] if query.sort == PurchaseSort.DATE else [columns.id]


def matching(
    actor: Actor, customer_id: int, query: PurchaseQuery, statement: Select[*tuple[Any, ...]]
) -> Select[*tuple[Any, ...]]:
    """`statement` (on purchases) narrowed to those of a customer that the query has."""
    statement = of_customer(statement, actor, customer_id, Purchase.customer_id)
    if query.status is not None:
        statement = statement.where(Purchase.status == query.status)
    if query.paid is not None:
        statement = statement.where(Purchase.paid if query.paid else ~Purchase.paid)
    if not storable(query.words):  # no stored text holds it, and no driver takes it
        return statement.where(false())
    return statement.where(*(_holds(word) for word in query.words.split()))


def _holds(word: str) -> ColumnElement[bool]:
    """Whether a purchase has `word` in its id, or in text, service or domain of an order (R132), or in a reference.

    References are those of its payments (R201).
    """
    places = (Order.description, Service.product_name, Service.domain)
    hits = [held for place in places for held in holds_word(place, word)]
    in_orders = exists(
        select(Order.id)
        .outerjoin(Service, Service.id == Order.service_id)
        .where(Order.purchase_id == Purchase.id, or_(*hits))
        .correlate(Purchase)
    )
    referred = exists(
        select(Payment.id)
        .where(Payment.purchase_id == Purchase.id, Payment.reference.icontains(word, autoescape=True))
        .correlate(Purchase)
    )
    found = or_(in_orders, referred)
    return or_(cast(Purchase.id, String).contains(word), found) if word.isdecimal() else found
