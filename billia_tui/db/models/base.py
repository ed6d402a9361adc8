"""What all tables share."""

from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import Annotated, Any

from sqlalchemy import Index, LargeBinary, MetaData, Table, Text, TextClause, text
from sqlalchemy.orm import DeclarativeBase, mapped_column

from billia_tui.db.types import Flag, KeyText, UtcTime, WholeNumber
from billia_tui.text import fold

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


class Tables(MetaData):
    """The tables that are loaded; one that a foreign key names is loaded when rows with that key are written."""

    def __contains__(self, table_or_key: str | Table) -> bool:
        """Whether there is such a table."""
        if super().__contains__(table_or_key):
            return True
        models = import_module("billia_tui.db.models")
        for module, classes in models.MODULES.items():
            if table_or_key in classes.values():
                import_module(f"billia_tui.db.models.{module}")
        return super().__contains__(table_or_key)


class Base(DeclarativeBase):
    """All tables; Python types map to column types that both dialects know.

    On SQLite all are STRICT: a plain INTEGER column would take 10.5. An `id`, which people quote, is never given twice,
    not even after a deletion.
    """

    metadata = Tables(naming_convention=NAMES)
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

    def put(self, values: Mapping[str, Any]) -> None:
        """Takes new values by name; a row that has a version is another one then, which a form that is open learns."""
        for name, value in values.items():
            setattr(self, name, value)
        if "version" in self.__table__.c:
            setattr(self, "version", getattr(self, "version") + 1)  # noqa: B009, B010 - not every table has it


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


def folded(source: str) -> Any:
    """The default of a column that holds the folded text of the column `source`, for inserts without the ORM."""
    return lambda context: fold(context.get_current_parameters()[source])
