"""What all tables share."""

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import MetaData, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

from billia_tui.db.types import Flag, KeyText, UtcTime, WholeNumber

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

STRICT = {"sqlite_strict": True}
"""For every table: a plain INTEGER column of SQLite would take 10.5."""

NEVER_REUSED = {"sqlite_strict": True, "sqlite_autoincrement": True}
"""For tables whose ids people quote: an id is never given twice, not even after a deletion."""

Id = Annotated[int, mapped_column(WholeNumber, primary_key=True)]
Key = Annotated[str, mapped_column(KeyText)]
Minor = Annotated[int, mapped_column(WholeNumber)]


class Base(DeclarativeBase):
    """All tables; Python types map to column types that both dialects know."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {int: WholeNumber, str: Text(), bool: Flag(), datetime: UtcTime()}  # noqa: RUF012 - SQLAlchemy reads it as it is


def one_of(column: str, values: Any) -> str:
    """The text of a CHECK constraint: `column` holds one of `values` (an enumeration's)."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"
