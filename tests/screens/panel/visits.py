"""The ways into the Customer Panel that its tests and pictures share, and something to order and to pay there."""

from textual.pilot import Pilot

from billia_tui.operations.customers import impersonation
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import catalogue
from billia_tui.operations.orders import methods as payment_methods
from billia_tui.operations.orders import placing as ordering
from billia_tui.operations.orders.catalogue import ProductData
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.paging import Window
from billia_tui.screens.panel.home import CustomerPanelScreen
from billia_tui.screens.profiles.profiles import ProfilesScreen
from billia_tui.vocabulary import PaymentMethodType
from tests.screens.console import close_dialog, go, open_dialog, press, shown, the_page, until

PRODUCTS = (
    ProductData("COM", "Domain .com", "Domains", kind="domain", price="9", currency="EUR", period_months=12, tld="com"),
    ProductData("WEB-S", "Web space S", "Hosting", price="19.90", currency="EUR", period_months=12),
    ProductData("WEB-L", "Web space L", "Hosting", price="49.90", currency="EUR", period_months=12),
    ProductData("SETUP", "Set-up by our engineers", "Work", price="120", currency="EUR"),
)

BANNER = "⚠ CUSTOMER PANEL · ana acts as "
COM, WEB = 1, 2
BANK, WALLET, CHEQUE = "Bank transfer", "Wallet", "Cheque"


def open_shop(desk: Desk) -> None:
    """Four products and the ways to pay; Cheque is only for those with custom payment."""
    for product in PRODUCTS:
        desk.change(catalogue.add, product)
    known = {method.name for method in desk.ask(payment_methods.page, Window()).rows}
    methods = {
        BANK: PaymentMethodType.OFFLINE,
        WALLET: PaymentMethodType.WALLET,
        CHEQUE: PaymentMethodType.OFFLINE,
        "On account": PaymentMethodType.INVOICE,
    }
    for name, kind in methods.items():
        if name not in known:
            desk.change(payment_methods.add, name, kind, description=f"{name}, as agreed", shared=name != CHEQUE)


def place(desk: Desk, customer_id: int, product_id: int = WEB, domain: str = "", *, method: str = WALLET) -> int:
    """The id of a new order, placed in the panel of the customer."""
    panel = Desk(desk.store, desk.admin_id, acting_as=customer_id)
    begun = desk.change(impersonation.begin, customer_id)
    ids = {row.name: row.id for row in panel.ask(payment_methods.available, customer_id)}
    item = OrderItem(product_id, domain)
    made = panel.change(ordering.place, customer_id, [item], payment_method_id=ids[method])
    desk.change(impersonation.end, begun.id)
    return made


async def prepare(pilot: Pilot[int], customer_id: int) -> None:
    """The first of the two steps, from the list."""
    await go(pilot, customer_id)
    await open_dialog(pilot, "i")
    await close_dialog(pilot, "enter")
    await until(pilot, lambda: the_page(pilot).prepared == customer_id)


async def enter(pilot: Pilot[int], customer_id: int) -> CustomerPanelScreen:
    """Both steps; gives the first page of the panel, read."""
    await prepare(pilot, customer_id)
    await pilot.press("i")
    await until(pilot, lambda: isinstance(pilot.app.screen, CustomerPanelScreen))
    home = pilot.app.screen
    assert isinstance(home, CustomerPanelScreen)
    await until(pilot, lambda: home.record is not None)
    return home


async def enter_profiles(pilot: Pilot[int], customer_id: int) -> ProfilesScreen:
    """The profiles, straight from the details page."""
    await go(pilot, customer_id)
    await pilot.press("m")
    await until(pilot, lambda: isinstance(pilot.app.screen, ProfilesScreen))
    page = pilot.app.screen
    assert isinstance(page, ProfilesScreen)
    await until(pilot, lambda: bool(page.table.rows))
    return page


async def further(pilot: Pilot[int], *keys: str) -> None:
    """Presses keys that open pages, one after the other, each when the one before is there."""
    for key in keys:
        below = pilot.app.screen
        await press(pilot, key)
        await until(pilot, lambda below=below: pilot.app.screen is not below)  # type: ignore[misc]  # mypy cannot infer it


def banner_lines(pilot: Pilot[int]) -> list[int]:
    """On which lines of the screen the banner stands."""
    return [number for number, line in enumerate(shown(pilot).splitlines()) if BANNER in line]
