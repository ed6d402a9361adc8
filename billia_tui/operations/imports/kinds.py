"""The kinds of records by name."""

from billia_tui.operations.imports.affiliates import Affiliates
from billia_tui.operations.imports.customers import Customers
from billia_tui.operations.imports.documents import Documents
from billia_tui.operations.imports.emails import Emails
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kind import RecordKind
from billia_tui.operations.imports.label_components import LabelComponents
from billia_tui.operations.imports.labels import Labels
from billia_tui.operations.imports.notes import Notes
from billia_tui.operations.imports.order_lines import OrderLines
from billia_tui.operations.imports.orders import Orders
from billia_tui.operations.imports.payment_methods import PaymentMethods
from billia_tui.operations.imports.payments import Payments
from billia_tui.operations.imports.products import Products
from billia_tui.operations.imports.profiles import Profiles
from billia_tui.operations.imports.resellers import Resellers
from billia_tui.operations.imports.services import Services

_OTHERS: dict[KindName, type[RecordKind]] = {
    KindName.PRODUCTS: Products,
    KindName.PAYMENT_METHODS: PaymentMethods,
    KindName.RESELLERS: Resellers,
    KindName.LABEL_COMPONENTS: LabelComponents,
    KindName.CUSTOMERS: Customers,
    KindName.PROFILES: Profiles,
    KindName.EMAILS: Emails,
    KindName.AFFILIATES: Affiliates,
    KindName.SERVICES: Services,
    KindName.DOCUMENTS: Documents,
    KindName.PAYMENTS: Payments,
    KindName.NOTES: Notes,
    KindName.LABELS: Labels,
}


def make(name: KindName, lines: OrderLines | None) -> RecordKind:
    """The kind `name`; `lines` are those of orders."""
    return Orders(lines) if name == KindName.ORDERS else _OTHERS[name]()
