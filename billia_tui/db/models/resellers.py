"""Resellers, and whose customers their admins reach."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id


class Reseller(Base):
    """Owner of products, customers and panels; "default" is the business itself (R54, R184).

    `grant_types` is what its panel lets people sign in with, as text. `language` is that of its customers' mails where
    they have none of their own (R228).
    """

    __tablename__ = "resellers"

    id: Mapped[Id]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    master: Mapped[bool] = mapped_column(default=False)
    panel_domain: Mapped[str] = mapped_column(default="")
    grant_types: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")


class ResellerAccess(Base):
    """The admins of `reseller_id` also reach the customers of `reaches_id`."""

    __tablename__ = "reseller_access"

    reseller_id: Mapped[int] = mapped_column(ForeignKey("resellers.id"), primary_key=True)
    reaches_id: Mapped[int] = mapped_column(ForeignKey("resellers.id"), primary_key=True)
