"""Where the palette leads: queues and pages from wherever one is, and the actions of the screen below it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.screen import Screen

from billia_tui.actions.record import Action
from billia_tui.actions.words import also
from billia_tui.keys import made as keys
from billia_tui.keys.table import KEYS, KeyEntry, Where
from billia_tui.screens.finding.customer_list import CustomersScreen
from billia_tui.screens.kinds.page import Page
from billia_tui.screens.palette.entries import Entry, LineKind
from billia_tui.screens.palette.help import places_of

if TYPE_CHECKING:
    from billia_tui.operations.finding.queues import QueueRow
    from billia_tui.operations.finding.records import Record
    from billia_tui.screens.customers.details import CustomerScreen
    from billia_tui.widgets.host import Host

FROM_LIST = (
    "queues",
    "admins",
    "resellers",
    "label_management",
    "payment_methods",
    "products",
    "mail_templates",
    *("settings", "set_up"),
)
"""Keys of the list that open a page about the business."""

FROM_DETAILS = (
    "all_services",
    "all_orders",
    "wallet_history",
    "log",
    "timeline",
    "labels",
    "profiles",
    "affiliate",
    "notifications",
    "mails",
)
"""Keys of the details page that open a page of the customer."""

PAGES = {
    *(entry.id for entry in KEYS if entry.page),
    *FROM_LIST,
    *FROM_DETAILS,
    *("order_customer", "order_log", "order_product", "place_order", "service_customer", "service_log"),
}
"""All keys that open a page; the others are actions."""

SUSPEND = "suspend"
"""It leads out of the program: not over SSH."""

OPENED_ON_SIGHT = "profiles"
"""How this page opens depends on the customer, who has to be on the screen."""


def lines(app: "Host", under: "Screen[object]") -> Iterator[Entry]:
    """What can be done on the screen `under`, then where one can go from there; in a panel only the first (R177)."""
    in_panel = app.panel is not None
    offered_here = keys.entries(*places_of(under), in_panel=in_panel)
    here = [entry for entry in offered_here if entry.palette and (app.has_shell or entry.id != SUSPEND)]
    for entry in here:
        yield _line(app, entry, _pressed(app, entry), partial(under.run_action, entry.action))
    if not in_panel:
        offered = {entry.id for entry in here}
        yield from _pages_elsewhere(app, under, offered)
        yield from (_queue_line(app, queue, under) for queue in app.jump_memory.queues)


def leave_pages(app: "Host", where: Where) -> Page | None:
    """Leaves all pages above the one of a place and gives that one; None, said why, where a page cannot be left."""
    if app.panel is not None:
        app.refuse("Leave the Customer Panel first: esc on its first page")
        return None
    goal = _page_of(app, where)
    if goal is None:
        return None
    above = app.screen_stack[app.screen_stack.index(goal) + 1 :]
    refusals = (screen.why_not_leave() for screen in reversed(above) if isinstance(screen, Page))
    refusal = next((why for why in refusals if why is not None), None)
    if refusal is not None:
        app.refuse(refusal)
        return None
    for _ in above:
        app.pop_screen()
    return goal


def _page_of(app: "Host", where: Where) -> Page | None:
    """The topmost page of a place."""
    pages = (screen for screen in reversed(app.screen_stack) if isinstance(screen, Page))
    return next((page for page in pages if where in page.WHERE), None)


# ── the lines ──


def _pressed(app: "Host", entry: KeyEntry, where: str = "") -> str:
    """The keys of an entry; only the first one, behind the place where it works, if that is elsewhere."""
    own = app.own_keys.get(entry.id, entry.keys)
    return f"{where} {keys.first_shown(own)}" if where else keys.shown(own)


def _line(app: "Host", entry: KeyEntry, pressed: str, run: Callable[[], Any], of: str = "") -> Entry:
    kind = LineKind.PAGE if entry.id in PAGES else LineKind.ACTION
    found_by = (entry.help, entry.label)
    return Entry(entry.id, kind, f"{entry.help}{of}", pressed, found_by, also(entry.id), _why_not(app, entry), run)


def _why_not(app: "Host", entry: KeyEntry) -> str | None:
    """Why the admin may not open a page (R182); None if it can be tried."""
    if app.desk is None or entry.id not in PAGES or not isinstance(entry, Action):
        return None
    from billia_tui.operations.allowed import refusal

    return refusal(app.desk.actor, entry)


def _pages_elsewhere(app: "Host", under: "Screen[object]", offered: set[str]) -> Iterator[Entry]:
    """The list, its pages, and those of the customer at hand."""
    if not isinstance(under, CustomersScreen):
        yield Entry("customers", LineKind.PAGE, "Customer list", "", ("Customer list",), run=partial(to_list, app))
    known = keys.by_id((*FROM_LIST, *FROM_DETAILS))
    for name in FROM_LIST:
        if name not in offered:
            entry = known[name]
            yield _line(app, entry, _pressed(app, entry, "list"), partial(to_business, app, name))
    customer = customer_at_hand(app, under)
    for name in FROM_DETAILS if customer is not None else ():
        entry = known[name]
        if customer is None or name in offered or (name == OPENED_ON_SIGHT and isinstance(under, CustomersScreen)):
            continue
        run = partial(to_page_of_customer, app, name, customer[0])
        yield _line(app, entry, _pressed(app, entry, "details"), run, f" · {customer[1]}")


def _queue_line(app: "Host", queue: "QueueRow", under: "Screen[object]") -> Entry:
    works = Where.LIST in places_of(under) or Where.QUEUES in places_of(under)
    pressed = "" if not queue.key else queue.key if works else f"list {queue.key}"
    run = partial(_to_queue, app, queue)
    found_by, count = (queue.name, queue.key or queue.name), app.jump_memory.counts.get(queue.id, "")
    return Entry(f"queue {queue.id}", LineKind.QUEUE, queue.name, pressed, found_by, run=run, count=count)


def customer_at_hand(app: "Host", under: "Screen[object]") -> tuple[int, str] | None:
    """Id and username of the customer whose pages are below, or under the cursor of the list."""
    details = details_of(app)
    if details is not None:
        return details.customer_id, details.customer.username if details.customer else str(details.customer_id)
    row = under.table.row if isinstance(under, CustomersScreen) else None
    return None if row is None else (row.id, row.username)


def details_of(app: "Host") -> "CustomerScreen | None":
    """The details page, if it is open. Told by its place: its module may not be loaded yet."""
    return cast("CustomerScreen | None", _page_of(app, Where.DETAILS))


# ── the ways ──


def to_list(app: "Host") -> None:
    """The list as it was left, with fresh rows."""
    listed = leave_pages(app, Where.LIST)
    if listed is not None:
        listed.read()


def to_customer(app: "Host", customer_id: int) -> None:
    """The details page of a customer; the way back leads to the list."""
    listed = leave_pages(app, Where.LIST)
    if isinstance(listed, CustomersScreen):
        listed.open_customer(customer_id)


def to_record(app: "Host", record: "Record") -> None:
    """The page of an order, a document or a service; the way back leads to the list."""
    if leave_pages(app, Where.LIST) is None:
        return
    page: Screen[Any]
    if record.kind == "order":
        from billia_tui.screens.orders.page import PurchaseScreen

        page = PurchaseScreen(record.id)
    elif record.kind == "document":
        from billia_tui.screens.orders.document import DocumentScreen

        page = DocumentScreen(record.id)
    else:
        from billia_tui.screens.services.page import ServiceScreen

        page = ServiceScreen(record.id)
    app.push_screen(page)


def _to_queue(app: "Host", queue: "QueueRow") -> None:
    """The list with a queue, from its top."""
    listed = leave_pages(app, Where.LIST)
    if isinstance(listed, CustomersScreen):
        listed.open_queue(queue)


async def to_business(app: "Host", key: str) -> None:
    """The list, or the page about the business that a key of the list opens; the way back leads to the list."""
    listed = leave_pages(app, Where.LIST)
    if listed is not None and key:
        await listed.run_action(keys.by_id([key])[key].action)


async def to_page_of_customer(app: "Host", key: str, customer_id: int) -> "CustomerScreen | None":
    """The details of a customer, or the page that a key of them opens; None where a page cannot be left.

    The way back leads to the details.
    """
    details = details_of(app)
    if details is None or details.customer_id != customer_id:
        to_customer(app, customer_id)
    left = leave_pages(app, Where.DETAILS)
    if left is not None and key:
        await left.run_action(keys.by_id([key])[key].action)
    return details_of(app)
