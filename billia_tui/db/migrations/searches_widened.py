"""What the search looks through, written anew for all customers of an older store."""

from collections.abc import Iterator

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from billia_tui.db import search
from billia_tui.db.models import Customer

BATCH = 1000


def make_anew(connection: Connection) -> None:
    """Writes texts and words of names batch by batch, and the indexes of the texts once, at the end."""
    with Session(connection, join_transaction_mode="rollback_only") as session:
        for ids in _batches(connection):
            search.write_anew(session, ids)
        search.make_anew(session, [])
        session.flush()


def _batches(connection: Connection) -> Iterator[list[int]]:
    """By id alone: columns may come later that this schema does not have."""
    own = Customer.__table__.c.id
    last = 0
    while ids := list(connection.scalars(select(own).where(own > last).order_by(own).limit(BATCH))):
        yield ids
        last = ids[-1]
