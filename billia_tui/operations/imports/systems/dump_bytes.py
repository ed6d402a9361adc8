"""The bytes of a dump as they are read: a window that moves, whatever the size of the file."""

import gzip
import re
import zlib
from typing import BinaryIO

from billia_tui.errors import Refused

_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
LARGEST_ROW = 1 << 28
"""Bytes; a dump without a row's end in so many is none."""


class DumpBytes:
    """A window on a file, plain or packed with gzip. `read` is how much of the file itself was read."""

    def __init__(self, binary: BinaryIO, name: str) -> None:
        self._name = name
        self._file = binary
        head = binary.peek(2)[:2] if hasattr(binary, "peek") else binary.read(2)
        if not hasattr(binary, "peek"):
            binary.seek(0)
        self._source: BinaryIO | gzip.GzipFile = gzip.GzipFile(fileobj=binary) if head == _GZIP else binary
        self._window = b""
        self._place = 0

    @property
    def read(self) -> int:
        """Bytes of the file that were read."""
        return self._file.tell() if self._file.seekable() else 0

    @property
    def size(self) -> int:
        """Bytes that stand in the window."""
        return len(self._window) - self._place

    @property
    def empty(self) -> bool:
        """Whether nothing stands in the window."""
        return self._place == len(self._window)

    def match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """What matches where we are; `past` takes its end."""
        return pattern.match(self._window, self._place)

    def peek(self, length: int) -> bytes:
        """The next bytes."""
        return self._window[self._place : self._place + length]

    def past(self, end: int) -> None:
        """Goes on behind a match."""
        self._place = end

    def more(self) -> bool:
        """Reads on, as much again as is there; False at the end of the file. Raises Refused."""
        if self.size > LARGEST_ROW:
            raise Refused(f"{self._name} is no SQL dump: no statement ends in {LARGEST_ROW:,} bytes")
        try:
            chunk = self._source.read(max(_CHUNK, self.size))
        except (OSError, EOFError, zlib.error) as error:
            raise Refused(f"{self._name} cannot be unpacked: {error}") from error
        self._window = self._window[self._place :] + chunk
        self._place = 0
        return bool(chunk)
