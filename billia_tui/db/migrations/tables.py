"""How the migrations write down a table: its columns as in a sentence; constraints are named after table and column.

`"name, price int, ended_at time?, customer_id -> customers"` are a text, a whole number, a time that may be missing and
a reference to a row of another table. What these functions make is part of the history of every store: they may learn
something new, not make something else.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

from billia_tui.db.types import Flag, KeyText, UtcTime, WholeNumber

Condition = Callable[[str], sa.schema.SchemaItem]
"""Makes a constraint for the table of a name."""

KINDS: dict[str, Any] = {
    "text": sa.Text(),
    "key": KeyText,  # folded text that lists are sorted by
    "int": WholeNumber,
    "flag": Flag(),
    "time": UtcTime(),
    "blob": sa.LargeBinary(),
}
_COLUMN = re.compile(r"(?P<name>\w+)(?: -> (?P<to>\w+)| (?P<kind>\w+))?(?P<null>\?)?(?: = (?P<default>.+))?")


class _Column(NamedTuple):
    """A column as it is written: without a kind it is a text; `default` is for the rows that are there already."""

    name: str
    to: str | None
    kind: str | None
    null: str | None
    default: str | None

    def made(self) -> sa.Column[Any]:
        kind = KINDS["int" if self.to else self.kind or "text"]
        default = {"yes": "1", "no": "0"}.get(self.default or "", self.default)
        if self.kind == "flag" and default and not _sqlite():
            default = "true" if default == "1" else "false"
        return sa.Column(
            self.name,
            kind,
            nullable=bool(self.null),
            server_default=default and sa.text(default),
            autoincrement="auto" if self.name == "id" else False,
        )


def create(name: str, columns: str, *conditions: Condition, key: tuple[str, ...] = ("id",)) -> None:
    """Creates a table, STRICT on SQLite; without `key` it has an `id` that is never given twice."""
    ids = key == ("id",)
    items: list[sa.schema.SchemaItem] = []
    for one in _read(f"id int, {columns}" if ids else columns):
        items.append(one.made())
        if one.to:
            items.append(sa.ForeignKeyConstraint([one.name], [f"{one.to}.id"], name=op.f(f"fk_{name}_{one.name}")))
    items += [condition(name) for condition in conditions]
    items.append(sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")))
    op.create_table(name, *items, sqlite_strict=True, **({"sqlite_autoincrement": True} if ids else {}))


def add(name: str, columns: str) -> None:
    """Adds columns to a table; behind `=` stands the value of the rows that are there, in SQL, or yes or no."""
    for one in _read(columns):
        key = f"fk_{name}_{one.name}"
        if one.to and _sqlite():  # a foreign key can be added to a table only together with its column
            op.execute(f"ALTER TABLE {name} ADD COLUMN {one.name} INTEGER CONSTRAINT {key} REFERENCES {one.to} (id)")
            continue
        op.add_column(name, one.made())
        if one.to:
            op.create_foreign_key(key, name, one.to, [one.name], ["id"])


def _read(columns: str) -> list[_Column]:
    found = []
    for text in columns.split(", "):
        match = _COLUMN.fullmatch(text)
        assert match, text  # noqa: S101 - a mistake of ours
        found.append(_Column(**match.groupdict()))
    return found


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def check(named: str, condition: str) -> Condition:
    """A condition that each row fulfils."""
    return lambda name: sa.CheckConstraint(condition, name=op.f(f"ck_{name}_{named}"))


def one_of(column: str, *values: str) -> Condition:
    """The condition that `column` holds one of `values`."""
    return check(column, f"{column} IN ({', '.join(repr(value) for value in values)})")


def unique(column: str) -> Condition:
    """The condition that no two rows have the same value there."""
    return lambda name: sa.UniqueConstraint(column, name=op.f(f"uq_{name}_{column}"))


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
    if _sqlite():
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
