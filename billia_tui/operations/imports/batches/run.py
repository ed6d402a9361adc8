"""One import from the first byte to the summary: a stream of records, in batches of one transaction each."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Self, TypeVar

from billia_tui.errors import Invalid, Refused
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.batches import runs
from billia_tui.operations.imports.batches.batch import Rehearsed, rehearse_batch, repeated, store_batch
from billia_tui.operations.imports.fields import FIELDS, KindName, is_own
from billia_tui.operations.imports.files.rejected import Rejected, place_of
from billia_tui.operations.imports.files.scratch import Scratch
from billia_tui.operations.imports.files.table import Record, Table
from billia_tui.operations.imports.files.text_file import open_file
from billia_tui.operations.imports.kinds.by_name import make
from billia_tui.operations.imports.kinds.kind import Batch, Item, Outcome, RecordKind, Verdict, fingerprint
from billia_tui.operations.imports.kinds.orders.lines import OrderLines
from billia_tui.operations.imports.mapping.columns import Values, known_names, resolve
from billia_tui.operations.imports.mapping.mapping_files import FileMapping, Wishes, column_of, with_section
from billia_tui.operations.imports.mapping.mapping_files import named as mapping_named
from billia_tui.operations.input import Fields
from billia_tui.settings import restricted
from billia_tui.text import clean

Typed = TypeVar("Typed")

TOGETHER = 1000
"""Records in one transaction."""

SAMPLES = 3
MOST_REASONS = 200

MOST_LINES = 20

MOST_ALIKE = 20
"""So many new records that look like others are told one by one."""

_ALREADY = "already"
"""What earlier accepted records of the file are remembered as."""

Progress = Callable[[int, int], None]
"""Told (lines read, lines in all) after each batch."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to import and how, as it was typed. `file` of None is standard input."""

    kind: KindName
    file: Path | None
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    none: Sequence[str] = ()
    dates: Sequence[str] = ()
    decimal: str = ""
    encoding: str = ""
    mapping: str = ""
    source: str = ""
    delimiter: str | None = None
    dry_run: bool = False
    update: bool = False
    lines: Path | None = None
    catalogue: Path | None = None
    part: bool = False
    """Whether other kinds of the same import follow; who does them all ends it then."""
    listed: Path | None = None
    """Where refused rows are listed; beside the file if left out."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How an import ended."""

    new: int
    changed: int
    unchanged: int
    refused: int
    rejected_file: str | None
    dry_run: bool
    batch: int | None = None
    """What it can be taken back by (R239); None if it changed nothing."""

    def __str__(self) -> str:
        """The numbers in one line."""
        return f"{self.new:,} new, {self.changed:,} changed, {self.unchanged:,} unchanged, {self.refused:,} refused"


class Import:
    """An import that is ready to run: the file is open and its columns are known. `notes` are for the user."""

    def __init__(self, desk: Desk, order: Order, stdin: BinaryIO | None = None) -> None:
        """Opens the files and finds the columns; nothing is stored yet.

        Raises:
            Refused, Invalid: a file cannot be read, a column is missing, no such preset or field.
        """
        self._desk = desk
        self._order = order
        self._mapping = mapping_named(order.mapping) if order.mapping else FileMapping()
        self.notes: list[str] = []
        with ExitStack() as stack:
            file = open_file(order.file, stdin, order.encoding or self._mapping.encoding)
            stack.callback(file.binary.close)
            typed, said = self._wishes(order.kind)
            wanted = known_names(order.kind, FIELDS[order.kind], typed, said)
            self._table = Table(file, order.delimiter or self._mapping.delimiter or None, wanted)
            own = is_own(order.kind, self._table.header) and not self._mapping.name
            self._batch = Batch(
                _source(order, self._mapping),
                named=bool(order.source or self._mapping.source),
                own=own,
                update=order.update,
            )
            self._columns = resolve(
                order.kind, FIELDS[order.kind], self._table.header, typed, said, file=file.name, own=own
            )
            self._scratch = Scratch()
            stack.callback(self._scratch.close)
            self._lines = self._opened_lines()
            self._kind: RecordKind = make(order.kind, self._lines)
            self._rejected = Rejected(
                order.listed or place_of(order.file), self._table.named, self._table.delimiter, file.encoding
            )
            stack.callback(self._rejected.close)
            self._counts: Counter[Verdict] = Counter()
            self._fixed: Counter[str] = Counter()
            self._left: Counter[str] = Counter()
            self._alike = 0
            self.samples: list[Values] = []
            """The first records as they would be, by field."""
            self.reasons: Counter[str] = Counter()
            """Why rows were refused, how often; of many different reasons the first ones."""
            self.refused_lines: list[int] = []
            """Where the first refused rows stand in the file."""
            self._refused: list[tuple[int, dict[str, str], Record]] = []
            self._stack = stack.pop_all()
        self._first_notes()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Each field with the column that fills it, and those that have the same value in all rows."""
        used = self._columns.used()
        return [*self._columns.pairs(), *((name, f"= {text}") for name, text in used.values.items())]

    def mapping(self) -> FileMapping:
        """What was used, as a mapping file says it (R233)."""
        known = self._mapping
        file = self._table.file
        encoding = self._order.encoding or known.encoding or (file.encoding if file.sure else "")
        delimiter = self._order.delimiter or known.delimiter
        made = replace(known, source=self._batch.source, encoding=encoding, delimiter=delimiter)
        return with_section(made, self._order.kind, self._columns.used())

    def run(self, progress: Progress | None = None) -> Summary:
        """Reads all records; what is good is stored batch by batch, what is not is listed.

        Raises:
            Forbidden, StoreError; batches that were stored before stay.
        """
        records = self._table.records()
        with _collected_by_batch() as collect:
            while some := list(islice(records, TOGETHER)):
                items = list(self._items(some))
                for item, outcome in self._outcomes(items):
                    self._note(item, outcome)
                self._list_refused()
                collect()
                if progress:
                    progress(self._table.line, self._table.file.lines)
        self._last_notes()
        rejected = self._rejected.close()
        ends = not (self._order.dry_run or self._order.part)
        number = self._desk.change(runs.finish, self._batch.source, self._counts[Verdict.REFUSED]) if ends else None
        return Summary(
            new=self._counts[Verdict.NEW],
            changed=self._counts[Verdict.CHANGED],
            unchanged=self._counts[Verdict.UNCHANGED],
            refused=self._counts[Verdict.REFUSED],
            rejected_file=str(rejected) if rejected else None,
            dry_run=self._order.dry_run,
            batch=number,
        )

    def _items(self, records: Sequence[Record]) -> Iterator[Item]:
        """The records that can be tried; the others are refused at once."""
        for record in records:
            if record.wrong:
                self._refuse(record.line, {"": record.wrong}, record)
                continue
            values = self._columns.values(record)
            if len(self.samples) < SAMPLES:
                self.samples.append(dict(values))
            values = self._kind.complete(values)
            try:
                identity = self._kind.identity(values)
            except Invalid as error:
                self._refuse(record.line, error.fields, record)
                continue
            yield Item(record.line, record, values, identity, fingerprint(values))

    def _outcomes(self, items: Sequence[Item]) -> Iterator[tuple[Item, Outcome]]:
        """What became of each item; those that stood in the file before never reach the store."""
        before = self._scratch.taken(_ALREADY, [item.identity for item in items])
        fresh = []
        for item in items:
            if item.identity in before:
                yield item, repeated(item, *before[item.identity])
            else:
                fresh.append(item)
        if not fresh:
            return
        accepted = []
        for item, outcome in zip(fresh, self._stored(fresh), strict=True):
            if outcome.verdict != Verdict.REFUSED:
                accepted.append((_ALREADY, item.identity, item.line, item.fingerprint))
                if self._order.dry_run:
                    accepted += [(what, key, item.line, "") for what, key in self._kind.claims(item)]
            yield item, outcome
        self._scratch.remember(accepted)

    def _stored(self, items: Sequence[Item]) -> list[Outcome]:
        """One transaction."""
        if self._order.dry_run:
            try:
                self._desk.change(rehearse_batch, self._kind, self._claimed(items), items)
            except Rehearsed as end:
                return end.outcomes
        return self._desk.change(store_batch, self._kind, self._batch, items)

    def _claimed(self, items: Sequence[Item]) -> Batch:
        """The batch of a dry run: with what earlier batches would have taken."""
        keys: dict[str, list[str]] = {}
        for what, key in (claim for item in items for claim in self._kind.claims(item)):
            keys.setdefault(what, []).append(key)
        taken = {(what, key) for what, wanted in keys.items() for key in self._scratch.taken(what, wanted)}
        return replace(self._batch, claimed=frozenset(taken))

    def _note(self, item: Item, outcome: Outcome) -> None:
        if outcome.verdict == Verdict.REFUSED:
            self._refuse(item.line, outcome.mistakes, item.record)
        else:
            self._counts[outcome.verdict] += 1
            if outcome.fixed or outcome.left:
                self._fixed.update(outcome.fixed)
                self._left.update(outcome.left)
            if outcome.alike:
                self._note_alike(item.line, outcome.alike)

    def _note_alike(self, line: int, alike: str) -> None:
        self._alike += 1
        if self._alike <= MOST_ALIKE:
            self.notes.append(f"line {line}: {alike}")

    def _refuse(self, line: int, mistakes: Mapping[str, str], record: Record) -> None:
        self._counts[Verdict.REFUSED] += 1
        if len(self.refused_lines) < MOST_LINES:
            self.refused_lines.append(line)
        for name, text in mistakes.items():
            reason = f"{self._columns.title(name)}: {text}" if name else text
            if len(self.reasons) < MOST_REASONS or reason in self.reasons:
                self.reasons[reason] += 1
        self._refused.append((line, {self._columns.title(name): text for name, text in mistakes.items()}, record))

    def _list_refused(self) -> None:
        """Writes the refused rows of a batch as they stand in the file; they are there if we are killed later."""
        for line, mistakes, record in sorted(self._refused, key=lambda one: one[0]):
            self._rejected.add(line, mistakes, record.listed())
        self._refused.clear()
        self._rejected.flush()

    def _wishes(self, section: str) -> tuple[Wishes, Wishes]:
        """What was typed, and what the mapping says, about the files of one kind."""
        order, prefix = self._order, "" if section == self._order.kind else f"{section}."
        prefix = section if section == KindName.ORDERS else prefix
        typed = Wishes(
            {name: column_of(text) for name, text in _of_section(order.columns, prefix).items()},
            _of_section(order.values, prefix),
            _of_section(order.words, prefix),
            _of_section(order.defaults, prefix),
            frozenset(order.none),
            tuple(order.dates),
            order.decimal,
        )
        return typed, self._mapping.of(section)

    def _opened_lines(self) -> OrderLines | None:
        """The lines of orders: from the files named, else from those that the mapping knows beside this one."""
        order = self._order
        if order.kind != KindName.ORDERS:
            return None
        path = order.lines or _beside(order.file, self._mapping.lines_file, "--lines")
        catalogue = order.catalogue or _beside(order.file, self._mapping.catalogue_file, "--catalogue")
        if path is None:
            return None
        lines = OrderLines(self._scratch, order.delimiter, order.encoding or self._mapping.encoding)
        if catalogue is not None:
            lines.load_catalogue(catalogue, *self._wishes("catalogue"))
        lines.load(path, *self._wishes("lines"))
        self.notes += lines.notes
        return lines

    def _first_notes(self) -> None:
        self.notes += [*self._table.notes, *self._columns.notes]
        file = self._table.file
        if file.encoding != "utf-8-sig":
            self.notes.append(f"{file.name}: read as {file.shown_encoding}{file.sure and f', {file.sure}'}")
        if self._columns.unused:
            self.notes.append(f"{file.name}: not imported: {', '.join(self._columns.unused)}")
        if self._rejected.kept:
            self.notes.append(
                f"{clean(self._rejected.kept.name)} was changed since it was written; it stays as it is, and rows that"
                f" are refused now go to {clean(self._rejected.path.name)}"
            )

    def _last_notes(self) -> None:
        self.notes += self._columns.forms.told()
        if self._alike > MOST_ALIKE:
            self.notes.append(f"{self._alike - MOST_ALIKE:,} more lines of this sort")
        for counts, end in (
            (self._fixed, "; an import does not change it"),
            (self._left, ", left; --update brings it along"),
        ):
            for name, number in sorted(counts.items()):
                records = "1 known record has" if number == 1 else f"{number:,} known records have"
                self.notes.append(f"{records} another {name.replace('_', ' ')} now{end}")
        if self._lines and (unused := self._lines.unused()):
            lines = "1 order line belongs" if unused == 1 else f"{unused:,} order lines belong"
            self.notes.append(f"{lines} to no order of {self._table.file.name}")


@contextmanager
def _collected_by_batch() -> Iterator[Callable[[], object]]:
    """Within it Python looks for circular garbage when it is told to; to look all the time is a sixth of the work."""
    enabled = gc.isenabled()
    gc.freeze()  # what was there before is looked at no more
    gc.disable()
    try:
        yield gc.collect
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()


def _source(order: Order, mapping: FileMapping) -> str:
    fields = Fields()
    source = fields.line("source", order.source or mapping.source or "csv", limit=60)
    fields.done()
    return source


def _of_section(typed: Mapping[str, Typed], prefix: str) -> dict[str, Typed]:
    """What is meant for one file: of orders "lines.price" is for their lines, and price for themselves."""
    if prefix == KindName.ORDERS:
        return {name: one for name, one in typed.items() if not name.startswith(("lines.", "catalogue."))}
    if prefix:
        return {name.removeprefix(prefix): one for name, one in typed.items() if name.startswith(prefix)}
    return dict(typed)


def _beside(file: Path | None, name: str, option: str) -> Path | None:
    """The file `name` that a preset expects beside `file`; raises Refused, naming the option, if it is not there."""
    if not name:
        return None
    path = (file or Path("-")).with_name(name)
    if not restricted.is_on() and not path.is_file():
        raise Refused(f"there is no {name} beside the file; name it with {option}")
    return path
