"""What holds for everybody who works on a store: today, whether it asks for a sign-in."""

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Admin, SignInCode, StoreSetting
from billia_tui.errors import Forbidden, Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require
from billia_tui.vocabulary import SIGN_IN, SignInRule

EVERYBODY = "this holds for the admins of every reseller; ask an Administrator who reaches them all"
NO_WAY_IN = "you would shut yourself out: you have no password yet; set one first: billia admins password NAME"


def asks_for_sign_in(session: Session) -> bool:
    """Whether nobody may look at this store before they have signed in. Asked before anybody is known."""
    return session.scalar(select(StoreSetting.value).where(StoreSetting.name == SIGN_IN)) == SignInRule.REQUIRED


def sign_in_rule(session: Session, actor: Actor) -> SignInRule:
    """Whether a sign-in is asked for; raises Forbidden without the right to manage admins."""
    require(actor, Right.STAFF)
    return SignInRule.REQUIRED if asks_for_sign_in(session) else SignInRule.OPTIONAL


def change_sign_in(session: Session, actor: Actor, rule: SignInRule) -> bool:
    """Asks for a sign-in from now on, or no more; gives whether that is another rule than before.

    Whoever works at the moment works on.

    Raises:
        Forbidden: no right to manage admins, or not those of every reseller (R185).
        Refused: the acting admin could not sign in, so that it might be that nobody can.
    """
    require(actor, Right.STAFF)
    if actor.reach is not None:
        raise Forbidden(EVERYBODY)
    if rule == SignInRule.REQUIRED and not session.scalar(_can_sign_in(actor.admin_id)):
        raise Refused(NO_WAY_IN, rule="R180")
    row = session.get(StoreSetting, SIGN_IN, with_for_update=True)
    before = SignInRule.OPTIONAL if row is None else row.value
    if before == rule:
        return False
    if row is None:
        session.add(StoreSetting(name=SIGN_IN, value=rule.value))
    else:
        row.value = rule.value
    log.write(session, actor, None, ("store", 0), "change sign-in", before={SIGN_IN: before}, after={SIGN_IN: rule})
    return True


def _can_sign_in(admin_id: int) -> Select[bool]:
    """Asks whether an admin has a password, or a code that is good now."""
    code = exists().where(
        SignInCode.admin_id == admin_id, SignInCode.used_at.is_(None), SignInCode.expires_at > clock.now()
    )
    return select(or_(Admin.password_hash.is_not(None), code)).where(Admin.id == admin_id)
