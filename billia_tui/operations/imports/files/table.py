"""The records of a CSV file: header, cells, the line where each starts, and what is wrong with its shape."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from billia_tui.errors import Refused
from billia_tui.operations.imports.files.forms import NONE
from billia_tui.operations.imports.files.formulas import unguarded
from billia_tui.operations.imports.files.text_file import Lines, TextFile

DELIMITERS = (",", ";", "\t")
LONGEST_CELL = 1_000_000
LISTED = ("line", "column", "reason")
"""The first columns of our own list of refused rows: it can be mended and imported again."""

_SAMPLE = 65_536
_MOST_BEFORE = 20
"""So many records may stand before the header."""

_SEPARATOR = re.compile(r'"?sep=(.)"?;*,*(\r\n|\r|\n)', re.IGNORECASE)
"""The line by which a spreadsheet is told the delimiter."""

_ESCAPES = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "b": "\b", "Z": "\x1a"}
_MYSQL_CELL = re.compile(r"(?:[^\t\\]|\\.)*", re.DOTALL)
_MYSQL_SIGNS = re.compile(r"\\[nrtN0\\]|(?:^|\t)NULL(?:\t|$)", re.MULTILINE)

_WORDS = (
    ("field larger", f"a cell has more than {LONGEST_CELL:,} characters"),
    ("unexpected end", "a quotation mark is opened and never closed"),
    ("expected after", 'a " inside a quoted cell must be doubled: ""'),
)
"""How the messages of Python's reader begin or read, and what we say."""

Known = Callable[[Sequence[str]], int]
"""How many cells of a record name a field."""


class Record(NamedTuple):
    """A record: the physical line where it starts, its cells, why it cannot be used (else empty), and as it stood."""

    line: int
    cells: list[str]
    wrong: str = ""
    raw: str = ""
    delimiter: str = ","

    def bare(self) -> list[bool]:
        """Which cells stand without quotation marks where others have them: there NULL is no text (phpMyAdmin)."""
        if '"' not in self.raw:
            return [False] * len(self.cells)
        quoted = [cell.startswith('"') for cell in _pieces(self.raw, self.delimiter, len(self.cells))]
        return [not one for one in quoted] + [False] * (len(self.cells) - len(quoted))

    def listed(self) -> str:
        """The record for a list of refused rows: the cells as they stood, each in quotation marks but a bare NULL."""
        bare = self.bare()
        cells = zip(self.cells, bare, strict=True)
        return self.delimiter.join(cell if alone and cell.strip() in NONE else quoted(cell) for cell, alone in cells)


class Table:
    """A CSV file, read once from top to bottom. `notes` are to be told."""

    def __init__(self, file: TextFile, delimiter: str | None = None, known: Known = len) -> None:
        """Reads the header; raises Refused if there is none."""
        self.file = file
        self.notes: list[str] = []
        text = file.text()
        sample = text.read(_SAMPLE)
        text.detach()
        self._lines = Lines(file.text())
        if said := _SEPARATOR.match(sample.lstrip("\ufeff")):
            next(self._lines)
            sample = sample.lstrip("\ufeff")[said.end() :]
            delimiter = delimiter or said[1]
        self.delimiter, before = _shape(sample, delimiter, known)
        for _ in range(before):
            next(self._lines)
        if before:
            lines = "1 line" if before == 1 else f"{before} lines"
            self.notes.append(f"{file.name}: {lines} before the header passed over")
        self._mysql = self.delimiter == "\t" and '"' not in sample and _MYSQL_SIGNS.search(sample) is not None
        if self._mysql:
            self.notes.append(f"{file.name}: read as MySQL writes it: \\n is a line break, \\N and NULL are none")
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(self._lines, delimiter=self.delimiter, strict=True)
        self._reader = self._mysql_cells() if self._mysql else reader
        first = self._header()
        self._listed = len(LISTED) if tuple(map(str.lower, first[: len(LISTED)])) == LISTED else 0
        self.named = first[self._listed :]
        """The header as it stands."""
        self.header = [unguarded(name) for name in self.named]
        self._unnamed_at_end = len(first) - max((i + 1 for i, name in enumerate(first) if name), default=0)

    @property
    def line(self) -> int:
        """The physical line that was read last."""
        return self._lines.number

    def records(self) -> Iterator[Record]:
        """All records below the header; rows of empty cells are none. An open quotation mark costs its line only."""
        while True:
            start = self._lines.begin()
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                first = self._lines.give_up()
                yield Record(start, [first], _in_words(error), "", self.delimiter)
                continue
            if any(map(str.strip, cells)):
                raw = "\n" if self._mysql else self._lines.record.rstrip("\r\n")
                cells = self._fitted(cells)
                wrong = self._what_is_wrong(start, cells)
                if self._listed:
                    cells, raw = cells[self._listed :], self._rest(raw)
                yield Record(start, cells, wrong, raw, self.delimiter)

    def _fitted(self, cells: list[str]) -> list[str]:
        """The cells with as many empty ones at the end as the header has: some write one more."""
        width = len(self.header) + self._listed
        if len(cells) > width and not any(map(str.strip, cells[width:])):
            return cells[:width]
        if width - self._unnamed_at_end <= len(cells) < width:
            return cells + [""] * (width - len(cells))
        return cells

    def _rest(self, raw: str) -> str:
        """A record without the first columns of a list of ours, as it stood before it was listed."""
        raw = raw.rstrip("\r\n")
        if not self._listed:
            return raw
        pieces = _pieces(raw, self.delimiter, self._listed)
        return raw[sum(map(len, pieces)) + len(pieces) :]

    def _mysql_cells(self) -> Iterator[list[str]]:
        """Records as mysql --batch and INTO OUTFILE write them: tabs and line breaks in cells have a backslash."""
        for line in self._lines:
            whole = line.rstrip("\r\n")
            while (len(whole) - len(whole.rstrip("\\"))) % 2:
                more = next(self._lines, "")
                whole += f"\n{more.rstrip(chr(10))}" if more else "\\"
            cells = list(_split_mysql(whole))
            yield ["" if cell in {"\\N", "NULL"} else _ESCAPES.sub(_unescaped, cell) for cell in cells]

    def _header(self) -> list[str]:
        self._lines.begin()
        try:
            for cells in self._reader:
                if any(cell.strip() for cell in cells):
                    break
                self._lines.begin()
            else:
                raise Refused(f"{self.file.name} is empty; its first line must name the columns")
        except csv.Error as error:
            raise Refused(f"{self.file.name}: the header cannot be read: {_in_words(error)}") from error
        if any("\x00" in cell for cell in cells):
            raise Refused(f"{self.file.name} is no CSV text (UTF-16 needs a byte order mark)")
        return [cell.strip().lstrip("\ufeff") for cell in cells]

    def _what_is_wrong(self, start: int, cells: list[str]) -> str:
        if start <= self._lines.overlong <= self._lines.number:
            return "the line is too long"
        width = len(self.header) + self._listed
        if len(cells) != width:
            has, wanted = len(cells) - self._listed, len(self.header)
            return f"has {has} cell{'s' * (has != 1)}, the header has {wanted}"
        text = "".join(cells)
        if "\x00" in text:
            return "holds the hidden character U+0000; please remove it"
        if not text.isascii() and self.file.unreadable.search(text):
            return f"holds characters that cannot be read as {self.file.shown_encoding}"
        return ""


def _shape(sample: str, delimiter: str | None, known: Known) -> tuple[str, int]:
    """The delimiter, and how many lines stand before the header: where most cells name fields, the header is."""
    best = (0, 0, 0)
    found: tuple[str, int] = (delimiter or DELIMITERS[0], 0)
    for one in [delimiter] if delimiter else DELIMITERS:
        rows = _first_records(sample, one)
        counts = [known(cells) for _, cells in rows]
        most = max(counts, default=0)
        place = next((i for i, count in enumerate(counts) if most and 2 * count >= most), 0)
        score = (most, len(rows[place][1]) if rows else 0, -place)
        if score > best:
            best, found = score, (one, rows[place][0] if most > 1 else 0)
    return found


def _first_records(sample: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """The first records of a sample that are not empty, with the number of lines before each."""
    reader = csv.reader(sample.splitlines(keepends=True), delimiter=delimiter)
    rows, before = [], 0
    try:
        for cells in islice(reader, _MOST_BEFORE * 2):
            if any(cell.strip() for cell in cells):
                rows.append((before, [cell.strip().lstrip("\ufeff") for cell in cells]))
            before = reader.line_num
    except csv.Error:
        pass
    return rows[:_MOST_BEFORE]


def _pieces(raw: str, delimiter: str, number: int) -> list[str]:
    """The first cells of a record as they stand, quotation marks and all."""
    cell = rf'"(?:[^"]|"")*"|[^"{re.escape(delimiter)}]*'
    place = 0
    pieces: list[str] = []
    pattern = re.compile(cell)
    while len(pieces) < number and place <= len(raw):
        found = pattern.match(raw, place)
        if found is None:
            break
        pieces.append(found[0])
        place = found.end() + 1
    return pieces


def _split_mysql(line: str) -> Iterator[str]:
    place = 0
    while place <= len(line):
        found = _MYSQL_CELL.match(line, place)
        assert found is not None  # noqa: S101 - it matches nothing, too
        yield found[0]
        place = found.end() + 1


def _unescaped(found: re.Match[str]) -> str:
    return _ESCAPED.get(found[1], found[1])


def quoted(cell: str) -> str:
    """A cell in quotation marks."""
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _in_words(error: csv.Error) -> str:
    text = str(error)
    return next((words for part, words in _WORDS if part in text), "is not written as CSV")
