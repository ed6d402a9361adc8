"""Indexes of folded texts: parts of three letters and more by trigrams, one and two letters by beginnings of words.

SQLite keeps two FTS5 tables beside the texts, PostgreSQL two GIN indexes on them (trigrams are those of pg_trgm where
the extension is there, else arrays). A word begins after a character of ASCII that is no letter and no digit; a
character beyond ASCII is always part of a word, so that both databases mean the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Engine,
    Integer,
    Text,
    and_,
    column,
    func,
    literal,
    literal_column,
    table,
    text,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import KeyedColumnElement

from billia_tui.db.models import Note, SearchEntry
from billia_tui.db.narrowing import Source
from billia_tui.identifiers import MARK

SHORTEST_PART = 3
"""Shorter words find beginnings of words."""

LONG_WORD, LONG_NUMBER = 9, 6
"""From so many letters on, and with digits among them, a text is looked for by some of its trigrams."""

_NAME_OF_MACHINE = re.compile(r"[^\s/@:]*[a-z][^\s/@:]*\.[^\s/@:]*")
_SPECIAL = re.compile(r"[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]")
_BEGINNING = "*[^0-9A-Za-z\x80-\U0010ffff]"
"""What stands before the beginning of a word, as GLOB of SQLite takes it; the classes of GLOB know no escapes."""


Forms = tuple[str, ...]
"""A word that is looked for, as the texts may have it: one of its forms is enough."""


@dataclass(frozen=True, slots=True)
class TextIndex:
    """The texts of `column`, found by `key`; `parts` and `words` are the names of the FTS5 tables."""

    key: KeyedColumnElement[Any]
    column: KeyedColumnElement[Any]
    parts: str
    words: str

    def holds(self, session: Session, word: str) -> ColumnElement[bool]:
        """Whether a text holds `word`, folded: answered by reading the text (on a server perhaps by an index)."""
        sqlite = session.get_bind().dialect.name == "sqlite"
        if len(word) < SHORTEST_PART and not _SPECIAL.search(word):
            if sqlite:
                return literal("\n").concat(self.column).op("GLOB")(f"{_BEGINNING}{word}*")
            # `strpos` goes first where a text has to be read: it costs a hundredth, and most do not hold the letters.
            begins = func.search_beginnings(self.column).op("@>")(literal([word], ARRAY(Text)))
            return and_(func.strpos(self.column, word) > 0, begins)
        part = self.column.contains(word, autoescape=True)
        if sqlite or len(word) < SHORTEST_PART or _has_pg_trgm(session.get_bind().engine):
            return part
        trigrams = sorted({word[place : place + 3] for place in range(len(word) - 2)})
        return and_(func.search_trigrams(self.column).op("@>")(literal(trigrams, ARRAY(Text))), part)

    def reads(self, session: Session, word: str) -> ColumnElement[bool]:
        """The same without looking for an index: for what most texts fulfil."""
        if len(word) >= SHORTEST_PART:
            return self.column.contains(word, autoescape=True)
        return self.holds(session, word)

    @staticmethod
    def grouped(words: Sequence[Forms]) -> list[list[Forms]]:
        """The words by the index of SQLite that finds them; all those of a group are found together."""
        groups: tuple[list[Forms], list[Forms], list[Forms]] = ([], [], [])
        for forms in words:
            shortest = min(forms, key=len)
            is_part = len(shortest) >= SHORTEST_PART and not _is_machine(shortest)
            groups[0 if is_part else 2 if _SPECIAL.search(shortest) else 1].append(forms)
        return [group for group in groups if group]

    def found(self, words: Sequence[Forms], *, certain: bool = True) -> Source | None:
        """The index of SQLite that gives the keys of texts that hold all words of a group, if there is one."""
        shortest = min(words[0], key=len)
        if len(shortest) >= SHORTEST_PART and not _is_machine(shortest):
            name, written = self.parts, _parts
            certain = certain and all(_parts(form) == _quoted(form) for forms in words for form in forms)
        elif _SPECIAL.search(shortest) or not shortest:
            return None
        else:
            name, written = self.words, _beginning
        expression = " AND ".join(f"({' OR '.join(map(written, forms))})" for forms in words)
        index = table(name, column("rowid", Integer))
        matched: ColumnElement[str] = literal_column(name)
        hits = matched.op("MATCH")(expression)
        return Source(index, index.c.rowid, hits, in_order=True, certain=certain, live=certain)

    def put(self, session: Session, texts: Sequence[tuple[int, str]]) -> None:
        """Tells SQLite's index of new texts, which the table holds now."""
        self._tell(session, texts, "INSERT INTO {0} (rowid, {1}) VALUES (?, ?)")

    def take(self, session: Session, texts: Sequence[tuple[int, str]]) -> None:
        """Tells SQLite's index of texts as they were, which the table holds no more.

        Not by triggers: with trusted_schema off SQLite lets no trigger write to a virtual table.
        """
        self._tell(session, texts, "INSERT INTO {0} ({0}, rowid, {1}) VALUES ('delete', ?, ?)")

    def make_anew(self, session: Session) -> None:
        """Has SQLite read all texts again; a server keeps its indexes by itself."""
        if session.get_bind().dialect.name == "sqlite":
            for name in (self.parts, self.words):
                session.connection().exec_driver_sql(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")  # noqa: S608 - names of ours

    def _tell(self, session: Session, texts: Sequence[tuple[int, str]], statement: str) -> None:
        if not texts or session.get_bind().dialect.name != "sqlite":
            return
        for name in (self.parts, self.words):
            session.connection().exec_driver_sql(statement.format(name, self.column.name), list(texts))


CUSTOMERS = TextIndex(
    SearchEntry.__table__.c.customer_id, SearchEntry.__table__.c.text, "customer_search", "customer_words"
)
NOTES = TextIndex(Note.__table__.c.id, Note.__table__.c.folded, "note_search", "note_words")
ALL = (CUSTOMERS, NOTES)


def _parts(form: str) -> str:
    """What the index of trigrams is asked for.

    Where each letter of a phrase stands costs most of all. Of a long text every third trigram is asked for, wherever it
    stands: few texts have them all, and those are read.
    """
    part = _telling(form)
    if not _is_long(part):
        return _quoted(part)
    last = len(part) - SHORTEST_PART
    places = dict.fromkeys((*range(0, last, SHORTEST_PART), last))
    return f"({' AND '.join(_quoted(part[place : place + SHORTEST_PART]) for place in places)})"


def _is_machine(form: str) -> bool:
    """Whether it is an IP address as `identifiers.machine_form` writes it: one word, found by its beginning."""
    return form.startswith(MARK) and form[1:2].isdigit()


def _is_long(form: str) -> bool:
    return len(form) >= (LONG_NUMBER if any(map(str.isdigit, form)) else LONG_WORD)


def _telling(form: str) -> str:
    """The part that tells addresses of mail and of machines apart: what stands before the @, the name of the machine.

    The rest is that of many others, and to find it in all of them takes longest.
    """
    local, at, _ = form.rpartition("@")
    if len(local) + len(at) >= SHORTEST_PART:
        return local + at
    if not _NAME_OF_MACHINE.fullmatch(form):
        return form
    labels = [label for label in form.split(".")[:-1] if len(label) >= SHORTEST_PART]
    return max(labels, key=lambda label: (any(map(str.isdigit, label)), len(label)), default=form)


def _beginning(form: str) -> str:
    return f"{_quoted(form)} *"


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


@lru_cache(maxsize=64)
def _has_pg_trgm(engine: Engine) -> bool:
    """Whether the schema was made where the extension is: then there is no function of ours for trigrams."""
    with engine.connect() as connection:
        return not connection.scalar(text("SELECT count(*) FROM pg_proc WHERE proname = 'search_trigrams'"))
