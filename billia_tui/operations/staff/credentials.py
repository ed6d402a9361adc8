"""How an admin signs in: a password, or a one-time code that asks for a new one (R179, R180). Only hashes are kept."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Admin, SignInCode, SignInWait
from billia_tui.errors import SignedOut
from billia_tui.operations import password_hashes
from billia_tui.operations.actor import OWN_SIGN_IN, SIGN_IN_CHANGED, Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.staff.admin_reach import the_admin

CODE_LIFETIME = timedelta(hours=24)
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that look like another one."""
_GROUPS, _GROUP = 5, 4


@dataclass(frozen=True, slots=True)
class SignIn:
    """What is stored of a password or of a code; one of the two. It never says what it holds."""

    password_hash: str | None = field(default=None, repr=False)
    code_hash: str | None = field(default=None, repr=False)


def by_password(password: str, again: str) -> SignIn:
    """A typed password, checked; takes a moment, so never call it inside a transaction.

    Raises:
        Invalid: at `password` or `again`, too short or not the same.
    """
    password_hashes.check(password, again)
    return SignIn(password_hash=password_hashes.hashed(password))


def by_code() -> tuple[str, SignIn]:
    """A new one-time code, to be shown once to the acting admin and kept nowhere, and what is stored of it."""
    code = grouped("".join(secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP)))
    return code, SignIn(code_hash=hashlib.sha256(code.encode()).hexdigest())


def grouped(letters: str) -> str:
    """The letters of a code as they are shown: in groups, with dashes between them."""
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def give(session: Session, admin: Admin, sign_in: SignIn) -> None:
    """Stores how this admin signs in from now on: older codes end, and with a new code so does the password.

    Tries in vain count no more, and consoles that are open are out at their next action.
    """
    now = clock.now()
    close(session, admin)
    session.execute(delete(SignInWait).where(SignInWait.name == wait_name(admin.id)))
    admin.password_hash = sign_in.password_hash
    admin.must_change_password = sign_in.code_hash is not None
    if sign_in.code_hash is not None:
        expires = now + CODE_LIFETIME
        session.add(SignInCode(admin_id=admin.id, code_hash=sign_in.code_hash, created_at=now, expires_at=expires))


def close(session: Session, admin: Admin) -> None:
    """Ends every code of an admin that is still good, and what was signed in until now (R180, R181)."""
    now = clock.now()
    session.execute(
        update(SignInCode)
        .where(SignInCode.admin_id == admin.id, SignInCode.used_at.is_(None), SignInCode.expires_at > now)
        .values(expires_at=now)
    )
    admin.sign_in_version += 1


def wait_name(admin_id: int) -> str:
    """By what the tries of an admin are counted; see `SignInWait.name`."""
    return f"admin {admin_id}"


def reset(session: Session, actor: Actor, admin_id: int, sign_in: SignIn) -> None:
    """Gives an admin a new password or a one-time code, without asking for the old one (R180).

    The log says that, never what (R52, R186).

    Raises:
        Forbidden, NotFound, Refused (the admin reaches further than the acting one).
    """
    admin = the_admin(session, actor, admin_id)
    if admin.id == actor.admin_id:
        if admin.sign_in_version != actor.sign_in_version:
            raise SignedOut(SIGN_IN_CHANGED)
        session.info[OWN_SIGN_IN] = True
    give(session, admin, sign_in)
    action = "set password" if sign_in.code_hash is None else "make sign-in code"
    log.about(session, actor, admin, action)
