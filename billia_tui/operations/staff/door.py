"""Letting an admin in by what only they know: a password, or a one-time code that asks for a new password (R180, R181).

Nothing tells which part was wrong: a name that nobody has, an inactive admin, a wrong password and a code that is used
or too old take the same statements and the same hash, and get the same sentence. Each try is counted before it is
looked at, so that many at the same moment are no way around the wait. What was typed is kept nowhere (P8).
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import ColumnElement, Update, select, update
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Admin, LogEntry, SignInCode
from billia_tui.db.store import Store
from billia_tui.errors import Forbidden, Refused
from billia_tui.operations import actor as actors
from billia_tui.operations import password_hashes
from billia_tui.operations.actor import Actor
from billia_tui.operations.desk import Desk
from billia_tui.operations.log import lines as log
from billia_tui.operations.staff import credentials
from billia_tui.text import storable
from billia_tui.vocabulary import AdminStatus, Role

REFUSED = "this lets nobody in: check username and password, or ask an Administrator for a one-time code"
CODE_GONE = "the one-time code has been used or is too old; ask an Administrator for another"

FREE = 5
"""Wrong tries without a wait."""

LONGEST_WAIT = timedelta(minutes=5)

_LONGEST_CODE = 100

_NOBODY = 0
"""The id of no admin: what is done for a name that nobody has changes nothing."""

_NOT_KNOWN = Actor(_NOBODY, "", Role.TECH, _NOBODY, frozenset())
"""Who tried in vain: whoever it was, it need not be the admin of that name."""

Failures = tuple[int, datetime | None]
"""How many tries have failed, and before when no other is looked at."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A one-time code that is good: with it a new password can be set, and nothing else be done. It never says it."""

    admin_id: int = field(repr=False)
    code_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store knows of a name: `password_hash` is nobody's if there is no password, or nobody may come in."""

    admin_id: int
    password_hash: str = field(repr=False)
    codes: frozenset[str] = field(repr=False)


class Door:
    """An open store that lets nobody in yet. Safe to use from one thread at a time.

    Args:
        store: it is the caller's until somebody is in.
        username: who is expected; any name may be given instead, unless it is `fixed`, as by a forced command.
        fixed: whether only that admin may come in.
    """

    def __init__(self, store: Store, username: str, *, fixed: bool = False) -> None:
        self.store = store
        self.username = username
        self.fixed = fixed
        self._strangers: dict[str, Failures] = {}

    def sign_in(self, username: str, password: str) -> Desk | Ticket:
        """The desk of the admin whose password it is, or a ticket to `set_password` if it is a one-time code.

        Takes a moment; not for the thread that paints.

        Raises:
            Forbidden: it is neither, or the admin is not active: always the same sentence.
            Refused: too many tries in vain; when to try again.
        """
        key = (self.username if self.fixed else username).strip().casefold()
        key = key if storable(key) else ""
        found = _proven(self.store, Admin.username_key == key, password, self._strangers, key, "sign in")
        return found if isinstance(found, Ticket) else Desk(self.store, found)

    def set_password(self, ticket: Ticket, password: str, again: str) -> Desk:
        """Redeems the code and stores the new password, both or nothing; gives the desk.

        Raises:
            Invalid: at `password` or `again`.
            Forbidden: the code has been used or is too old by now.
        """
        given = credentials.by_password(password, again)
        with self.store.writing() as session:
            _redeem(session, ticket, given.password_hash)
        return Desk(self.store, ticket.admin_id)


def unlock(desk: Desk, password: str) -> None:
    """Lets the admin of a desk that is locked go on; the same care as at the door. A one-time code does not.

    Raises:
        Forbidden, Refused: as `Door.sign_in`.
    """
    found = _proven(desk.store, Admin.id == desk.admin_id, password, {}, "", "unlock")
    if isinstance(found, Ticket):
        raise Forbidden(REFUSED)


def has_password(session: Session, actor: Actor) -> bool:
    """Whether the acting admin has a password of their own, to unlock a console with."""
    return session.scalar(select(Admin.password_hash.is_not(None)).where(Admin.id == actor.admin_id)) or False


def wait_after(failures: int) -> timedelta:
    """How long no try is looked at after so many in vain."""
    if failures <= FREE:
        return timedelta()
    return min(timedelta(seconds=2.0 ** min(failures - FREE, 30)), LONGEST_WAIT)


def _proven(
    store: Store, who: ColumnElement[bool], typed: str, strangers: dict[str, Failures], key: str, action: str
) -> int | Ticket:
    """The id of the admin whose password was typed, or the ticket of a code."""
    with store.writing() as session:
        known, failures = _counted(session, who, strangers.get(key, (0, None)))
    if known.admin_id == _NOBODY:
        strangers[key] = failures
    by_password = password_hashes.matches(known.password_hash, typed)
    newer = password_hashes.hashed(typed) if by_password and password_hashes.is_outdated(known.password_hash) else None
    code_hash = hashlib.sha256(_as_code(typed).encode("utf-8", "surrogatepass")).hexdigest()
    with store.writing() as session:
        if by_password and _let_in(session, known, newer, action):
            return known.admin_id
        if code_hash in known.codes:
            session.execute(_forgiven(known.admin_id))
            return Ticket(known.admin_id, code_hash)
        about = ("admin", known.admin_id)
        session.add(LogEntry(**log.line_of(_NOT_KNOWN, None, about, "refused sign-in", by_system=True)))
    raise Forbidden(REFUSED)


def _counted(session: Session, who: ColumnElement[bool], stranger: Failures) -> tuple[_Known, Failures]:
    """Counts a try as one in vain, which a good one takes back; raises Refused while none is looked at."""
    now = clock.now()
    columns = (Admin.id, Admin.status, Admin.password_hash, Admin.failed_sign_ins, Admin.no_sign_in_before)
    row = session.execute(select(*columns).where(who).with_for_update(key_share=True)).one_or_none()
    admin_id = _NOBODY if row is None else row.id
    good = (SignInCode.admin_id == admin_id, SignInCode.used_at.is_(None), SignInCode.expires_at > now)
    codes = session.scalars(select(SignInCode.code_hash).where(*good)).all()
    failed, not_before = stranger if row is None else (row.failed_sign_ins, row.no_sign_in_before)
    if not_before is not None and not_before > now:
        seconds = ceil((not_before - now).total_seconds())
        raise Refused(f"too many tries in vain; try again in {seconds} s", rule="R181")
    failed += 1
    wait = wait_after(failed)
    counted = (failed, now + wait if wait else None)
    session.execute(
        update(Admin).where(Admin.id == admin_id).values(failed_sign_ins=failed, no_sign_in_before=counted[1])
    )
    if row is None or row.status != AdminStatus.ACTIVE:
        return _Known(admin_id, password_hashes.nobodys(), frozenset()), counted
    return _Known(admin_id, row.password_hash or password_hashes.nobodys(), frozenset(codes)), counted


def _let_in(session: Session, known: _Known, newer: str | None, action: str) -> bool:
    """Lets the admin in, unless the password or the admin is another one by now; stores a `newer` hash of it."""
    same = (Admin.status == AdminStatus.ACTIVE, Admin.password_hash == known.password_hash)
    hash_kept = newer or known.password_hash
    forgiven = _forgiven(known.admin_id).where(*same).values(password_hash=hash_kept)
    if session.scalar(forgiven.returning(Admin.id)) is None:
        return False
    log.write(session, actors.load(session, known.admin_id), None, ("admin", known.admin_id), action)
    return True


def _redeem(session: Session, ticket: Ticket, password_hash: str | None) -> None:
    """Of those who have the same code the first one gets in: the code is used by one statement that finds it unused."""
    now = clock.now()
    session.execute(_forgiven(ticket.admin_id).values(password_hash=password_hash, must_change_password=False))
    unused = (
        SignInCode.admin_id == ticket.admin_id,
        SignInCode.code_hash == ticket.code_hash,
        SignInCode.used_at.is_(None),
        SignInCode.expires_at > now,
    )
    if session.scalar(update(SignInCode).where(*unused).values(used_at=now).returning(SignInCode.id)) is None:
        raise Forbidden(CODE_GONE)
    actor = actors.load(session, ticket.admin_id)
    for action in ("set password", "sign in"):
        log.write(session, actor, None, ("admin", ticket.admin_id), action)


def _forgiven(admin_id: int) -> Update:
    """The tries of an admin count no more."""
    return update(Admin).where(Admin.id == admin_id).values(failed_sign_ins=0, no_sign_in_before=None)


def _as_code(typed: str) -> str:
    """A code as it was shown, however it was typed: small letters, blanks for dashes or none."""
    letters = "".join(char for char in typed[:_LONGEST_CODE].upper() if char.isalnum())
    return credentials.grouped(letters)
