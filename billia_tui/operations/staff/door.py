"""Letting an admin in by what only they know: a password, or a one-time code that asks for a new password (R180, R181).

Nothing tells which part was wrong: a name that nobody has, an inactive admin, a wrong password and a code that is used
or too old take the same statements and the same hash, and get the same sentence. Each try is counted before it is
looked at, so that many at the same moment are no way around the wait. What was typed is kept nowhere (P8).

Tries are counted by name and by where they come from, so that nobody keeps a colleague out who sits elsewhere. A code
is looked at also during a wait: nobody guesses one, and it is how an Administrator lets somebody in.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil

from sqlalchemy import Delete, Update, delete, select, update
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Admin, LogEntry, SignInCode, SignInWait
from billia_tui.db.rows_made import made_and_locked
from billia_tui.db.store import Store
from billia_tui.errors import Forbidden, Refused
from billia_tui.operations import actor as actors
from billia_tui.operations import password_hashes
from billia_tui.operations.actor import Actor
from billia_tui.operations.desk import Desk
from billia_tui.operations.log import lines as log
from billia_tui.operations.staff import credentials, sign_in_source
from billia_tui.text import storable
from billia_tui.vocabulary import AdminStatus, Role

REFUSED = "this lets nobody in: check username and password, or ask an Administrator for a one-time code"
CODE_GONE = "the one-time code has been used or is too old; ask an Administrator for another"

FREE = 5
"""Wrong tries without a wait."""

LONGEST_WAIT = timedelta(minutes=5)

REMEMBERED = timedelta(days=1)
"""So long after the last of them tries in vain still count."""

_LONGEST_CODE = 100

_NOBODY = 0
"""The id of no admin: what is done for a name that nobody has changes nothing."""

_NOT_KNOWN = Actor(_NOBODY, "", Role.TECH, _NOBODY, frozenset())
"""Who tried in vain: whoever it was, it need not be the admin of that name."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A one-time code that is good: with it a new password can be set, and nothing else be done. It never says it."""

    admin_id: int = field(repr=False)
    code_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store knows of a name: `password_hash` is nobody's if there is no password, or nobody may come in."""

    admin_id: int
    counted_as: str
    password_hash: str = field(repr=False)
    codes: frozenset[str] = field(repr=False)


class Door:
    """An open store that lets nobody in yet. Safe to use from one thread at a time.

    Args:
        store: it is the caller's until somebody is in.
        username: who is expected; any name may be given instead, unless it is `fixed`, as by a forced command.
        fixed: whether only that admin may come in.
        source: where the tries come from; by default as the key or the operating system says.
    """

    def __init__(self, store: Store, username: str, *, fixed: bool = False, source: str = "") -> None:
        self.store = store
        self.username = username
        self.fixed = fixed
        self.source = source or sign_in_source.of_this_process()

    def sign_in(self, username: str, password: str) -> Desk | Ticket:
        """The desk of the admin whose password it is, or a ticket to `set_password` if it is a one-time code.

        Takes a moment; not for the thread that paints.

        Raises:
            Forbidden: it is neither, or the admin is not active: always the same sentence.
            Refused: too many tries in vain; when to try again.
        """
        key = (self.username if self.fixed else username).strip().casefold()
        found = _at_the_door(self, key if storable(key) else "", password)
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


class Lock:
    """What a locked console is opened with: the password of whoever works there.

    Tries are counted here and nowhere else, so that nobody who tries at the door keeps this console locked, nor does
    whoever tries here keep the admin from signing in. Whoever ends the console instead is at the door.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._failures = 0
        self._not_before = clock.now()

    def unlock(self, password: str) -> None:
        """Lets the admin go on, with the same care as at the door. A one-time code does not.

        Raises:
            Forbidden, Refused: as `Door.sign_in`.
            SignedOut: the admin is not active any more, or has another password or code since (R180, R181).
        """
        now = clock.now()
        if self._not_before > now:
            raise _too_many(self._not_before - now)
        self._failures += 1
        self._not_before = now + wait_after(self._failures)
        with self._desk.store.writing() as session:
            actor = actors.load(session, self._desk.admin_id, signed_in=self._desk.sign_in_version)
            stored = session.scalar(select(Admin.password_hash).where(Admin.id == actor.admin_id))
        known = _Known(actor.admin_id, "", stored or password_hashes.nobodys(), frozenset())
        right, newer = _looked_at(known, password)
        with self._desk.store.writing() as session:
            if not right or not _let_in(session, known, newer, "unlock"):
                _refused(session, known)
                right = False
        if not right:
            raise Forbidden(REFUSED)
        self._failures, self._not_before = 0, now


def has_password(session: Session, actor: Actor) -> bool:
    """Whether the acting admin has a password of their own, to unlock a console with."""
    return session.scalar(select(Admin.password_hash.is_not(None)).where(Admin.id == actor.admin_id)) or False


def wait_after(failures: int) -> timedelta:
    """How long no try is looked at after so many in vain."""
    if failures <= FREE:
        return timedelta()
    return min(timedelta(seconds=2.0 ** min(failures - FREE, 30)), LONGEST_WAIT)


def _at_the_door(door: Door, key: str, typed: str) -> int | Ticket:
    """The id of the admin whose password was typed, or the ticket of a code."""
    code_hash = hashlib.sha256(_as_code(typed).encode("utf-8", "surrogatepass")).hexdigest()
    with door.store.writing() as session:
        known = _counted(session, key, door.source, code_hash)
    right, newer = _looked_at(known, typed)
    with door.store.writing() as session:
        if right and _let_in(session, known, newer, "sign in"):
            session.execute(_forgotten(known, door.source))
            return known.admin_id
        if code_hash in known.codes:
            session.execute(_forgotten(known, door.source))
            return Ticket(known.admin_id, code_hash)
        _refused(session, known)
    raise Forbidden(REFUSED)


def _looked_at(known: _Known, typed: str) -> tuple[bool, str | None]:
    """Whether it is the password, and its hash made with today's work, if that of the store is not. Takes a moment."""
    right = password_hashes.matches(known.password_hash, typed)
    return right, password_hashes.hashed(typed) if right and password_hashes.is_outdated(known.password_hash) else None


def _counted(session: Session, key: str, source: str, code_hash: str) -> _Known:
    """Counts a try as one in vain, which a good one takes back; raises Refused while none is looked at."""
    now = clock.now()
    columns = (Admin.id, Admin.status, Admin.password_hash)
    row = session.execute(select(*columns).where(Admin.username_key == key)).one_or_none()
    admin_id = _NOBODY if row is None else row.id
    good = (SignInCode.admin_id == admin_id, SignInCode.used_at.is_(None), SignInCode.expires_at > now)
    codes = frozenset(session.scalars(select(SignInCode.code_hash).where(*good)))
    if row is None or row.status != AdminStatus.ACTIVE:
        codes = frozenset()
    session.execute(delete(SignInWait).where(SignInWait.tried_at < now - REMEMBERED))
    counted_as = _strangers_name(key) if row is None else credentials.wait_name(admin_id)
    wait = made_and_locked(session, SignInWait, {"name": counted_as, "source": source}, failures=0, tried_at=now)
    if wait.not_before is not None and wait.not_before > now and code_hash not in codes:
        raise _too_many(wait.not_before - now)
    wait.failures += 1
    wait.tried_at = now
    wait.not_before = now + wait_after(wait.failures)
    password_hash = row.password_hash if row is not None and row.status == AdminStatus.ACTIVE else None
    return _Known(admin_id, counted_as, password_hash or password_hashes.nobodys(), codes)


def _strangers_name(key: str) -> str:
    """By what the tries of a name are counted that nobody has: too little of it to know what was typed."""
    return f"nobody {hashlib.sha256(key.encode()).hexdigest()[:3]}"


def _too_many(left: timedelta) -> Refused:
    return Refused(f"too many tries in vain; try again in {ceil(left.total_seconds())} s", rule="R181")


def _refused(session: Session, known: _Known) -> None:
    """Writes down that somebody was refused, not who: it need not be the admin of that name."""
    session.add(LogEntry(**log.line_of(_NOT_KNOWN, None, ("admin", known.admin_id), "refused sign-in", by_system=True)))


def _let_in(session: Session, known: _Known, newer: str | None, action: str) -> bool:
    """Lets the admin in, unless the password or the admin is another one by now; stores a `newer` hash of it."""
    same = (Admin.status == AdminStatus.ACTIVE, Admin.password_hash == known.password_hash)
    hash_kept = newer or known.password_hash
    if (
        session.scalar(_changed(known.admin_id).where(*same).values(password_hash=hash_kept).returning(Admin.id))
        is None
    ):
        return False
    log.write(session, actors.load(session, known.admin_id), None, ("admin", known.admin_id), action)
    return True


def _redeem(session: Session, ticket: Ticket, password_hash: str | None) -> None:
    """Of those who have the same code the first one gets in: the code is used by one statement that finds it unused."""
    now = clock.now()
    given = {"password_hash": password_hash, "must_change_password": False}
    session.execute(_changed(ticket.admin_id).values(**given, sign_in_version=Admin.sign_in_version + 1))
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


def _changed(admin_id: int) -> Update:
    return update(Admin).where(Admin.id == admin_id)


def _forgotten(known: _Known, source: str) -> Delete:
    """The tries of an admin from there count no more; those from elsewhere do."""
    return delete(SignInWait).where(SignInWait.name == known.counted_as, SignInWait.source == source)


def _as_code(typed: str) -> str:
    """A code as it was shown, however it was typed: small letters, blanks for dashes or none."""
    letters = "".join(char for char in typed[:_LONGEST_CODE].upper() if char.isalnum())
    return credentials.grouped(letters)
