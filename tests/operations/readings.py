"""Every operation that reads what belongs to a customer, with ids of the store of the fixture `filled`."""

from billia_tui.operations.affiliates import affiliates, commissions
from billia_tui.operations.customers import (
    companies,
    consent_documents,
    custom_payment,
    emails,
    erasure,
    glance,
    panel,
    profiles,
    subscriptions,
)
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.exports import whole_record
from billia_tui.operations.finding import anything, jump, lookup, queue_work, records, walk
from billia_tui.operations.finding import columns as list_columns
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.finding.walk import Walk
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels import carried
from billia_tui.operations.log import lines as log
from billia_tui.operations.mails import by_hand
from billia_tui.operations.mails import listing as mail_listing
from billia_tui.operations.mails.by_hand import Message
from billia_tui.operations.messages import notifications, outbox
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.notes import order_notes
from billia_tui.operations.orders import catalogue, documents, payment, payment_records
from billia_tui.operations.orders import details as purchase_details
from billia_tui.operations.orders import methods as payment_methods
from billia_tui.operations.orders import pages as purchases
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.renewals import now as renewals
from billia_tui.operations.renewals import outlook
from billia_tui.operations.services import pages as services
from billia_tui.operations.staff import listing as staff
from billia_tui.operations.timeline import pages as timeline
from billia_tui.operations.wallet import limit_history as credit
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import LabelResource, ServiceKind
from tests.operations.changes import Call
from tests.operations.filled import (
    EMAIL_OF_THREE,
    GIVEN_UP_MAIL,
    ONE,
    PROCESSING,
    PROOF,
    ROSA,
    SERVICE,
    THREE,
    TWO,
    UNPAID,
)
from tests.operations.kit import ALL

_USERS = LabelResource.USERS

LISTS: dict[str, Call] = {
    "wallet history": (wallet.history, (THREE, ALL), {}),
    "credit history": (credit.history, (THREE, ALL), {}),
    "e-mails": (emails.page, (ONE, ALL), {}),
    "companies": (companies.page, (ONE, ALL), {}),
    "profiles": (profiles.page, (THREE, ALL), {}),
    "notes": (notes.page, (ONE, ALL), {}),
    "services": (services.page, (THREE, ServiceKind.SERVICE, ALL), {}),
    "domains": (services.page, (THREE, ServiceKind.DOMAIN, ALL), {}),
    "purchases": (purchases.page, (THREE, ALL), {}),
    "order notes": (order_notes.page, (UNPAID, ALL), {}),
    "documents": (documents.page, (THREE, ALL), {}),
    "log": (log.page, (THREE, ALL), {}),
    "log of a thing": (log.page, (THREE, ALL), {"thing": ("purchase", UNPAID)}),
    "timeline": (timeline.page, (THREE, ALL), {}),
    "notifications": (notifications.page, (THREE, ALL), {}),
    "mails": (outbox.page, (THREE, ALL), {}),
    "subscriptions": (subscriptions.history, (THREE, EMAIL_OF_THREE, ALL), {}),
    "consent documents": (consent_documents.page, (THREE, ALL), {}),
    "brought": (affiliates.referred, (THREE, ALL), {}),
    "commissions": (commissions.page, (THREE, ALL), {}),
}
"""Answered with a page; its rows, if the customer is in reach."""

SEVERAL: dict[str, Call] = {
    "labels": (carried.of, (_USERS, THREE), {}),
    "labels of many": (carried.of_many, ([ONE, THREE],), {}),
    "documents of an order": (documents.of_purchase, (UNPAID,), {}),
    "payments of an order": (payment_records.of_purchase, (PROCESSING,), {}),
    "rows of the list": (customer_list.rows, ([ONE, THREE],), {}),
    "records by number": (records.named, (f"#{UNPAID}",), {}),
    "anything by number": (anything.find, (f"#{UNPAID}",), {}),
    "standing in a queue": (queue_work.of_many, (2, [TWO]), {}),
    "further columns": (list_columns.further, ([ONE, THREE], [list_columns.Shown.CITY]), {}),
    "customers to jump to": (jump.known, ([ONE, THREE],), {}),
}
"""Answered with something that is empty out of reach."""

ONE_RECORD: dict[str, Call] = {
    "details": (customer_page.read, (THREE,), {}),
    "at a glance": (glance.read, (THREE,), {}),
    "contact data": (customers.contact_data, (THREE,), {}),
    "obstacles": (customers.obstacles, (THREE,), {}),
    "username to type": (erasure.username_of, (THREE,), {}),
    "service": (services.details, (SERVICE,), {}),
    "while blocked": (outlook.while_blocked, (THREE,), {}),
    "renewal offer": (renewals.offer, (SERVICE,), {}),
    "purchase": (purchase_details.details, (UNPAID,), {}),
    "due": (payment.due, (UNPAID,), {}),
    "document": (documents.read, (1,), {}),
    "why no invoice": (documents.why_not_invoice, (UNPAID,), {}),
    "log choices": (log.choices, (THREE,), {}),
    "kinds in the log": (log.kinds, (THREE,), {}),
    "by id": (lookup.customer_id, (str(THREE),), {}),
    "by username": (lookup.customer_id, ("three",), {}),
    "place": (customer_list.key_of, (CustomerQuery(), THREE), {}),
    "place of a walk": (walk.place, (Walk(CustomerQuery(), THREE),), {}),
    "next of a walk": (walk.onward, (Walk(CustomerQuery(), THREE),), {"forward": True}),
    "object of labels": (labels.object_of, (THREE, LabelResource.ORDERS, UNPAID), {}),
    "labels to attach": (labels.offered, (_USERS, THREE), {}),
    "affiliate": (affiliates.read, (THREE,), {}),
    "overview of the panel": (panel.overview, (THREE,), {}),
    "paying": (panel.paying, (UNPAID,), {}),
    "custom payment": (custom_payment.preview, (THREE,), {}),
    "methods": (payment_methods.available, (THREE,), {}),
    "products": (catalogue.products, (THREE,), {}),
    "message form": (by_hand.offer, (ONE,), {}),
    "message from a template": (by_hand.draft, (ONE, "welcome"), {}),
    "message as it will look": (by_hand.preview, (ONE, Message("News", "Hello")), {}),
    "mail": (mail_listing.read, (GIVEN_UP_MAIL,), {}),
    "consent document": (consent_documents.read, (THREE, PROOF), {}),
    "whole record": (whole_record.whole, (THREE,), {}),
    "admin": (staff.details, (ROSA,), {}),
    "admin by name": (staff.find, ("rosa",), {}),
}
"""Answered with one thing, or NotFound."""

ADMINISTRATORS_ONLY = {"obstacles", "username to type", "admin", "admin by name"}
"""Readings that need more than the right to look."""

NEVER_IN_PANEL = {
    *ADMINISTRATORS_ONLY,
    "affiliate",
    "anything by number",
    "at a glance",
    "brought",
    "commissions",
    "consent document",
    "consent documents",
    "customers to jump to",
    "standing in a queue",
    "further columns",
    "kinds in the log",
    "labels",
    "labels of many",
    "labels to attach",
    "log",
    "log choices",
    "log of a thing",
    "mail",
    "timeline",
    "mails",
    "message as it will look",
    "message form",
    "message from a template",
    "notes",
    "notifications",
    "object of labels",
    "next of a walk",
    "order notes",
    "place of a walk",
    "records by number",
    "rows of the list",
    "subscriptions",
    "while blocked",
    "whole record",
}
"""R177, and what the staff alone does."""
