"""Making a whole new store file: complete, or not there."""

import os
from collections.abc import Callable
from pathlib import Path

from billia_tui.db.store import Store, open_store
from billia_tui.errors import StoreError

_SIDE_FILES = ("", "-wal", "-shm", ".lock")


def make_whole(path: Path, fill: Callable[[Store], None]) -> None:
    """Makes a store beside `path`, lets `fill` write into it, and renames it: whoever looks finds all or nothing.

    A store that is there is replaced. What runs that were killed left beside it is removed.

    Raises:
        StoreError: it cannot be written. What `fill` raises goes through.
    """
    _forget_leftovers(path)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        store = open_store(str(partial), create=True)
        try:
            fill(store)
        finally:
            store.close()
        _remove(path)
        partial.replace(path)
    except OSError as error:
        raise StoreError(f"cannot make the store {path}: {error.strerror}") from error
    finally:
        _remove(partial)


def _remove(path: Path) -> None:
    for ending in _SIDE_FILES:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _forget_leftovers(path: Path) -> None:
    for left in path.parent.glob(f"{path.name}.*.partial"):
        number = left.name.removeprefix(f"{path.name}.").removesuffix(".partial")
        if number.isdigit() and not _alive(int(number)):
            _remove(left)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
