"""Bringing a backup back: it is verified before it replaces anything, and what it replaces is kept beside it.

Everybody else is kept out from before the first look to the end: no change can fall between what is kept and what is
replaced.
"""

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from billia_tui import files, publication
from billia_tui.db import file_copy, replacing, sqlite
from billia_tui.db.store import open_store, said_in_words
from billia_tui.errors import Refused, StoreError
from billia_tui.operations.check.run import Check
from billia_tui.settings.address import sqlite_path

_SHOWN = 3
"""Findings that are told; `billia check` tells all."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: `place` is the store, `kept` where the store before it is, empty if there was none."""

    place: str
    customers: int
    kept: str


def restore(url: str, source: Path) -> Restored:
    """Replaces the SQLite store at `url`, which nobody may have open, by the backup `source`.

    An older backup is brought up to date on the way. The backup itself is only read.

    Raises:
        Refused: not a SQLite store, somebody has it open, no such backup, or `billia check` has findings in it; nothing
            was changed.
        StoreError: the backup is no store, is damaged or newer than the program; or the store cannot be written.
    """
    target = sqlite_path(url)
    if target is None:
        raise Refused("billia restore is for SQLite stores; bring a PostgreSQL store back with: pg_restore")
    if not source.is_file():
        raise Refused(f"there is no backup {source}")
    if _is_part(source, target):
        raise Refused("this is the store itself; name a backup")
    if files.part_of_store(source.stat()):
        raise Refused(f"{source} is part of a store, not a backup")
    copy = publication.beside(target)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        publication.forget_abandoned(target.parent)
        with said_in_words(str(target)), replacing.alone(target) as store:
            _copy(source, copy)
            customers = _verify(copy, source)
            return Restored(str(target), customers, store.replace(copy))
    except FileExistsError as error:
        raise Refused(f"somebody made a store at {target} meanwhile; nothing was changed") from error
    except OSError as error:
        raise StoreError(f"cannot write beside {target}: {error.strerror}; nothing was changed") from error
    finally:
        publication.take_away(copy)


def _is_part(source: Path, target: Path) -> bool:
    """Whether a file is the store or lies beside it: our own look at it would take the store's locks away."""
    for ending in ("", *files.SIDES):
        with suppress(OSError):
            if source.samefile(f"{target}{ending}"):
                return True
    return False


def _copy(source: Path, copy: Path) -> None:
    """A copy that can be looked at and brought up to date while the backup itself stays as it is."""
    try:
        head = files.head(source)
    except OSError as error:
        raise StoreError(f"cannot read {source}: {error.strerror}; nothing was changed") from error
    if not head.startswith(files.MAGIC):  # SQLite would wait for what some devices and files of the system never give
        raise StoreError(f"{source} is no backup or is damaged; nothing was changed")
    os.close(files.made(copy))
    with (
        said_in_words(str(source)),
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as raw,
        closing(sqlite3.connect(copy)) as beside,
    ):
        file_copy.copy_pages(raw, beside)


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
    finally:
        for left in copy.parent.glob(f"{copy.name}.before-*"):
            left.unlink()
    if findings:
        more = "; and more" if len(findings) > _SHOWN else ""
        raise Refused(f"{source} is not sound, so nothing was changed: {'; '.join(findings[:_SHOWN])}{more}")
    return customers
