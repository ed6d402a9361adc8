"""In which language customers get mail, and whether they are reminded (R228, R230)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Reseller
from billia_tui.errors import Forbidden, Invalid
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import mail_texts, reminder_days
from billia_tui.operations.messages.reminder_days import MOST, MOST_DAYS, ReminderDays
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.operations.reach import the_customer
from billia_tui.operations.staff import resellers

NO_LANGUAGE = "takes two letters, as en or de"
EVERYBODY = "this holds for the customers of every reseller; ask an Administrator who reaches them all"


def change(
    session: Session, actor: Actor, customer_id: int, *, language: str | None = None, reminders: bool | None = None
) -> bool:
    """Changes the language of a customer's mails ("" for its reseller's), and whether it is reminded.

    Returns:
        Whether anything changed.

    Raises:
        Forbidden, NotFound, Invalid (at `language`).
    """
    require(actor, Right.EDIT)
    customer = the_customer(session, actor, customer_id)
    old = {"language": customer.language, "reminders": customer.reminders}
    new = {
        "language": old["language"] if language is None else _language(language, none=True),
        "reminders": old["reminders"] if reminders is None else reminders,
    }
    before, after = log.changed(old, new)
    if not after:
        return False
    customer.language, customer.reminders = str(new["language"]), bool(new["reminders"])
    customer.version += 1
    log.about(session, actor, customer, "mail preferences", before=before, after=after)
    return True


def set_reseller_language(session: Session, actor: Actor, reseller: str, language: str) -> None:
    """Sets the language of a reseller's customers who have none of their own. Raises Forbidden, Invalid."""
    require(actor, Right.STAFF)
    found = resellers.named(session, actor, reseller)
    row = session.scalars(select(Reseller).where(Reseller.id == found.id).with_for_update()).one()
    before, row.language = row.language, _language(language, none=False)
    log.about(session, actor, row, "mail language", {"language": (before, row.language)})


def days(session: Session, actor: Actor) -> ReminderDays:
    """On which days customers are reminded."""
    staff_only(actor)
    return reminder_days.read(session)


def set_days(session: Session, actor: Actor, wanted: ReminderDays) -> None:
    """Sets them, for all customers; no days for no reminders. Raises Forbidden, Invalid."""
    require(actor, Right.STAFF)
    if actor.reach is not None:
        raise Forbidden(EVERYBODY)
    wrong = {
        name: f"takes at most {MOST} numbers of days, 1 to {MOST_DAYS}"
        for name in ("orders", "ends", "expired", "suspended")
        if len(getattr(wanted, name)) > MOST or not all(0 < one <= MOST_DAYS for one in getattr(wanted, name))
    }
    if wrong:
        raise Invalid(wrong)
    before = reminder_days.read(session)
    reminder_days.write(session, wanted)
    old, new = {"days": str(before)}, {"days": str(wanted)}
    log.write(session, actor, None, ("store", 0), "change reminders", before=old, after=new)


def _language(text: str, *, none: bool) -> str:
    text = text.strip().lower()
    if none and not text:
        return ""
    if mail_texts.LANGUAGE.fullmatch(text) is None:
        raise Invalid({"language": NO_LANGUAGE})
    return text
