"""Putting a file in its place: whole or not at all, nothing replaced unasked, and never a store."""

import errno
import os
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Self

from billia_tui import files

ABANDONED = 600
"""Seconds after which an unfinished file of a process that is gone is taken away."""

_NO_LINKS_HERE = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
"""How a file system answers that cannot give a file a second name."""
_PREFIX = ".billia-"
_ENDING = ".partial"


class Publication:
    """A file that is written beside its place and put there when it is whole. What fails leaves nothing.

    Args:
        target: its place.
        overwrite: a plain file that is there is replaced, whole; else nothing ever is, also not what comes meanwhile.
        backups: what is replaced may be a backup, if nobody has it open as a store; else it may be neither.
    """

    def __init__(self, target: Path, *, overwrite: bool = False, backups: bool = False) -> None:
        """Raises OSError if it could not be put there."""
        self.target = target
        self._overwrite = overwrite
        self._backups = backups
        self._check()
        forget_abandoned(target.parent)
        self.partial = beside(target)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def open(self) -> BinaryIO:
        """The unfinished file, new, which only its owner can read."""
        return os.fdopen(files.made(self.partial), "wb")

    def publish(self) -> None:
        """Puts the file, which is closed, in its place; raises OSError, and FileExistsError if one came meanwhile."""
        files.flush(self.partial)
        self._check()
        if not self._overwrite:
            put_new(self.partial, self.target)
        elif self._backups and files.is_store(self.target):
            self._replace_backup()
        else:
            self.partial.replace(self.target)
        files.flush(self.target.parent)

    def discard(self) -> None:
        """Takes the unfinished file away; nothing to do once it is published."""
        take_away(self.partial)

    def _check(self) -> None:
        files.check_name(self.target)
        try:
            found = self.target.lstat()
        except FileNotFoundError:
            return
        with suppress(FileNotFoundError):  # a link to nothing
            files.check_own(self.target.stat(), self.target)
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, "is a folder", str(self.target))
        if not self._overwrite:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(self.target))
        files.check(found, self.target)
        if files.is_store(self.target):
            self._check_backup()

    def _check_backup(self) -> None:
        """A copy that somebody looked into cannot be told from a store, except that nobody works on it."""
        used = any(self.target.with_name(self.target.name + ending).exists() for ending in ("-wal", "-journal"))
        if used or not self._backups:
            raise files.OwnFile(errno.EBUSY, f"is a store{' in use' * used}; name another file", str(self.target))

    def _replace_backup(self) -> None:
        try:
            with files.nobody_else(self.target):
                self.partial.replace(self.target)
        except BlockingIOError as error:
            raise files.OwnFile(errno.EBUSY, "is a store in use; name another file", str(self.target)) from error


def put_new(partial: Path, target: Path) -> None:
    """Gives a file its name; raises FileExistsError if there is one of that name, which is never replaced."""
    try:
        os.link(partial, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS_HERE:
            raise
    else:
        partial.unlink()
        return
    os.close(files.made(target))  # the name is ours
    try:
        partial.replace(target)
    except OSError:
        target.unlink(missing_ok=True)
        raise


def beside(target: Path) -> Path:
    """A name in the folder of `target` that nobody else takes; it is as short for a long name as for a short one."""
    return target.with_name(f"{_PREFIX}{os.getpid()}-{os.urandom(4).hex()}{_ENDING}")


def take_away(path: Path) -> None:
    """Removes an unfinished file, and what SQLite left beside it."""
    for ending in ("", *files.SIDES):
        with suppress(OSError):
            os.unlink(f"{path}{ending}")  # noqa: PTH108 - a name with an ending


def forget_abandoned(folder: Path) -> None:
    """Takes away what processes that were killed left unfinished in a folder."""
    with suppress(OSError):
        for left in folder.glob(f"{_PREFIX}*{_ENDING}"):
            number = left.name.removeprefix(_PREFIX).partition("-")[0]
            if number.isdigit() and not _lives(int(number)) and time.time() - left.stat().st_mtime > ABANDONED:
                take_away(left)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
