"""The text of a file that someone else wrote: which encoding it has, and its lines, in flat memory."""

import codecs
import io
import re
import stat
import tempfile
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from billia_tui import files
from billia_tui.errors import Refused
from billia_tui.operations.customers import upload
from billia_tui.operations.imports.files import encodings
from billia_tui.settings import restricted
from billia_tui.text import clean

LONGEST_LINE = 4_000_000
"""Characters; the rest of a longer line is skipped."""

LARGEST_PIPE = 1 << 30
"""Bytes that may come through a pipe, which are kept in a temporary file; a file is read where it is."""

_CHUNK = 1 << 20
_MOST_TOLD = 10_000
_LARGEST_SAMPLE = 64_000
_ESCAPED = re.compile("[\udc80-\udcff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_REPLACED = re.compile("\ufffd")


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that was looked through once: `lines` is about how many it has, `unreadable` marks what is no text."""

    binary: BinaryIO
    name: str
    encoding: str
    errors: str
    lines: int
    shown_encoding: str
    sure: str = ""

    @property
    def unreadable(self) -> re.Pattern[str]:
        """What stands in the text where the bytes are not of this encoding."""
        return _SURROGATE if self.errors == "surrogateescape" else _REPLACED

    def text(self) -> io.TextIOWrapper:
        """The text from its beginning, line ends as they are."""
        self.binary.seek(0)
        return io.TextIOWrapper(self.binary, encoding=self.encoding, errors=self.errors, newline="")


def open_file(path: Path | None, stdin: BinaryIO | None = None, encoding: str = "") -> TextFile:
    """Opens a file, or standard input for None; a pipe is copied to a temporary file first.

    `encoding` is what the user says; a byte order mark knows better. Over SSH it is a file of the admin's own upload
    folder, named without folders (R240).

    Raises:
        Refused: it cannot be read, or more comes through a pipe than may.
        Invalid: over SSH, it cannot be named.
    """
    name = "standard input" if path is None else clean(path.name)
    try:
        if path is None:
            if stdin is None:
                raise Refused("there is no standard input to read")
            binary = _copied(files.refuse_store(stdin))
        elif (settings := restricted.settings()) is not None:
            binary = upload.open_own(settings, str(path), field="file", otherwise="")
        else:
            binary = files.opened(path, pipes=True)
            if not stat.S_ISREG(path.stat().st_mode):
                with binary:
                    binary = _copied(binary)
        return _examined(binary, name, encodings.named(encoding) if encoding else None)
    except OSError as error:
        raise Refused(f"cannot read {name}: {error.strerror or error}") from error


def _copied(pipe: BinaryIO) -> BinaryIO:
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the import at its end
    room = LARGEST_PIPE
    while chunk := pipe.read(min(_CHUNK, room + 1)):
        room -= len(chunk)
        if room < 0:
            spool.close()
            raise Refused(f"more than {LARGEST_PIPE:,} bytes came through the pipe; nothing was imported; name a file")
        spool.write(chunk)
    return spool


def _examined(binary: BinaryIO, name: str, asked: encodings.Guess | None) -> TextFile:
    """Finds the encoding: a byte order mark, else what was asked for, else UTF-8 if the bytes are, else a guess.

    Bytes that are UTF-8 but for a few stay UTF-8: the rows with the few are refused, instead of all names spoilt.
    """
    binary.seek(0)
    head = binary.read(4)
    binary.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return TextFile(binary, name, "utf-16", "replace", _count_lines(binary), "UTF-16")
    if asked and not head.startswith(codecs.BOM_UTF8):
        errors = "surrogateescape" if asked.name == "utf-8-sig" else "replace"
        return TextFile(binary, name, asked.name, errors, _count_lines(binary), asked.shown)
    lines, good, bad = _counted(binary)
    if bad and bad >= good and not head.startswith(codecs.BOM_UTF8):
        guess = encodings.guessed(_sample(binary))
        return TextFile(binary, name, guess.name, "replace", lines, guess.shown, guess.sure)
    return TextFile(binary, name, "utf-8-sig", "surrogateescape", lines, "UTF-8")


def _counted(binary: BinaryIO) -> tuple[int, int, int]:
    """Lines, characters beyond ASCII that are good UTF-8, and bytes that are not."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    lines = good = bad = 0
    while chunk := binary.read(_CHUNK):
        lines += chunk.count(b"\n")
        text = decoder.decode(chunk)
        if not text.isascii():
            wrong = len(_ESCAPED.findall(text))
            bad += wrong
            good += len(text) - len(text.encode("ascii", "ignore")) - wrong
    bad += len(decoder.decode(b"", final=True))
    return lines, good, bad


def _sample(binary: BinaryIO) -> bytes:
    """The first lines that are not ASCII."""
    binary.seek(0)
    found: list[bytes] = []
    size = 0
    while size < _LARGEST_SAMPLE and (line := binary.readline(_CHUNK)):
        if not line.isascii():
            found.append(line)
            size += len(line)
    return b"".join(found)[:_LARGEST_SAMPLE]


def _count_lines(binary: BinaryIO) -> int:
    return sum(chunk.count(b"\n") for chunk in iter(lambda: binary.read(_CHUNK), b""))


class Lines:
    """The lines of a text, counted; `overlong` is the number of the last one that was cut."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self._record: list[str] = []
        self.number = 0
        self.overlong = 0

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        again = bool(self._again)
        line = self._again.popleft() if again else self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        self._record.append(line)
        if not again and len(line) == LONGEST_LINE and not _ends(line):
            self.overlong = self.number
            while (rest := self._text.readline(LONGEST_LINE)) and not _ends(rest):
                continue
        return line

    @property
    def record(self) -> str:
        """The lines of the record that was read last, as they stand."""
        return "".join(self._record)

    def begin(self) -> int:
        """Says that a record begins; gives the number of its first line."""
        self._record.clear()
        return self.number + 1

    def give_up(self) -> str:
        """The first line of a record that cannot be read; the lines behind it are read again, as records."""
        first, *rest = self._record
        self._again.extendleft(reversed(rest))
        self.number -= len(rest)
        return first.rstrip("\r\n")[:_MOST_TOLD]


def _ends(line: str) -> bool:
    return line.endswith(("\n", "\r"))
