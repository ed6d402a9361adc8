"""How customers are found: what the search looks through."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Key


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
