"""When what should run again and again did so last: `billia advance` (R197), `billia backup`, `billia mails deliver`.

Kept among the settings of the store. It is no line of the log: nothing of anybody was changed by it.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import StoreSetting
from billia_tui.db.store import Store
from billia_tui.errors import StoreBusy

LATE = timedelta(days=1)
"""Each of them is meant to run at least once a day (R197)."""

TRIES = 3
"""How often it is noted when another run was in the way."""

_FORM = "%Y-%m-%dT%H:%M:%SZ"


class Run(StrEnum):
    """What runs; the value is the name of the store's setting."""

    ADVANCE = "advance ran at"
    BACKUP = "backup ran at"
    DELIVER = "mail delivered at"


def note(store: Store, run: Run, began: datetime) -> None:
    """Notes that it ran, and when that began; raises StoreError. Two that note it first at once are both noted."""
    for attempt in range(TRIES):
        try:
            _note(store, run, began)
        except StoreBusy:
            if attempt == TRIES - 1:
                raise
        else:
            return


def _note(store: Store, run: Run, began: datetime) -> None:
    with store.writing() as session:
        text = began.astimezone(UTC).strftime(_FORM)
        row = session.get(StoreSetting, run, with_for_update=True)
        if row is None:
            session.add(StoreSetting(name=run, value=text))
        elif row.value < text:
            row.value = text


def last(session: Session, run: Run) -> datetime | None:
    """When it last ran, in UTC; None if it never did, or if what stands there is no time."""
    row = session.get(StoreSetting, run)
    try:
        return datetime.strptime(row.value, _FORM).replace(tzinfo=UTC) if row is not None else None
    except ValueError:
        return None


def is_late(at: datetime | None) -> bool:
    """Whether that is more than a day ago, or never was."""
    return at is None or clock.now() - at > LATE
