"""All tables, one module a subject."""

from billia_tui.db.models.base import Base
from billia_tui.db.models.customers import Customer, Email, Note, OutgoingMail, PersonalLink, Profile
from billia_tui.db.models.ledger import CreditChange, ImportKey, LogEntry, RequestKey, WalletTransaction
from billia_tui.db.models.products import Category, Product, Service
from billia_tui.db.models.purchases import Order, PaymentMethod, Purchase
from billia_tui.db.models.search import SearchEntry
from billia_tui.db.models.staff import Admin, Reseller, ResellerAccess

__all__ = [
    "Admin", "Base", "Category", "CreditChange", "Customer", "Email", "ImportKey", "LogEntry", "Note", "Order",
    "OutgoingMail", "PaymentMethod", "PersonalLink", "Product", "Profile", "Purchase", "RequestKey", "Reseller",
    "ResellerAccess", "SearchEntry", "Service", "WalletTransaction",
]  # fmt: skip
