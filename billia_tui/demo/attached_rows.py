"""The rows of what hangs on customers, purchases and addresses: written like those of `rows`."""

from typing import NamedTuple


class LabelRow(NamedTuple):
    """A row of `labels`."""

    id: int
    component_id: int
    resource: str
    object_id: int
    customer_id: int
    value: str
    admin_id: int
    at: str


class DocumentRow(NamedTuple):
    """A row of `documents`."""

    id: int
    customer_id: int
    purchase_id: int
    reseller_id: int
    type: str
    sequence: int
    number: str
    issued_at: str
    amount: int
    currency: str
    body: str
    cancelled_at: str | None


class CounterRow(NamedTuple):
    """A row of `document_counters`."""

    reseller_id: int
    type: str
    last: int


class JobRow(NamedTuple):
    """A row of `automator_jobs`."""

    id: int
    purchase_id: int
    name: str
    state: str
    started_at: str | None
    ended_at: str | None
    message: str
    raw: str


class NotificationRow(NamedTuple):
    """A row of `notifications`."""

    id: int
    customer_id: int
    channel: str
    title: str
    text: str
    at: str
    seen: int


class ConsentDocumentRow(NamedTuple):
    """A row of `gdpr_documents`."""

    id: int
    customer_id: int
    name: str
    size: int
    sha256: str
    content: bytes
    admin_id: int
    at: str


class ConsentRow(NamedTuple):
    """A row of `gdpr_changes`."""

    id: int
    customer_id: int
    email_id: int
    address: str
    old: str
    new: str
    reason: str
    mail_sent: int
    automatic: int
    document_id: int | None
    admin_id: int
    at: str


class AffiliateRow(NamedTuple):
    """A row of `affiliates`."""

    customer_id: int
    level: int
    scheme: str
    since: str
    ended_at: str | None
    version: int = 1


class PaymentRow(NamedTuple):
    """A row of `payments`."""

    id: int
    purchase_id: int
    kind: str
    amount: int
    at: str
    made_at: str
    payment_method_id: int
    wallet: int
    reference: str
    reason: str
    admin_id: int | None


class CommissionRow(NamedTuple):
    """A row of `commissions`."""

    id: int
    customer_id: int
    purchase_id: int
    amount: int
    currency: str
    level: int
    at: str


class ImpersonationRow(NamedTuple):
    """A row of `impersonations`."""

    id: int
    admin_id: int
    customer_id: int
    started_at: str
    ended_at: str | None
