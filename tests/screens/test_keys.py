"""The table of keys: footer, help, palette and docs follow from it, and every key does something."""

from pathlib import Path

import pytest

from billia_tui.app.app import BilliaApp
from billia_tui.keys import made as keys
from billia_tui.keys.made import Where
from billia_tui.screens.affiliates.page import AffiliateScreen
from billia_tui.screens.bulk.page import BulkScreen
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.customers.subscription_history import SubscriptionHistoryScreen
from billia_tui.screens.customers.wallet_history import WalletHistoryScreen
from billia_tui.screens.finding.customer_list import CustomersScreen
from billia_tui.screens.finding.queues import QueuesScreen
from billia_tui.screens.labels.attached import LabelsScreen
from billia_tui.screens.labels.management import LabelManagementScreen
from billia_tui.screens.log.log import LogScreen
from billia_tui.screens.messages.mails import MailsScreen
from billia_tui.screens.messages.notifications import NotificationsScreen
from billia_tui.screens.messages.templates import TemplatesScreen
from billia_tui.screens.notes.order_notes import OrderNotesScreen
from billia_tui.screens.orders.document import DocumentScreen
from billia_tui.screens.orders.documents import DocumentsScreen
from billia_tui.screens.orders.listing import PurchasesScreen
from billia_tui.screens.orders.page import PurchaseScreen
from billia_tui.screens.orders.payment_methods import PaymentMethodsScreen
from billia_tui.screens.orders.products import ProductsScreen
from billia_tui.screens.panel.catalogue import CatalogueScreen
from billia_tui.screens.panel.home import CustomerPanelScreen
from billia_tui.screens.profiles.profiles import ProfilesScreen
from billia_tui.screens.services.listing import ServicesScreen
from billia_tui.screens.services.page import ServiceScreen
from billia_tui.screens.settings.page import SettingsScreen
from billia_tui.screens.settings.set_up import SetUpScreen
from billia_tui.screens.staff.admins import AdminsScreen
from billia_tui.screens.staff.resellers import ResellersScreen
from billia_tui.screens.timeline.page import TimelineScreen
from billia_tui.screens.undo.page import UndoScreen
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.inputs import LinesInput
from billia_tui.widgets.panels.emails import EmailsPanel
from billia_tui.widgets.panels.listing import ListPanel
from billia_tui.widgets.panels.services import ServicesPanel
from billia_tui.widgets.query_line import QueryInput
from billia_tui.widgets.record_table import RecordTable

OWNERS: dict[Where, tuple[type, ...]] = {
    Where.EVERYWHERE: (BilliaApp, CustomersScreen),
    Where.LIST: (CustomersScreen, BilliaApp),
    Where.SEARCH: (QueryInput,),
    Where.DETAILS: (CustomerScreen, BilliaApp),
    Where.PANEL: (ListPanel, ServicesPanel, EmailsPanel),
    Where.TABLE: (RecordTable,),
    Where.HISTORY: (WalletHistoryScreen,),
    Where.LOG: (LogScreen,),
    Where.TIMELINE: (TimelineScreen,),
    Where.PAGE: (ServicesScreen,),
    Where.READ: (CatalogueScreen,),
    Where.SERVICE: (ServiceScreen,),
    Where.LABELS: (LabelManagementScreen,),
    Where.ATTACHED: (LabelsScreen,),
    Where.PROFILES: (ProfilesScreen,),
    Where.AFFILIATE: (AffiliateScreen,),
    Where.NOTIFICATIONS: (NotificationsScreen,),
    Where.MAILS: (MailsScreen,),
    Where.SUBSCRIPTION: (SubscriptionHistoryScreen,),
    Where.ORDERS: (PurchasesScreen,),
    Where.ORDER: (PurchaseScreen,),
    Where.ORDER_NOTES: (OrderNotesScreen,),
    Where.DOCUMENTS: (DocumentsScreen,),
    Where.DOCUMENT: (DocumentScreen,),
    Where.BULK: (BulkScreen,),
    Where.QUEUES: (QueuesScreen,),
    Where.UNDO: (UndoScreen,),
    Where.ADMINS: (AdminsScreen,),
    Where.RESELLERS: (ResellersScreen,),
    Where.METHODS: (PaymentMethodsScreen,),
    Where.PRODUCTS: (ProductsScreen,),
    Where.SETTINGS: (SettingsScreen,),
    Where.SET_UP: (SetUpScreen,),
    Where.TEMPLATES: (TemplatesScreen,),
    Where.CUSTOMER_PANEL: (CustomerPanelScreen,),
    Where.DIALOG: (Dialog, LinesInput, BilliaApp),
}
FORBIDDEN = ("ctrl+a", "ctrl+b", "ctrl+s", "ctrl+q", "ctrl+z", "alt+", "f1", "f2", "ctrl+m", "ctrl+i", "ctrl+j")


@pytest.mark.parametrize("where", list(Where))
def test_every_key_has_an_action(where: Where) -> None:
    """R49: no dead key: each entry of the table runs a method that is there."""
    for entry in keys.entries(where):
        name = entry.action.split("(")[0].split(".")[-1]
        assert any(hasattr(owner, f"action_{name}") for owner in OWNERS[where]), entry.id
        assert entry.help
        assert entry.label


@pytest.mark.parametrize("where", list(Where))
def test_no_key_stands_for_two_things(where: Where) -> None:
    """The same key for the same thing: within a place no key is used twice."""
    pressed = [key for entry in keys.entries(where) for key in entry.keys.split(",") if key]
    assert len(pressed) == len(set(pressed))


def test_no_key_that_a_multiplexer_takes() -> None:
    """The design of the keys: none needs ctrl+a, ctrl+b, alt or a function key; ctrl+z does what it does everywhere."""
    taken = {entry.id: {*entry.keys.split(",")} & {*FORBIDDEN} for entry in keys.KEYS}
    assert {name: pressed for name, pressed in taken.items() if pressed} == {"suspend": {"ctrl+z"}}


def test_the_documented_keys_are_the_table() -> None:
    """docs/keys.md is made from the table; `make docs` renews it."""
    path = Path(__file__).parents[2] / "docs" / "keys.md"
    assert path.read_text(encoding="utf-8") == keys.as_markdown() + "\n"


def test_names_are_unique() -> None:
    """The settings name a key by its id, so an id is given once."""
    ids = [entry.id for entry in keys.KEYS]
    assert len(ids) == len(set(ids))
