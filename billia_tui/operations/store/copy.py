"""`billia copy`: moves a whole store to another one, from a file to a server and back, and proves that it arrived.

The source stays as it is, and others go on working on it: the copy is what it held when the copy began.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table

from billia_tui.db import copying, moving_rows
from billia_tui.db.copying import Figures
from billia_tui.db.store import Store, open_store, said_in_words
from billia_tui.errors import Refused, StoreError
from billia_tui.money import Money
from billia_tui.operations.store.whole_file import make_whole
from billia_tui.settings import restricted
from billia_tui.settings.address import sqlite_path

Progress = Callable[[int, int], None]
"""Hears how many rows of how many are done."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied, or with `dry_run` would be. `balances` are the sums of all wallets."""

    source: str
    target: str
    customers: int
    rows: int
    tables: dict[str, int]
    balances: tuple[Money, ...]
    log_lines: int
    chains: int
    dry_run: bool


def copy(source_url: str, target_url: str, *, dry_run: bool = False, progress: Progress | None = None) -> Copied:
    """Copies all of a store into one that is empty or as `billia init` makes it; all of it or nothing.

    Rows, sums of wallets and ends of the log's chains are compared before the copy counts. On a server the role must
    own the tables; who has which customer open is not copied.

    Args:
        source_url: a store of this program's schema; it is only read.
        target_url: a file that is not there, a database without tables, or a store that holds nothing yet.
        dry_run: only count what would be copied; the target is not looked at.
        progress: hears how far it is.

    Raises:
        Refused: the target holds something or is the source; a value that the target's database cannot keep.
        StoreError: one of them cannot be used, or the copy does not hold what the source holds.
    """
    if restricted.is_on():
        raise Refused("a store is copied on a host of one's own, not over SSH")
    source = open_store(source_url)
    try:
        with copying.snapshot(source) as old:
            figures, given = copying.figures(old), copying.highest_ids(old)
            place = "" if dry_run else _fill(target_url, _Filling(source, old, figures, given, progress))
            return _told(source.place, place, figures, dry_run=dry_run)
    finally:
        source.close()


class _Filling:
    """What a target is filled with."""

    def __init__(
        self, source: Store, old: Connection, figures: Figures, given: dict[str, int], progress: Progress | None
    ) -> None:
        self._source, self._old, self._figures, self._given, self._progress = source, old, figures, given, progress
        self._total, self._done = sum(figures.counts.values()), 0

    def __call__(self, target: Store) -> None:
        """Fills it, in one transaction."""
        mine, theirs = sqlite_path(self._source.place), sqlite_path(target.place)
        if "sqlite" == self._source.dialect == target.dialect and mine and theirs and mine.samefile(theirs):
            raise Refused(f"{target.place} is the source itself")
        with copying.filling(target) as new:
            for table in copying.TABLES:
                moving_rows.put(new, table, self._rows(table), self._count)
            copying.finish(new, self._given)
            _compare(self._figures, copying.figures(new))

    def _rows(self, table: Table) -> Iterator[Any]:
        """The rows of the source; what goes wrong with it is not said of the target."""
        with said_in_words(self._source.place):
            yield from moving_rows.rows(self._old, table)

    def _count(self, rows: int) -> None:
        self._done += rows
        if self._progress is not None:
            self._progress(self._done, self._total)


def _fill(url: str, fill: _Filling) -> str:
    """Opens or makes the target and fills it; gives its place."""
    path = sqlite_path(url)
    if path is not None and not path.exists():
        make_whole(path, fill)
        return str(path)
    target = open_store(url, create=copying.is_bare(url))
    try:
        fill(target)
        copying.settle(target)
        return target.place
    finally:
        target.close()


def _compare(wanted: Figures, found: Figures) -> None:
    """Raises StoreError where the copy differs."""
    wrong = [f"rows of {name}" for name, count in wanted.counts.items() if found.counts.get(name) != count]
    wrong += ["sums of wallets"] * (wanted.balances != found.balances)
    wrong += ["ends of the log's chains"] * (wanted.heads != found.heads or wanted.ends != found.ends)
    if wrong:
        raise StoreError(f"the copy differs in: {', '.join(wrong)}; nothing was copied")


def _told(source: str, target: str, figures: Figures, *, dry_run: bool) -> Copied:
    return Copied(
        source,
        target,
        figures.counts["customers"],
        sum(figures.counts.values()),
        figures.counts,
        tuple(Money(minor, currency) for currency, minor in sorted(figures.balances.items())),
        figures.counts["log_entries"],
        len(figures.heads),
        dry_run,
    )
