"""On which days customers are reminded: of the store, for all of them (R230)."""

import json
from dataclasses import asdict, dataclass, fields

from sqlalchemy.orm import Session

from billia_tui.db.models import StoreSetting

SETTING = "reminders"
MOST_DAYS = 365
MOST = 10
"""Reminders about one thing."""


@dataclass(frozen=True, slots=True)
class ReminderDays:
    """Days after an order was placed, before a service ends, and after it became Expired or Suspended."""

    orders: tuple[int, ...] = (3, 7, 14)
    ends: tuple[int, ...] = (30, 7, 1)
    expired: tuple[int, ...] = (3,)
    suspended: tuple[int, ...] = (7,)


NONE = ReminderDays((), (), (), ())


def read(session: Session) -> ReminderDays:
    """Those of the store; the usual ones where nothing, or nothing of sense, is set."""
    row = session.get(StoreSetting, SETTING)
    try:
        found = json.loads(row.value) if row is not None else {}
        return ReminderDays(**{one.name: _days(found[one.name]) for one in fields(ReminderDays) if one.name in found})
    except (ValueError, TypeError, KeyError):
        return ReminderDays()


def write(session: Session, days: ReminderDays) -> None:
    """Sets them."""
    text = json.dumps(asdict(days))
    row = session.get(StoreSetting, SETTING, with_for_update=True)
    if row is None:
        session.add(StoreSetting(name=SETTING, value=text))
    else:
        row.value = text


def _days(found: object) -> tuple[int, ...]:
    if not isinstance(found, list) or not all(type(one) is int and 0 < one <= MOST_DAYS for one in found):
        raise ValueError
    return tuple(found)
