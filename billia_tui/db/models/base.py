"""What all tables share."""

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import Index, LargeBinary, MetaData, Text, TextClause, text
from sqlalchemy.orm import DeclarativeBase, mapped_column

from billia_tui.db.types import Flag, KeyText, UtcTime, WholeNumber

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

POSTGRESQL_WHERE = "postgresql_where"

Id = Annotated[int, mapped_column(WholeNumber, primary_key=True)]
Key = Annotated[str, mapped_column(KeyText)]
Minor = Annotated[int, mapped_column(WholeNumber)]


class Base(DeclarativeBase):
    """All tables; Python types map to column types that both dialects know.

    On SQLite all are STRICT: a plain INTEGER column would take 10.5. An `id`, which people quote, is never given twice,
    not even after a deletion.
    """

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as it is
        int: WholeNumber,
        str: Text(),
        bool: Flag(),
        datetime: UtcTime(),
        bytes: LargeBinary(),
    }

    def __init_subclass__(cls, **options: Any) -> None:
        """Adds what every table is."""
        of_sqlite = {"sqlite_strict": True, "sqlite_autoincrement": "id" in cls.__annotations__}
        cls.__table_args__ = (*vars(cls).get("__table_args__", ()), of_sqlite)
        super().__init_subclass__(**options)


def partial_index(
    name: str, *columns: str | TextClause, where: str, postgresql: str = "", unique: bool = False
) -> Index:
    """An index of the rows that fulfil `where`; `postgresql` where that dialect writes the condition otherwise.

    PostgreSQL's condition is kept aside until a migration asks for it: naming it as an argument would load that
    dialect, a twentieth of the start, into every console on SQLite.
    """
    kept = {POSTGRESQL_WHERE: postgresql or where}
    return Index(name, *columns, unique=unique, sqlite_where=text(where), info=kept)


def tell_postgresql(metadata: MetaData) -> None:
    """Gives the indexes of `metadata` their conditions on PostgreSQL: before a migration or a comparison."""
    for table in metadata.tables.values():
        for index in table.indexes:
            if POSTGRESQL_WHERE in index.info:
                index.dialect_options["postgresql"]["where"] = text(index.info[POSTGRESQL_WHERE])


def one_of(column: str, values: Any) -> str:
    """The text of a CHECK constraint: `column` holds one of `values` (an enumeration's)."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"
