"""An admin's desk: an open store and who sits there. The console and the commands do everything through it."""

import random
import time
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from billia_tui.db.store import Store
from billia_tui.errors import Forbidden, StoreBusy
from billia_tui.operations.actor import Actor, load
from billia_tui.operations.permissions import RIGHTS, Right

P = ParamSpec("P")
T = TypeVar("T")
Operation = Callable[Concatenate[Session, Actor, P], T]

ACTOR_SECONDS = 2.0
"""How long a reader trusts what it knows of the admin; a change always asks the store (R181)."""

TRIES = 5
"""How often a change is tried when the store says that another one was in the way."""


class Desk:
    """Runs operations for one admin. Safe to use from several threads: each call is its own transaction.

    With `acting_as`, a customer's id, it is the desk of that customer's panel: every operation gets an actor
    who can do what the customer can (R66), as long as the admin may impersonate at all.
    """

    def __init__(self, store: Store, admin_id: int, *, acting_as: int | None = None) -> None:
        self.store = store
        self.admin_id = admin_id
        self.acting_as = acting_as
        with store.reading() as session:
            self._recognise(session)

    def ask(self, operation: Operation[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a reading operation in a transaction of its own."""
        with self.store.reading() as session:
            if time.monotonic() - self._known_at > ACTOR_SECONDS:
                self._recognise(session)
            return operation(session, self.actor, *args, **kwargs)

    def change(self, operation: Operation[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a writing operation: all of it is stored, or nothing (R188).

        What lost a race on a server is tried again from fresh reads, with the same request key.
        """
        for attempt in range(1, TRIES + 1):
            try:
                with self.store.writing() as session:
                    self._recognise(session)
                    return operation(session, self.actor, *args, **kwargs)
            except StoreBusy:
                if attempt == TRIES or self.store.dialect == "sqlite":  # SQLite has waited its whole time-out
                    raise
                time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - spreads writers, hides nothing
        raise AssertionError("unreachable")

    def recognise_next(self) -> None:
        """Somebody may have changed what the admin may do: the next question looks the admin up, however fresh."""
        self._known_at = -ACTOR_SECONDS

    def _recognise(self, session: Session) -> None:
        actor = load(session, self.admin_id, acting_as=self.acting_as)
        if actor.acting_as is not None and Right.PASSWORD not in RIGHTS[actor.role]:
            raise Forbidden(f"your role {actor.role} may not {Right.PASSWORD} any more; leave the Customer Panel")
        self.actor = actor
        self._known_at = time.monotonic()
