"""What holds for the store as a whole."""

from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base


class StoreSetting(Base):
    """What holds for everybody who works on this store, e.g. that a sign-in is asked for."""

    __tablename__ = "store_settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
