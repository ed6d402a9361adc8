"""The kinds of records by name."""

from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds.affiliates import Affiliates
from billia_tui.operations.imports.kinds.customers.customers import Customers
from billia_tui.operations.imports.kinds.emails import Emails
from billia_tui.operations.imports.kinds.kind import RecordKind
from billia_tui.operations.imports.kinds.labels.components import LabelComponents
from billia_tui.operations.imports.kinds.labels.labels import Labels
from billia_tui.operations.imports.kinds.notes import Notes
from billia_tui.operations.imports.kinds.orders.documents import Documents
from billia_tui.operations.imports.kinds.orders.lines import OrderLines
from billia_tui.operations.imports.kinds.orders.orders import Orders
from billia_tui.operations.imports.kinds.orders.payments import Payments
from billia_tui.operations.imports.kinds.payment_methods import PaymentMethods
from billia_tui.operations.imports.kinds.products import Products
from billia_tui.operations.imports.kinds.profiles import Profiles
from billia_tui.operations.imports.kinds.resellers import Resellers
from billia_tui.operations.imports.kinds.services.services import Services

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
