"""How customers are found: what the search looks through, and saved queries."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, Key


class SearchEntry(Base):
    """All that R37 and R213 search of one customer, folded, a line each. `db.search` keeps it and its index."""

    __tablename__ = "search_entries"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True, autoincrement=False)
    text: Mapped[str]


class NameWord(Base):
    """A word of a customer's names, folded, with its skeleton (`billia_tui.likeness`); `db.search` keeps them.

    A word that many have is found once by each look into the index (R214).
    """

    __tablename__ = "name_words"
    __table_args__ = (Index("ix_name_words_customer_id", "customer_id"),)

    skeleton: Mapped[Key] = mapped_column(primary_key=True)
    word: Mapped[Key] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)


class Queue(Base):
    """A saved query (docs/queries.md). `admin_id` is whose it is, None for everybody's; `key` opens it, or is empty."""

    __tablename__ = "queues"
    __table_args__ = (Index("ix_queues_admin_id", "admin_id", "position", "id"),)

    id: Mapped[Id]
    name: Mapped[str]
    key: Mapped[str] = mapped_column(default="")
    query: Mapped[str]
    admin_id: Mapped[int | None] = mapped_column(ForeignKey("admins.id"))
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class ListLayout(Base):
    """The columns of the list of customers as one admin wants them; `columns` is JSON text.

    `queue_id` is the queue for which they are, 0 for the list without one, so that both are unique together.
    """

    __tablename__ = "list_layouts"
    __table_args__ = (Index("uq_list_layouts_admin_id", "admin_id", "queue_id", unique=True),)

    id: Mapped[Id]
    admin_id: Mapped[int] = mapped_column(ForeignKey("admins.id"))
    queue_id: Mapped[int]
    columns: Mapped[str]
