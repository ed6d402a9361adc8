"""A dry run of several imports that build on each other: all in one transaction, which is undone at its end (R234)."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from sqlalchemy.orm import Session

from billia_tui.operations.desk import Desk, Operation

P = ParamSpec("P")
T = TypeVar("T")


class _Over(Exception):
    """Ends the transaction, which is undone by it."""


class _Rehearsal(Desk):
    """A desk whose changes are savepoints of one transaction."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk.store, desk.admin_id)
        self._session = session

    def ask(self, operation: Operation[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return operation(self._session, self.actor, *args, **kwargs)

    def change(self, operation: Operation[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        with self._session.begin_nested():
            answer = operation(self._session, self.actor, *args, **kwargs)
        self._session.expunge_all()  # what is read once more is read from the store; memory stays flat
        return answer


def rehearsing(desk: Desk, play: Callable[[Desk], T]) -> T:
    """What `play` gives at a desk of which nothing is kept; on SQLite others wait to write meanwhile."""
    done: list[T] = []
    try:
        with desk.store.writing() as session:
            done.append(play(_Rehearsal(desk, session)))
            raise _Over  # noqa: TRY301 - this very transaction has to see it
    except _Over:
        return done[0]
