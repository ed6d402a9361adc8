"""A key and where it works."""

from dataclasses import dataclass
from enum import StrEnum


class Where(StrEnum):
    """Where a key works."""

    EVERYWHERE = "Everywhere"
    LIST = "Customer list"
    SEARCH = "In the search box of customers"
    DETAILS = "Customer details"
    PANEL = "In a panel"
    TABLE = "In a list"
    HISTORY = "Wallet history"
    LOG = "Log"
    TIMELINE = "Timeline"
    PAGE = "All services and domains"
    READ = "A page to read"
    LABELS = "Label management"
    ATTACHED = "Labels"
    PROFILES = "Profiles"
    AFFILIATE = "Affiliate"
    NOTIFICATIONS = "Notifications"
    MAILS = "Outgoing mail"
    SUBSCRIPTION = "Subscription history"
    SERVICE = "A service or domain"
    ORDERS = "All orders"
    ORDER = "An order"
    ORDER_NOTES = "Notes of an order"
    DOCUMENTS = "Documents"
    DOCUMENT = "A document"
    BULK = "Bulk work"
    QUEUES = "Queues"
    UNDO = "Your changes"
    ADMINS = "Admins"
    RESELLERS = "Resellers"
    METHODS = "Payment methods"
    PRODUCTS = "Products"
    SETTINGS = "Settings"
    SET_UP = "Setting up a new store"
    TEMPLATES = "Texts of mails"
    CUSTOMER_PANEL = "Customer Panel"
    DIALOG = "In a dialog"


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A key: `id` is its name in the settings, `label` its word in the footer, `runs` its action if that is not `id`.

    `page` is the page that it opens, as `module:name` below `billia_tui.screens`.
    `footer` sorts the footer, 0 leaves the key out of it. `palette` offers the action in the command palette. A key of
    the `staff` is not offered on a page that the Customer Panel shares with it (R177). One `at_times` stands in the
    footer only while the page says how it stands.
    """

    places: Where | tuple[Where, ...] = ()
    id: str = ""
    keys: str = ""
    label: str = ""
    help: str = ""
    footer: int = 0
    palette: bool = True
    runs: str = ""
    page: str = ""
    staff: bool = False
    at_times: bool = False

    @property
    def where(self) -> frozenset[Where]:
        """Where it works."""
        return frozenset(self.places if isinstance(self.places, tuple) else (self.places,))

    @property
    def action(self) -> str:
        """What it runs, as Textual names it."""
        return self.runs or (f"open_page('{self.page}')" if self.page else self.id)


def no_key(name: str) -> str:
    """What stands for the key of an entry that has none: no terminal sends it."""
    return f"none_{name}"
