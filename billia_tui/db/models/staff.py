"""Resellers and admins."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import NEVER_REUSED, STRICT, Base, Id, one_of
from billia_tui.vocabulary import AdminStatus, Role


class Reseller(Base):
    """Owner of products, customers and panels; "default" is the business itself (R54, R184)."""

    __tablename__ = "resellers"
    __table_args__ = ({**NEVER_REUSED},)

    id: Mapped[Id]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    master: Mapped[bool] = mapped_column(default=False)
    panel_domain: Mapped[str] = mapped_column(default="")


class ResellerAccess(Base):
    """The admins of `reseller_id` also reach the customers of `reaches_id`."""

    __tablename__ = "reseller_access"
    __table_args__ = ({**STRICT},)

    reseller_id: Mapped[int] = mapped_column(ForeignKey("resellers.id"), primary_key=True)
    reaches_id: Mapped[int] = mapped_column(ForeignKey("resellers.id"), primary_key=True)


class Admin(Base):
    """A member of staff who uses the console."""

    __tablename__ = "admins"
    __table_args__ = (
        CheckConstraint(one_of("status", AdminStatus), name="status"),
        CheckConstraint(one_of("role", Role), name="role"),
        Index("ix_admins_reseller_id", "reseller_id"),
        {**NEVER_REUSED},
    )

    id: Mapped[Id]
    username: Mapped[str]
    username_key: Mapped[str] = mapped_column(unique=True)
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    reseller_id: Mapped[int] = mapped_column(ForeignKey("resellers.id"))
    status: Mapped[str] = mapped_column(default=AdminStatus.ACTIVE)
    role: Mapped[str]
    developer: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
