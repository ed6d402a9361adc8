"""Personal links of customers, and tries of links that were in vain (R4, R83, R227, R231)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id


class PersonalLink(Base):
    """A link of a customer (R4, R83, R227, R231): only its SHA-256, usable once, for a time.

    `email_id` is the address that an unsubscribe link is about, empty for the others.
    """

    __tablename__ = "personal_links"
    __table_args__ = (Index("ix_personal_links_customer_id", "customer_id"),)

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    purpose: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    email_id: Mapped[int | None] = mapped_column(ForeignKey("emails.id"))


class LinkWait(Base):
    """Tries of links that were in vain, from one origin, and before when no other is looked at (R231).

    `origin` is no address as it came but a word that is made from it.
    """

    __tablename__ = "link_waits"
    __table_args__ = (Index("ix_link_waits_tried_at", "tried_at"),)

    origin: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    not_before: Mapped[datetime | None]
    tried_at: Mapped[datetime]
