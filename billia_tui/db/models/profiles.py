"""Whom documents of a customer are made out to."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, one_of, partial_index
from billia_tui.vocabulary import ProfileType


class Profile(Base):
    """A profile: a person's or, with the company fields, a company's (sections 11 and 16)."""

    __tablename__ = "profiles"
    __table_args__ = (
        CheckConstraint(one_of("type", ProfileType), name="type"),
        partial_index("uq_profiles_main", "customer_id", where="main AND deleted_at IS NULL", unique=True),
        Index("ix_profiles_customer_id", "customer_id", "type", "id"),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    title: Mapped[str]
    type: Mapped[str]
    main: Mapped[bool] = mapped_column(default=False)
    contact_person: Mapped[str] = mapped_column(default="")
    contact_data: Mapped[str] = mapped_column(default="")
    auto_generate_invoice: Mapped[bool] = mapped_column(default=True)
    company_name: Mapped[str] = mapped_column(default="")
    company_number: Mapped[str] = mapped_column(default="")
    vat_number: Mapped[str] = mapped_column(default="")
    responsible_person: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
