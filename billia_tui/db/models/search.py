"""What the search looks through."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import STRICT, Base


class SearchEntry(Base):
    """All that R37 searches of one customer, folded, a line each. `db.search` keeps it and its index."""

    __tablename__ = "search_entries"
    __table_args__ = ({**STRICT},)

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True, autoincrement=False)
    text: Mapped[str]
