"""Breaking a change at each of its statements: whatever breaks, the store is as before (P2, R188).

`test_atomicity` breaks what stands in the tables of `changes`. `first` is put around every change that a test makes
(`conftest.py`): the first time that any other operation succeeds in a run of tests it has been broken everywhere
before. So a new operation is covered by whatever test it has.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from billia_tui.db.store import Store
from billia_tui.operations.desk import Desk
from tests.operations.kit import everything, statements

CHANGE = Desk.change
"""As it is, whatever the fixture puts around it."""

AT_MOST = 40
"""A change of more statements, which does the same to many records, is not broken at each of them."""

FAULTS = 0
"""How many statements were broken in this process."""


class Broken(Exception):
    """The connection breaks."""


@contextmanager
def breaking(store: Store, at: int) -> Iterator[None]:
    """Lets the `at`-th statement from now raise instead of running; COMMIT is one of them."""
    count = 0

    def fail(*_: Any) -> None:
        nonlocal count
        count += 1
        if count == at:
            raise Broken

    event.listen(store.engine, "before_cursor_execute", fail)
    event.listen(store.engine, "commit", fail)
    try:
        yield
    finally:
        event.remove(store.engine, "before_cursor_execute", fail)
        event.remove(store.engine, "commit", fail)


def statements_of(store: Store, change: Callable[[], object]) -> int:
    """How many statements a change takes that would succeed; its commit is the first thing that fails."""

    def fail(_: Any) -> None:
        raise Broken

    event.listen(store.engine, "commit", fail)
    try:
        with pytest.raises(Broken), statements(store) as seen:
            change()
    finally:
        event.remove(store.engine, "commit", fail)
    return len(seen)


def name_of(operation: Callable[..., Any]) -> str:
    """What an operation is remembered by."""
    return f"{operation.__module__}.{operation.__qualname__}"


def everywhere(desk: Desk, operation: Callable[..., Any], /, *args: Any, **kwargs: Any) -> None:
    """Breaks a change at every statement and at its commit: all or nothing; raises what the change itself raises."""

    def change() -> object:
        return CHANGE(desk, operation, *args, **kwargs)

    global FAULTS  # noqa: PLW0603 - one number for the whole process
    before = everything(desk.store)
    if desk.store.dialect != "sqlite":
        statements_of(desk.store, change)  # a server is asked once what it can; that is no statement of the change
    number = statements_of(desk.store, change)
    for at in _places(number + 1):
        FAULTS += 1
        with pytest.raises(Broken), breaking(desk.store, at):
            change()
    assert everything(desk.store) == before


def _places(number: int) -> list[int]:
    """Where a change is broken: everywhere, or at its beginning, at places spread evenly, and at its commit."""
    if number <= AT_MOST:
        return list(range(1, number + 1))
    half = AT_MOST // 2
    return sorted({*range(1, half), *range(half, number, number // half), number})


@cache
def in_tables() -> frozenset[str]:
    """The operations that `test_atomicity` breaks."""
    from tests.operations.changes import BY_CUSTOMER, UNLOGGED, WRITING

    calls = [call for _, call in {**WRITING, **UNLOGGED}.values()] + [*BY_CUSTOMER.values()]
    return frozenset(name_of(operation) for operation, *_ in calls)


def first(broken: Path) -> Callable[..., Any]:
    """`Desk.change` where an operation that was never done before is broken everywhere; `broken` notes which were.

    The note is a folder of all workers: what one of them has broken the others need not.
    """

    def change(desk: Desk, operation: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        name = name_of(operation)
        alone = threading.current_thread() is threading.main_thread()  # else somebody else would be broken
        if alone and desk.store.dialect == "sqlite" and name not in in_tables() and not (broken / name).exists():
            everywhere(desk, operation, *args, **kwargs)
            (broken / name).touch()
        return CHANGE(desk, operation, *args, **kwargs)

    return change
