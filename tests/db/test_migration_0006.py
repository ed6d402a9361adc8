"""Migration 0006: services of schema 0004 get the anchor day that explains their end (R191), on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, insert, select

from billia_tui.db.models import Service
from billia_tui.db.store import open_store
from billia_tui.operations.check.run import Check
from billia_tui.operations.services.anchor import anchor_of
from billia_tui.operations.store.opening import prepare
from tests.db.older_stores import older_store

SERVICES = [
    ("2026-01-31T09:00:00Z", "2026-02-28T09:00:00Z", 1, 31),  # explained by its first day
    ("2026-01-31T09:00:00Z", "2026-03-28T09:00:00Z", 1, 28),  # the old way of reckoning had lost it
    ("2026-01-31T09:00:00Z", "2027-02-28T09:00:00Z", 12, 28),  # thirteen months are no whole period
    ("2024-02-29T09:00:00Z", "2027-02-28T00:00:00Z", 12, 29),
    ("2026-01-30T23:59:59Z", "2026-03-30T23:59:59Z", 1, 30),
    ("2026-03-31T00:00:00Z", "2026-02-28T00:00:00Z", 1, 28),  # an end before its begin
    ("2026-01-31T00:00:00Z", "9999-12-31T00:00:00Z", 1, 31),
    (None, "2026-06-15T00:00:00Z", 1, 15),
    ("2026-01-31T09:00:00Z", None, None, None),
    ("2026-01-31T09:00:00Z", "2026-02-28T09:00:00Z", None, None),
]
"""Activated, end, period in months, and the anchor day that is right."""


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store at schema 0004 with one customer and these services."""
    with older_store(request, tmp_path, request.param, "0004", fill) as url:
        yield url


def fill(connection: Connection) -> None:
    """The rows."""
    tables = MetaData()
    tables.reflect(connection)
    at = "2026-01-01T00:00:00Z"
    connection.execute(insert(tables.tables["admins"]).values({
        "username": "ana", "username_key": "ana", "first_name": "", "last_name": "", "reseller_id": 1,
        "status": "active", "role": "Administrator", "developer": False, "created_at": at, "version": 1,
    }))  # fmt: skip
    connection.execute(insert(tables.tables["customers"]).values({
        "username": "maria", "username_key": "maria", "first_name": "Maria", "last_name": "K", "phone": "",
        "country": "DE", "city": "", "address": "", "postcode": "", "role": "Customer", "status": "Active",
        "on_hold_manual": False, "on_hold_auto": False, "custom_payments": False, "wallet": 0, "wallet_rank": 0,
        "credit_limit": 0, "affiliate": False, "name": "Maria K", "name_key": "maria k",
        "products_count": len(SERVICES), "reseller_key": "default", "reseller_id": 1, "currency": "EUR",
        "version": 1, "created_at": at, "activated_at": at,
    }))  # fmt: skip
    empty = dict.fromkeys(("domain", "category", "tld", "registrar", "registrar_customer_id"), "")
    json = {"name_servers": "[]", **dict.fromkeys(("options", "server", "usage", "contacts"), "{}")}
    for activated, end, period, _ in SERVICES:
        connection.execute(insert(tables.tables["services"]).values({
            **empty, **json, "customer_id": 1, "product_name": "Web", "kind": "service", "status": "Active",
            "price": 1, "currency": "EUR", "payment_term": "prepaid", "auto_renew": False, "reseller_id": 1,
            "version": 1, "created_at": at, "activated_at": activated, "expires_at": end, "period_months": period,
        }))  # fmt: skip


def test_anchor_days(old: str) -> None:
    """R191, P7: from activated_at where that explains the present end, else from the end; as the program reckons."""
    prepare(old, "ana")
    store = open_store(old)
    with store.reading() as session:
        found = list(session.scalars(select(Service).order_by(Service.id)))
        assert [service.anchor_day for service in found] == [day for *_, day in SERVICES]
        for service in found:
            if service.expires_at is not None and service.period_months is not None:
                assert service.anchor_day == anchor_of(service.activated_at, service.expires_at, service.period_months)
            assert (service.renewal_reason, service.renewal_tries, service.status_at) == ("", 0, None)
    assert [str(one) for one in Check(store).findings() if "service" in str(one)] == []
    store.close()
