"""What can be imported: the fields of each kind of record. Light: the help of the command reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class KindName(StrEnum):
    """The kinds of records; the value is the name of the sub-command, and how import keys name the kind.

    In this order each comes after those that it names.
    """

    PRODUCTS = "products"
    PAYMENT_METHODS = "payment-methods"
    RESELLERS = "resellers"
    LABEL_COMPONENTS = "label-components"
    CUSTOMERS = "customers"
    PROFILES = "profiles"
    EMAILS = "emails"
    AFFILIATES = "affiliates"
    SERVICES = "services"
    ORDERS = "orders"
    DOCUMENTS = "documents"
    PAYMENTS = "payments"
    NOTES = "notes"
    LABELS = "labels"


class Form(StrEnum):
    """How the cells of a field are read, and what of R238 is done to them."""

    LINE = "line"
    NAME = "name"
    """A line in which the word NULL may be somebody's name."""
    TEXT = "text"
    """Several lines."""
    TIME = "time"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class FileField:
    """A field that a column of the file can fill."""

    name: str
    required: bool = False

    @property
    def form(self) -> Form:
        """How its cells are read."""
        return FORMS.get(self.name, Form.LINE)


def _fields(required: str, optional: str) -> tuple[FileField, ...]:
    return (
        *(FileField(name, required=True) for name in required.split()),
        *(FileField(name) for name in optional.split()),
    )


_NAMES = "first_name last_name name username company_name"
_TEXTS = "text description contacts options server usage name_servers values reaches referred body"
_TIMES = (
    "at made_at taken_back_at created_at activated_at added_at expires_at placed_at paid_at status_at status_set_at"
    " since ended_at issued_at cancelled_at"
)
_AMOUNTS = "amount wallet credit_limit price next_price paid_amount redemption_fee"
FORMS: dict[str, Form] = {
    **dict.fromkeys(_NAMES.split(), Form.NAME),
    **dict.fromkeys(_TEXTS.split(), Form.TEXT),
    **dict.fromkeys(_TIMES.split(), Form.TIME),
    **dict.fromkeys(_AMOUNTS.split(), Form.AMOUNT),
}
"""The forms of fields, the same in all kinds; the others are lines."""

NAME = "name"
"""What a column of whole names fills: it is split into first and last name. No field of its own."""

PARTED: dict[str, tuple[FileField, ...]] = {KindName.CUSTOMERS: (FileField(NAME),)}
"""What else a column of the file can fill, by kind: fields are made of it."""

FIELDS: dict[KindName, tuple[FileField, ...]] = {
    KindName.PRODUCTS: _fields(
        "code name category price currency",
        "kind period_months payment_term tld needs_configuration days_expired days_suspended days_redemption"
        " redemption_fee on_sale",
    ),
    KindName.PAYMENT_METHODS: _fields("name type", "description shared enabled allows_invoice allows_invoice_person"),
    KindName.RESELLERS: _fields("name", "master panel_domain grant_types language reaches"),
    KindName.LABEL_COMPONENTS: _fields("key name type", "description lowest highest values resources"),
    KindName.CUSTOMERS: _fields(
        "first_name last_name email country currency",
        "id username phone city address postcode company_name company_number vat_number reseller status created_at"
        " activated_at credit_limit wallet language on_hold custom_payments reminders",
    ),
    KindName.PROFILES: _fields(
        "customer title type",
        "id main contact_person contact_data auto_generate_invoice company_name company_number vat_number"
        " responsible_person country city address postcode phone created_at",
    ),
    KindName.EMAILS: _fields("customer address", "id marketing added_at"),
    KindName.AFFILIATES: _fields("customer level", "scheme since ended_at referred"),
    KindName.SERVICES: _fields(
        "id customer product_name price",
        "currency category kind domain tld status period_months payment_term auto_renew created_at activated_at"
        " expires_at product registrar registrar_customer_id name_servers contacts options server usage anchor_day"
        " status_at next_price status_set_at status_words",
    ),
    KindName.ORDERS: _fields(
        "id customer placed_at",
        "status paid paid_at paid_amount price currency payment_method payment_reference description profile",
    ),
    KindName.DOCUMENTS: _fields("id order type sequence number issued_at amount", "body cancelled_at"),
    KindName.PAYMENTS: _fields(
        "id order amount", "kind at payment_method reference remark made_at taken_back_at wallet document author"
    ),
    KindName.NOTES: _fields("customer text", "id created_at order author"),
    KindName.LABELS: _fields("customer key value", "resource object"),
}

LINES = _fields("order price", "description product type quantity service")
"""The fields of `--lines`, the lines of the orders."""

CATALOGUE = _fields("id name", "")
"""The fields of `--catalogue`, which names the products of the lines."""


OWN: dict[str, str] = {
    "products": "code name category price currency kind period_months payment_term tld needs_configuration days_expired"
    " days_suspended days_redemption redemption_fee on_sale",
    "payment-methods": "name type description shared enabled allows_invoice allows_invoice_person",
    "resellers": "name master panel_domain grant_types language reaches",
    "label-components": "key name type description lowest highest values resources",
    "customers": "id username first_name last_name email phone country country_name city address postcode currency"
    " reseller status created_at activated_at credit_limit wallet company_name company_number vat_number language"
    " on_hold custom_payments reminders",
    "profiles": "id customer title type main contact_person contact_data auto_generate_invoice company_name"
    " company_number vat_number responsible_person country city address postcode phone created_at",
    "emails": "customer address marketing added_at",
    "affiliates": "customer level scheme since ended_at referred",
    "services": "id customer product_name price currency category kind domain status period_months payment_term"
    " auto_renew created_at activated_at expires_at product registrar registrar_customer_id name_servers contacts"
    " options server usage anchor_day status_at next_price tld status_set_at status_words",
    "orders": "id customer placed_at status paid paid_at paid_amount price currency payment_method payment_reference"
    " profile",
    "lines": "order type service description price",
    "documents": "id order customer type sequence number issued_at amount currency body cancelled_at",
    "payments": "id order customer kind at amount payment_method reference remark made_at taken_back_at wallet document"
    " author",
    "notes": "id customer created_at order author text",
    "labels": "customer key value resource object",
}
"""The columns of our own exports, in their order; a test compares them with the exports."""


def is_own(section: str, header: Sequence[str]) -> bool:
    """Whether a file is an export of ours: it has just these columns in this order (R235)."""
    return list(header) == OWN.get(section, "").split()


def in_words(kind: KindName) -> str:
    """The fields as the help lists them."""
    required = ", ".join(field.name for field in FIELDS[kind] if field.required)
    optional = ", ".join(field.name for field in FIELDS[kind] if not field.required)
    return f"Fields: {required} (required); {optional}."
