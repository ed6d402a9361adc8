"""An open store for those who come by a link, and nobody else: what `billia serve` does everything through (R231)."""

import random
import time
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from billia_tui.db.store import Store, open_store
from billia_tui.errors import NotFound, StoreBusy
from billia_tui.operations import password_hashes
from billia_tui.operations.links import redeeming, tries
from billia_tui.operations.links.redeeming import Offer
from billia_tui.vocabulary import LinkPurpose

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 5
"""How often a change is tried when a server says that another one was in the way."""

HASHES_AT_A_TIME = 2
"""Each takes 46 MiB and a core for a moment, as a PDF does; more requests wait."""


class LinkDoor:
    """Lets whoever has a good link do what it is for. Safe to use from several threads.

    `address` is always that of the caller. All of them raise NotFound for a link that does not work, which is counted,
    and TooManyTries while nothing from there is looked at.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.hashing = BoundedSemaphore(HASHES_AT_A_TIME)

    @classmethod
    def at(cls, url: str) -> "LinkDoor":
        """The door of the store at `url`; raises StoreError if it cannot be used."""
        return cls(open_store(url))

    def close(self) -> None:
        """Gives the store back."""
        self.store.close()

    def offer(self, purpose: LinkPurpose, token: str, address: str) -> Offer:
        """What the link is about."""
        origin = tries.origin_of(address)
        try:
            with self.store.reading() as session:
                tries.look(session, origin)
                return redeeming.offer(session, purpose, token)
        except NotFound:
            self.change(tries.count, origin)
            raise

    def set_password(self, purpose: LinkPurpose, token: str, address: str, password: str, again: str) -> None:
        """Sets a password by an activation or reset link; raises Invalid at `password` or `again`."""
        self.offer(purpose, token, address)  # nothing is hashed for who has no link
        password_hashes.check(password, again)
        with self.hashing:
            password_hash = password_hashes.hashed(password)
        self.change(redeeming.set_password, purpose, token, password_hash)

    def unsubscribe(self, token: str, address: str) -> str:
        """Unsubscribes the address of the link; gives it."""
        self.offer(LinkPurpose.UNSUBSCRIBE, token, address)
        return self.change(redeeming.unsubscribe, token)

    def change(self, change: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a change in a transaction; tried again when a server says that another one was in the way."""
        for attempt in range(1, TRIES + 1):
            try:
                with self.store.writing() as session:
                    return change(session, *args, **kwargs)
            except StoreBusy:
                if attempt == TRIES or self.store.dialect == "sqlite":
                    raise
                time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - spreads writers, hides nothing
        raise AssertionError("unreachable")
