"""The rows that wait to be stored, and the ids that come next."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, NamedTuple

from billia_tui.demo import rows
from billia_tui.demo.paperwork import Draft, Numbering


class Sheet:
    """Rows of a batch of customers by kind. `ids` of a kind, and the numbers of documents, count on over all batches.

    `now` is the present of the book, in seconds; `drafts` are documents that get their numbers at the end of a batch.
    """

    def __init__(self, *, first_log_id: int, now: int) -> None:
        self.now = now
        self.ids: defaultdict[object, Iterator[int]] = defaultdict(lambda: count(1))
        self.ids[rows.LogRow] = count(first_log_id)
        self.numbering = Numbering()
        self.clear()

    def clear(self) -> None:
        """Forgets the rows, not the ids."""
        self.rows: dict[type, list[Any]] = {kind: [] for kind in rows.TABLES}
        self.drafts: list[Draft] = []

    def write(self, *written: NamedTuple) -> None:
        """Adds rows, each to those of its kind."""
        for row in written:
            self.rows[type(row)].append(row)

    def add(self, kind: Callable[..., NamedTuple], *values: object, **named: object) -> int:
        """Adds a row with the next id of its kind, which it gives back."""
        row = kind(next(self.ids[kind]), *values, **named)
        self.write(row)
        ident: int = row[0]
        return ident

    def by_table(self) -> dict[str, list[Any]]:
        """All rows by table, tables in the order of their foreign keys; the documents get their numbers now."""
        self.write(*self.numbering.numbered(self.drafts))
        self.rows[rows.CustomerRow].sort()  # who brought another one has the lower id
        return {rows.TABLES[kind]: waiting for kind, waiting in self.rows.items()}
