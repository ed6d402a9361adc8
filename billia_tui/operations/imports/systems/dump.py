"""The rows of an SQL dump of MySQL or MariaDB, as mysqldump and phpMyAdmin write them, in flat memory (R234).

Not a parser of SQL: it knows where statements, strings and comments end, takes the columns from CREATE TABLE or from
the INSERT itself, and the values of INSERT. Why no library: docs/decisions/0020.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from billia_tui.errors import Refused
from billia_tui.operations.imports.systems.dump_bytes import DumpBytes

Row = tuple[str, list[str | None]]
"""The table, and the values of its wanted columns in their order; None is NULL, or a column that the dump lacks."""

_STRING = rb"'(?:[^'\\]|\\.|'')*+'|\"(?:[^\"\\]|\\.|\"\")*+\""
_GAP = re.compile(rb"(?:\s++|--(?=[\s])[^\n]*+\n|#[^\n]*+\n|/\*.*?\*/|;)*+", re.DOTALL)
_OPEN_GAP = re.compile(rb"--(?:\s[^\n]*)?\Z|-\Z|#[^\n]*\Z|/\*|/\Z", re.DOTALL)
_SKIP = re.compile(rb"(?:[^;'\"`]++|" + _STRING + rb"|`[^`]*+`)*+", re.DOTALL)
_DELIMITER = re.compile(rb"DELIMITER\s+(\S+)[^\n]*\n", re.IGNORECASE)
_NAME = rb"(?:`(?:[^`]|``)+`|[A-Za-z0-9_$]+)"
_CREATE = re.compile(
    rb"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:" + _NAME + rb"\.)?(" + _NAME + rb")\s*\(", re.IGNORECASE
)
_COLUMN = re.compile(rb"^\s*`([^`]+)`\s", re.MULTILINE)
_INSERT = re.compile(
    rb"(?:INSERT|REPLACE)\s+(?:LOW_PRIORITY\s+|DELAYED\s+|HIGH_PRIORITY\s+|IGNORE\s+)*(?:INTO\s+)?(?:"
    + _NAME + rb"\.)?(" + _NAME + rb")\s*(\((?:\s*" + _NAME + rb"\s*,?)*\))?\s*VALUES?\s*(?=\()", re.IGNORECASE,
)  # fmt: skip
_ROW = re.compile(
    rb"\s*+(?:/\*.*?\*/\s*+)?\(((?:[^'\"()]++|" + _STRING + rb"|\([^'\"()]*+\))*+)\)\s*+([,;])", re.DOTALL
)
_VALUE = re.compile(rb"\s*+(?:_[a-z0-9]+\s*)?(" + _STRING + rb"|[^,'\"]*+)\s*+(?:,|\Z)", re.DOTALL)
_ESCAPE = re.compile(rb"\\(.)|''|\"\"", re.DOTALL)
_MEANT = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"", b"b": b"", b"Z": b""}
_HEAD = 2048
"""Bytes that tell what a statement is."""

_LONGEST_HEAD = 1 << 20
"""Bytes up to the first row of an INSERT, with the names of its columns."""


class Dump:
    """A dump, read once from its beginning. `wanted` are tables with the columns that are given."""

    what = "dump"

    def __init__(
        self, binary: BinaryIO, name: str, wanted: Mapping[str, Sequence[str]], encoding: str = "", size: int = 0
    ) -> None:
        self._bytes = DumpBytes(binary, name)
        self.name = name
        self.size = size
        """Bytes of the file."""
        self._wanted = wanted
        self._encoding = encoding
        self._columns: dict[str, list[str]] = {}
        self.seen: set[str] = set()
        """The wanted tables that the dump has."""
        self.guessed = 0
        """Rows that are no UTF-8 and were read as Windows-1252."""

    @property
    def read(self) -> int:
        """Bytes of the file that were read."""
        return self._bytes.read

    def rows(self) -> Iterator[Row]:
        """All rows of the wanted tables, in the order of the dump; raises Refused: it is no dump, or is cut off."""
        found = False
        while self._to_statement():
            if created := self._bytes.match(_CREATE):
                found = True
                self._create(_plain(created[1]))
            elif insert := self._insert():
                found = True
                table, columns = _plain(insert[1]), insert[2]
                if table in self._wanted:
                    self._bytes.past(insert.end())
                    yield from self._rows(table, [_plain(name) for name in re.findall(_NAME, columns or b"")])
                    continue
            elif foreign := self._bytes.match(_DELIMITER):
                self._bytes.past(foreign.end())
                self._pass_program()
                continue
            self._pass_statement()
        if not found:
            raise Refused(f"{self.name} is no SQL dump: it has neither CREATE TABLE nor INSERT")

    def _to_statement(self) -> bool:
        """Passes blanks, comments and ends of statements; False at the end."""
        while True:
            self._bytes.past(self._bytes.match(_GAP).end())  # type: ignore[union-attr]  # it matches nothing, too
            if self._bytes.match(_OPEN_GAP) or self._bytes.empty:
                if not self._bytes.more():
                    return False
            elif self._bytes.size >= _HEAD or not self._bytes.more():
                return True

    def _insert(self) -> re.Match[bytes] | None:
        """The head of an INSERT, up to its first row."""
        head = self._bytes.peek(16).lstrip().upper()
        if not head.startswith((b"INSERT", b"REPLACE")):
            return None
        while (found := self._bytes.match(_INSERT)) is None:
            if self._bytes.size > _LONGEST_HEAD or not self._bytes.more():
                return None
        return found

    def _create(self, table: str) -> None:
        if table not in self._wanted:
            return
        self.seen.add(table)
        while b";" not in self._bytes.peek(self._bytes.size):
            if not self._bytes.more():
                raise self._cut()
        body = self._bytes.match(_SKIP)
        assert body is not None  # noqa: S101 - it matches nothing, too
        self._columns[table] = [name.decode(errors="replace").lower() for name in _COLUMN.findall(body[0])]

    def _rows(self, table: str, named: list[str]) -> Iterator[Row]:
        self.seen.add(table)
        columns = [name.lower() for name in named] or self._columns.get(table, [])
        places = [columns.index(name) if name in columns else None for name in self._wanted[table]]
        while True:
            while (row := self._bytes.match(_ROW)) is None:
                if not self._bytes.more():
                    raise self._cut()
            values = _VALUE.findall(row[1])[:-1]  # behind the last one it finds nothing once more
            if len(values) != len(columns):
                raise Refused(
                    f"{self.name}: a row of {table} has {len(values)} values, the table {len(columns)} columns; "
                    "a dump needs its CREATE TABLE, or the columns in each INSERT"
                )
            yield table, [None if place is None else self._value(values[place]) for place in places]
            end = row[2]
            self._bytes.past(row.end())
            if end == b";":
                return

    def _value(self, written: bytes) -> str | None:
        if written[:1] not in {b"'", b'"'}:
            bare = written.strip()
            return None if bare.upper() == b"NULL" else self._text(bare)
        text = written[1:-1]
        if b"\\" in text or b"''" in text or b'""' in text:
            text = _ESCAPE.sub(_unescaped, text)
        return self._text(text)

    def _text(self, text: bytes) -> str:
        try:
            return text.decode(self._encoding or "utf-8")
        except UnicodeDecodeError:
            self.guessed += 1
            return text.decode("cp1252", errors="replace")

    def _pass_statement(self) -> None:
        """Passes over a statement without holding it."""
        while True:
            found = self._bytes.match(_SKIP)
            assert found is not None  # noqa: S101 - it matches nothing, too
            self._bytes.past(found.end())
            if self._bytes.peek(1) == b";":
                return
            if not self._bytes.more():
                if self._bytes.empty:
                    return
                raise self._cut()

    def _pass_program(self) -> None:
        """Passes over triggers and routines, up to where the delimiter is a semicolon again."""
        back = re.compile(rb".*?\n\s*DELIMITER\s+;", re.DOTALL | re.IGNORECASE)
        while (found := self._bytes.match(back)) is None:
            if not self._bytes.more():
                return
        self._bytes.past(found.end())

    def _cut(self) -> Refused:
        return Refused(f"{self.name} ends in the middle of a statement: the dump was cut off; make it again")


def _plain(name: bytes) -> str:
    return name.strip(b"`").decode(errors="replace")


def _unescaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    if sign is None:
        return found[0][:1]
    return _MEANT.get(sign, b"\\" + sign if sign in b"%_" else sign)
