"""Turns at a SQLite file: who wants to write waits in a line, so that nobody starves.

SQLite's own waiting tries again after ever longer pauses: who has waited long looks seldom, and who comes late gets the
file first. So a writer locks a file beside the store before it begins, and lets go of it after the transaction. A lock
alone goes to whoever runs at the right moment, on a busy machine to the one who just had it: so whoever is first in the
line keeps its head (`_HEAD`) until it has the turn, and nobody else may ask for the turn meanwhile. The
lock only orders; SQLite's own lock decides. Where it cannot be had (another system, a folder without rights,
another program that writes), everything works as without it.

The system frees the lock when a process ends, however it ends. The file stays: another one of its name would be another
lock.
"""

import os
import struct
import sys
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from typing import IO

from billia_tui import files

if sys.platform != "win32":
    import fcntl

ENDING = files.SIDES[-1]
"""What the file of the turns is called after the store."""

_HEAD = (0, 1)
"""The bytes of that file (first, how many) whose lock is the head of the line."""


class Turn:
    """A place in the line, and then the turn itself. Each has an open file of its own, so threads wait as well."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._mine = threading.Event()
        self._state = threading.Lock()
        self._in_line = False
        self._given_up = False
        _OPEN.add(self)

    def wait(self, seconds: float) -> bool:
        """Waits for the turn; tells whether it came. Asking again and again would be as unfair as SQLite's waiting."""
        if self._comes_at_once():
            return True
        self._in_line = True
        try:  # the system's line has no time-out, so a thread stands in it
            threading.Thread(target=self._stand_in_line, name="turn", daemon=True).start()
        except RuntimeError:
            self._in_line = False
            raise
        return self._mine.wait(seconds)

    def _comes_at_once(self) -> bool:
        try:
            _lock_head(self._file, fcntl.F_WRLCK, wait=False)
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            finally:
                _lock_head(self._file, fcntl.F_UNLCK, wait=False)
        except BlockingIOError:
            return False
        return True

    def give_up(self) -> None:
        """Lets the next one in; from the line as soon as it would be our turn."""
        with self._state:
            self._given_up = True
            if not self._in_line:
                self._leave()

    def forget(self) -> None:
        """In a process that was forked off: the turn stays with the other process, and ends with that one."""
        self._file.close()

    def _stand_in_line(self) -> None:
        with suppress(OSError):
            _lock_head(self._file, fcntl.F_WRLCK, wait=True)
            fcntl.flock(self._file, fcntl.LOCK_EX)
            _lock_head(self._file, fcntl.F_UNLCK, wait=False)
        with self._state:
            self._in_line = False
            if self._given_up:
                self._leave()
        self._mine.set()

    def _leave(self) -> None:
        if self._file.closed:
            return
        with suppress(OSError):
            fcntl.flock(self._file, fcntl.LOCK_UN)  # closing alone would not do while a forked process has it open
        self._file.close()


def _lock_head(file: IO[bytes], kind: int, *, wait: bool) -> None:
    """Locks or frees the head of the line; does nothing where the system has no such locks. Raises BlockingIOError."""
    if sys.platform != "linux":
        return
    command = fcntl.F_OFD_SETLKW if wait else fcntl.F_OFD_SETLK  # of the open file, as flock's: threads wait as well
    try:
        fcntl.fcntl(file, command, struct.pack("hhqqi4x", kind, os.SEEK_SET, *_HEAD, 0))
    except BlockingIOError:
        raise
    except OSError:  # a file system without, or a file that we may only read: the line is as fair as flock is
        return


_OPEN: "weakref.WeakSet[Turn]" = weakref.WeakSet()


def _forget_all() -> None:
    for turn in list(_OPEN):
        turn.forget()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_forget_all)


def take(store: Path, seconds: float) -> Turn | None:
    """The turn at `store`, waited for at most `seconds`; None if it did not come or there can be none."""
    if sys.platform == "win32":
        return None
    try:
        turn = Turn(_opened(store))
    except OSError:
        return None
    try:
        if turn.wait(seconds):
            return turn
    except (OSError, RuntimeError):  # a file system without locks; no thread to be had
        turn.give_up()
        return None
    except BaseException:
        turn.give_up()
        raise
    turn.give_up()
    return None


def _opened(store: Path) -> IO[bytes]:
    """The file of the turns, made if need be, for those who may use the store; never what a link leads to."""
    real = store.resolve()  # as SQLite names its own side files
    return files.marker(Path(f"{real}{ENDING}"), real.stat().st_mode & 0o666)
