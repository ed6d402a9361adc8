"""Admins, and how they sign in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, one_of
from billia_tui.vocabulary import AdminStatus, Role


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
