"""Bringing a backup back: it is verified before it replaces anything, and what it replaces is kept beside it."""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from billia_tui import clock
from billia_tui.db import sqlite
from billia_tui.db.store import open_store, said_in_words
from billia_tui.errors import BilliaError, Refused, StoreError
from billia_tui.operations.check.run import Check
from billia_tui.settings.address import sqlite_path

_SIDE_FILES = ("-wal", "-shm")
_SHOWN = 3
"""Findings that are told; `billia check` tells all."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: `place` is the store, `kept` where the store before it is, empty if there was none."""

    place: str
    customers: int
    kept: str


def restore(url: str, source: Path) -> Restored:
    """Replaces the SQLite store at `url` by the backup `source`; those who work on it see the old state again.

    An older backup is brought up to date on the way. The backup itself is only read.

    Raises:
        Refused: not a SQLite store, no such backup, or `billia check` has findings in it; nothing was changed.
        StoreError: the backup is no store, is damaged or newer than the program; or the store cannot be written.
    """
    target = sqlite_path(url)
    if target is None:
        raise Refused("billia restore is for SQLite stores; bring a PostgreSQL store back with: pg_restore")
    if not source.is_file():
        raise Refused(f"there is no backup {source}")
    if target.exists() and target.samefile(source):
        raise Refused("this is the store itself; name a backup")
    verified = target.with_name(f"{target.name}.{os.getpid()}.restoring")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _copy(source, verified)
        customers = _verify(verified, source)
        return Restored(str(target), customers, _replace(target, verified))
    except OSError as error:
        raise StoreError(f"cannot write beside {target}: {error.strerror}; nothing was changed") from error
    finally:
        for left in verified.parent.glob(f"{verified.name}*"):
            left.unlink()


def _copy(source: Path, copy: Path) -> None:
    """A copy that can be looked at and brought up to date while the backup itself stays as it is."""
    copy.unlink(missing_ok=True)
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with (
        said_in_words(str(source)),
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as raw,
        closing(sqlite3.connect(copy)) as beside,
    ):
        raw.backup(beside)


def _verify(copy: Path, source: Path) -> int:
    """Brings the copy up to date and checks all of it; gives its number of customers, raises Refused."""
    try:
        sqlite.judge(copy)
        open_store(str(copy), create=True).close()
        with Check.opened(str(copy)) as check:
            findings = [str(finding) for _, finding in zip(range(_SHOWN + 1), check.findings(), strict=False)]
            customers = check.totals.customers
    except StoreError as error:
        raise StoreError(error.text.replace(str(copy), str(source))) from error
    if findings:
        more = "; and more" if len(findings) > _SHOWN else ""
        raise Refused(f"{source} is not sound, so nothing was changed: {'; '.join(findings[:_SHOWN])}{more}")
    return customers


def _replace(target: Path, verified: Path) -> str:
    """Puts the verified copy in the place of the store; gives where the store before it is kept."""
    if not target.exists():
        verified.replace(target)
        return ""
    kept = target.with_name(f"{target.name}.replaced-{clock.now():%Y%m%dT%H%M%SZ}")
    try:
        open_store(str(target)).close()
        sqlite.backup(target, kept)
    except BilliaError:  # it cannot be used as it is: moved away whole, for whoever wants to look at it
        for ending in ("", *_SIDE_FILES):
            part = target.with_name(target.name + ending)
            if part.exists():
                part.replace(kept.with_name(kept.name + ending))
        verified.replace(target)
        return str(kept)
    with (
        said_in_words(str(target)),
        closing(sqlite.connect(verified)) as raw,
        closing(sqlite.connect(target)) as store,
        store.turn(),
    ):
        raw.backup(store)
    return str(kept)
