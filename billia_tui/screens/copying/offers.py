"""What can be copied of a customer, a service, an order, an event: all of it as it is shown, cleaned."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from billia_tui import clock
from billia_tui.paging import Window
from billia_tui.screens.copying.box import Copyable

if TYPE_CHECKING:
    from billia_tui.operations.customers.page import CustomerPage
    from billia_tui.operations.orders.details import PurchaseDetails
    from billia_tui.operations.services.pages import ServiceDetails
    from billia_tui.operations.timeline.events import Event
    from billia_tui.screens.kinds.record_page import Section
    from billia_tui.widgets.host import Host

MOST_ADDRESSES = 5
WHOLE = "whole record"


async def of_customer(app: "Host", customer_id: int) -> list[Copyable]:
    """Of a customer, as the store has it now; raises BilliaError."""
    from billia_tui.operations.customers import emails
    from billia_tui.operations.customers import page as customer_page

    customer = await app.ask(customer_page.read, customer_id)
    addresses = (await app.ask(emails.page, customer_id, Window(limit=MOST_ADDRESSES))).rows
    single = [
        Copyable("i", "id", str(customer.id)),
        Copyable("u", "username", customer.username),
        Copyable("n", "name", customer.name),
        *(Copyable("" if place else "e", "e-mail", one.address) for place, one in enumerate(addresses)),
        Copyable("p", "phone", customer.phone),
        Copyable("a", "address", _address(customer)),
    ]
    facts = [
        *((one.name, one.text) for one in single),
        ("company or person", str(customer.profile_type)),
        ("reseller", customer.reseller),
        ("status", " · ".join(filter(None, [customer.status, customer.hold and f"on hold: {customer.hold}"]))),
        ("wallet", str(customer.wallet)),
        ("credit limit", str(customer.credit_limit)),
        ("labels", " · ".join(customer.labels)),
        ("created", clock.shown(customer.created_at)),
    ]
    return _offered([*single, Copyable("w", WHOLE, _lines(facts))])


def _address(customer: "CustomerPage") -> str:
    town = " ".join(filter(None, [customer.postcode, customer.city]))
    return "\n".join(filter(None, [customer.name, customer.address, town, customer.country]))


def of_service(service: "ServiceDetails", sections: Iterable["Section"]) -> list[Copyable]:
    """Of a service or domain; `sections` are what its page shows."""
    addresses = [value for name, value in service.server if "ip" in name.lower() or "host" in name.lower()]
    return _offered(
        [
            Copyable("i", "id", str(service.row.id)),
            Copyable("d", "domain", service.row.domain),
            Copyable("n", "product", service.row.name),
            *(Copyable("" if place else "h", "host or IP", text) for place, text in enumerate(addresses)),
            Copyable("s", "name servers", "\n".join(service.name_servers)),
            Copyable("c", "customer", service.owner),
            Copyable("w", WHOLE, _sections(sections)),
        ]
    )


def of_order(order: "PurchaseDetails", sections: Iterable["Section"]) -> list[Copyable]:
    """Of an order; `sections` are what its page shows."""
    return _offered(
        [
            Copyable("o", "order number", str(order.row.id)),
            *(
                Copyable("" if place else "d", str(one.type), one.number)
                for place, one in enumerate(reversed(order.documents))
            ),
            Copyable("p", "price", str(order.row.price)),
            Copyable("c", "customer", order.owner),
            Copyable("i", "id of the customer", str(order.owner_id)),
            Copyable("w", WHOLE, _sections(sections)),
        ]
    )


def of_event(event: "Event", customer_id: int) -> list[Copyable]:
    """Of something that happened."""
    facts = [("time", f"{clock.shown(event.at)} UTC"), ("who", event.who), ("what", event.what), *event.facts]
    return _offered(
        [
            Copyable("w", "all of it", _lines(facts)),
            Copyable("x", "what happened", event.what),
            Copyable("t", "time", f"{clock.shown(event.at)} UTC"),
            Copyable("o", "order number", str(event.purchase_id or "")),
            Copyable("s", "service id", str(event.service_id or "")),
            Copyable("i", "id of the customer", str(customer_id)),
        ]
    )


def _offered(texts: Sequence[Copyable]) -> list[Copyable]:
    return [one for one in texts if one.text]


def _lines(facts: Iterable[tuple[str, str]]) -> str:
    """A fact a line, those without a name as they are."""
    shown = ((name, value.replace("\n", ", ")) for name, value in facts if value)
    return "\n".join(f"{name}: {value}" if name else value for name, value in shown)


def _sections(sections: Iterable["Section"]) -> str:
    parts = []
    for heading, facts in sections:
        if facts:
            values = ((name, value if isinstance(value, str) else value[0]) for name, value in facts)
            parts.append(f"{heading}\n{_lines(values)}")
    return "\n\n".join(parts)
