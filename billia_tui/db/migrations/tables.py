"""How the migrations write down a table: columns of a kind in a line; the names of constraints follow from the table's.

What these functions make is part of the history of every store: they may learn something new, not make something else.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from billia_tui.db.types import Flag, KeyText, UtcTime, WholeNumber

Part = Callable[[str], list[sa.schema.SchemaItem]]
"""Makes columns or constraints for the table of a name."""


def create(name: str, *parts: Part, key: tuple[str, ...] = ("id",)) -> None:
    """Creates a table, STRICT on SQLite; without `key` it has an `id` that is never given twice."""
    ids = key == ("id",)
    items = numbers("id")(name) if ids else []
    items += [item for part in parts for item in part(name)]
    items.append(sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")))
    op.create_table(name, *items, sqlite_strict=True, **({"sqlite_autoincrement": True} if ids else {}))


def texts(*names: str, null: bool = False) -> Part:
    """Columns of text."""
    return _columns(sa.Text(), names, null=null)


def key_texts(*names: str) -> Part:
    """Columns of folded text that lists are sorted by."""
    return _columns(KeyText, names)


def numbers(*names: str, null: bool = False) -> Part:
    """Columns of whole numbers."""
    return _columns(WholeNumber, names, null=null)


def flags(*names: str) -> Part:
    """Columns of yes or no."""
    return _columns(Flag(), names)


def times(*names: str, null: bool = False) -> Part:
    """Columns of times in UTC."""
    return _columns(UtcTime(), names, null=null)


def blobs(*names: str) -> Part:
    """Columns of bytes."""
    return _columns(sa.LargeBinary(), names)


def refers(column: str, to: str, *, null: bool = False) -> Part:
    """A column with the id of a row of the table `to`."""

    def made(name: str) -> list[sa.schema.SchemaItem]:
        key = sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{name}_{column}"))
        return [*_columns(WholeNumber, (column,), null=null)(name), key]

    return made


def add_reference(of: str, column: str, to: str) -> None:
    """Adds such a column to a table, empty at first."""
    name = f"fk_{of}_{column}"
    if op.get_bind().dialect.name == "sqlite":  # a foreign key can be added to a table only together with its column
        op.execute(f"ALTER TABLE {of} ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {to} (id)")
        return
    op.add_column(of, sa.Column(column, WholeNumber, nullable=True))
    op.create_foreign_key(name, of, to, [column], ["id"])


def check(named: str, condition: str) -> Part:
    """A condition that each row fulfils."""
    return lambda name: [sa.CheckConstraint(condition, name=op.f(f"ck_{name}_{named}"))]


def one_of(column: str, *values: str) -> Part:
    """The condition that `column` holds one of `values`."""
    return check(column, f"{column} IN ({', '.join(repr(value) for value in values)})")


def unique(column: str) -> Part:
    """The condition that no two rows have the same value there."""
    return lambda name: [sa.UniqueConstraint(column, name=op.f(f"uq_{name}_{column}"))]


def index(  # noqa: D417 - the columns are what the name says
    of: str, *columns: str, named: str = "", where: str = "", postgresql: str = "", unique: bool = False
) -> None:
    """Creates an index.

    Args:
        of: the table.
        named: its name behind `ix_<table>_`, `uq_…` for a unique one; its first column, if left out. A name that
            begins with `ix_` is taken as it is.
        where: the rows that are in it; all, if left out.
        postgresql: the same condition, where that dialect writes it otherwise.
        unique: whether no two of these rows have the same values.
    """
    name = named if named.startswith("ix_") else f"{'uq' if unique else 'ix'}_{of}_{named or columns[0]}"
    rows: dict[str, Any] = {}
    if where:
        rows = {"sqlite_where": sa.text(where), "postgresql_where": sa.text(postgresql or where)}
    op.create_index(name, of, list(columns), unique=unique, **rows)


def guard(table: str, *actions: str) -> None:
    """Lets no row of the table be changed in these ways (UPDATE, DELETE); needs `only_grows` on PostgreSQL."""
    if op.get_bind().dialect.name == "sqlite":
        for action in actions:
            op.execute(
                f"CREATE TRIGGER guard_{table}_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} can only grow'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER guard_{table} BEFORE {' OR '.join((*actions, 'TRUNCATE'))} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
    )


def _columns(kind: Any, names: tuple[str, ...], *, null: bool = False) -> Part:
    return lambda _: [
        sa.Column(name, kind, nullable=null, autoincrement="auto" if name == "id" else False) for name in names
    ]
