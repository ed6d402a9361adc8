"""What `check` looks at in holds: the lines of the log that set and ended them (R16, R19, R20, R21)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import LogEntry
from billia_tui.operations.check.rows import Found, of

_line = LogEntry.__table__.c

_MANUAL, _AUTO = "by an admin", "by the system"
_SAYS = {
    "hold": (_MANUAL, True),
    "release": (_MANUAL, False),
    "hold by system": (_AUTO, True),
    "release by system": (_AUTO, False),
}
"""What a line says by its action; what changed in it is gone after an erasure."""


def holds(session: Session, customers: Mapping[int, Any]) -> Iterator[Found]:
    """Whether each hold is what its lines say, and none was ended by hand while the wallet was negative."""
    said: defaultdict[tuple[int, str], bool] = defaultdict(bool)
    statement = select(_line.customer_id, _line.id, _line.action, _line.undoes)
    statement = statement.where(_line.object == "customer", _line.action.in_(_SAYS))
    for row in of(session, statement, _line.customer_id, customers, _line.id):
        who, on = _SAYS[row.action]
        if row.action == "release" and row.undoes is None and said[row.customer_id, _AUTO]:
            what = f"log line {row.id} ended the hold by hand while the wallet was negative, which is refused (R20)"
            yield row.customer_id, f"{what}; somebody wrote past the program: compare with a backup"
        said[row.customer_id, who] = on
    for customer_id, row in customers.items():
        if bool(row.on_hold_manual) != said[customer_id, _MANUAL]:
            yield customer_id, _manual(customer_id, on=bool(row.on_hold_manual))
        # A hold that does not follow the wallet is told with the wallet.
        if bool(row.on_hold_auto) == (row.wallet < 0) != said[customer_id, _AUTO]:
            verb = "set" if row.on_hold_auto else "ended"
            yield customer_id, f"no line of the log says when the system {verb} the hold (R19); compare with a backup"


def _manual(customer_id: int, *, on: bool) -> str:
    command = "release" if on else "hold"
    return (
        f"is {'' if on else 'not '}on hold by an admin, its log says otherwise (R16, R21); look who should know, "
        f"then settle it: billia customers {command} {customer_id}"
    )
