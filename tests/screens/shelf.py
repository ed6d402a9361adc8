"""Books that are made once and copied for each test: files, or databases of the tests' PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

from billia_tui.db.file_copy import backup
from billia_tui.db.store import Store, open_store
from tests import postgres
from tests.made_once import made_once

T = TypeVar("T")

EMPTY = "empty"
"""The book that has nothing but the Administrator ana."""


class Shelf(Protocol):
    """Where the books stand."""

    def put(self, name: str, fill: Callable[[Store], T], *, on: str = EMPTY) -> T:
        """Makes a book on top of another one; gives what `fill` says of it."""
        ...

    def borrow(self, name: str, folder: Path) -> AbstractContextManager[str]:
        """The address of a copy, for one test; a file is in `folder`."""
        ...


class Files:
    """Files in a folder that all workers know, in which `empty` is one already."""

    def __init__(self, folder: Path, empty: Path) -> None:
        self._folder = folder
        made_once(folder / "empty", lambda: shutil.copy(empty, self._book(EMPTY)))

    def put(self, name: str, fill: Callable[[Store], T], *, on: str = EMPTY) -> T:
        """See `Shelf`."""
        return made_once(self._folder / name, lambda: self._made(name, fill, on))

    def _made(self, name: str, fill: Callable[[Store], T], on: str) -> T:
        made = self._folder / f"{name}-made.db"
        shutil.copy(self._book(on), made)
        store = open_store(str(made))
        told = fill(store)
        store.close()
        backup(made, self._book(name))  # one file, without side files
        return told

    @contextmanager
    def borrow(self, name: str, folder: Path) -> Iterator[str]:
        """See `Shelf`."""
        yield str(shutil.copy(self._book(name), folder / f"{name}.db"))

    def _book(self, name: str) -> Path:
        return self._folder / f"{name}.db"


class Databases:
    """Databases on the tests' server; `folder` is one that all workers know."""

    def __init__(self, server: postgres.Server, folder: Path) -> None:
        self._server = server
        self._folder = folder

    def put(self, name: str, fill: Callable[[Store], T], *, on: str = EMPTY) -> T:
        """See `Shelf`."""
        return made_once(self._folder / name, lambda: self._made(name, fill, on))

    def _made(self, name: str, fill: Callable[[Store], T], on: str) -> T:
        made = _database(name)
        self._server.run(f"CREATE DATABASE {made} TEMPLATE {_database(on)}")
        store = open_store(self._server.url_of(made))
        told = fill(store)
        store.close()
        return told

    @contextmanager
    def borrow(self, name: str, folder: Path) -> Iterator[str]:  # noqa: ARG002 - a file would be there
        """See `Shelf`."""
        with self._server.database(_database(name)) as url:
            yield url


def _database(name: str) -> str:
    return postgres.TEMPLATE if name == EMPTY else f"book_{name}"
