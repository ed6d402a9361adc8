"""Migration 0014: products off sale, and two indexes; from the oldest schema, the one before, and one between."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, insert, inspect

from billia_tui.db.models import Product
from billia_tui.db.store import open_store
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import catalogue
from billia_tui.operations.store.opening import prepare
from tests.db.older_stores import older_store, write
from tests.operations.kit import stored
from tests.operations.orders.kit import WEB

REVISIONS = [(dialect, revision) for dialect in ("sqlite", "postgresql") for revision in ("0001", "0008", "0013")]


@pytest.fixture(params=REVISIONS, ids=["-".join(case) for case in REVISIONS])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store at an older schema, with a product."""
    dialect, revision = request.param
    with older_store(request, tmp_path, dialect, "0001", write, revision, _a_product) as url:
        yield url


def _a_product(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection, only=["categories", "products"])
    connection.execute(insert(tables.tables["categories"]).values(name="Hosting"))
    values: dict[str, Any] = {
        "code": "WEB", "name": "Web space", "category_id": 1, "kind": "service", "price": 1990, "currency": "EUR",
        "period_months": 12, "payment_term": "prepaid", "tld": "", "needs_configuration": False, "days_expired": 7,
        "days_suspended": 23, "days_redemption": 0, "redemption_fee": 0,
    }  # fmt: skip
    table = tables.tables["products"]
    connection.execute(insert(table).values({name: value for name, value in values.items() if name in table.c}))


def test_what_was_there_is_on_sale(old: str) -> None:
    """R176: a product of before is offered as before; it and a new one can be taken off sale."""
    prepare(old, "ana")
    store = open_store(old)
    try:
        desk = Desk(store, 1)
        assert [(row.code, row.on_sale) for row in desk.ask(catalogue.products, 1)] == [("WEB", True)]
        desk.change(catalogue.edit, 1, {"on_sale": False})
        desk.change(catalogue.add, replace(WEB, code="NEW", on_sale=False))
        assert desk.ask(catalogue.products, 1) == []
        assert [row.on_sale for row in stored(store, Product)] == [False, False]
        inside = inspect(store.engine)
        made = {index["name"] for table in ("customers", "purchases") for index in inside.get_indexes(table)}
        assert {"ix_customers_phone_e164", "ix_purchases_paid_in_all"} <= made
    finally:
        store.close()
