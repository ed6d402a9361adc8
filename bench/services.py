"""`python -m bench.services STORE SERVICES [CUSTOMERS]`: a store with so many of them, by copies inside the database.

Customers are copied with their services, each time under other usernames; then services without a domain that renew,
until there are enough. Only the number of these rows matters for what is measured with them: copies have no
e-mails, orders or log, so `billia check` says so of copied customers.
"""

import sys
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, func, insert, literal, select, update
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Service
from billia_tui.db.store import open_store
from billia_tui.vocabulary import ServiceStatus

SERVICES, CUSTOMERS = cast("Table", Service.__table__), cast("Table", Customer.__table__)
NAMES = ("username", "username_key", "username_looks")


def grown(session: Session, number: int) -> None:
    """Copies customers with their services until there are `number` or a few more."""
    there, span = session.execute(select(func.count(), func.max(CUSTOMERS.c.id))).one()
    for turn in range(1, -(-number // there)):
        moved: dict[str, ColumnElement[Any]] = {"id": CUSTOMERS.c.id + turn * span}
        moved |= {name: CUSTOMERS.c[name].concat(literal(f"+{turn * span}")) for name in NAMES}
        _copied(session, CUSTOMERS, moved, CUSTOMERS.c.id <= span)
        _copied(
            session, SERVICES, {"customer_id": SERVICES.c.customer_id + turn * span}, SERVICES.c.customer_id <= span
        )


def filled(session: Session, number: int) -> None:
    """Copies services until there are `number`."""
    before, last = session.execute(select(func.count(), func.max(SERVICES.c.id))).one()
    ending = (SERVICES.c.status == ServiceStatus.ACTIVE, SERVICES.c.expires_at.is_not(None), SERVICES.c.domain == "")
    missing = number - before
    while missing > 0:
        names = [column.name for column in SERVICES.columns if column.name != "id"]
        some = select(*(SERVICES.c[name] for name in names)).where(*ending, SERVICES.c.id <= last)
        session.execute(insert(SERVICES).from_select(names, some.order_by(SERVICES.c.id).limit(missing)))
        missing = number - (session.scalar(select(func.count()).select_from(SERVICES)) or 0)
    new = SERVICES.c.id > last
    added = select(func.count()).where(new, SERVICES.c.customer_id == CUSTOMERS.c.id).scalar_subquery()
    more = {"products_count": CUSTOMERS.c.products_count + added}
    session.execute(update(CUSTOMERS).where(CUSTOMERS.c.id.in_(select(SERVICES.c.customer_id).where(new))).values(more))


def _copied(session: Session, table: Table, other: dict[str, ColumnElement[Any]], which: ColumnElement[bool]) -> None:
    names = [column.name for column in table.columns if column.name != "id" or "id" in other]
    values = [other.get(name, table.c[name]) for name in names]
    session.execute(insert(table).from_select(names, select(*values).where(which)))


def main() -> None:
    """Grows what was named; each kind is one transaction."""
    store = open_store(sys.argv[1])
    if len(sys.argv) > 3:
        with store.writing() as session:
            grown(session, int(sys.argv[3]))
    with store.writing() as session:
        filled(session, int(sys.argv[2]))
    with store.reading() as session:
        for table in (CUSTOMERS, SERVICES):
            print(f"{session.scalar(select(func.count()).select_from(table)):,} {table.name}")
    store.close()


if __name__ == "__main__":
    main()
