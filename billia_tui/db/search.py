"""The search index: one folded text a customer, and on SQLite a trigram index beside it.

SQLite answers words of three letters and more from the trigrams, shorter ones by reading the texts in the
order of the list. PostgreSQL reads the texts too, through a trigram index where the extension is there.
"""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    column,
    delete,
    false,
    insert,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Email, Profile, SearchEntry, Service
from billia_tui.text import fold, storable
from billia_tui.vocabulary import ProfileType, ServiceStatus

SHORTEST_INDEXED = 3
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_index = table("customer_search", column("rowid", Integer), column("text"))
_match: ColumnElement[str] = literal_column("customer_search")


def narrowed(
    session: Session, statement: Select[*tuple[Any, ...]], words: str, *, by_id: bool
) -> Select[*tuple[Any, ...]]:
    """`statement` (on customers) narrowed to those that hold every word of `words` somewhere (R37).

    Args:
        session: tells the dialect.
        statement: a select from customers.
        words: what was typed; upper and lower case, accents do not matter.
        by_id: the list is sorted by id, so that SQLite can stream the hits and stop at the end of the page.
    """
    if not storable(words):  # no stored text holds it, and no driver takes it
        statement, words = statement.where(false()), _UNSTORABLE.sub("\ufffd", words)
    terms = fold(words).split()
    if not terms:
        return statement
    if session.get_bind().dialect.name != "sqlite":
        return statement.join(SearchEntry, SearchEntry.customer_id == Customer.id).where(_each_in_text(terms))
    long = [term for term in terms if len(term) >= SHORTEST_INDEXED]
    short = [term for term in terms if len(term) < SHORTEST_INDEXED]
    if long:
        query = " ".join('"' + term.replace('"', '""') + '"' for term in long)
        if by_id:
            statement = statement.join(_index, _index.c.rowid == Customer.id).where(_match.op("MATCH")(query))
        else:
            statement = statement.where(Customer.id.in_(select(_index.c.rowid).where(_match.op("MATCH")(query))))
    if short:
        statement = statement.join(SearchEntry, SearchEntry.customer_id == Customer.id)
        statement = statement.where(_each_in_text(short))
    return statement


def id_column(words: str, dialect: str) -> ColumnElement[Any]:
    """The column to sort by when a search is sorted by id: the index's own, if it leads."""
    indexed = any(len(term) >= SHORTEST_INDEXED for term in fold(words).split())
    return _index.c.rowid if dialect == "sqlite" and indexed else Customer.__table__.c.id


def _each_in_text(terms: Iterable[str]) -> ColumnElement[bool]:
    return and_(*(SearchEntry.text.contains(term, autoescape=True) for term in terms))


def texts(session: Session, customer_ids: list[int]) -> dict[int, str]:
    """What the index should hold for these customers, from the tables themselves."""
    customer = select(Customer.id, Customer.username, Customer.first_name, Customer.last_name, Customer.phone).where(
        Customer.id.in_(customer_ids), Customer.deleted_at.is_(None)
    )
    lines: dict[int, list[str]] = {}
    for row in session.execute(customer):
        digits = "".join(char for char in row.phone if char.isdigit())
        lines[row.id] = [str(row.id), row.username, f"{row.first_name} {row.last_name}", row.phone, digits]
    for statement in (
        select(Email.customer_id, Email.address).where(Email.customer_id.in_(customer_ids)).order_by(Email.id),
        select(Profile.customer_id, Profile.company_name)
        .where(
            Profile.customer_id.in_(customer_ids),
            Profile.type == ProfileType.COMPANY,
            Profile.deleted_at.is_(None),
        )
        .order_by(Profile.id),
        select(Service.customer_id, Service.domain)
        .where(
            Service.customer_id.in_(customer_ids),
            Service.domain != "",
            Service.status != ServiceStatus.TERMINATED,
        )
        .order_by(Service.id),
    ):
        for customer_id, line in session.execute(statement):
            if customer_id in lines:
                lines[customer_id].append(line)
    return {i: fold("\n".join(dict.fromkeys(parts))) for i, parts in lines.items()}


def refresh(session: Session, customer_ids: list[int]) -> None:
    """Writes the index anew for these customers, in the caller's transaction; deleted ones leave it."""
    session.flush()
    wanted = texts(session, customer_ids)
    entries = select(SearchEntry.customer_id, SearchEntry.text).where(SearchEntry.customer_id.in_(customer_ids))
    stored = {row.customer_id: row.text for row in session.execute(entries)}
    gone = {i: old for i, old in stored.items() if wanted.get(i) != old}
    new = [{"customer_id": i, "text": line} for i, line in wanted.items() if stored.get(i) != line]
    if gone:
        session.execute(delete(SearchEntry).where(SearchEntry.customer_id.in_(gone)))
    if new:
        session.execute(insert(SearchEntry), new)
    if session.get_bind().dialect.name == "sqlite":
        _index_sqlite(session, gone, new)


def _index_sqlite(session: Session, gone: dict[int, str], new: list[dict[str, Any]]) -> None:
    """Takes old texts out of the trigram index and puts new ones in.

    Not by triggers: with trusted_schema off SQLite lets no trigger write to a virtual table.
    """
    if gone:
        session.execute(
            text("INSERT INTO customer_search (customer_search, rowid, text) VALUES ('delete', :id, :text)"),
            [{"id": i, "text": old} for i, old in gone.items()],
        )
    if new:
        session.execute(text("INSERT INTO customer_search (rowid, text) VALUES (:customer_id, :text)"), new)
