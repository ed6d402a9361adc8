"""Products and services as the tests need them."""

from typing import Any

from billia_tui.db.models import Category, Product, Service
from billia_tui.operations.desk import Desk
from tests.operations.kit import stored


def add_product(desk: Desk, **values: Any) -> int:
    """The id of a new product."""
    with desk.store.writing() as session:
        number = len(list(session.query(Product)))
        category = Category(name=f"Category {number}")
        session.add(category)
        session.flush()
        defaults = {"code": f"P{number}", "name": "Server", "price": 1990, "currency": "EUR", "period_months": 12}
        product = Product(category_id=category.id, **{**defaults, **values})
        session.add(product)
        session.flush()
        return product.id


def service_of(desk: Desk, service_id: int) -> Service:
    """The row of a service."""
    row: Service = stored(desk.store, Service, id=service_id)[0]
    return row
