"""The rows of customers with their money, services, purchases and log; the rest is in `attached_rows`.

Field names are the columns' names; columns that are left out have defaults given here. Times are texts (see
`times`), flags 0 or 1, words plain `str`: a million customers are some thirteen million rows, and the types of
the models would cost minutes.
"""

from typing import NamedTuple


class CustomerRow(NamedTuple):
    """A row of `customers`."""

    id: int
    username: str
    username_key: str
    first_name: str
    last_name: str
    phone: str
    country: str
    city: str
    address: str
    postcode: str
    currency: str
    status: str
    created_at: str
    activated_at: str | None
    reseller_id: int
    on_hold_manual: int
    on_hold_auto: int
    custom_payments: int
    wallet: int
    wallet_rank: int
    credit_limit: int
    credit_rank: int
    affiliate: int
    name: str
    name_key: str
    products_count: int
    reseller_key: str
    referred_by: int | None
    signed_out_at: str | None
    blocked_at: str | None
    phone_e164: str
    username_looks: str
    role: str = "Customer"
    version: int = 1


class SearchRow(NamedTuple):
    """A row of `search_entries`."""

    customer_id: int
    text: str


class EmailRow(NamedTuple):
    """A row of `emails`."""

    id: int
    customer_id: int
    address: str
    address_key: str
    folded: str
    kind: str
    marketing: str
    added_at: str
    version: int = 1


class ProfileRow(NamedTuple):
    """A row of `profiles`."""

    id: int
    customer_id: int
    title: str
    type: str
    main: int
    created_at: str
    contact_person: str = ""
    contact_data: str = ""
    auto_generate_invoice: int = 1
    company_name: str = ""
    company_number: str = ""
    vat_number: str = ""
    responsible_person: str = ""
    country: str = ""
    city: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    version: int = 1


class ServiceRow(NamedTuple):
    """A row of `services`."""

    id: int
    customer_id: int
    product_id: int
    product_name: str
    category: str
    kind: str
    domain: str
    status: str
    price: int
    currency: str
    period_months: int | None
    payment_term: str
    auto_renew: int
    created_at: str
    activated_at: str | None
    expires_at: str | None
    reseller_id: int
    tld: str
    registrar: str
    registrar_customer_id: str
    name_servers: str
    options: str
    server: str
    usage: str
    contacts: str
    version: int = 1


class PurchaseRow(NamedTuple):
    """A row of `purchases`."""

    id: int
    customer_id: int
    profile_id: int
    placed_at: str
    status: str
    paid: int
    paid_at: str | None
    paid_amount: int
    wallet_paid: int
    payment_method_id: int
    price: int
    currency: str
    reseller_id: int
    version: int = 1


class OrderRow(NamedTuple):
    """A row of `orders`."""

    id: int
    purchase_id: int
    type: str
    service_id: int | None
    description: str
    price: int


class NoteRow(NamedTuple):
    """A row of `notes`."""

    id: int
    kind: str
    customer_id: int
    purchase_id: int | None
    text: str
    folded: str
    admin_id: int
    created_at: str
    edited_by: int | None
    edited_at: str | None
    version: int = 1


class MovementRow(NamedTuple):
    """A row of `wallet_transactions`."""

    id: int
    customer_id: int
    kind: str
    amount: int
    balance_after: int
    note: str
    admin_id: int | None
    at: str


class CreditRow(NamedTuple):
    """A row of `credit_changes`."""

    id: int
    customer_id: int
    old: int
    new: int
    note: str
    admin_id: int
    at: str


class LogRow(NamedTuple):
    """A row of `log_entries`."""

    id: int
    at: str
    admin_id: int | None
    customer_id: int
    object: str
    object_id: int
    action: str
    before: str
    after: str
    reason: str
    acting_as: int | None = None


class MailRow(NamedTuple):
    """A row of `outgoing_mails`."""

    id: int
    customer_id: int
    address: str
    subject: str
    body: str
    at: str
    reason: str
