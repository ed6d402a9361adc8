"""Several desks at the same moment, each with a store opened for itself."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from billia_tui.db.store import Store, open_store
from billia_tui.errors import BilliaError
from billia_tui.operations.desk import Desk

WRITERS = 4


def url_of(store: Store) -> str:
    """The address under which another program opens the store."""
    if store.dialect == "sqlite":
        return store.place
    return store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def together(store: Store, work: Callable[[Desk, int], Any], writers: int = WRITERS) -> list[Any]:
    """Lets several desks, each with a store opened for itself, do their work at the same moment."""
    start = threading.Barrier(writers)

    def run(number: int) -> Any:
        own = open_store(url_of(store))
        try:
            desk = Desk(own, 1)
            start.wait(timeout=30)
            return work(desk, number)
        except BilliaError as refused:
            return refused
        finally:
            own.close()

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(run, range(writers)))
