"""Every file that the program opens by itself is opened here; SQLite opens its own. A test finds any other place.

When a process closes a file that it opened by itself, it loses all locks that it has on it, SQLite's as well (POSIX):
others then write while we write. So before anything is opened, device and inode are compared with those of the stores
that this process has open, whatever name or link leads to them. What is refused is an OSError with words in `strerror`.
Imports nothing heavy: some of it is loaded before the first paint.
"""

import errno
import io
import os
import stat
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SIDES = ("-wal", "-shm", "-journal", ".lock")
"""How the files beside a store are called after it."""

MAGIC = b"SQLite format 3\x00"
APPLICATION_ID = 0x42494C4C
"""Marks a file as a store of ours ("BILL"); a backup has it too."""
WAL = b"\x02\x02"
"""Bytes 18 and 19 of a store; a backup has others (SQLite's file format, 1.3.3)."""
HEAD = 100
"""Bytes of a head."""

_NOT_FOLLOWED = getattr(os, "O_NOFOLLOW", 0)
_PLAIN = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_READING = os.O_RDONLY | _PLAIN
_MAKING = os.O_CREAT | os.O_EXCL | os.O_WRONLY | _PLAIN
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)
Identity = tuple[int, int]
"""Device and inode: what a file is, whatever it is called."""


class NotPlain(OSError):
    """A link, a folder, a device or a pipe; it was not read."""


class OwnFile(NotPlain):
    """The store's own file, or one beside it; it was not opened."""


# ── the stores that this process has open ──

_lock = threading.RLock()
_kept: list[int] = []
"""Descriptors that turned out to be a store's when they were open: never closed, its locks would go with them."""


class Held:
    """A store's file that SQLite has open in this process, until `let_go`, or until nobody knows of this any more."""

    def __init__(self, path: Path) -> None:
        self.real = path.resolve()
        self.identity = identity(path)
        with _lock:
            _held.add(self)

    def let_go(self) -> None:
        """SQLite has closed it."""
        with _lock:
            _held.discard(self)


_held: "weakref.WeakSet[Held]" = weakref.WeakSet()


def identity(path: Path | str) -> Identity | None:
    """What file a name leads to; None if to none that can be reached."""
    try:
        found = os.stat(path)  # noqa: PTH116 - called with each change
    except OSError:
        return None
    return found.st_dev, found.st_ino


def part_of_store(found: os.stat_result) -> str | None:
    """Which part of a store that is open here a file is: "" for the store itself, or its ending; None for no part."""
    this = found.st_dev, found.st_ino
    with _lock:
        held = list(_held)
    if any(store.identity == this for store in held):
        return ""
    for real in {store.real for store in held}:
        for ending in ("", *SIDES):
            if identity(f"{real}{ending}") == this:
                return ending
    return None


def refuse_store(stream: BinaryIO) -> BinaryIO:
    """A stream that others opened for us, such as standard input; raises OwnFile if it is a store that is open here."""
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError, AttributeError):  # a stream without a file
        return stream
    check_own(found, "standard input")
    return stream


def check_own(found: os.stat_result, name: object) -> None:
    """Raises OwnFile if what was found under a name is part of a store that is open here."""
    if part_of_store(found) is not None:
        raise OwnFile(errno.EBUSY, "is the store's own file", str(name))


# ── reading ──


def opened(path: Path | str, *, links: bool = True, pipes: bool = False, folder: int | None = None) -> BinaryIO:
    """Opens a file to read bytes from.

    Args:
        path: its name.
        links: whether a link in the last part of the name is followed.
        pipes: also what is no plain file, such as a pipe, which is waited for.
        folder: the descriptor of an open folder in which it is looked for.

    Raises:
        OSError: there is none, it cannot be read, is no plain file.
        OwnFile: it belongs to a store that is open here.
    """
    found = os.stat(path, dir_fd=folder, follow_symlinks=links)
    if pipes and not stat.S_ISREG(found.st_mode):
        number = os.open(path, _READING, dir_fd=folder)  # waits for who writes into it
        return os.fdopen(_seen(number, path, pipes=True), "rb")
    with _lock:  # meanwhile SQLite opens nothing here
        check(os.stat(path, dir_fd=folder, follow_symlinks=links), path, pipes=pipes)
        number = os.open(path, _READING | _AT_ONCE | (0 if links else _NOT_FOLLOWED), dir_fd=folder)
        return io.BufferedReader(PlainReader(_seen(number, path, pipes=pipes), "rb"))


class PlainReader(io.FileIO):
    """What looks like a plain file and has nothing to give now, as some of /proc, is said to be none."""

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """As that of FileIO, which gives None; raises NotPlain."""
        number = super().readinto(buffer)
        if number is None:
            raise NotPlain(errno.EAGAIN, "is no plain file")
        return number

    def readall(self) -> bytes:
        """As that of FileIO, which gives None; raises NotPlain."""
        found: bytes | None = super().readall()
        if found is None:
            raise NotPlain(errno.EAGAIN, "is no plain file")
        return found


def folder(path: Path | str, *, inside: int | None = None, links: bool = False) -> int:
    """Opens a folder, also one that is in an open one; gives its descriptor. Raises OSError, also for a link."""
    flags = _READING | getattr(os, "O_DIRECTORY", 0) | (0 if links else _NOT_FOLLOWED)
    return os.open(path, flags, dir_fd=inside)


def head(path: Path) -> bytes:
    """The first bytes of a file, which is closed again before SQLite can open it here; raises as `opened`."""
    with _lock, opened(path) as file:
        return file.read(HEAD)


def _seen(number: int, path: object, *, pipes: bool = False) -> int:
    """Looks again at what was opened: the name may have led to another file a moment before."""
    try:
        check(os.fstat(number), path, pipes=pipes)
    except OwnFile:
        _kept.append(number)
        raise
    except OSError:
        os.close(number)
        raise
    return number


def check(found: os.stat_result, path: object, *, pipes: bool = False) -> None:
    """Raises OSError unless what was found under a name is a plain file, or with `pipes` none; see `opened`."""
    check_own(found, path)
    if stat.S_ISLNK(found.st_mode):
        raise NotPlain(errno.ELOOP, "is a link; name the file itself", str(path))
    if stat.S_ISDIR(found.st_mode):
        raise NotPlain(errno.EISDIR, "is a folder", str(path))
    if not pipes and not stat.S_ISREG(found.st_mode):
        raise NotPlain(errno.EINVAL, "is no plain file", str(path))


def is_store(path: Path) -> bool:
    """Whether a file is a store of ours or a copy of one; False for what cannot be read."""
    try:
        found = head(path)
    except OwnFile:
        return True
    except OSError:
        return False
    return len(found) == HEAD and found.startswith(MAGIC) and int.from_bytes(found[68:72]) == APPLICATION_ID


# ── writing ──


def check_name(path: Path) -> None:
    """Raises OwnFile if a file of this name would count as one beside a store, whether there is one now or not."""
    for ending in SIDES:
        if path.name.endswith(ending) and path.name != ending:
            store = path.with_name(path.name.removesuffix(ending))
            if store.is_file() and is_store(store):
                raise OwnFile(errno.EBUSY, "is the name of a file beside a store", str(path))


def made(path: Path | str) -> int:
    """Makes a file that only its owner can read, and gives its descriptor; raises OSError if there is one."""
    check_name(Path(path))
    return os.open(path, _MAKING, 0o600)


def appending(path: Path) -> BinaryIO:
    """Opens a file of the program's own, such as a log, to add to it; it is made if need be. Raises as `opened`."""
    with _lock:
        with suppress(FileNotFoundError):
            check(path.lstat(), path)
        number = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY | _NOT_FOLLOWED | _AT_ONCE | _PLAIN, 0o600)
        return os.fdopen(_seen(number, path), "ab")


def marker(path: Path, mode: int) -> BinaryIO:
    """Opens the file by which writers of a store stand in line (`db.turns`), made if need be; raises as `opened`."""
    flags = os.O_CREAT | _NOT_FOLLOWED | _AT_ONCE | _PLAIN

    def opener(name: str, _: int) -> int:
        try:
            return os.open(name, os.O_RDWR | flags, mode)
        except PermissionError:  # another account's; half of the locks are better than none
            return os.open(name, os.O_RDONLY | flags, mode)

    with _lock:
        with suppress(FileNotFoundError):
            _check_marker(path.lstat(), path)
        return open(path, "rb", buffering=0, opener=opener)


def _check_marker(found: os.stat_result, path: object) -> None:
    if part_of_store(found) not in (None, SIDES[-1]):
        raise OwnFile(errno.EBUSY, "is the store's own file", str(path))


def flush(path: Path) -> None:
    """Brings a file or folder of ours to the disk, where the system can do that."""
    if os.name == "nt":
        return
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # a file system without
            raise
    finally:
        os.close(number)


# ── nobody else ──


_SQLITE_LOCKS = (0x40000000, 512)
"""Where SQLite locks a file, and how many bytes (its os.h: PENDING_BYTE and what follows)."""


_SHARED = (_SQLITE_LOCKS[0] + 2, 510)
"""What everybody locks who has a store with a journal of the kind that we keep open (os.h: SHARED_FIRST)."""
_IN_USE = (128, 1)
"""What the same lock in the file `-shm` (wal.c and os_unix.c: UNIX_SHM_DMS)."""
_LOOKS = 3
_BETWEEN = 0.01
"""Seconds between two looks: whoever is just opening or closing has one of the two locks for a moment."""


def has_strangers(path: Path) -> bool:
    """Whether the files beside a store are in use by somebody who has another file open as that store.

    The store was then replaced or removed under that program: what it does to its journal by name, such as taking it
    away at its end, would happen to the new store's. False where a system does not tell, and for what is open here.
    """
    if sys.platform != "linux":
        return False
    side = path.with_name(f"{path.name}{SIDES[1]}")
    for look in range(_LOOKS):
        if look:
            time.sleep(_BETWEEN)
        with _lock:
            if part_of_store_at(path) or not _is_locked(side, *_IN_USE) or _is_locked(path, *_SHARED):
                return False
    return True


def part_of_store_at(path: Path) -> bool:
    """Whether what a name leads to, or what lies beside it, is open here as a store."""
    for ending in ("", *SIDES[:2]):
        with suppress(OSError):
            if part_of_store(path.with_name(f"{path.name}{ending}").stat()) is not None:
                return True
    return False


def _is_locked(path: Path, start: int, length: int) -> bool:
    """Whether another process has a lock on a part of a file, which is not open here; False if there is no file."""
    import fcntl
    import struct

    try:
        number = os.open(path, os.O_RDWR | _AT_ONCE | _PLAIN)
    except OSError:
        return False
    try:
        asked = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, start, length, 0)
        told = struct.unpack(_FLOCK, fcntl.fcntl(number, fcntl.F_GETLK, asked))
    except OSError:
        return False
    finally:
        os.close(number)
    return bool(told[0] != fcntl.F_UNLCK)


_FLOCK = "hhqqi0q"
"""Linux's `struct flock`, as `fcntl` takes it."""


@contextmanager
def nobody_else(path: Path) -> Iterator[None]:
    """Keeps a file that SQLite cannot open from everybody who has it open or opens it; raises OSError (EAGAIN).

    No connection of this process may be open on it.
    """
    import fcntl

    number = -1
    try:
        with _lock:
            check(path.stat(), path)
            number = os.open(path, os.O_RDWR | _AT_ONCE | _PLAIN)
        fcntl.lockf(number, fcntl.LOCK_EX | fcntl.LOCK_NB, _SQLITE_LOCKS[1], _SQLITE_LOCKS[0])
        if identity(path) != (os.fstat(number).st_dev, os.fstat(number).st_ino):
            raise OSError(errno.EAGAIN, "was exchanged", str(path))
        yield
    finally:
        if number >= 0:
            os.close(number)
