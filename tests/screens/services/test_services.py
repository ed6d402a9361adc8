"""Lists and pages of services and domains, worked with keys (R109, R114-R126, R51)."""

import pytest
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.services import changes as service_changes
from billia_tui.operations.services import pages as services
from billia_tui.operations.services.query import ServiceSort
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.orders.page import PurchaseScreen
from billia_tui.screens.services.listing import ServicesScreen
from billia_tui.screens.services.service_dialogs import AutoRenewDialog, NameServersDialog, StatusDialog
from billia_tui.screens.services.service_log import ServiceLogScreen
from billia_tui.vocabulary import Role, ServiceKind, ServiceStatus
from billia_tui.widgets.pick_list import PickList
from tests import factories
from tests.operations.services.kit import add_product
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, close_dialog, console, open_dialog, press, settle, shown, told, until
from tests.screens.services.opened_pages import add_full_domain, add_of_status, open_list, open_service, search_for

S = ServiceStatus


def names(screen: ServicesScreen) -> list[str]:
    """The titles of the rows."""
    return [row.title for row in screen.table.rows]


# --- the list ----------------------------------------------------------------------------------------------------


async def test_columns_of_services_and_domains(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R117-R119: the columns of each kind, newest bought first; ← → switches; a linked domain stands above its service.

    What the list is sorted by is marked where it is seen, and said where the width has no room for its column.
    """
    async with app.run_test(size=LARGE) as pilot:
        await open_list(pilot, book.maria)
        lines = shown(pilot).splitlines()
        assert "▼ bought   5 in all" in lines[1]
        assert lines[2].split() == "ID NAME STATUS PRICE PERIOD TERM RENEWS ACTIVATED EXPIRES".split()  # noqa: SIM905 - reads as the line does
        at = next(number for number, line in enumerate(lines) if "petrova.example" in line)
        assert "Cloud server L" in lines[at + 1]
        assert lines[at].index("petrova.example") == lines[at + 1].index("Cloud server L")
        await press(pilot, "right")
        lines = shown(pilot).splitlines()
        assert lines[2].split() == "ID NAME STATUS EXPIRES RENEWS".split()  # noqa: SIM905 - reads as the line does
        assert "Domains" in lines[0]
        assert "4 in all" in lines[1]
        await press(pilot, "left")
        assert "Services" in shown(pilot).splitlines()[0]
    async with console(book_desk).run_test(size=(200, 60)) as pilot:
        await open_list(pilot, book.maria)
        assert "BOUGHT ▼" in shown(pilot).splitlines()[2]


async def test_search_filter_and_sort(app: BilliaApp, book: Book) -> None:
    """R119, R120: search narrows while typing, a status filters, expiry sorts; esc clears, then leaves."""
    async with app.run_test(size=LARGE) as pilot:
        screen = await open_list(pilot, book.maria)
        await search_for(pilot, screen, "cloud susp")
        assert [row.status for row in screen.table.rows] == [S.SUSPENDED]
        await press(pilot, "enter")
        await press(pilot, "escape")
        assert len(screen.table.rows) == 5
        await open_dialog(pilot, "f")
        await press(pilot, "down", "down", "down", "enter")
        await until(pilot, lambda: [row.status for row in screen.table.rows] == [S.ACTIVE])
        assert "Active ✕ esc" in shown(pilot)
        await press(pilot, "escape")
        await open_dialog(pilot, "s")
        await press(pilot, "end", "enter")
        await until(pilot, lambda: screen.sorted_by == ServiceSort.EXPIRY and len(screen.table.rows) == 5)
        ends = [row.expires_at for row in screen.table.rows]
        assert ends[:3] == sorted(end for end in ends if end)
        assert ends[3:] == [None, None]
        assert "EXPIRES ▲" in shown(pilot)
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, ServicesScreen)


async def test_columns_can_be_chosen(app: BilliaApp, book: Book) -> None:
    """R119: each pick shows or hides a column of domains; the choice lasts; those of services are fixed."""
    async with app.run_test(size=LARGE) as pilot:
        await open_list(pilot, book.maria)
        await press(pilot, "c")
        assert "columns of services are fixed" in told(app)
        await press(pilot, "right")
        await open_dialog(pilot, "c")
        first = pilot.app.screen
        await press(pilot, "enter")  # TLD
        await until(pilot, lambda: isinstance(pilot.app.screen, PickList) and pilot.app.screen is not first)
        await press(pilot, "down", "enter")  # STATUS
        await close_dialog(pilot, "escape")
        await settle(pilot)
        header = shown(pilot).splitlines()[2].split()
        assert header == ["ID", "NAME", "TLD", "EXPIRES", "RENEWS"]
        await press(pilot, "escape")
        await open_list(pilot, book.maria, ServiceKind.DOMAIN)
        assert shown(pilot).splitlines()[2].split() == header


async def test_a_row_opens_and_the_list_is_fresh_after_it(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R109, R50: enter opens the page; back on the same row, which shows what was changed."""
    async with app.run_test(size=LARGE) as pilot:
        screen = await open_list(pilot, book.maria)
        await press(pilot, "down", "enter")
        row = screen.table.row
        assert row is not None
        await until(pilot, lambda: pilot.app.screen is not screen)
        book_desk.change(service_changes.change_status, row.id, S.CONFIGURE)
        await press(pilot, "escape")
        await until(pilot, lambda: screen.table.row is not None and screen.table.row.status == S.CONFIGURE)
        assert screen.table.row is not None
        assert screen.table.row.id == row.id


# --- the page ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["large", "small"])
async def test_the_timeline_fits(app: BilliaApp, book: Book, book_desk: Desk, size: tuple[int, int]) -> None:
    """R122: names, bar, dates and the mark of today stand in columns, at both sizes, each status with a pattern."""
    product = add_product(book_desk, days_redemption=30)
    made = add_of_status(book_desk, book.plain, S.SUSPENDED, product_id=product)
    async with app.run_test(size=size) as pilot:
        await open_service(pilot, made)
        lines = shown(pilot).splitlines()
        at = next(number for number, line in enumerate(lines) if line.strip().startswith("Active  "))
        heads, bar, dates, today = lines[at : at + 4]
        patterns = {"Active": "█", "Expired": "▓", "Suspended": "▒", "Redemption": "░", "Terminated": "·"}
        for word, pattern in patterns.items():
            start = heads.index(word)
            assert bar[start] == pattern
            assert dates[start : start + 2] == "20"
        assert bar[today.index("▲")] == "▒"
        assert "today 2026-03-02" in today


async def test_only_the_sections_that_apply(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R121, R123, R124: owner first; a domain has a ribbon, registrar and contacts; a one-time service no end."""
    once = add_of_status(book_desk, book.plain, S.ACTIVE, period_months=None, expires_at=None, server='{"host": "a"}')
    domain = add_full_domain(book_desk, book.plain)
    async with app.run_test(size=(120, 60)) as pilot:
        await open_service(pilot, once)
        text = shown(pilot)
        order = [
            text.index(f" {word}\n".rstrip()) for word in ("Owner", "Cloud server S", "Timeline", "Server information")
        ]
        assert order == sorted(order)
        for absent in ("Usage statistics", "Registrar", "Name servers", "Assigned contacts", "Orders", "Notes of"):
            assert f"\n {absent}" not in text
        assert "– (one-time)" in text
        await press(pilot, "r")
        assert "one-time service has no end" in told(app)
        await press(pilot, "escape")
        await open_service(pilot, domain)
        text = shown(pilot)
        assert text.splitlines()[1].strip() == "Active until 2026-08-14   Auto renew on"
        for fact in ("Example Registrar NOC", "R0000300", "ns2.example.net", "Whois privacy", "Orders (2)", ".example"):
            assert fact in text


async def test_another_status(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R115, R116, R50: refused ones say why; old → new is asked; the page, the log and the store have it."""
    made = add_of_status(book_desk, book.plain, S.ACTIVE)
    async with app.run_test(size=LARGE) as pilot:
        page = await open_service(pilot, made)
        await open_dialog(pilot, "t")
        assert "(Inactive) it is not in use" in shown(pilot)
        await press(pilot, "down", "down", "down", "enter")
        assert "Inactive: it is not in use" in told(app)
        await open_dialog(pilot, "t")
        await press(pilot, "down", "down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, StatusDialog))
        assert "status Active → Suspended" in shown(pilot)
        await press(pilot, *"paid late")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: page.record is not None and page.record.row.status == S.SUSPENDED)
        assert "Cloud server S: Active → Suspended" in told(app)
        assert book_desk.ask(services.details, made).log[0].reason == "paid late"
        await press(pilot, "L")
        await until(pilot, lambda: isinstance(pilot.app.screen, ServiceLogScreen))
        assert "status: Active → Suspended" in shown(pilot)


async def test_terminated_needs_the_name(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R115, R116: a wrong name is refused at its field; after it every key but reading says that it is final."""
    made = add_of_status(book_desk, book.plain, S.ACTIVE)
    async with app.run_test(size=LARGE) as pilot:
        page = await open_service(pilot, made)
        await open_dialog(pilot, "t")
        await press(pilot, "end", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, StatusDialog))
        await press(pilot, *"cloud", "enter")
        assert "is not the name of this service" in shown(pilot)
        assert book_desk.ask(services.details, made).row.status == S.ACTIVE
        await press(pilot, *["backspace"] * 5, *"Cloud server S")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: page.record is not None and page.record.row.status == S.TERMINATED)
        for key in ("t", "r", "N"):
            await press(pilot, key)
            assert pilot.app.screen is page
        assert told(app).count("which is final") == 3
        assert "(t status)" in shown(pilot)


async def test_auto_renew(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R123: asks on → off and back."""
    made = add_of_status(book_desk, book.plain, S.ACTIVE, auto_renew=True)
    async with app.run_test(size=LARGE) as pilot:
        await open_service(pilot, made)
        for words, on in (("on → off", False), ("off → on", True)):
            await open_dialog(pilot, "r")
            assert isinstance(pilot.app.screen, AutoRenewDialog)
            assert f"auto renew {words}" in shown(pilot)
            await close_dialog(pilot, "enter")
            assert book_desk.ask(services.details, made).row.auto_renew is on


async def test_name_servers(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R125: a field each; a mistake keeps what was typed; a service without any says why not."""
    domain = add_full_domain(book_desk, book.plain)
    service = add_of_status(book_desk, book.plain, S.ACTIVE)
    async with app.run_test(size=LARGE) as pilot:
        await open_service(pilot, domain)
        await open_dialog(pilot, "N")
        assert isinstance(pilot.app.screen, NameServersDialog)
        await press(pilot, "tab", "tab", *"ns3", "enter")
        assert "needs its domain" in shown(pilot)
        await press(pilot, *".example.net")
        assert "2 → 3 name servers" in shown(pilot)
        await close_dialog(pilot, "enter")
        assert book_desk.ask(services.details, domain).name_servers[2:] == ("ns3.example.net",)
        await press(pilot, "escape")
        await open_service(pilot, service)
        await press(pilot, "N")
        assert "only domains have name servers" in told(app)


async def test_someone_else_was_faster(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R189: the dialog says what the service is now; a second enter is a knowing one."""
    domain = add_full_domain(book_desk, book.plain)
    async with app.run_test(size=LARGE) as pilot:
        await open_service(pilot, domain)
        await open_dialog(pilot, "r")
        book_desk.change(service_changes.change_status, domain, S.EXPIRED)
        await press(pilot, "enter")
        assert "it is Expired now" in shown(pilot)
        await close_dialog(pilot, "enter")
        assert book_desk.ask(services.details, domain).row.auto_renew is False


async def test_the_ways_from_the_page(app: BilliaApp, book: Book, book_desk: Desk) -> None:
    """R126: an order leads to its purchase, several are offered; the customer's page; esc comes back."""
    domain = add_full_domain(book_desk, book.plain)
    lonely = add_of_status(book_desk, book.plain, S.PENDING)
    once = add_of_status(book_desk, book.plain, S.PENDING)
    purchase = factories.add_purchase(book_desk, book.plain, service_id=once)
    async with app.run_test(size=LARGE) as pilot:
        await open_service(pilot, lonely)
        await press(pilot, "o")
        assert "there is no order of this service" in told(app)
        await press(pilot, "escape")
        page = await open_service(pilot, once)
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PurchaseScreen))
        assert getattr(pilot.app.screen, "record_id", None) == purchase
        await press(pilot, "escape")
        assert pilot.app.screen is page
        await press(pilot, "escape")
        await open_service(pilot, domain)
        await open_dialog(pilot, "o")
        assert isinstance(pilot.app.screen, PickList)
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PurchaseScreen))
        await press(pilot, "escape", "c")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))


async def test_whoever_may_not(book: Book, book_desk: Desk) -> None:
    """R51, R182: Sales sees the keys in parentheses, and why when they are tried; reading works."""
    made = add_full_domain(book_desk, book.plain)
    sales = Desk(book_desk.store, factories.admin(book_desk.store, "sam", Role.SALES))
    async with console(sales).run_test(size=LARGE) as pilot:
        await _refused(
            pilot, made, "your role Sales may not change services", "(t status)(S suspend)(R renew)(r auto renew)"
        )


async def test_in_the_customer_panel(book: Book, book_desk: Desk) -> None:
    """R66, R72, R177: the customer switches auto renew of its own service; no status, no log, no notes."""
    book_desk.change(status.block, book.kohler)
    made = add_full_domain(book_desk, book.plain)
    panel = Desk(book_desk.store, 1, acting_as=book.plain)
    async with console(panel).run_test(size=LARGE) as pilot:
        page = await open_service(pilot, made)
        for key in ("t", "L", "c"):
            await press(pilot, key)
            assert pilot.app.screen is page
        await open_dialog(pilot, "r")
        await close_dialog(pilot, "enter")
        assert panel.ask(services.details, made).row.auto_renew is False
        assert "Log" not in shown(pilot)


async def _refused(pilot: Pilot[int], service_id: int, why: str, keys: str) -> None:
    page = await open_service(pilot, service_id)
    assert keys in shown(pilot).replace(" (", "(")
    for key in ("t", "r", "N"):
        await press(pilot, key)
        assert pilot.app.screen is page
    assert told(pilot.app).count(why) == 3  # type: ignore[arg-type]  # the pilot is of any app
    await press(pilot, "L")
    await until(pilot, lambda: isinstance(pilot.app.screen, ServiceLogScreen))
