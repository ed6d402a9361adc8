"""A progress bar for the commands that take long."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[..., None]
"""Gets how much is done, and of how much where that is only learnt on the way."""


@contextmanager
def progress_bar(what: str, total: int = 0, *, percent: bool = False) -> Iterator[Advance | None]:
    """A bar on a terminal, with both numbers or the percentage; None elsewhere. `total` is 0 while nobody knows it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )  # fmt: skip

    number = TaskProgressColumn() if percent else MofNCompleteColumn()
    parts = (TextColumn(what), BarColumn(), number, TimeRemainingColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total or None)

        def advance(done: int, of: int = total) -> None:
            bar.update(task, completed=done, total=max(done, of) if of else None)

        yield advance
