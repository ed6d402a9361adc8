"""Purchases with their orders, and the ways to pay them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import NEVER_REUSED, Base, Id, Minor, one_of, partial_index
from billia_tui.vocabulary import OrderType, PaymentMethodType, PurchaseStatus

# As each dialect writes "neither paid nor Cancelled": an index with a condition serves that very text.
_UNPAID_SQLITE = "paid = 0 AND status <> 'Cancelled'"
_UNPAID_POSTGRESQL = "NOT paid AND status <> 'Cancelled'"


class PaymentMethod(Base):
    """A way to pay (R164)."""

    __tablename__ = "payment_methods"
    __table_args__ = (CheckConstraint(one_of("type", PaymentMethodType), name="type"), {**NEVER_REUSED})

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    shared: Mapped[bool] = mapped_column("global", default=True)
    enabled: Mapped[bool] = mapped_column(default=True)
    allows_invoice: Mapped[bool] = mapped_column(default=True)
    allows_invoice_person: Mapped[bool] = mapped_column(default=True)


class Purchase(Base):
    """One act of buying or changing something; its lines are orders.

    `paid_amount` is what was paid so far, less what was given back; `wallet_paid` how much of it came from the wallet.
    `paid` says that nothing is due (R200); a Cancelled purchase keeps what it said before.
    """

    __tablename__ = "purchases"
    __table_args__ = (
        CheckConstraint(one_of("status", PurchaseStatus), name="status"),
        Index("ix_purchases_newest", "customer_id", "placed_at", "id"),
        Index("ix_purchases_by_id", "customer_id", "id"),
        Index("ix_purchases_of_status", "status", "customer_id"),
        partial_index(
            "ix_purchases_unpaid_since", "placed_at", "id", where=_UNPAID_SQLITE, postgresql=_UNPAID_POSTGRESQL
        ),
        partial_index("ix_purchases_unpaid", "customer_id", where=_UNPAID_SQLITE, postgresql=_UNPAID_POSTGRESQL),
        {**NEVER_REUSED},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    profile_id: Mapped[int | None] = mapped_column(ForeignKey("profiles.id"))
    placed_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(default=PurchaseStatus.PENDING)
    paid: Mapped[bool] = mapped_column(default=False)
    paid_at: Mapped[datetime | None]
    paid_amount: Mapped[Minor] = mapped_column(default=0)
    wallet_paid: Mapped[Minor] = mapped_column(default=0)
    payment_method_id: Mapped[int | None] = mapped_column(ForeignKey("payment_methods.id"))
    price: Mapped[Minor]
    currency: Mapped[str]
    reseller_id: Mapped[int] = mapped_column(ForeignKey("resellers.id"))
    version: Mapped[int] = mapped_column(default=1)


class Order(Base):
    """A line of a purchase: one action on one product.

    `end_before` and `end_after` are the ends of the service before and after this order renewed it, `anchor_before` the
    day on which its periods ended before (R191), so that a renewal can be taken back (R204); None for an order that
    renewed nothing.
    """

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint(one_of("type", OrderType), name="type"),
        Index("ix_orders_purchase_id", "purchase_id", "id"),
        Index("ix_orders_service_id", "service_id", "id"),
        {**NEVER_REUSED},
    )

    id: Mapped[Id]
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"))
    type: Mapped[str]
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id"))
    description: Mapped[str]
    price: Mapped[Minor]
    end_before: Mapped[datetime | None]
    end_after: Mapped[datetime | None]
    anchor_before: Mapped[int | None]
