"""What a store holds, to see that nothing was changed."""

import sqlite3
from contextlib import closing
from pathlib import Path


def contents(store: Path) -> list[str]:
    """All of a SQLite store, but for who looks at what."""
    with closing(sqlite3.connect(store)) as connection:
        return [line for line in connection.iterdump() if '"presences"' not in line]
