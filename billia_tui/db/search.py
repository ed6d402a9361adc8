"""What the search looks through: one folded text a customer, the words of its names, and the folded texts of notes.

All of it is written in the transaction of the change that it tells of.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Table, delete, select
from sqlalchemy.orm import Session

from billia_tui import likeness
from billia_tui.db import search_lines, text_index
from billia_tui.db.many_rows import insert_all
from billia_tui.db.models import NameWord, Note, SearchEntry
from billia_tui.db.search_lines import Line, LineOf
from billia_tui.text import fold

_entries = cast("Table", SearchEntry.__table__)
_names = cast("Table", NameWord.__table__)
BATCH = 1000
"""So many customers are read at once."""

_OF_NAMES = frozenset({LineOf.NAME, LineOf.COMPANY})


class Sought(NamedTuple):
    """What a customer is found by: its text, and the words of its names."""

    text: str
    names: frozenset[str]


def wanted(session: Session, customer_ids: list[int]) -> dict[int, Sought]:
    """What the indexes should hold for these customers, from the tables themselves."""
    return {one: sought(lines) for one, lines in search_lines.lines(session, customer_ids).items()}


def sought(lines: Iterable[Line]) -> Sought:
    """What the indexes hold of these lines."""
    some = list(lines)
    names = likeness.words_of(*(line.text for line in some if line.of in _OF_NAMES))
    return Sought(fold("\n".join(search_lines.texts_of(some))), frozenset(names))


def stored(session: Session, customer_ids: list[int]) -> dict[int, Sought]:
    """What they hold."""
    words: dict[int, set[str]] = {}
    for row in session.execute(select(NameWord.customer_id, NameWord.word).where(_mine(NameWord, customer_ids))):
        words.setdefault(row.customer_id, set()).add(row.word)
    entries = session.execute(select(SearchEntry.customer_id, SearchEntry.text).where(_mine(SearchEntry, customer_ids)))
    texts = {row.customer_id: row.text for row in entries}
    return {one: Sought(texts.get(one, ""), frozenset(words.get(one, ()))) for one in texts.keys() | words.keys()}


def refresh(session: Session, customer_ids: list[int]) -> None:
    """Writes the indexes anew for these customers, in the caller's transaction; deleted ones leave them."""
    session.flush()
    new, old = wanted(session, customer_ids), stored(session, customer_ids)
    gone = {one: had.text for one, had in old.items() if had.text and (one not in new or new[one].text != had.text)}
    texts = {one: has.text for one, has in new.items() if one not in old or old[one].text != has.text}
    text_index.CUSTOMERS.take(session, list(gone.items()))
    if gone:
        session.execute(delete(SearchEntry).where(_mine(SearchEntry, list(gone))))
    insert_all(session, _entries, [_entry(one, text) for one, text in texts.items()])
    text_index.CUSTOMERS.put(session, list(texts.items()))
    nobody = Sought("", frozenset())
    renamed = [one for one in new.keys() | old.keys() if new.get(one, nobody).names != old.get(one, nobody).names]
    _write_names(session, renamed, new)


def put_new(session: Session, lines: Mapping[int, Iterable[Line]]) -> None:
    """Writes the indexes for customers that were just stored, by their lines: nothing of them is there yet."""
    new = {one: sought(some) for one, some in lines.items()}
    texts = [(one, has.text) for one, has in new.items()]
    insert_all(session, _entries, [_entry(*one) for one in texts])
    text_index.CUSTOMERS.put(session, texts)
    _insert_names(session, new)


def refresh_many(session: Session, customer_ids: list[int]) -> None:
    """The same for any number of customers, some at a time."""
    for start in range(0, len(customer_ids), BATCH):
        refresh(session, customer_ids[start : start + BATCH])


def write_anew(session: Session, customer_ids: list[int]) -> None:
    """Writes texts and words of names of these customers anew, whatever they were; the indexes come afterwards."""
    new = wanted(session, customer_ids)
    if customer_ids:
        session.execute(delete(SearchEntry).where(_mine(SearchEntry, customer_ids)))
    insert_all(session, _entries, [_entry(one, has.text) for one, has in new.items()])
    _write_names(session, customer_ids, new)


def make_anew(session: Session, customer_ids: list[int]) -> None:
    """The same, and all indexes of texts, whatever they held."""
    write_anew(session, customer_ids)
    for index in text_index.ALL:
        index.make_anew(session)


def _mine(model: type[NameWord | SearchEntry], customer_ids: list[int]) -> ColumnElement[bool]:
    return model.customer_id.in_(customer_ids)


def _entry(customer_id: int, text: str) -> dict[str, Any]:
    return {"customer_id": customer_id, "text": text}


def _write_names(session: Session, customer_ids: list[int], new: dict[int, Sought]) -> None:
    if not customer_ids:
        return
    session.execute(delete(NameWord).where(_mine(NameWord, customer_ids)))
    _insert_names(session, {one: new[one] for one in customer_ids if one in new})


def _insert_names(session: Session, new: Mapping[int, Sought]) -> None:
    rows = [
        {"skeleton": likeness.skeleton(word), "word": word, "customer_id": one}
        for one, has in new.items()
        for word in sorted(has.names)
    ]
    insert_all(session, _names, rows)


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
