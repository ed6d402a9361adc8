"""A whole business in one command (R234): its tables are staged, then each kind goes the way of a file of its own."""

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from billia_tui import files
from billia_tui.errors import Refused
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.batches import runs
from billia_tui.operations.imports.batches.rehearsal import rehearsing
from billia_tui.operations.imports.batches.run import Import, Order, Summary
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds.labels import custom_fields
from billia_tui.operations.imports.mapping.mapping_files import named as mapping_named
from billia_tui.operations.imports.systems import sums
from billia_tui.operations.imports.systems.dump import Dump
from billia_tui.operations.imports.systems.mysql_tables import MySQLTables, is_address
from billia_tui.operations.imports.systems.staged import Staged
from billia_tui.operations.imports.systems.sums import Sum
from billia_tui.operations.imports.systems.system import named as system_named
from billia_tui.operations.permissions import Right, require
from billia_tui.text import clean

NEEDED = (
    Right.STAFF,
    Right.MANAGE_LABELS,
    Right.EDIT,
    Right.STATUS,
    Right.CREDIT,
    Right.MARKETING,
    Right.SERVICES,
    Right.ORDER_PAYMENT,
    Right.NOTES,
    Right.ATTACH_LABELS,
)
"""What must be allowed before anything is read: half a business would be worse than none."""

Progress = Callable[[str, int, int], None]
"""Told what is done, and how much of it, of how much."""

_LINE = re.compile(r"line \d+: ")


@dataclass(frozen=True, slots=True)
class Wish:
    """What to bring over, as it was typed. `defaults` fill empty cells of customers, as a country."""

    system: str
    source: str
    """A file, or the address of a database."""
    name: str = ""
    """Of the source; that of the system if left out."""
    encoding: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)
    update: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a dump: by kind, what was left out and how often, and the sums there and here."""

    kinds: dict[str, Summary]
    left: dict[str, int]
    sums: list[Sum]
    notes: list[str]
    dry_run: bool
    batch: int | None = None
    """What it can be taken back by (R239)."""

    @property
    def refused(self) -> int:
        """How many records were refused."""
        return sum(summary.refused for summary in self.kinds.values())


class WholeImport:
    """A business that is being brought over: `stage` reads its tables, `run` stores what they say."""

    def __init__(self, desk: Desk, wish: Wish) -> None:
        """Raises Forbidden."""
        for right in NEEDED:
            require(desk.actor, right)
        self._desk = desk
        self._wish = wish
        self._system = system_named(wish.system)
        self._source = wish.name or mapping_named(self._system.mapping).source
        self.notes: list[str] = []
        with ExitStack() as stack:
            self._staged = Staged(self._system)
            stack.callback(self._staged.close)
            self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="billia-import-")))
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def stage(self, progress: Progress | None = None) -> None:
        """Reads all tables; nothing is stored. Raises Refused: it cannot be read, or has not the tables."""
        with self._tables() as tables:
            for _ in self._staged.fill(tables.rows()):
                if progress:
                    progress(f"Reading {tables.name}", tables.read, tables.size)
        self._check(tables)

    @contextmanager
    def _tables(self) -> Iterator[Dump | MySQLTables]:
        source = self._wish.source
        if is_address(source):
            yield MySQLTables(source, self._system.tables)
            return
        path = Path(source)
        try:
            with files.opened(path, pipes=True) as binary:
                yield Dump(binary, clean(path.name), self._system.tables, self._wish.encoding, path.stat().st_size)
        except OSError as error:
            raise Refused(f"cannot read {clean(path.name)}: {error.strerror or error}") from error

    def run(self, progress: Progress | None = None) -> Report:
        """Stores kind after kind; killed and run again, it goes on. Raises Forbidden, StoreError, Refused."""
        if not self._wish.dry_run:
            return self._run(self._desk, progress)
        return rehearsing(self._desk, lambda desk: self._run(desk, progress))

    def _run(self, desk: Desk, progress: Progress | None) -> Report:
        told = self._system.select
        if "components" in told:
            self.notes += custom_fields.components(desk, self._source, self._staged.rows(told["components"]))
        kinds: dict[KindName, Summary | None] = {}
        for kind in KindName:
            if kind in told:
                kinds[kind] = self._kind(desk, kind, kinds.get(KindName.PRODUCTS), progress)
        left = {what: int(self._staged.pairs(select)[0][0]) for what, select in self._system.left.items()}
        there = {what: self._staged.pairs(select) for what, select in self._system.sums.items()}
        return Report(
            {kind.value: summary for kind, summary in kinds.items() if summary},
            {what: number for what, number in left.items() if number},
            desk.ask(sums.compared, self._source, there),
            self.notes,
            self._wish.dry_run,
            desk.change(runs.finish, self._source, sum(one.refused for one in kinds.values() if one)),
        )

    def _kind(self, desk: Desk, kind: KindName, products: Summary | None, progress: Progress | None) -> Summary | None:
        """One kind; services name their products only where all of those were taken."""
        path = self._folder / f"{kind}.csv"
        if not self._staged.write(self._system.select[kind], path):
            return None
        lines = None
        if kind == KindName.ORDERS:
            self._staged.knows(desk.ask(sums.known, self._source, KindName.SERVICES))
            lines = self._folder / "lines.csv"
            lines = lines if self._staged.write(self._system.select["lines"], lines) else None
        wishes = mapping_named(self._system.mapping).of(kind)
        order = Order(
            kind,
            path,
            columns={"product": ""} if kind == KindName.SERVICES and products and products.refused else {},
            words=wishes.words,
            defaults={**wishes.defaults, **(self._wish.defaults if kind == KindName.CUSTOMERS else {})},
            source=self._source,
            delimiter=",",
            encoding="utf-8",
            update=self._wish.update,
            lines=lines,
            listed=self._listed(kind),
            part=True,
        )
        with Import(desk, order) as running:
            summary = running.run(lambda done, of: progress(f"Importing {kind}", done, of) if progress else None)
            # The lines are those of a file that we made of the tables: nobody can look there.
            self.notes += [f"{kind}: {_LINE.sub('', note)}" for note in running.notes]
            self.notes += [f"{kind}: {number:,} × {reason}" for reason, number in running.reasons.most_common(20)]
        path.unlink()
        return summary

    def _check(self, tables: Dump | MySQLTables) -> None:
        main, name = self._system.main, tables.name
        missing = [table for table in self._system.tables if table not in tables.seen]
        if main in missing:
            raise Refused(f"{name} is no {tables.what} of {self._system.about}: it has no table {main}")
        if missing:
            self.notes.append(f"{name} has no {', '.join(missing)}; what stands there is left out")
        if tables.guessed:
            self.notes.append(
                f"{name}: {tables.guessed:,} texts are no UTF-8 and were read as Windows-1252; see --encoding"
            )

    def _listed(self, kind: KindName) -> Path:
        """Where refused rows are listed: beside the dump, of a database where we are."""
        source = self._wish.source
        if is_address(source):
            return Path(f"{self._source}.{kind}.rejected.csv")
        path = Path(source)
        return path.with_name(f"{path.name.removesuffix('.gz').removesuffix('.sql')}.{kind}.rejected.csv")
