"""Affiliates, what they earn, and by which rates. Commissions may only grow."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, Minor, one_of
from billia_tui.vocabulary import AffiliateScheme


class Affiliate(Base):
    """A customer who is, or was until `ended_at`, an affiliate (R158, R161)."""

    __tablename__ = "affiliates"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 6", name="level"),
        CheckConstraint(one_of("scheme", AffiliateScheme), name="scheme"),
    )

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True, autoincrement=False)
    level: Mapped[int]
    scheme: Mapped[str] = mapped_column(default=AffiliateScheme.LEAD)
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class CommissionRate(Base):
    """What a level earns (R159): `percent` in hundredths of a percent, or `fixed` in minor units of `currency`.

    `product_id` None is the level's default for every product.
    """

    __tablename__ = "commission_rates"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 6", name="level"),
        CheckConstraint("(percent IS NULL) <> (fixed IS NULL)", name="kind"),
        Index("ix_commission_rates_level", "level", "product_id"),
    )

    id: Mapped[Id]
    level: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    percent: Mapped[int | None]
    fixed: Mapped[int | None]
    currency: Mapped[str] = mapped_column(default="")


class Commission(Base):
    """A commission that an affiliate earned with a payment, credited to the wallet as it arose (R163).

    A negative one takes back what the commission `takes_back` had given, as the payment behind it was undone (R205).
    """

    __tablename__ = "commissions"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 6", name="level"),
        Index("ix_commissions_customer_id", "customer_id", "id"),
        Index("ix_commissions_purchase_id", "purchase_id", "id"),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"))
    amount: Mapped[Minor]
    currency: Mapped[str]
    level: Mapped[int]
    at: Mapped[datetime]
    takes_back: Mapped[int | None] = mapped_column(ForeignKey("commissions.id"))
