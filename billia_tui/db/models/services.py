"""What customers have bought."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, Minor, one_of, partial_index
from billia_tui.vocabulary import PaymentTerm, ServiceKind, ServiceStatus


class Service(Base):
    """A product in use by a customer; a domain is one of kind "domain". A period of None is one-time.

    `name_servers`, `options`, `server`, `usage` and `contacts` are JSON text. `status_set_at` is when an admin last
    set the status by hand (R114), `status_at` when it became what it is, by whomever (R197; unknown for older rows).
    `anchor_day` is the day of the month on which periods end (R191), `next_price` the price from the next renewal on
    (R206). `status_words` is what the customer was told when an admin set the status, as long as it is that (R220).
    `renewal_…` tell of the automatic renewal that failed: since when, for which reason, how often, and when
    money arrived after that (R192, R194).
    """

    __tablename__ = "services"
    __table_args__ = (
        CheckConstraint(one_of("kind", ServiceKind), name="kind"),
        CheckConstraint(one_of("status", ServiceStatus), name="status"),
        CheckConstraint(one_of("payment_term", PaymentTerm), name="payment_term"),
        Index("ix_services_newest", "customer_id", "kind", "created_at", "id"),
        partial_index("ix_services_expires_at", "expires_at", "id", where="expires_at IS NOT NULL"),
        Index("ix_services_of_status", "status", "customer_id", "expires_at"),
        partial_index("ix_services_ending", "expires_at", "customer_id", where="status = 'Active'"),
        partial_index(
            "ix_services_not_renewed", "customer_id", "renewal_failed_at", where="renewal_failed_at IS NOT NULL"
        ),
        partial_index("ix_services_due", "status", "expires_at", "id", where="expires_at IS NOT NULL"),
        partial_index(
            "ix_services_live_domains", text("lower(domain)"), where="kind = 'domain' AND status <> 'Terminated'"
        ),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    product_name: Mapped[str]
    category: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default=ServiceKind.SERVICE)
    domain: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default=ServiceStatus.PENDING)
    price: Mapped[Minor]
    currency: Mapped[str]
    period_months: Mapped[int | None]
    payment_term: Mapped[str] = mapped_column(default=PaymentTerm.PREPAID)
    auto_renew: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    reseller_id: Mapped[int] = mapped_column(ForeignKey("resellers.id"))
    tld: Mapped[str] = mapped_column(default="")
    registrar: Mapped[str] = mapped_column(default="")
    registrar_customer_id: Mapped[str] = mapped_column(default="")
    name_servers: Mapped[str] = mapped_column(default="[]")
    options: Mapped[str] = mapped_column(default="{}")
    server: Mapped[str] = mapped_column(default="{}")
    usage: Mapped[str] = mapped_column(default="{}")
    contacts: Mapped[str] = mapped_column(default="{}")
    status_set_at: Mapped[datetime | None]
    status_at: Mapped[datetime | None]
    status_words: Mapped[str] = mapped_column(default="")
    anchor_day: Mapped[int | None]
    next_price: Mapped[int | None]
    renewal_failed_at: Mapped[datetime | None]
    renewal_reason: Mapped[str] = mapped_column(default="")
    renewal_tries: Mapped[int] = mapped_column(default=0)
    renewal_marked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
