"""An admin's desk: an open store and who sits there. The console and the commands do everything through it."""

import random
import time
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.actions.record import operation_named
from billia_tui.db.models import LogEntry, QueueWork
from billia_tui.db.store import Store
from billia_tui.errors import Forbidden, OutcomeUnknown, StoreBusy, StoreGone, StoreLost, Unreadable
from billia_tui.operations.actor import Actor, confirm, load
from billia_tui.operations.permissions import RIGHTS, Right
from billia_tui.operations.requests import was_carried_out
from billia_tui.vocabulary import QueueStep

P = ParamSpec("P")
T = TypeVar("T")
Operation = Callable[Concatenate[Session, Actor, P], T]

ACTOR_SECONDS = 2.0
"""How long a reader trusts what it knows of the admin; a change always asks the store (R181)."""

TRIES = 5
"""How often a change is tried when the store says that another one was in the way."""

LOOKS_FOR = 10.0
"""Seconds in which a server that was lost while something was being saved may come back and tell whether it was."""

NOTHING_SAVED = "the connection to the store was lost; nothing was saved; try again"
SAVED_ONCE = "the connection was lost while saving: it may be saved or not; trying again saves it only once"


class Desk:
    """Runs operations for one admin. Safe to use from several threads: each call is its own transaction.

    With `acting_as`, a customer's id, it is the desk of that customer's panel: every operation gets an actor
    who can do what the customer can (R66), as long as the admin may impersonate at all.
    """

    def __init__(self, store: Store, admin_id: int, *, acting_as: int | None = None) -> None:
        self.store = store
        self.admin_id = admin_id
        self.acting_as = acting_as
        self.seated_at = clock.now()
        self._known: tuple[float, Actor]
        self.sign_in_version: int | None = None
        with store.reading() as session:
            self._recognise(session)
        self.sign_in_version = self.actor.sign_in_version

    @property
    def actor(self) -> Actor:
        """Who sits here, as last read: for what a screen offers. An operation is told afresh who asks."""
        return self._known[1]

    def ask(self, operation: Operation[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a reading operation in a transaction of its own; once more if the server was restarted meanwhile."""
        try:
            return self._read(operation, *args, **kwargs)
        except StoreLost as lost:
            if not lost.cut:
                raise
            return self._read(operation, *args, **kwargs)
        except Unreadable:  # one value is none: everything else is shown
            with self.store.reading(tolerant=True) as session:
                return operation(session, self.actor, *args, **kwargs)

    def _read(self, operation: Operation[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        with self.store.reading() as session:
            return operation(session, self._recently(session), *args, **kwargs)

    def change(self, operation: Operation[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a writing operation: all of it is stored, or nothing (R188).

        What lost a race on a server is tried again from fresh reads, with the same request key. If the line is lost
        during COMMIT it is looked up what became of it: the answer is given, or it is said that nothing was saved.

        Raises:
            StoreLost: the server cannot be reached; nothing was saved.
            OutcomeUnknown: it cannot be reached, and only when it is back it can be told whether this was saved.
        """
        for attempt in range(1, TRIES + 1):
            try:
                return self._write(operation, *args, **kwargs)
            except StoreBusy:
                if attempt == TRIES or self.store.dialect == "sqlite":  # SQLite has waited its whole time-out
                    raise
                time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - spreads writers, hides nothing
        raise AssertionError("unreachable")

    def _write(self, operation: Operation[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        done: list[tuple[T, Actor, Actor]] = []
        try:
            with self.store.writing() as session:
                actor = self._recognise(session)
                answer = operation(session, actor, *args, **kwargs)
                _look_at_queues(session)
                done.append((answer, actor, confirm(session, actor)))
        except OutcomeUnknown as unknown:  # the answer is known; what became of its COMMIT is not
            self._look_up(unknown, kwargs.get("request_key"))
        except StoreGone:
            raise
        except StoreLost as lost:
            raise StoreLost(NOTHING_SAVED) from lost
        answer, before, after = done[0]
        if after.sign_in_version != before.sign_in_version:  # by this very change: nobody else's is followed
            self.sign_in_version = after.sign_in_version
        return answer

    def _look_up(self, unknown: OutcomeUnknown, request_key: object) -> None:
        """Returns if a change whose COMMIT was cut off was saved.

        Raises:
            StoreLost: it was not. OutcomeUnknown: nobody can tell yet.
        """
        end, pause = time.monotonic() + LOOKS_FOR, 0.05
        while True:
            try:
                saved = self._was_saved(unknown.line, request_key)
            except (StoreLost, StoreBusy):  # not back yet, or still at work on it
                saved = None
                if time.monotonic() < end:
                    time.sleep(pause)
                    pause = min(2 * pause, 1.0)
                    continue
            if saved is None:
                raise OutcomeUnknown(unknown.line, SAVED_ONCE if request_key else "") from unknown
            if not saved:
                raise StoreLost(NOTHING_SAVED) from unknown
            return

    def _was_saved(self, line: tuple[int, int, str] | None, request_key: object) -> bool | None:
        """By its line of the log; a change without one can only be told by its key, and only that it was."""
        if line is not None:
            return self.store.was_saved(line)
        if not isinstance(request_key, str):
            return None
        with self.store.reading() as session:
            return was_carried_out(session, request_key) or None

    def recognise_next(self) -> None:
        """Somebody may have changed what the admin may do: the next question looks the admin up, however fresh."""
        self._known = (-ACTOR_SECONDS, self.actor)

    def _recently(self, session: Session) -> Actor:
        asked_at, actor = self._known  # once: another thread may exchange it at any moment
        return actor if time.monotonic() - asked_at <= ACTOR_SECONDS else self._recognise(session)

    def _recognise(self, session: Session) -> Actor:
        """Who sits here, by this transaction; what it reads is its own, and only told to the others (R181)."""
        asked_at = time.monotonic()
        actor = load(session, self.admin_id, acting_as=self.acting_as, signed_in=self.sign_in_version)
        if actor.acting_as is not None and Right.PASSWORD not in RIGHTS[actor.role]:
            raise Forbidden(f"your role {actor.role} may not {Right.PASSWORD} any more; leave the Customer Panel")
        self._known = (asked_at, actor)
        return actor


def _look_at_queues(session: Session) -> None:
    """Whoever was done in a queue and does not belong to it any more after this change is open there again (R242).

    Whose change this is the lines say that have no number yet: those of this transaction.
    """
    changed = select(LogEntry.customer_id).where(LogEntry.hash.is_(None))
    standing = select(QueueWork.queue_id, QueueWork.customer_id).where(
        QueueWork.ended_at.is_(None), QueueWork.step == QueueStep.DONE, QueueWork.customer_id.in_(changed)
    )
    found = [(row.queue_id, row.customer_id) for row in session.execute(standing)]
    if found:
        operation_named("finding.queue_work:left")(session, found)
