"""What the search looks through: one folded text a customer, and the folded texts of notes, each with its indexes.

All of it is written in the transaction of the change that it tells of.
"""

from typing import Any, cast

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from billia_tui import identifiers
from billia_tui.db import text_index
from billia_tui.db.many_rows import insert_all
from billia_tui.db.models import Customer, Email, Note, Profile, SearchEntry, Service
from billia_tui.text import fold
from billia_tui.vocabulary import ProfileType, ServiceStatus

_entries = cast("Table", SearchEntry.__table__)


def texts(session: Session, customer_ids: list[int]) -> dict[int, str]:
    """What the index should hold for these customers, from the tables themselves."""
    columns = (Customer.username, Customer.first_name, Customer.last_name, Customer.phone, Customer.country)
    customer = select(Customer.id, *columns).where(Customer.id.in_(customer_ids), Customer.deleted_at.is_(None))
    lines: dict[int, list[str]] = {}
    for row in session.execute(customer):
        numbers = identifiers.phone_lines(row.phone, row.country) if row.phone else [""]
        lines[row.id] = [str(row.id), row.username, f"{row.first_name} {row.last_name}", row.phone, *numbers]
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
    merged = select(Customer.merged_into, Customer.id, Customer.username).where(Customer.merged_into.in_(customer_ids))
    for into, gone, username in session.execute(merged.order_by(Customer.id)):
        if into in lines:
            lines[into] += [str(gone), username]  # what named the merged one finds this one (R208)
    return {i: fold("\n".join(dict.fromkeys(parts))) for i, parts in lines.items()}


def refresh(session: Session, customer_ids: list[int]) -> None:
    """Writes the index anew for these customers, in the caller's transaction; deleted ones leave it."""
    session.flush()
    wanted = texts(session, customer_ids)
    entries = select(SearchEntry.customer_id, SearchEntry.text).where(SearchEntry.customer_id.in_(customer_ids))
    stored = {row.customer_id: row.text for row in session.execute(entries)}
    gone = {i: old for i, old in stored.items() if wanted.get(i) != old}
    changed = {i: line for i, line in wanted.items() if stored.get(i) != line}
    new: list[dict[str, Any]] = [{"customer_id": i, "text": line} for i, line in changed.items()]
    text_index.CUSTOMERS.take(session, list(gone.items()))
    if gone:
        session.execute(delete(SearchEntry).where(SearchEntry.customer_id.in_(gone)))
    insert_all(session, _entries, new)
    text_index.CUSTOMERS.put(session, [(row["customer_id"], row["text"]) for row in new])


def make_anew(session: Session, customer_ids: list[int]) -> None:
    """Writes the texts of these customers anew, and all indexes, whatever they held."""
    wanted = texts(session, customer_ids)
    if customer_ids:
        session.execute(delete(SearchEntry).where(SearchEntry.customer_id.in_(customer_ids)))
    insert_all(session, _entries, [{"customer_id": i, "text": line} for i, line in wanted.items()])
    for index in text_index.ALL:
        index.make_anew(session)


def note_written(session: Session, note: Note, before: str | None = None) -> None:
    """Tells the index of notes of a new text, and of the folded one that was there `before`."""
    session.flush()
    if before is not None:
        text_index.NOTES.take(session, [(note.id, before)])
    text_index.NOTES.put(session, [(note.id, note.folded)])


def notes_stored(session: Session, ids: list[int]) -> None:
    """Tells the index of notes that were stored without it."""
    rows = session.execute(select(Note.id, Note.folded).where(Note.id.in_(ids)))
    text_index.NOTES.put(session, [(row.id, row.folded) for row in rows])
