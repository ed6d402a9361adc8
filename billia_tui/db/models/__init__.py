"""All tables, one module a subject."""

from billia_tui.db.models.affiliates import Affiliate, Commission, CommissionRate
from billia_tui.db.models.base import Base
from billia_tui.db.models.bulk import Batch
from billia_tui.db.models.customers import Customer, Email, GdprChange, GdprDocument, Note, Profile
from billia_tui.db.models.finding import ListLayout, NameWord, Queue, SearchEntry
from billia_tui.db.models.imports import ImportKey
from billia_tui.db.models.labels import Label, LabelComponent, LabelTie, LabelValue
from billia_tui.db.models.log import LogEntry, LogHead
from billia_tui.db.models.mails import LinkWait, MailTemplate, OutgoingMail, PersonalLink, Reminder
from billia_tui.db.models.messages import Notification
from billia_tui.db.models.orders import AutomatorJob, Document, DocumentCounter, Order, PaymentMethod, Purchase
from billia_tui.db.models.payments import Payment
from billia_tui.db.models.queues import QueueCount, QueueHolder, QueueWork
from billia_tui.db.models.requests import RequestKey
from billia_tui.db.models.services import Category, Product, Service
from billia_tui.db.models.staff import (
    Admin,
    Impersonation,
    Presence,
    Reseller,
    ResellerAccess,
    SignInCode,
    SignInWait,
    StoreSetting,
)
from billia_tui.db.models.wallet import CreditChange, WalletTransaction

__all__ = [
    "Admin", "Affiliate", "AutomatorJob", "Base", "Batch", "Category", "Commission", "CommissionRate",
    "CreditChange", "Customer", "Document", "DocumentCounter", "Email", "GdprChange", "GdprDocument",
    "Impersonation", "ImportKey", "Label", "LabelComponent", "LabelTie", "LabelValue", "LinkWait", "ListLayout",
    "LogEntry", "LogHead", "MailTemplate", "NameWord", "Note", "Notification", "Order", "OutgoingMail", "Payment",
    "PaymentMethod",
    "PersonalLink", "Presence", "Product", "Profile", "Purchase", "Queue", "QueueCount", "QueueHolder", "QueueWork",
    "Reminder", "RequestKey", "Reseller", "ResellerAccess", "SearchEntry", "Service", "SignInCode", "SignInWait",
    "StoreSetting", "WalletTransaction",
]  # fmt: skip
