"""Books that are made once and copied for each test: files, or databases of the tests' PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import uuid4

from billia_tui.db.file_copy import backup
from billia_tui.db.store import Store, open_store
from tests import postgres

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
    """Files in a folder, in which `empty` is one already."""

    def __init__(self, folder: Path, empty: Path) -> None:
        self._folder = folder
        shutil.copy(empty, self._book(EMPTY))

    def put(self, name: str, fill: Callable[[Store], T], *, on: str = EMPTY) -> T:
        """See `Shelf`."""
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
    """Databases of one worker on the tests' server."""

    def __init__(self, server: postgres.Server) -> None:
        self._server = server
        self._worker = uuid4().hex
        self._names = {EMPTY: postgres.TEMPLATE}

    def put(self, name: str, fill: Callable[[Store], T], *, on: str = EMPTY) -> T:
        """See `Shelf`."""
        made = self._names[name] = f"{name}_{self._worker}"
        self._server.run(f"CREATE DATABASE {made} TEMPLATE {self._names[on]}")
        store = open_store(self._server.url_of(made))
        told = fill(store)
        store.close()
        return told

    @contextmanager
    def borrow(self, name: str, folder: Path) -> Iterator[str]:  # noqa: ARG002 - a file would be there
        """See `Shelf`."""
        with self._server.database(self._names[name]) as url:
            yield url
