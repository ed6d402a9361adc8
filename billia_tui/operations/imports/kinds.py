"""The kinds of records by name."""

from billia_tui.operations.imports.customers import Customers
from billia_tui.operations.imports.emails import Emails
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kind import RecordKind
from billia_tui.operations.imports.labels import Labels
from billia_tui.operations.imports.notes import Notes
from billia_tui.operations.imports.order_lines import OrderLines
from billia_tui.operations.imports.orders import Orders
from billia_tui.operations.imports.services import Services


def make(name: KindName, lines: OrderLines | None) -> RecordKind:
    """The kind `name`; `lines` are those of orders."""
    match name:
        case KindName.CUSTOMERS:
            return Customers()
        case KindName.EMAILS:
            return Emails()
        case KindName.SERVICES:
            return Services()
        case KindName.ORDERS:
            return Orders(lines)
        case KindName.NOTES:
            return Notes()
        case KindName.LABELS:
            return Labels()
