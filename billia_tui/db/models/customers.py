"""Customers and their addresses."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, validates

from billia_tui.db.models.base import Base, Id, Key, Minor, folded, one_of, partial_index
from billia_tui.identifiers import looks
from billia_tui.text import fold
from billia_tui.vocabulary import CustomerStatus, EmailKind, Marketing

_HERE = "deleted_at IS NULL"
# As each dialect writes `or_(on_hold_manual, on_hold_auto)`: an index with a condition serves that very text.
_HELD_SQLITE = "deleted_at IS NULL AND (on_hold_manual = 1 OR on_hold_auto = 1)"
_HELD_POSTGRESQL = "deleted_at IS NULL AND (on_hold_manual OR on_hold_auto)"


def _sorted_by(*columns: str) -> Index:
    """The index of one sort order of the list: of the customers that are not deleted, ties by id."""
    return partial_index(f"ix_customers_by_{columns[0]}", *columns, "id", where=_HERE)


def _looking_like(context: Any) -> str:
    """The default of `username_looks`, for inserts without the ORM too."""
    return looks(context.get_current_parameters()["username_key"])


class Customer(Base):
    """A customer. `referred_by` is the affiliate who brought it; `signed_out_at` is set when its first hour ended (R8).

    `username_key` tells usernames apart, `username_looks` finds those that only look the same (R210).
    `phone_e164` is the phone number as the world dials it, read with the country; empty where it is none (R211).
    `merged_into` is the customer that this deleted one became a part of (R208). `language` is that of its mails, empty
    for its reseller's (R228); `reminders` is whether it is reminded (R230).

    `blocked_at` is when a Blocked customer was blocked, empty for others; `credit_rank` compares limits across
    currencies as `wallet_rank` compares wallets (`Money.rank`).

    `name`, `name_key`, `products_count` and `reseller_key` repeat what other tables say, so that the list reads
    one table and each of its sort orders has an index; operations keep them true.
    """

    __tablename__ = "customers"
    __table_args__ = (
        CheckConstraint(one_of("status", CustomerStatus), name="status"),
        CheckConstraint("credit_limit >= 0", name="credit_limit"),
        partial_index("uq_customers_username_key", "username_key", where=_HERE, unique=True),
        partial_index("ix_customers_here", "id", where=_HERE),
        # With all that its condition names: else SQLite takes another index of those that are here, and reads them all.
        partial_index(
            "ix_customers_held",
            *("id", "on_hold_manual", "on_hold_auto", "deleted_at"),
            where=_HELD_SQLITE,
            postgresql=_HELD_POSTGRESQL,
        ),
        _sorted_by("username_key"),
        _sorted_by("name_key"),
        _sorted_by("products_count"),
        _sorted_by("reseller_key"),
        _sorted_by("reseller_id"),
        _sorted_by("wallet_rank"),
        _sorted_by("currency", "wallet_rank"),
        _sorted_by("status"),
        partial_index("ix_customers_by_blocked_at", "blocked_at", "id", where="blocked_at IS NOT NULL"),
        partial_index("ix_customers_by_created_at", "created_at", "id", where=_HERE),
        partial_index("ix_customers_by_country", "country", "id", where=_HERE),
        partial_index("ix_customers_by_credit_rank", "credit_rank", "id", where=_HERE),
        partial_index("ix_customers_username_looks", "username_looks", where=_HERE),
        partial_index("ix_customers_phone_e164", "phone_e164", "id", where="deleted_at IS NULL AND phone_e164 <> ''"),
        partial_index("ix_customers_merged_into", "merged_into", where="merged_into IS NOT NULL"),
        partial_index("ix_customers_referred_by", "referred_by", "id", where="referred_by IS NOT NULL"),
        partial_index(
            "ix_customers_first_hour",
            "created_at",
            "id",
            where="status = 'Inactive' AND signed_out_at IS NULL AND deleted_at IS NULL",
        ),
    )

    id: Mapped[Id]
    username: Mapped[str]
    username_key: Mapped[Key]
    username_looks: Mapped[Key] = mapped_column(default=_looking_like)
    first_name: Mapped[str]
    last_name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    phone_e164: Mapped[str] = mapped_column(default="")
    country: Mapped[str]
    city: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")
    currency: Mapped[str]
    role: Mapped[str] = mapped_column(default="Customer")
    status: Mapped[str] = mapped_column(default=CustomerStatus.INACTIVE)
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    reseller_id: Mapped[int] = mapped_column(ForeignKey("resellers.id"))
    on_hold_manual: Mapped[bool] = mapped_column(default=False)
    on_hold_auto: Mapped[bool] = mapped_column(default=False)
    custom_payments: Mapped[bool] = mapped_column(default=False)
    wallet: Mapped[Minor] = mapped_column(default=0)
    wallet_rank: Mapped[Minor] = mapped_column(default=0)
    credit_limit: Mapped[Minor] = mapped_column(default=0)
    credit_rank: Mapped[Minor] = mapped_column(default=0)
    affiliate: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str | None]
    referred_by: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    signed_out_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    name: Mapped[str]
    name_key: Mapped[Key]
    products_count: Mapped[int] = mapped_column(default=0)
    reseller_key: Mapped[Key]
    language: Mapped[str] = mapped_column(default="")
    reminders: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class Email(Base):
    """An address of a customer (section 10). `released_at` is set when the customer is deleted (R45).

    `address_key` tells addresses apart; `folded` is what queries compare, without accents. `bounced_at` is when a mail
    to it came back for good, `bounce` why (R229); both are empty once the address is edited.
    """

    __tablename__ = "emails"
    __table_args__ = (
        CheckConstraint(one_of("kind", EmailKind), name="kind"),
        CheckConstraint(one_of("marketing", Marketing), name="marketing"),
        Index("uq_emails_customer_id_address_key", "customer_id", "address_key", unique=True),
        partial_index(
            "uq_emails_registration", "address_key", where="kind = 'registration' AND released_at IS NULL", unique=True
        ),
        Index("ix_emails_in_order", "customer_id", "kind", "added_at", "id"),
        Index("ix_emails_folded", "folded", "customer_id"),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    address: Mapped[str]
    address_key: Mapped[str]
    folded: Mapped[Key] = mapped_column(default=folded("address"))
    kind: Mapped[str] = mapped_column(default=EmailKind.ADDITIONAL)
    marketing: Mapped[str] = mapped_column(default=Marketing.UNSUBSCRIBED)
    added_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    bounce: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    @validates("address")
    def _fold(self, _: str, address: str) -> str:
        self.folded = fold(address)
        return address
