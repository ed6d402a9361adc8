"""`billia mails deliver`: once, or again and again (R225)."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.errors import Refused, StoreBusy, StoreGone, StoreLost
from billia_tui.operations.actor import Actor
from billia_tui.operations.desk import Desk
from billia_tui.operations.mails.deliver import Attach, Delivered, Delivery
from billia_tui.operations.messages import mail_health
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.operations.store import runs
from billia_tui.operations.store.runs import Run
from billia_tui.settings.mail import MISSING, MailSettings

A_DEMO = "no mail leaves a demo store: all in it is made up"

Look = Callable[[str], str]
"""Says what is wrong with the pages behind links at an address; "" if they answer."""

LOOKS_EVERY = 5.0
"""Seconds between two looks at the queue while watching."""

LONGEST_PAUSE = 300.0
"""Seconds that a watching process waits at most while the server cannot be reached."""

NOTED_EVERY = 60.0
"""Seconds between two notes that somebody delivers, while nothing is to be sent."""


def may_deliver(session: Session, actor: Actor) -> None:
    """Raises Forbidden without the right, Refused for a store that all is made up in."""
    require(actor, Right.SERVICES)
    if mail_health.is_demo(session):
        raise Refused(A_DEMO, rule="R225")


def is_demo(session: Session, actor: Actor) -> bool:
    """Whether nothing leaves this store as all in it is made up."""
    staff_only(actor)
    return mail_health.is_demo(session)


def deliver(
    desk: Desk,
    settings: MailSettings | None,
    *,
    limit: int | None = None,
    attach: Attach | None = None,
    look: Look | None = None,
    stop: threading.Event | None = None,
) -> Delivered:
    """Hands over what is due to customers that the admin reaches, at most `limit` mails; then looks at the link pages.

    Raises:
        Forbidden, Refused (a demo store, no settings), StoreError.
    """
    desk.ask(may_deliver)
    if settings is None:
        raise Refused(MISSING, rule="R225")
    began = clock.now()
    done = Delivery(desk.store, desk.actor, settings, limit=limit, attach=attach, stop=stop).run()
    _note(desk, began, done.failure, lambda: look(settings.links) if look is not None else "")
    return done


def watch(
    desk: Desk,
    settings: MailSettings | None,
    stop: threading.Event,
    *,
    attach: Attach | None = None,
    look: Look | None = None,
    told: Callable[[Delivered], None],
) -> None:
    """Delivers until `stop` is set; `told` hears of each run in which something happened.

    A store that is out of reach or busy is waited for, and said once. Raises as `deliver` for all else.
    """
    pauses: Iterator[float] = iter(())
    missed = False
    while not stop.is_set():
        try:
            done = deliver(desk, settings, attach=attach, look=look, stop=stop)
        except StoreGone:
            raise
        except (StoreLost, StoreBusy) as lost:
            done = Delivered(failure=f"{lost.text}; waiting for it")
            if not missed:
                told(done)
            missed = True
        else:
            if missed or done.total or done.doubts or done.failure:
                told(done)
            missed = False
        if not done.failure:
            pauses = iter(())
            stop.wait(LOOKS_EVERY)
            continue
        pause = next(pauses, None)
        if pause is None:
            pauses = _growing()
            pause = next(pauses)
        stop.wait(pause)


def _growing() -> Iterator[float]:
    pause = LOOKS_EVERY
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE)


def _note(desk: Desk, began: datetime, failure: str, look: Callable[[], str]) -> None:
    """When mail was delivered last, and what was in the way; another run may note the same at this moment."""
    with desk.store.reading() as session:
        last, before = runs.last(session, Run.DELIVER), mail_health.read(session).failure
    if last is None or failure != before or (began - last).total_seconds() >= NOTED_EVERY:
        link_pages = look()
        with suppress(StoreBusy):
            with desk.store.writing() as session:
                mail_health.note(session, failure, link_pages)
            runs.note(desk.store, Run.DELIVER, began)
