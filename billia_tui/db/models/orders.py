"""Purchases, their orders, and the jobs that carry them out."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, Minor, one_of, partial_index
from billia_tui.vocabulary import JobState, OrderType, PurchaseStatus

# As each dialect writes "neither paid nor Cancelled": an index with a condition serves that very text.
_UNPAID_SQLITE = "paid = 0 AND status <> 'Cancelled'"
_UNPAID_POSTGRESQL = "NOT paid AND status <> 'Cancelled'"


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
        partial_index("ix_purchases_paid_in_all", "customer_id", "currency", "paid_amount", where="paid_amount <> 0"),
        partial_index("ix_purchases_unpaid", "customer_id", where=_UNPAID_SQLITE, postgresql=_UNPAID_POSTGRESQL),
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


class AutomatorJob(Base):
    """What the automator does for a purchase (R146), to read only. `raw` is for developers (R183)."""

    __tablename__ = "automator_jobs"
    __table_args__ = (
        CheckConstraint(one_of("state", JobState), name="state"),
        Index("ix_automator_jobs_purchase_id", "purchase_id", "id"),
    )

    id: Mapped[Id]
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"))
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default=JobState.WAITING)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    message: Mapped[str] = mapped_column(default="")
    raw: Mapped[str] = mapped_column(default="")
