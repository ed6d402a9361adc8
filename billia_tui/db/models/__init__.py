"""All tables, one module a subject. A table is loaded when it is first named: a command needs half of them at most."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from billia_tui.db.models.base import Base

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from billia_tui.db.models.affiliates import Affiliate, Commission, CommissionRate
    from billia_tui.db.models.bulk import Batch
    from billia_tui.db.models.catalogue import Category, Product
    from billia_tui.db.models.consent import GdprChange, GdprDocument
    from billia_tui.db.models.customers import Customer, Email
    from billia_tui.db.models.documents import Document, DocumentCounter
    from billia_tui.db.models.finding import NameWord, SearchEntry
    from billia_tui.db.models.imports import ImportKey
    from billia_tui.db.models.labels import Label, LabelComponent, LabelTie, LabelValue
    from billia_tui.db.models.links import LinkWait, PersonalLink
    from billia_tui.db.models.log import LogEntry, LogHead
    from billia_tui.db.models.mails import MailTemplate, OutgoingMail, Reminder
    from billia_tui.db.models.messages import Notification
    from billia_tui.db.models.notes import Note
    from billia_tui.db.models.orders import AutomatorJob, Order, Purchase
    from billia_tui.db.models.payments import Payment, PaymentMethod
    from billia_tui.db.models.profiles import Profile
    from billia_tui.db.models.queues import ListLayout, Queue, QueueCount, QueueHolder, QueueWork
    from billia_tui.db.models.requests import RequestKey
    from billia_tui.db.models.resellers import Reseller, ResellerAccess
    from billia_tui.db.models.services import Service
    from billia_tui.db.models.staff import Admin, SignInCode, SignInWait
    from billia_tui.db.models.store import StoreSetting
    from billia_tui.db.models.team import Impersonation, Presence
    from billia_tui.db.models.wallet import CreditChange, WalletTransaction

__all__ = [
    "Admin", "Affiliate", "AutomatorJob", "Base", "Batch", "Category", "Commission", "CommissionRate",
    "CreditChange", "Customer", "Document", "DocumentCounter", "Email", "GdprChange", "GdprDocument",
    "Impersonation", "ImportKey", "Label", "LabelComponent", "LabelTie", "LabelValue", "LinkWait", "ListLayout",
    "LogEntry", "LogHead", "MailTemplate", "NameWord", "Note", "Notification", "Order", "OutgoingMail", "Payment",
    "PaymentMethod", "PersonalLink", "Presence", "Product", "Profile", "Purchase", "Queue", "QueueCount",
    "QueueHolder", "QueueWork", "Reminder", "RequestKey", "Reseller", "ResellerAccess", "SearchEntry", "Service",
    "SignInCode", "SignInWait", "StoreSetting", "WalletTransaction", "all_tables",
]  # fmt: skip

MODULES = {
    "affiliates": {"Affiliate": "affiliates", "CommissionRate": "commission_rates", "Commission": "commissions"},
    "bulk": {"Batch": "batches"},
    "catalogue": {"Category": "categories", "Product": "products"},
    "consent": {"GdprDocument": "gdpr_documents", "GdprChange": "gdpr_changes"},
    "customers": {"Customer": "customers", "Email": "emails"},
    "documents": {"Document": "documents", "DocumentCounter": "document_counters"},
    "finding": {"SearchEntry": "search_entries", "NameWord": "name_words"},
    "imports": {"ImportKey": "import_keys"},
    "labels": {
        "LabelComponent": "label_components",
        "LabelValue": "label_values",
        "LabelTie": "label_ties",
        "Label": "labels",
    },
    "links": {"PersonalLink": "personal_links", "LinkWait": "link_waits"},
    "log": {"LogEntry": "log_entries", "LogHead": "log_heads"},
    "mails": {"OutgoingMail": "outgoing_mails", "MailTemplate": "mail_templates", "Reminder": "reminders"},
    "messages": {"Notification": "notifications"},
    "notes": {"Note": "notes"},
    "orders": {"Purchase": "purchases", "Order": "orders", "AutomatorJob": "automator_jobs"},
    "payments": {"Payment": "payments", "PaymentMethod": "payment_methods"},
    "profiles": {"Profile": "profiles"},
    "queues": {
        "QueueHolder": "queue_holders",
        "QueueWork": "queue_work",
        "QueueCount": "queue_counts",
        "Queue": "queues",
        "ListLayout": "list_layouts",
    },
    "requests": {"RequestKey": "request_keys"},
    "resellers": {"Reseller": "resellers", "ResellerAccess": "reseller_access"},
    "services": {"Service": "services"},
    "staff": {"Admin": "admins", "SignInCode": "sign_in_codes", "SignInWait": "sign_in_waits"},
    "store": {"StoreSetting": "store_settings"},
    "team": {"Impersonation": "impersonations", "Presence": "presences"},
    "wallet": {"WalletTransaction": "wallet_transactions", "CreditChange": "credit_changes"},
}
"""Each module's classes and their tables."""

_MODULE_OF = {name: module for module, classes in MODULES.items() for name in classes}


def __getattr__(name: str) -> Any:
    """Loads a class that is named for the first time."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    return found


def all_tables() -> "MetaData":
    """What is asked of all tables: every module is loaded for it."""
    for module in MODULES:
        import_module(f"{__name__}.{module}")
    return Base.metadata
