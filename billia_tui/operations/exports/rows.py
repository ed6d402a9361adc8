"""What of the rows of the exports is not as the store has it under the same name; nothing is cleaned."""

from typing import Any

from billia_tui.db.models import Document, Label, Payment, Purchase, Service
from billia_tui.money import Money
from billia_tui.operations import stored_json
from billia_tui.operations.imports.kinds.owners import own_id
from billia_tui.vocabulary import LabelResource

Values = dict[str, object]


def customer(row: Any) -> str:
    """What the import finds the customer by: a username that looks like an id would be taken for one."""
    return str(row.customer_id) if own_id(row.username) else row.username


def as_stored(_row: Any) -> Values:
    """Nothing."""
    return {}


def of_affiliate(row: Any) -> Values:
    """The usernames of those that it brought, one a line."""
    return {"referred": row.brought or ""}


def of_document(row: Any) -> Values:
    """Customer and currency are told, but not imported."""
    document: Document = row[0]
    return {"order": document.purchase_id, "amount": Money(document.amount, document.currency)}


def of_service(row: Any) -> Values:
    """`product` is the code in the catalogue; what holds names and values is JSON text."""
    service: Service = row[0]
    return {
        "price": Money(service.price, service.currency),
        "next_price": None if service.next_price is None else Money(service.next_price, service.currency),
        "product": row.code or "",
        "name_servers": " ".join(stored_json.listed(service.name_servers)),
    }


def of_order(row: Any) -> Values:
    """A purchase without its lines."""
    purchase: Purchase = row[0]
    return {
        "paid_amount": Money(purchase.paid_amount, purchase.currency),
        "price": Money(purchase.price, purchase.currency),
        "payment_method": row.method or "",
        "payment_reference": row.reference or "",
        "profile": row.profile,
    }


def of_line(row: Any) -> Values:
    """A line of a purchase, for `--lines` of the import."""
    line = row[0]
    return {"order": line.purchase_id, "service": line.service_id, "price": Money(line.price, row.currency)}


def of_payment(row: Any) -> Values:
    """Money that went back has a minus sign (R201, R202).

    Customer and wallet are told, but not imported; author and document only where they are known.
    """
    payment: Payment = row[0]
    return {
        "order": payment.purchase_id,
        "amount": Money(payment.amount, row.currency),
        "payment_method": row.method or "",
        "remark": payment.reason,
        "document": row.number or "",
        "author": row.author or "",
    }


def of_note(row: Any) -> Values:
    """`order` is the purchase that it is about, if any."""
    return {"order": row[0].purchase_id, "author": row.author}


def of_label(row: Any) -> Values:
    """`object` is the order or service that carries it."""
    label: Label = row[0]
    return {"key": row.key, "object": None if label.resource == LabelResource.USERS else label.object_id}
