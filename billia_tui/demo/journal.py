"""What is told of one customer in the making: lines of the log, and notifications of the last weeks."""

import json
from collections.abc import Mapping

from billia_tui.demo import rows
from billia_tui.demo.sheet import Sheet
from billia_tui.demo.staff import Staff
from billia_tui.demo.times import DAY, stamp
from billia_tui.operations.messages.notifications import Template
from billia_tui.vocabulary import Role

EMPTY = "{}"
NOTIFIED = 60 * DAY
"""How long the demo keeps notifications: a book of nine years would drown in them."""

_encoder = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical(values: Mapping[str, object]) -> str:
    """JSON as the log writes it."""
    return _encoder.encode(values)


class Journal:
    """Keeps what happened in any order; `close` writes it in the order of time."""

    def __init__(self, sheet: Sheet, staff: Staff, customer_id: int) -> None:
        self._sheet, self._staff, self._customer_id = sheet, staff, customer_id
        self._lines: list[rows.LogRow] = []
        self._told: list[tuple[int, Template, dict[str, object]]] = []

    def log(
        self,
        at: int,
        by: Role | None,
        action: str,
        *,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
        reason: str = "",
        thing: tuple[str, int] | None = None,
        in_panel: bool = False,
    ) -> None:
        """A line of the log (R186), by None is by the customer or the system; `in_panel` is R70."""
        what, what_id = thing or ("customer", self._customer_id)
        admin = None if by is None else self._staff.admins[by]
        old, new = canonical(before) if before else EMPTY, canonical(after) if after else EMPTY
        acting_as = self._customer_id if in_panel else None
        self._lines.append(
            rows.LogRow(0, stamp(at), admin, self._customer_id, what, what_id, action, old, new, reason, acting_as)
        )

    def tell(self, at: int, template: Template, **names: object) -> None:
        """A notification (R168), unless it is long ago or still to come."""
        if self._sheet.now - NOTIFIED < at <= self._sheet.now:
            self._told.append((at, template, names))

    def close(self, unseen: int) -> None:
        """Writes all; of the notifications the newest `unseen` are new to everybody (R167)."""
        for line in sorted(self._lines, key=lambda line: line.at):
            self._sheet.write(line._replace(id=next(self._sheet.ids[rows.LogRow])))
        opened = len(self._told) - unseen
        for number, (at, template, names) in enumerate(sorted(self._told, key=lambda told: told[0])):
            channel, title, text = template.value
            seen = int(number < opened)
            values = (str(channel), title, text.format(**names), stamp(at), seen, seen)
            self._sheet.add(rows.NotificationRow, self._customer_id, *values)
