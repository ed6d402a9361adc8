"""What is sold: products and their categories."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, Minor, one_of
from billia_tui.vocabulary import PaymentTerm, ServiceKind


class Category(Base):
    """A group of products."""

    __tablename__ = "categories"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)


class Product(Base):
    """Something that can be bought while it is on sale (R176). Waiting times of the course are in days (R111)."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint(one_of("kind", ServiceKind), name="kind"),
        CheckConstraint(one_of("payment_term", PaymentTerm), name="payment_term"),
        Index("ix_products_category_id", "category_id"),
        Index("uq_products_code", "code", unique=True),
    )

    id: Mapped[Id]
    code: Mapped[str]
    name: Mapped[str]
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    kind: Mapped[str] = mapped_column(default=ServiceKind.SERVICE)
    price: Mapped[Minor]
    currency: Mapped[str]
    period_months: Mapped[int | None]
    payment_term: Mapped[str] = mapped_column(default=PaymentTerm.PREPAID)
    tld: Mapped[str] = mapped_column(default="")
    needs_configuration: Mapped[bool] = mapped_column(default=False)
    days_expired: Mapped[int] = mapped_column(default=7)
    days_suspended: Mapped[int] = mapped_column(default=23)
    days_redemption: Mapped[int] = mapped_column(default=0)
    redemption_fee: Mapped[Minor] = mapped_column(default=0)
    on_sale: Mapped[bool] = mapped_column(default=True)
