"""The keys of names, addresses and phone numbers as they are compared since 0007 (R210, R211), for rows of before.

Rows that would be the same as another one now keep the key of before: `billia check` lists them, nobody merges them.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, column, select, table, text, update
from sqlalchemy.exc import IntegrityError

from billia_tui import identifiers

BATCH = 1000

CUSTOMERS = table("customers", *map(column, (
    "id", "username", "username_key", "username_looks", "phone", "phone_e164", "country", "deleted_at",
)))  # fmt: skip
EMAILS = table("emails", column("id"), column("address"), column("address_key"))


def all_of(connection: Connection) -> None:
    """Brings all rows along."""
    for rows in _batches(connection, CUSTOMERS, (CUSTOMERS.c.id, CUSTOMERS.c.username_key)):
        looks = [{"b_id": row.id, "b_looks": identifiers.looks(row.username_key)} for row in rows]
        statement = update(CUSTOMERS).where(CUSTOMERS.c.id == text(":b_id")).values(username_looks=text(":b_looks"))
        connection.execute(statement, looks)
    _keys(connection, CUSTOMERS, "username", "username_key", identifiers.username_key)
    _keys(connection, EMAILS, "address", "address_key", identifiers.address_key)
    _phones(connection)


def _keys(connection: Connection, rows_of: Any, name: str, key: str, made: Callable[[str], str]) -> None:
    columns = rows_of.c
    for rows in _batches(connection, rows_of, (columns.id, columns[name], columns[key])):
        for row in rows:
            new = made(row[1])
            if new == row[2] or row[1].isascii():
                continue
            values = {key: new, **({"username_looks": identifiers.looks(new)} if key == "username_key" else {})}
            try:
                with connection.begin_nested():
                    connection.execute(update(rows_of).where(columns.id == row[0]).values(values))
            except IntegrityError:
                continue


def _phones(connection: Connection) -> None:
    columns = CUSTOMERS.c
    wanted = (columns.id, columns.phone, columns.country)
    for rows in _batches(connection, CUSTOMERS, wanted, columns.phone != ""):
        found = [(row.id, identifiers.e164(row.phone, row.country)) for row in rows]
        values = [{"b_id": one, "b_number": number} for one, number in found if number]
        if values:
            statement = update(CUSTOMERS).where(columns.id == text(":b_id")).values(phone_e164=text(":b_number"))
            connection.execute(statement, values)


def _batches(connection: Connection, rows_of: Any, columns: tuple[Any, ...], *where: Any) -> Iterator[list[Any]]:
    last = 0
    while True:
        statement = select(*columns).where(rows_of.c.id > last, *where).order_by(rows_of.c.id).limit(BATCH)
        rows = list(connection.execute(statement))
        if not rows:
            return
        yield rows
        last = rows[-1][0]
