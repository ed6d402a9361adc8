"""A consistent copy of a store while others work."""

from dataclasses import dataclass
from pathlib import Path

from billia_tui.db import sqlite
from billia_tui.db.store import said_in_words
from billia_tui.errors import Refused
from billia_tui.operations.log import anchor as log_anchor
from billia_tui.operations.log.anchor import Anchor
from billia_tui.settings.address import sqlite_path


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was made: its size in bytes, and how far the log of the store, and so of the copy, went at least."""

    size: int
    anchor: Anchor


def copy(url: str, target: Path, *, overwrite: bool = False) -> Copied:
    """Copies the SQLite store at `url` to the file `target`.

    The copy is made beside the target, checked and then renamed: a copy that is there is whole.

    Raises:
        StoreError: the store cannot be used, the copy is not sound.
        Refused: not a SQLite store, the target exists, is in use or cannot be written.
    """
    source = sqlite_path(url)
    if source is None:
        raise Refused("billia backup copies SQLite stores; back up a PostgreSQL store with: pg_dump")
    anchor = log_anchor.of_store(url)
    _refuse_bad(target, source, overwrite=overwrite)
    try:
        with said_in_words(str(target)):
            sqlite.backup(source, target)
        return Copied(target.stat().st_size, anchor)
    except OSError as error:
        raise Refused(f"cannot write {target}: {error.strerror}") from error


def _refuse_bad(target: Path, source: Path, *, overwrite: bool) -> None:
    if target.is_dir():
        raise Refused(f"{target} is a folder; name a file")
    if not target.parent.is_dir():
        raise Refused(f"there is no folder {target.parent}; make it first")
    if not target.exists():
        return
    if target.samefile(source):
        raise Refused("the copy cannot replace the store itself; name another file")
    if not overwrite:
        raise Refused(f"{target} exists; name another file or add --force")
    if target.with_name(target.name + "-wal").exists():  # its changes would be played into the copy
        raise Refused(f"{target} is a store in use; name another file")
