"""The ways to the pages of services that their tests and pictures share, and one service of every status."""

import json
from datetime import timedelta
from typing import Any

from textual.pilot import Pilot

from billia_tui.operations.desk import Desk
from billia_tui.screens.services.listing import ServicesScreen
from billia_tui.screens.services.page import ServiceScreen
from billia_tui.vocabulary import OrderType, ServiceKind, ServiceStatus
from tests import factories
from tests.screens.book import NOW
from tests.screens.console import press, settle, until

_ENDED = {
    ServiceStatus.EXPIRED: 3,
    ServiceStatus.SUSPENDED: 15,
    ServiceStatus.REDEMPTION: 35,
    ServiceStatus.TERMINATED: 90,
}
"""How many days ago a service of this status ended."""


def add_of_status(desk: Desk, customer_id: int, status: ServiceStatus, **values: Any) -> int:
    """The id of a new service whose dates fit its status."""
    new = status in {ServiceStatus.PENDING, ServiceStatus.CONFIGURE}
    end = NOW + timedelta(days=140) if status not in _ENDED else NOW - timedelta(days=_ENDED[status])
    filled = {
        "status": status,
        "category": "Servers",
        "created_at": end - timedelta(days=366),
        "activated_at": None if new else end - timedelta(days=365),
        "expires_at": None if new else end,
        "options": json.dumps({"CPU": "4", "Memory": "8 GB"}),
        **values,
    }
    return factories.add_service(desk, customer_id, **filled)


def add_full_domain(desk: Desk, customer_id: int) -> int:
    """The id of a domain with everything that a domain can have, two orders among it."""
    made = factories.add_domain(
        desk,
        customer_id,
        "köhler-shop.example",
        category="Domains",
        auto_renew=True,
        created_at=NOW - timedelta(days=200),
        activated_at=NOW - timedelta(days=200),
        expires_at=NOW + timedelta(days=165),
        registrar="Example Registrar",
        registrar_customer_id="R0000300",
        name_servers=json.dumps(["ns1.example.net", "ns2.example.net"]),
        contacts=json.dumps({"Owner": "Maria Köhler", "Technical": "Example Registrar NOC"}),
        options=json.dumps({"Whois privacy": "yes"}),
    )
    for days, kind in ((200, OrderType.TRANSFER), (2, OrderType.RENEW)):
        factories.add_purchase(
            desk, customer_id, (kind, "Domain"), service_id=made, placed_at=NOW - timedelta(days=days), paid=days > 9
        )
    return made


async def open_list(pilot: Pilot[Any], customer_id: int, kind: ServiceKind = ServiceKind.SERVICE) -> ServicesScreen:
    """The list of services, or domains, of a customer."""
    await settle(pilot)
    screen = ServicesScreen(customer_id, kind)
    await pilot.app.push_screen(screen)
    await until(pilot, lambda: screen.customer is not None)
    return screen


async def open_service(pilot: Pilot[Any], service_id: int) -> ServiceScreen:
    """The page of a service."""
    await settle(pilot)
    screen = ServiceScreen(service_id)
    await pilot.app.push_screen(screen)
    await until(pilot, lambda: screen.record is not None)
    return screen


async def search_for(pilot: Pilot[Any], screen: ServicesScreen, words: str) -> None:
    """Types into the search box and waits for what is found."""
    await press(pilot, "slash", *words)
    await until(pilot, lambda: screen.words == words)
    await until(pilot, lambda: not any(worker.group == "list" for worker in pilot.app.workers if worker.is_running))
