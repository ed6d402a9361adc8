"""What `check` looks at in every column: is there anything that no change can have put there (P7)?"""

from collections.abc import Iterator

from billia_tui.db import column_values
from billia_tui.db.store import Store
from billia_tui.operations import stored_json

MOST = 20
"""How many findings are told: one mistake may be in every row."""

JSON: dict[tuple[str, str], type] = {
    ("services", "name_servers"): list,
    **{("services", name): dict for name in ("options", "server", "usage", "contacts")},
    ("batches", "details"): dict,
    ("outgoing_mails", "details"): dict,
    ("log_entries", "before"): dict,
    ("log_entries", "after"): dict,
}
"""Columns that hold JSON text, and of which kind."""


def impossible_values(store: Store) -> Iterator[str]:
    """A line for each value that is none of its column's kind."""
    yield from column_values.impossible(store)
    told = 0
    for (table, name), kind in JSON.items():
        for ident, text in column_values.texts_of(store, table, name, but=stored_json.EMPTY):
            if stored_json.is_sound(text, kind):
                continue
            if told == MOST:
                yield "more columns that hold no JSON"
                return
            told += 1
            yield f"{table} {ident}: {name} holds no JSON {'list' if kind is list else 'object'}"
