"""Links that were tried in vain, counted by where the tries come from (R231).

Who guesses has to wait, and a restart forgets nothing. An address is kept as a few digits of its hash, which many
others share, and for a day.
"""

import hashlib
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import LinkWait
from billia_tui.db.rows_made import made_and_locked
from billia_tui.errors import Refused

FREE = 10
"""Tries in vain without a wait: whoever has old mails opens some of their links."""

LONGEST_WAIT = timedelta(minutes=5)
REMEMBERED = timedelta(days=1)
_NETWORK = 64
"""The bits of an IPv6 address that one household has for itself."""


class TooManyTries(Refused):
    """Nothing is looked at for so many `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many tries in vain; try again in {seconds} s", rule="R231")
        self.seconds = seconds


def origin_of(address: str) -> str:
    """The word for where a request comes from: too little of a hash to know the address."""
    try:
        found = ip_address(address)
    except ValueError:
        named = address
    else:
        cut = found.packed[: _NETWORK // 8] if isinstance(found, IPv6Address) else found.packed
        named = cut.hex()
    return hashlib.sha256(f"link {named}".encode("utf-8", "surrogatepass")).hexdigest()[:5]


def name_word(key: str) -> str:
    """The word for a name that was typed, of whomever it is: too little of a hash to know what it was."""
    return f"n{hashlib.sha256(f'name {key}'.encode('utf-8', 'surrogatepass')).hexdigest()[:5]}"


def look(session: Session, origin: str) -> None:
    """Raises TooManyTries while nothing from there is looked at."""
    not_before = session.scalar(select(LinkWait.not_before).where(LinkWait.origin == origin))
    left = (not_before - clock.now()).total_seconds() if not_before is not None else 0
    if left > 0:
        raise TooManyTries(ceil(left))


def count(session: Session, origin: str, free: int = FREE) -> None:
    """Counts a try in vain; after the `free` ones each makes the next wait twice as long."""
    now = clock.now()
    session.execute(delete(LinkWait).where(LinkWait.tried_at < now - REMEMBERED))
    wait = made_and_locked(session, LinkWait, {"origin": origin}, failures=0, tried_at=now)
    wait.failures += 1
    wait.tried_at = now
    more = wait.failures - free
    wait.not_before = now + min(timedelta(seconds=2.0 ** min(more, 30)), LONGEST_WAIT) if more > 0 else None


def take_back(session: Session, origin: str) -> None:
    """A try that was counted just now was not in vain; those before it stay."""
    wait = session.scalar(select(LinkWait).where(LinkWait.origin == origin).with_for_update())
    if wait is not None:
        wait.failures = max(wait.failures - 1, 0)
        wait.not_before = None
