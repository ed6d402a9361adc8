"""Writing requests that were carried out."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base


class RequestKey(Base):
    """A writing request that was carried out: the same key again is answered, not done again (P1).

    `fingerprint` is the SHA-256 of the operation and its values, `result_id` the id of the row that it wrote.
    """

    __tablename__ = "request_keys"

    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    result_id: Mapped[int]
    at: Mapped[datetime]
