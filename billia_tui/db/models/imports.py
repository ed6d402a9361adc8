"""What an import has brought."""

from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base


class ImportKey(Base):
    """The row that a record of another system became, so that a second import changes nothing.

    `fingerprint` is the SHA-256 of the values that were imported last.
    """

    __tablename__ = "import_keys"

    source: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[int]
    fingerprint: Mapped[str]
