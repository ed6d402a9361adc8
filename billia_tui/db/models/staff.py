"""Resellers and admins."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, one_of, partial_index
from billia_tui.vocabulary import AdminStatus, Role


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


class Admin(Base):
    """A member of staff who uses the console.

    `sign_in_version` grows with each new password or code: who came in before that is out (R180).
    """

    __tablename__ = "admins"
    __table_args__ = (
        CheckConstraint(one_of("status", AdminStatus), name="status"),
        CheckConstraint(one_of("role", Role), name="role"),
        Index("ix_admins_reseller_id", "reseller_id"),
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
    must_change_password: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    sign_in_version: Mapped[int] = mapped_column(default=0)


class SignInCode(Base):
    """A one-time code that lets an admin in once, to set a new password (R180): only its hash is kept."""

    __tablename__ = "sign_in_codes"
    __table_args__ = (Index("ix_sign_in_codes_admin_id", "admin_id"),)

    id: Mapped[Id]
    admin_id: Mapped[int] = mapped_column(ForeignKey("admins.id"))
    code_hash: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInWait(Base):
    """Tries to sign in that were in vain, of one name from one place, and before when no other is looked at (R181).

    `name` is no text that was typed: it may have been a password. `source` is where the tries come from, as the
    operating system or the key says it.
    """

    __tablename__ = "sign_in_waits"
    __table_args__ = (Index("ix_sign_in_waits_tried_at", "tried_at"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    not_before: Mapped[datetime | None]
    tried_at: Mapped[datetime]


class Impersonation(Base):
    """An admin in a customer's panel, from start to end (R71). `ended_at` is None while it lasts."""

    __tablename__ = "impersonations"
    __table_args__ = (
        Index("ix_impersonations_customer_id", "customer_id"),
        partial_index("ix_impersonations_open", "started_at", "id", where="ended_at IS NULL"),
    )

    id: Mapped[Id]
    admin_id: Mapped[int] = mapped_column(ForeignKey("admins.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Presence(Base):
    """A console that is open, and the customer in it. `session` is a word that the console made up for itself.

    It is no record of what was done: the row goes with the console, and one that was not renewed counts for nothing.
    """

    __tablename__ = "presences"
    __table_args__ = (
        Index("ix_presences_admin_id", "admin_id"),
        Index("ix_presences_customer_id", "customer_id"),
    )

    session: Mapped[str] = mapped_column(primary_key=True)
    admin_id: Mapped[int] = mapped_column(ForeignKey("admins.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    editing: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime]


class StoreSetting(Base):
    """What holds for everybody who works on this store, e.g. that a sign-in is asked for."""

    __tablename__ = "store_settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
