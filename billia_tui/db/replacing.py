"""Replacing a store's file while nobody else has it open; for `operations.restore` and `operations.making`.

A store that SQLite can open is locked by SQLite, kept, and overwritten in place, in one transaction: whoever waits for
it meanwhile finds the new state, and a break leaves the old one. What SQLite cannot open is locked by its bytes, and
another file takes its name.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Protocol

from billia_tui import clock, files
from billia_tui.db import file_copy, sqlite
from billia_tui.errors import Refused, StoreError
from billia_tui.publication import Publication, put_new

IN_USE = "somebody has {place} open, so nothing was changed; let every console and command end first"
_BROKEN = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_PARTS = ("-wal", "-shm", "-journal")


class Locked(Protocol):
    """What stands at a store's place, kept from all others."""

    def replace(self, whole: Path) -> str:
        """Puts the file `whole`, a sound store, in its place; gives where the one before it is kept, or nothing.

        Raises OSError, StoreError or sqlite3.Error with nothing changed.
        """
        ...


@contextmanager
def alone(place: Path) -> Iterator[Locked]:
    """Locks what is at a store's place to the end; raises Refused if somebody has it open."""
    if not place.exists():
        yield _Missing(place)
        return
    try:
        sqlite.judge(place)
        raw = _locked(place)
    except (StoreError, sqlite3.Error) as error:
        if isinstance(error, sqlite3.Error) and not error.sqlite_errorname.startswith(_BROKEN):
            raise
        with _broken(place) as found:
            yield found
        return
    with closing(raw):
        yield _Sound(place, raw)


def _locked(place: Path) -> sqlite.FairConnection:
    """A connection beside which there is none, and none can be made: only then SQLite lets go of its journal."""
    raw = sqlite.connect(place)
    try:
        raw.execute("PRAGMA locking_mode=EXCLUSIVE")
        raw.execute("PRAGMA journal_mode=DELETE")
        raw.execute("BEGIN EXCLUSIVE")
        raw.execute("COMMIT")  # in this mode the lock stays
    except sqlite3.Error as error:
        raw.close()
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise Refused(IN_USE.format(place=place)) from error
        raise
    except BaseException:
        raw.close()
        raise
    return raw


@contextmanager
def _broken(place: Path) -> Iterator[Locked]:
    """The lock of a file that SQLite does not take for a store."""
    if not place.is_file():
        raise StoreError(f"{place} is not a file; name a store with --database")
    try:
        with files.nobody_else(place):
            yield _Broken(place)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES, errno.EBUSY):
            raise Refused(IN_USE.format(place=place)) from error
        raise


class _Sound:
    def __init__(self, place: Path, raw: sqlite.FairConnection) -> None:
        self._place, self._raw = place, raw

    def replace(self, whole: Path) -> str:
        kept = self._keep()
        try:
            with closing(sqlite.connect(whole)) as new:
                new.execute("PRAGMA journal_mode=DELETE")
                file_copy.copy_pages(new, self._raw)
            self._raw.check()  # as nobody has it open, somebody may have removed it
        except BaseException:
            kept.unlink(missing_ok=True)
            raise
        self._raw.execute("PRAGMA journal_mode=WAL")
        return str(kept)

    def _keep(self) -> Path:
        for kept in _names(self._place):
            with suppress(FileExistsError), Publication(kept) as publication:
                publication.open().close()
                with closing(sqlite3.connect(publication.partial)) as copy:
                    file_copy.copy_pages(self._raw, copy)
                publication.publish()
                return kept
        raise AssertionError("unreachable")


class _Missing:
    def __init__(self, place: Path) -> None:
        self._place = place

    def replace(self, whole: Path) -> str:
        """What a store that is gone left beside it would be played into the new one."""
        sqlite.refuse_strangers(self._place)
        kept = _move_parts(self._place, next(_names(self._place)))
        _settle(whole)
        put_new(whole, self._place)
        return kept


class _Broken:
    def __init__(self, place: Path) -> None:
        self._place = place

    def replace(self, whole: Path) -> str:
        """It is never missing on the way: else a console that starts just then would make a new store."""
        _settle(whole)
        for kept in _names(self._place):
            with suppress(FileExistsError):
                os.link(self._place, kept)
                break
        try:
            _move_parts(self._place, kept)
            whole.replace(self._place)
        except OSError:
            kept.unlink(missing_ok=True)
            raise
        return str(kept)


def _settle(whole: Path) -> None:
    """Brings a store to the disk as one file, in the mode in which the program keeps it."""
    sqlite.use_wal(whole)
    files.flush(whole)


def _move_parts(place: Path, kept: Path) -> str:
    """Moves what SQLite keeps beside a store away; gives where it is, as if it were the store's name, or nothing."""
    moved = ""
    for ending in _PARTS:
        part = place.with_name(place.name + ending)
        if part.exists():
            part.replace(kept.with_name(kept.name + ending))
            moved = str(kept)
    return moved


def _names(place: Path) -> Iterator[Path]:
    """Names under which what is replaced can be kept, none of which is there."""
    base = place.with_name(f"{place.name}.replaced-{clock.now():%Y%m%dT%H%M%SZ}")
    for number in count(1):
        kept = base if number == 1 else base.with_name(f"{base.name}-{number}")
        if not any(kept.with_name(kept.name + ending).exists() for ending in ("", *_PARTS)):
            yield kept
