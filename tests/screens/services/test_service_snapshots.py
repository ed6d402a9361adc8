"""Pictures of the lists and pages of services. Look at each that changes before you accept it."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.db.models import Note
from billia_tui.operations.desk import Desk
from billia_tui.operations.services import changes as service_changes
from billia_tui.operations.services import pages as services
from billia_tui.operations.wallet import movements as wallet
from billia_tui.screens.services.page import ServiceScreen
from billia_tui.vocabulary import NoteKind, Role, ServiceKind, ServiceStatus
from tests import factories
from tests.operations.services.kit import add_product
from tests.screens.book import NOW, Book
from tests.screens.console import LARGE, SMALL, open_dialog, press, settle, shown, until
from tests.screens.services.opened_pages import add_full_domain, add_of_status, open_list, open_service, search_for

Steps = Callable[[Pilot[Any], Book, Desk], Awaitable[object]]
SnapCompare = Callable[..., bool]
S = ServiceStatus


async def list_of_services(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R117."""
    await open_list(pilot, book.maria)


async def list_of_domains(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R119."""
    await open_list(pilot, book.maria)
    await press(pilot, "right")


async def list_empty(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R49."""
    await open_list(pilot, book.plain)


async def list_searched(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R120."""
    await search_for(pilot, await open_list(pilot, book.maria), "cloud")


async def list_filtered(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R120: nothing is Terminated."""
    screen = await open_list(pilot, book.maria)
    await open_dialog(pilot, "f")
    await press(pilot, "end", "enter")
    await until(pilot, lambda: not screen.table.rows)


async def list_filter_menu(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R120."""
    await open_list(pilot, book.maria)
    await open_dialog(pilot, "f")


async def list_sort_menu(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R119."""
    await open_list(pilot, book.maria)
    await open_dialog(pilot, "s")


async def list_columns_menu(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R119."""
    await open_list(pilot, book.maria, ServiceKind.DOMAIN)
    await open_dialog(pilot, "c")


async def list_more_columns(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R119: price and period besides."""
    await open_list(pilot, book.maria, ServiceKind.DOMAIN)
    await open_dialog(pilot, "c")
    await press(pilot, *["down"] * 4, "enter")
    await press(pilot, "down", "enter")
    await press(pilot, "escape")


async def list_hostile(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """P5: names are data, however long and strange."""
    for name in ("[red]x[/] \x1b[2J", "عمر الفاروق", "名前" * 200, "a" * 10_000):
        factories.add_service(desk, book.plain, product_name=name, domain=name if "a" in name else "")
    await open_list(pilot, book.plain)


def page_of(status: ServiceStatus) -> Steps:
    """The page of a service of a status, with a Redemption of 30 days."""

    async def steps(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
        product = add_product(desk, days_redemption=30)
        made = add_of_status(desk, book.plain, status, product_id=product, auto_renew=status == S.ACTIVE)
        await open_service(pilot, made)

    return steps


async def page_one_time(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R118, R123."""
    await open_service(pilot, add_of_status(desk, book.plain, S.ACTIVE, period_months=None, expires_at=None))


async def page_set_by_hand(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R114, R195: free until the end that was said; the log has the line."""
    made = add_of_status(desk, book.plain, S.EXPIRED)
    end = NOW + timedelta(days=10)
    desk.change(service_changes.change_status, made, S.ACTIVE, until=end, reason="promised on the phone")
    await open_service(pilot, made)


async def page_of_a_domain(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R124."""
    await open_service(pilot, _domain(desk, book))


async def page_of_a_domain_below(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R124, R126: further down."""
    await open_service(pilot, _domain(desk, book))
    await press(pilot, "end")


async def page_full(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R121: usage, server, options."""
    made = add_of_status(
        desk,
        book.plain,
        S.ACTIVE,
        domain="petrova.example",
        usage=json.dumps({"disk": "5 GB of 20", "traffic": "61 GB"}),
        server=json.dumps({"host": "srv-28.example.net", "address": "192.0.2.38"}),
    )
    await open_service(pilot, made)


async def page_gone(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """P7: there is no such service."""
    await settle(pilot)
    await pilot.app.push_screen(ServiceScreen(999))
    await until(pilot, lambda: "no service 999" in shown(pilot))


async def page_refused(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R51, R182: as Marketing."""
    pilot.app.desk = Desk(desk.store, factories.admin(desk.store, "mia", Role.MARKETING))  # type: ignore[attr-defined]  # the pilot is of any app
    await page_of(S.ACTIVE)(pilot, book, desk)
    await press(pilot, "t")


async def choices(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R115."""
    await page_of(S.ACTIVE)(pilot, book, desk)
    await open_dialog(pilot, "t")


async def status_dialog(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R116."""
    await choices(pilot, book, desk)
    below = pilot.app.screen
    await press(pilot, "down", "down", "enter")
    await until(pilot, lambda: pilot.app.screen is not below)


async def active_again_dialog(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R195: its end has passed; renewed and charged is chosen."""
    desk.change(wallet.add_funds, book.plain, "25")
    await open_service(pilot, add_of_status(desk, book.plain, S.SUSPENDED, period_months=1, price=1000))
    await open_dialog(pilot, "t")
    below = pilot.app.screen
    await press(pilot, "home", *["down"] * [*S].index(S.ACTIVE), "enter")
    await until(pilot, lambda: pilot.app.screen is not below)
    await press(pilot, "right")


async def terminate_dialog(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R116: the name was typed wrongly."""
    await choices(pilot, book, desk)
    below = pilot.app.screen
    await press(pilot, "end", "enter")
    await until(pilot, lambda: pilot.app.screen is not below)
    await press(pilot, *"cloud", "enter")


async def auto_renew_dialog(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R123."""
    await page_of(S.ACTIVE)(pilot, book, desk)
    await open_dialog(pilot, "r")


async def name_servers_dialog(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R125: with a mistake."""
    await open_service(pilot, _domain(desk, book))
    await open_dialog(pilot, "N")
    await press(pilot, "end", "ctrl+n", *"ns9", "enter")


async def orders_menu(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R126."""
    await open_service(pilot, _domain(desk, book))
    await open_dialog(pilot, "o")


PICTURES: dict[str, Steps] = {
    "list": list_of_services,
    "list-domains": list_of_domains,
    "list-empty": list_empty,
    "list-searched": list_searched,
    "list-filtered": list_filtered,
    "list-filter-menu": list_filter_menu,
    "list-sort-menu": list_sort_menu,
    "list-columns-menu": list_columns_menu,
    "list-more-columns": list_more_columns,
    "list-hostile": list_hostile,
    **{f"page-{status.lower()}": page_of(status) for status in ServiceStatus},
    "page-one-time": page_one_time,
    "page-set-by-hand": page_set_by_hand,
    "page-domain": page_of_a_domain,
    "page-domain-below": page_of_a_domain_below,
    "page-full": page_full,
    "page-gone": page_gone,
    "page-refused": page_refused,
    "status-choices": choices,
    "status-dialog": status_dialog,
    "active-again-dialog": active_again_dialog,
    "terminate-dialog": terminate_dialog,
    "auto-renew-dialog": auto_renew_dialog,
    "name-servers-dialog": name_servers_dialog,
    "orders-menu": orders_menu,
}


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("name", PICTURES)
def test_pictures(
    name: str, size: tuple[int, int], app: BilliaApp, book: Book, book_desk: Desk, snap_compare: SnapCompare
) -> None:
    """R2, R49, R106-R126: aligned, nothing cut that matters, readable without colour."""

    async def steps(pilot: Pilot[Any]) -> None:
        await PICTURES[name](pilot, book, book_desk)

    assert snap_compare(app, terminal_size=size, run_before=steps)


def _domain(desk: Desk, book: Book) -> int:
    """A full domain whose newest order has a note."""
    made = add_full_domain(desk, book.plain)
    with desk.store.writing() as session:
        session.add(
            Note(
                kind=NoteKind.ORDER,
                customer_id=book.plain,
                purchase_id=max(order.purchase_id for order in desk.ask(services.details, made).orders),
                text="The registry wants a new code; asked the customer for it.",
                admin_id=1,
                created_at=NOW - timedelta(days=1),
            )
        )
    return made
