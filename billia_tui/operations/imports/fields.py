"""What can be imported: the fields of each kind of record. Light: the help of the command reads it."""

from dataclasses import dataclass
from enum import StrEnum


class KindName(StrEnum):
    """The kinds of records; the value is the name of the sub-command, and how import keys name the kind."""

    CUSTOMERS = "customers"
    EMAILS = "emails"
    SERVICES = "services"
    ORDERS = "orders"
    PAYMENTS = "payments"
    NOTES = "notes"
    LABELS = "labels"


@dataclass(frozen=True, slots=True)
class FileField:
    """A field that a column of the file can fill."""

    name: str
    required: bool = False


def _fields(required: str, optional: str) -> tuple[FileField, ...]:
    return (
        *(FileField(name, required=True) for name in required.split()),
        *(FileField(name) for name in optional.split()),
    )


FIELDS: dict[KindName, tuple[FileField, ...]] = {
    KindName.CUSTOMERS: _fields(
        "first_name last_name email country currency",
        "id username phone city address postcode company_name company_number vat_number reseller status created_at"
        " activated_at credit_limit wallet language",
    ),
    KindName.EMAILS: _fields("customer address", "id marketing added_at"),
    KindName.SERVICES: _fields(
        "id customer product_name price",
        "currency category kind domain status period_months payment_term auto_renew created_at activated_at expires_at"
        " product registrar registrar_customer_id name_servers contacts options server usage anchor_day status_at"
        " next_price",
    ),
    KindName.ORDERS: _fields(
        "id customer placed_at",
        "status paid paid_at paid_amount price currency payment_method payment_reference description",
    ),
    KindName.PAYMENTS: _fields("id order amount", "kind at payment_method reference remark made_at taken_back_at"),
    KindName.NOTES: _fields("customer text", "id created_at order"),
    KindName.LABELS: _fields("customer key value", "resource object"),
}

LINES = _fields("order price", "description product type quantity service")
"""The fields of `--lines`, the lines of the orders."""

CATALOGUE = _fields("id name", "")
"""The fields of `--catalogue`, which names the products of the lines."""


def in_words(kind: KindName) -> str:
    """The fields as the help lists them."""
    required = ", ".join(field.name for field in FIELDS[kind] if field.required)
    optional = ", ".join(field.name for field in FIELDS[kind] if not field.required)
    return f"Fields: {required} (required); {optional}."
