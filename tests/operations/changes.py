"""Every operation that changes something, with values that succeed on the store of the fixture `filled`.

A new operation belongs into one of these tables; `test_rights.py` finds those that are missing.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from billia_tui.operations.advance import run as advance
from billia_tui.operations.affiliates import affiliates, commissions
from billia_tui.operations.customers import (
    companies,
    consent_documents,
    custom_payment,
    emails,
    erasure,
    impersonation,
    merge,
    profiles,
    status,
    subscriptions,
)
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import password as passwords
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.customers.profiles import ProfileData
from billia_tui.operations.customers.upload import Upload
from billia_tui.operations.finding import columns as list_columns
from billia_tui.operations.finding import queue_work, queues, taking
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.mails import by_hand, preferences, templates
from billia_tui.operations.mails import listing as mail_listing
from billia_tui.operations.mails.by_hand import Message
from billia_tui.operations.messages import notifications
from billia_tui.operations.messages.reminder_days import ReminderDays
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.notes import order_notes
from billia_tui.operations.orders import catalogue, documents, payment, pricing, refunds
from billia_tui.operations.orders import methods as payment_methods
from billia_tui.operations.orders import placing as ordering
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.operations.orders.refunds import RefundTo
from billia_tui.operations.permissions import Right
from billia_tui.operations.renewals import now as renewals
from billia_tui.operations.services import changes as service_changes
from billia_tui.operations.services import move, price
from billia_tui.operations.staff import admin_keys, credentials, resellers
from billia_tui.operations.staff import changes as staff_changes
from billia_tui.operations.staff.credentials import SignIn
from billia_tui.operations.staff.listing import AdminData
from billia_tui.operations.staff.public_keys import PublicKey
from billia_tui.operations.staff.resellers import NewReseller
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import Marketing, PaymentMethodType, ProfileType, PurchaseStatus, ServiceStatus
from tests.operations.filled import (
    COMPANY_OF_ONE,
    COMPONENT,
    DOMAIN,
    EMAIL_OF_THREE,
    FREE_COMPONENT,
    GIVEN_UP_MAIL,
    INVOICELESS,
    LAPSED,
    NORTH,
    NOTE,
    ONE,
    ORDER_NOTE,
    PANEL_VISIT,
    PROCESSING,
    ROSA,
    RUNNING,
    SECOND_EMAIL,
    SECOND_PROFILE,
    SERVICE,
    SOUTH,
    THREE,
    TWO,
    UNPAID,
)
from tests.operations.kit import COMPANY
from tests.operations.labels.kit import TIER, VIP
from tests.operations.orders.kit import BANK, CARD, COM_ID, WEB, WEB_ID

CITY = list_columns.Shown.CITY
NEW = NewCustomer("Ana", "Lima", "ana.lima@example.org", "BR", "USD")
LATER = datetime(2100, 1, 1, tzinfo=UTC)
_CODE = SignIn(code_hash="hash")
_KEY = PublicKey("ssh-ed25519", "AAAA")
_OTHER_COMPANY = companies.CompanyData("N", "1", "", "", "DE", "B", "x")
_PROFILE = ProfileData("N", "x", company=_OTHER_COMPANY)
_CANCELLED, _ACTIVATED = PurchaseStatus.CANCELLED, PurchaseStatus.ACTIVATED

Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]
Changes = dict[str, tuple[Right, Call]]

OF_CUSTOMERS: Changes = {
    "put off in queue": (Right.NOTES, (queue_work.put_off, (1, ONE, "3d", "rings back"), {})),
    "done in queue": (Right.NOTES, (queue_work.done, (1, ONE), {})),
    "open again in queue": (Right.NOTES, (queue_work.reopen, (2, TWO), {})),
    "edit customer": (Right.EDIT, (customers.edit, (ONE, {"city": "Bonn"}), {})),
    "delete customer": (Right.DELETE, (customers.delete, (ONE,), {"typed_username": "one"})),
    "erase customer": (Right.ERASE, (erasure.erase, (ONE,), {"typed_username": "one"})),
    "add e-mail": (Right.EDIT, (emails.add, (ONE, "x@example.org"), {})),
    "edit e-mail": (Right.EDIT, (emails.edit, (ONE, SECOND_EMAIL, "y@example.org"), {})),
    "delete e-mail": (Right.EDIT, (emails.delete, (ONE, SECOND_EMAIL), {})),
    "add company": (Right.EDIT, (companies.add, (ONE, COMPANY), {})),
    "edit company": (Right.EDIT, (companies.edit, (ONE, COMPANY_OF_ONE, _OTHER_COMPANY), {})),
    "delete company": (Right.EDIT, (companies.delete, (ONE, COMPANY_OF_ONE), {})),
    "activate": (Right.STATUS, (status.activate, (ONE,), {})),
    "block": (Right.STATUS, (status.block, (ONE,), {})),
    "hold": (Right.STATUS, (hold.put_on, (ONE,), {})),
    "release": (Right.STATUS, (hold.release, (TWO,), {})),
    "send activation e-mail": (Right.STATUS, (status.send_activation, (ONE,), {})),
    "change password": (Right.PASSWORD, (passwords.store_hash, (ONE, "hash"), {})),
    "send reset link": (Right.PASSWORD, (passwords.send_reset_link, (ONE,), {})),
    "impersonate": (Right.PASSWORD, (impersonation.begin, (ONE,), {})),
    "custom payment": (Right.CREDIT, (custom_payment.switch, (THREE,), {"on": True})),
    "add profile": (Right.EDIT, (profiles.add, (THREE, ProfileType.COMPANY, _PROFILE), {})),
    "edit profile": (Right.EDIT, (profiles.edit, (THREE, SECOND_PROFILE, ProfileData("Third", "x")), {})),
    "delete profile": (Right.EDIT, (profiles.delete, (THREE, SECOND_PROFILE), {})),
    "main profile": (Right.EDIT, (profiles.make_main, (THREE, SECOND_PROFILE), {})),
    "add funds": (Right.FUNDS, (wallet.add_funds, (ONE, "5"), {})),
    "correct balance": (Right.CREDIT, (wallet.correct_balance, (ONE, "-5", "x"), {})),
    "credit limit": (Right.CREDIT, (wallet.set_credit_limit, (ONE, "5"), {})),
    "add note": (Right.NOTES, (notes.add, (ONE, "x"), {})),
    "edit note": (Right.NOTES, (notes.edit, (ONE, NOTE, "x"), {})),
    "delete note": (Right.NOTES, (notes.delete, (ONE, NOTE), {})),
    "attach label": (Right.ATTACH_LABELS, (labels.attach, (THREE, FREE_COMPONENT, "North"), {})),
    "change label": (Right.ATTACH_LABELS, (labels.attach, (THREE, COMPONENT, "silver"), {"replace": True})),
    "take off label": (Right.ATTACH_LABELS, (labels.detach, (THREE, COMPONENT), {})),
    "subscription": (
        Right.MARKETING,
        (subscriptions.change, (THREE, EMAIL_OF_THREE, Marketing.UNSUBSCRIBED), {"document": Upload("a", b"b")}),
    ),
    "store document": (Right.MARKETING, (consent_documents.add, (THREE, Upload("a", b"b")), {})),
    "make affiliate": (Right.MANAGE_LABELS, (affiliates.make, (ONE, "1"), {})),
    "affiliate level": (Right.MANAGE_LABELS, (affiliates.change, (THREE, "3", "Lifetime"), {})),
    "end affiliate": (Right.MANAGE_LABELS, (affiliates.end, (THREE,), {})),
    "referred by": (Right.MANAGE_LABELS, (affiliates.refer, (ONE, THREE), {})),
    "merge": (Right.DELETE, (merge.merge, (ONE, THREE), {})),
    "message": (Right.NOTES, (by_hand.send, (ONE, Message("News", "Hello")), {})),
    "mail preferences": (Right.EDIT, (preferences.change, (ONE,), {"language": "de"})),
    "retry mail": (Right.NOTES, (mail_listing.retry, (GIVEN_UP_MAIL,), {})),
    "end of first hour": (Right.SERVICES, (advance.end_first_hour, (ONE, LATER), {})),
}
OF_ORDERS: Changes = {
    "mark paid": (Right.ORDER_PAYMENT, (payment.mark_paid, (UNPAID,), {})),
    "mark unpaid": (Right.ORDER_PAYMENT, (payment.mark_unpaid, (PROCESSING,), {})),
    "payment method": (Right.ORDER_PAYMENT, (payment.change_method, (UNPAID, CARD), {})),
    "price": (Right.ORDER_PAYMENT, (pricing.change_price, (UNPAID, "5"), {})),
    "price of a paid one": (Right.ORDER_PAYMENT, (pricing.change_price, (PROCESSING, "5"), {"to_wallet": True})),
    "refund": (Right.ORDER_PAYMENT, (refunds.refund, (PROCESSING, "1"), {"to": RefundTo.WALLET, "reason": "x"})),
    "make invoice": (Right.ORDER_PAYMENT, (documents.make_invoice, (INVOICELESS,), {})),
    "activate order": (Right.ORDER_STATUS, (purchase_status.change, (PROCESSING, _ACTIVATED), {})),
    "collapse order": (Right.ORDER_STATUS, (purchase_status.change, (PROCESSING, PurchaseStatus.COLLAPSED), {})),
    "cancel order": (Right.ORDER_STATUS, (purchase_status.change, (PROCESSING, _CANCELLED), {})),
    "cancel to wallet": (Right.ORDER_PAYMENT, (purchase_status.change, (PROCESSING, _CANCELLED), {"to_wallet": True})),
    "add order note": (Right.NOTES, (order_notes.add, (UNPAID, "x"), {})),
    "edit order note": (Right.NOTES, (order_notes.edit, (UNPAID, ORDER_NOTE, "x"), {})),
    "delete order note": (Right.NOTES, (order_notes.delete, (UNPAID, ORDER_NOTE), {})),
}
OF_SERVICES: Changes = {
    "service status": (
        Right.SERVICES,
        (service_changes.change_status, (SERVICE, ServiceStatus.SUSPENDED), {"reason": "x"}),
    ),
    "auto renew": (Right.SERVICES, (service_changes.set_auto_renew, (SERVICE,), {"on": True})),
    "name servers": (Right.SERVICES, (service_changes.set_name_servers, (DOMAIN, ["a.example", "b.example"]), {})),
    "renew now": (Right.SERVICES, (renewals.renew_now, (RUNNING,), {})),
    "renewal price": (Right.ORDER_PAYMENT, (price.set_price, (RUNNING, "8", "x"), {})),
    "move service": (Right.SERVICES, (move.move, (RUNNING, TWO), {})),
    "advance": (Right.SERVICES, (advance.advance_service, (LAPSED, LATER), {})),
}
OF_STAFF: Changes = {
    "edit admin": (Right.STAFF, (staff_changes.edit, (ROSA, {"role": "Tech"}), {})),
    "delete admin": (Right.STAFF, (staff_changes.delete, (ROSA,), {})),
    "password of admin": (Right.STAFF, (credentials.reset, (ROSA, _CODE), {})),
    "authorize key": (Right.STAFF, (admin_keys.authorize, (ROSA, _KEY), {})),
    "revoke key": (Right.STAFF, (admin_keys.revoke, (ROSA, _KEY.fingerprint), {})),
}
OF_THE_BUSINESS: Changes = {
    "add customer": (Right.EDIT, (customers.add, (NEW,), {})),
    "add customer, activated": (Right.STATUS, (customers.add, (NEW,), {"then": AfterAdding.ACTIVATE})),
    "add label component": (Right.MANAGE_LABELS, (label_components.add, (VIP,), {})),
    "edit label component": (
        Right.MANAGE_LABELS,
        (label_components.edit, (COMPONENT, replace(TIER, values=(("silver", "S"),))), {"expected": 1}),
    ),
    "delete label component": (
        Right.MANAGE_LABELS,
        (label_components.delete_component, (COMPONENT,), {"expected": 1}),
    ),
    "commission rate": (Right.MANAGE_LABELS, (commissions.set_rate, (1,), {"percent": "5"})),
    "add product": (Right.STAFF, (catalogue.add, (replace(WEB, code="NEW"),), {})),
    "edit product": (Right.STAFF, (catalogue.edit, (WEB_ID, {"price": "25"}), {})),
    "add payment method": (Right.STAFF, (payment_methods.add, ("Cash", PaymentMethodType.OFFLINE), {})),
    "edit payment method": (Right.STAFF, (payment_methods.edit, (CARD, {"name": "Cards"}), {})),
    "disable payment method": (Right.STAFF, (payment_methods.enable, (CARD,), {"enabled": False})),
    "add admin": (Right.STAFF, (staff_changes.add, ("eva", AdminData("E", "L", role="Sales"), _CODE), {})),
    "add reseller": (Right.STAFF, (resellers.add, (NewReseller("West"),), {})),
    "language of a reseller": (Right.STAFF, (preferences.set_reseller_language, ("North", "de"), {})),
    "days of reminders": (Right.STAFF, (preferences.set_days, (ReminderDays(),), {})),
    "save template": (
        Right.STAFF,
        (templates.save, ("refund", "en"), {"subject": "Refund", "body": "{{ amount }}"}),
    ),
    "reset template": (Right.STAFF, (templates.reset, ("welcome", "en"), {})),
    "set access": (Right.STAFF, (resellers.set_access, (NORTH, [SOUTH]), {})),
    "end impersonation": (Right.SERVICES, (advance.end_impersonation, (PANEL_VISIT, LATER), {})),
    "add queue": (Right.VIEW, (queues.add, ("Mine", "vip"), {})),
    "add queue for everybody": (Right.QUEUES, (queues.add, ("Ours", "vip"), {"everybody": True})),
    "edit queue": (Right.QUEUES, (queues.edit, (1, {"name": "Debtors"}), {})),
    "move queue": (Right.QUEUES, (queues.move, (1,), {"up": False})),
    "columns of the list": (Right.VIEW, (list_columns.save, (0, [list_columns.ColumnWish(CITY)]), {})),
    "delete queue": (Right.QUEUES, (queues.delete, (1,), {})),
}
"""What belongs to no customer, or makes a new one."""

WITHIN_REACH: Changes = {**OF_CUSTOMERS, **OF_ORDERS, **OF_SERVICES, **OF_STAFF}
"""What is not there for an admin who does not reach its owner (R185)."""

WRITING: Changes = {**WITHIN_REACH, **OF_THE_BUSINESS}

BY_CUSTOMER: dict[str, Call] = {
    "place order": (ordering.place, (THREE, [OrderItem(COM_ID, "new.com")]), {"payment_method_id": BANK}),
    "pay order": (payment.pay, (UNPAID,), {}),
}
"""What only the customer does, in its own panel (R175)."""

ALSO_BY_CUSTOMER = (
    "renew now",
    "auto renew",
    "name servers",
    "add profile",
    "edit profile",
    "delete profile",
    "main profile",
)
"""What an admin with the right, and the customer itself, can do (R66)."""

UNLOGGED: dict[str, tuple[Right, Call]] = {
    "take in queue": (Right.VIEW, (taking.take, ("c", 1, ONE), {})),
    "see notification": (Right.VIEW, (notifications.mark_seen, (1,), {})),
    "see all notifications": (Right.VIEW, (notifications.mark_all_seen, (THREE,), {})),
}
"""Reading marks: no change of the customer, so no line in the log (R167)."""
