"""A consistent copy of a store while others work."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from billia_tui import clock, files
from billia_tui.db import file_copy, sqlite
from billia_tui.db.store import open_store, said_in_words
from billia_tui.errors import Refused
from billia_tui.operations.log import anchor as log_anchor
from billia_tui.operations.log.anchor import Anchor
from billia_tui.operations.store import runs
from billia_tui.operations.store.runs import Run
from billia_tui.settings.address import sqlite_path


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was made, and what it holds.

    `size` in bytes; `customers` are those that are not deleted, `movements` the rows of the ledger; `anchor` is how far
    the log of the store, and so of the copy, went at least.
    """

    size: int
    anchor: Anchor
    customers: int
    movements: int


def copy(url: str, target: Path, *, overwrite: bool = False) -> Copied:
    """Copies the SQLite store at `url` to the file `target`, and notes in the store that there is a backup.

    The copy is made beside the target, checked and then given its name: a copy that is there is whole.

    Raises:
        StoreError: the store cannot be used, the copy is not sound.
        Refused: not a SQLite store; the target exists, is a store, no plain file, or cannot be written.
    """
    source = sqlite_path(url)
    if source is None:
        raise Refused("billia backup copies SQLite stores; back up a PostgreSQL store with: pg_dump")
    began = clock.now()
    store = open_store(url)
    try:
        with store.reading() as session:
            anchor = log_anchor.anchor(session)
        made = _copied(store.file or source, target, anchor, overwrite=overwrite)
        runs.note(store, Run.BACKUP, began)
        return made
    finally:
        store.close()


def _copied(source: Path | sqlite.StoreFile, target: Path, anchor: Anchor, *, overwrite: bool) -> Copied:
    if target.is_dir():
        raise Refused(f"{target} is a folder; name a file")
    if not target.parent.is_dir():
        raise Refused(f"there is no folder {target.parent}; make it first")
    try:
        with said_in_words(str(target)):
            held = file_copy.backup(source, target, overwrite=overwrite, look=_look)
        return Copied(target.stat().st_size, anchor, *held)
    except FileExistsError as error:
        raise Refused(f"{target} exists; name another file or add --force") from error
    except files.OwnFile as error:
        raise Refused(f"{target} {error.strerror}") from error
    except OSError as error:
        raise Refused(f"cannot write {target}: {error.strerror}") from error


def _look(copy: sqlite3.Connection) -> tuple[int, int]:
    """How many customers and movements a copy holds."""
    (customers,) = copy.execute("SELECT count(*) FROM customers WHERE deleted_at IS NULL").fetchone()
    (movements,) = copy.execute("SELECT count(*) FROM wallet_transactions").fetchone()
    return customers, movements
