"""What the page of a service says of it: only the sections that apply (R121, R124)."""

from collections.abc import Sequence

from billia_tui import clock
from billia_tui.operations.services.course import NO_WORDS
from billia_tui.operations.services.pages import ServiceDetails
from billia_tui.screens.kinds.facts_page import Fact
from billia_tui.screens.kinds.record_page import Section
from billia_tui.vocabulary import ServiceKind, ServiceStatus
from billia_tui.widgets.cells import Piece
from billia_tui.widgets.status_text import money, paid_mark, service_status

MOST_STEPS = 4
"""Steps by hand under the timeline; the log has all."""


def ribbon(service: ServiceDetails) -> list[Piece]:
    """Status with the end date, and auto renew, in one line."""
    row = service.row
    word, tone = service_status(row.status)
    ended = row.status in {ServiceStatus.EXPIRED, ServiceStatus.SUSPENDED, ServiceStatus.REDEMPTION}
    since = row.expires_at if row.status == ServiceStatus.EXPIRED else service.status_at or row.expires_at
    end = f" {'since' if ended else 'until'} {clock.day(since if ended else row.expires_at)}" if row.expires_at else ""
    if row.status == ServiceStatus.TERMINATED:
        end = ""
    return [(f" {word}{end}", tone), ("   Auto renew ", "muted"), (auto_renew(service), "strong")]


def auto_renew(service: ServiceDetails) -> str:
    """Auto renew in a word."""
    if service.row.one_time:
        return "– (one-time)"
    return "on" if service.row.auto_renew else "off"


def first_sections(service: ServiceDetails) -> Sequence[Section]:
    """What stands above the timeline: the owner first, then status and period."""
    row = service.row
    return (
        ("Owner", [("Customer", f"{service.owner_id} {service.owner}")]),
        (
            row.title,
            [
                ("Status", service_status(row.status)),
                *_by_hand(service),
                ("Category", row.category or "–"),
                ("Price", (service.price_words, money(service.row.price)[1])),
                ("Period", f"{row.period} · {row.payment_term}"),
                ("Auto renew", auto_renew(service)),
                ("Bought", clock.shown(row.created_at)),
                ("Activated", clock.shown(row.activated_at)),
                ("Expires", clock.shown(row.expires_at)),
                *([("Not renewed", str(service.renewal))] if service.renewal else ()),
            ],
        ),
    )


def _by_hand(service: ServiceDetails) -> Sequence[Fact]:
    """By whom the status was set, when and why, and what the customer was told (R220); in its panel that alone."""
    if not service.by_us:
        return ()
    told = service.told or (NO_WORDS if service.row.status == ServiceStatus.SUSPENDED else "")
    if service.set_by_hand is None:
        return (("Set by us", f"on {clock.day(service.set_at)}. {told}".rstrip()),)
    step = service.set_by_hand
    words = f"{clock.shown(step.at)} by {step.who}: {step.reason or 'no reason was given'}"
    return (("Set by hand", (words, "strong")), *([("Customer told", f"“{told}”")] if told else ()))


def step_lines(service: ServiceDetails) -> Sequence[str]:
    """What was done by hand, with its time, the newest last (R220)."""
    return [
        " ".join(
            filter(None, (clock.shown(step.at), step.what, f"by {step.who}", f"· {step.reason}" if step.reason else ""))
        )
        for step in service.steps[-MOST_STEPS:]
    ]


def last_sections(service: ServiceDetails) -> Sequence[Section]:
    """What stands below the timeline; one without facts is not shown."""
    registrar = [
        ("Registrar", service.registrar),
        ("Customer id there", service.registrar_customer_id),
        ("TLD", f".{service.row.tld}" if service.row.tld else ""),
    ]
    is_domain = service.row.kind == ServiceKind.DOMAIN
    return (
        ("Usage statistics", service.usage),
        ("Server information", service.server),
        ("Registrar", [fact for fact in registrar if fact[1]] if is_domain else ()),
        ("Name servers", [(str(number), name) for number, name in enumerate(service.name_servers, start=1)]),
        ("Assigned contacts", service.contacts),
        ("Product options", service.options),
        (_orders_heading(service), _orders(service)),
        ("Notes of these orders", [_note(service, index) for index in range(len(service.notes))]),
        (
            "Log · the newest lines",
            [(clock.shown(line.at), _logged(line.who, line.action, line.summary)) for line in service.log],
        ),
    )


def next_words(service: ServiceDetails) -> str:
    """What the system will do next, in words; empty if it is none of its business."""
    row = service.row
    if service.next_status is None or service.next_at is None:
        lapsing = row.expires_at is not None and row.status in {
            ServiceStatus.ACTIVE,
            ServiceStatus.EXPIRED,
            ServiceStatus.SUSPENDED,
            ServiceStatus.REDEMPTION,
        }
        return f"nothing: the status was set by hand on {clock.day(service.set_at)}" if lapsing else ""
    day = clock.day(service.next_at)
    if service.renewal is not None and not (service.by_us and row.status == ServiceStatus.SUSPENDED):
        return f"renewed as soon as it can be, else {service.next_status} on {day} · not renewed: {service.renewal}"
    if service.renewed_by:
        return f"{service.renewed_by}, else {service.next_status} on {day}"
    if service.next_status == ServiceStatus.EXPIRED and row.auto_renew:
        agreed = f" at {service.next_price}" if service.next_price is not None else ""
        return f"renewed on {day}{agreed} if it can be paid, else Expired"
    return f"{service.next_status} on {day}"


def _orders_heading(service: ServiceDetails) -> str:
    more = service.order_count - len(service.orders)
    return f"Orders ({service.order_count})" + (f" · the newest {len(service.orders)}" if more > 0 else "")


def _orders(service: ServiceDetails) -> list[Fact]:
    return [
        (
            f"{order.purchase_id} {order.type}",
            f"{clock.day(order.placed_at)} · {order.status} · {paid_mark(paid=order.paid)[0]} · {order.price}",
        )
        for order in service.orders
    ]


def _note(service: ServiceDetails, index: int) -> Fact:
    note = service.notes[index]
    return f"Order {note.purchase_id}", f"{clock.day(note.created_at)} · {note.admin} · {note.line}"


def _logged(who: str, action: str, summary: str) -> str:
    return " · ".join(filter(None, [who, action, summary]))
