"""Stores of older schemas, filled as the operations of their time did, for the tests of migrations."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, MetaData, create_engine, insert, text

from billia_tui.db import schema, sqlite
from tests import postgres

AT = "2025-05-06T07:08:09Z"
WALLET, CARD = 1, 2
BALANCE = 2500

Step = str | Callable[[Connection], None]
"""A revision to upgrade to, or what is written then."""


@contextmanager
def older_store(request: pytest.FixtureRequest, folder: Path, dialect: str, *steps: Step) -> Iterator[str]:
    """The address of a store that was made in these steps."""
    if dialect == "sqlite":
        path = folder / "old.db"
        sqlite.make_file(path)
        _make(sqlite.make_engine(sqlite.StoreFile(path)), steps)
        yield str(path)
        return
    server: postgres.Server = request.getfixturevalue("postgresql")
    with server.database("template1") as url:
        _make(create_engine(url.replace("postgresql://", "postgresql+psycopg://")), steps)
        yield url


def _make(engine: Engine, steps: tuple[Step, ...]) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS).replace("%", "%%"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        for step in steps:
            if isinstance(step, str):
                command.upgrade(config, step)
            else:
                step(connection)
        connection.commit()
    engine.dispose()


def write(connection: Connection) -> None:
    """As of schema 0001: two services and four purchases: by wallet, by card, without a method, unpaid."""
    tables = MetaData()
    tables.reflect(connection)

    def add(name: str, *rows: dict[str, Any]) -> None:
        for row in rows:
            connection.execute(insert(tables.tables[name]).values(row))

    times = dict.fromkeys(("created_at", "activated_at"), AT)
    shared = {"reseller_id": 1, "currency": "EUR", "version": 1}
    add("admins", {
        "username": "ana", "username_key": "ana", "first_name": "", "last_name": "", "reseller_id": 1,
        "status": "active", "role": "Administrator", "developer": False, "created_at": AT, "version": 1,
    })  # fmt: skip
    add("customers", {
        "username": "maria", "username_key": "maria", "first_name": "Maria", "last_name": "Köhler", "phone": "",
        "country": "DE", "city": "", "address": "", "postcode": "", "role": "Customer", "status": "Active",
        "on_hold_manual": False, "on_hold_auto": False, "custom_payments": False, "wallet": BALANCE,
        "wallet_rank": BALANCE * 100, "credit_limit": 0, "affiliate": False, "name": "Maria Köhler",
        "name_key": "maria kohler", "products_count": 1, "reseller_key": "default", **times, **shared,
    })  # fmt: skip
    email = {"customer_id": 1, "address": "m@example.org", "address_key": "m@example.org", "kind": "registration"}
    add("emails", {**email, "marketing": "unsubscribed", "added_at": AT, "version": 1})
    empty = dict.fromkeys(
        ("contact_data", "company_name", "company_number", "vat_number", "responsible_person", "country", "city",
         "address", "postcode", "phone"), "",
    )  # fmt: skip
    person = {"title": "Maria Köhler", "type": "Person", "main": True, "contact_person": "Maria Köhler"}
    add("profiles", {
        "customer_id": 1, **person, **empty, "auto_generate_invoice": True, "created_at": AT, "version": 1,
    })  # fmt: skip
    service = {
        "customer_id": 1, "product_name": "Hosting", "category": "", "domain": "maria.example", "kind": "service",
        "price": 1500, "payment_term": "prepaid", "auto_renew": False, "tld": "", "registrar": "",
        "registrar_customer_id": "", "name_servers": "[]", "options": "{}", "server": "{}", "usage": "{}", **times,
    }  # fmt: skip
    add("services", {**service, "status": "Active", **shared}, {**service, "status": "Terminated", **shared})
    flags = {"global": True, "enabled": True, "allows_invoice": True, "allows_invoice_person": True, "description": ""}
    add("payment_methods", {"name": "Wallet", "type": "wallet", **flags}, {"name": "Card", "type": "online", **flags})
    paid = {"customer_id": 1, "profile_id": 1, "placed_at": AT, "status": "Activated", "paid": True, "paid_at": AT}
    unpaid = {**paid, "status": "Pending", "paid": False, "paid_at": None}
    add(
        "purchases",
        {**paid, "payment_method_id": WALLET, "price": 1500, **shared},
        {**paid, "payment_method_id": CARD, "price": 700, **shared},
        {**paid, "price": 300, **shared},
        {**unpaid, "payment_method_id": WALLET, "price": 900, **shared},
    )
    entry = {"customer_id": 1, "note": "", "at": AT}
    add(
        "wallet_transactions",
        {**entry, "kind": "funds", "amount": 4000, "balance_after": 4000, "admin_id": 1},
        {**entry, "kind": "order", "amount": -1500, "balance_after": BALANCE},
    )
    line = "1\nmaria\nmaria kohler\n\nm@example.org\nmaria.example"
    add("search_entries", {"customer_id": 1, "text": line})
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO customer_search (rowid, text) VALUES (1, :line)"), {"line": line})
