"""What was changed since somebody last looked, as far as an admin reaches it: whose records, and whether the store's.

The log tells it. Within a chain lines stand in the order in which they were committed, without gaps, and the head of a
chain says how long it is. So a mark, the length of each chain, leaves nothing out, whatever commits late.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from billia_tui.db.log_chain import STORE
from billia_tui.db.models import LogEntry, LogHead
from billia_tui.db.watching import Watcher as Watcher  # noqa: PLC0414 - what `watch` gives, for who keeps it
from billia_tui.operations.actor import Actor
from billia_tui.operations.desk import Desk

AT_MOST = 300
"""Lines that are looked at; of more, everything counts as changed."""

COMING_AND_GOING = frozenset({"add", "delete", "erase"})
"""What is done to a customer itself that makes a list longer or shorter."""

Mark = Mapping[int, int]
"""How long each chain of the log was."""


@dataclass(frozen=True, slots=True)
class Changes:
    """`customers` are those of whom something changed; `count`: some came or went; `store`: what belongs to nobody.

    `everything` stands for more than was looked at. `mark` is where the next look begins; `began` has the id of the
    first line about each of `customers`.
    """

    customers: frozenset[int] = frozenset()
    count: bool = False
    store: bool = False
    everything: bool = False
    mark: Mark = field(default_factory=dict)
    began: Mapping[int, int] = field(default_factory=dict, compare=False)

    def __bool__(self) -> bool:
        return bool(self.customers or self.store or self.everything)

    def touch(self, customer_id: int) -> bool:
        """Whether what is shown of this customer may be another now: names of labels and products are the store's."""
        return self.everything or self.store or customer_id in self.customers

    def followed_by(self, later: "Changes") -> "Changes":
        """Both together."""
        return Changes(
            self.customers | later.customers,
            self.count or later.count,
            self.store or later.store,
            self.everything or later.everything,
            later.mark,
            {**later.began, **self.began},
        )


def since(session: Session, actor: Actor, mark: Mark | None) -> Changes:
    """What changed since `mark`; without one, everything. Chains out of the admin's reach are not looked at (R185)."""
    heads = select(LogHead.chain, LogHead.number)
    if actor.reach is not None:
        heads = heads.where(LogHead.chain.in_([STORE, *sorted(actor.reach)]))
    now = {row.chain: row.number for row in session.execute(heads)}
    if mark is None:
        return Changes(count=True, store=True, everything=True, mark=now)
    moved = {chain: (mark.get(chain, 0), number) for chain, number in now.items() if number > mark.get(chain, 0)}
    if not moved:
        return Changes(mark=now)
    if sum(number - before for before, number in moved.values()) > AT_MOST:
        return Changes(count=True, store=STORE in moved, everything=True, mark=now)
    return _read(session, actor, moved, now)


def _read(session: Session, actor: Actor, moved: Mapping[int, tuple[int, int]], now: Mark) -> Changes:
    """What the lines of some stretches say."""
    stretches = [
        and_(LogEntry.chain == chain, LogEntry.number > before, LogEntry.number <= number)
        for chain, (before, number) in moved.items()
    ]
    kinds = (LogEntry.customer_id, LogEntry.object, LogEntry.action)
    columns = select(*kinds, func.min(LogEntry.id).label("first"))
    lines = session.execute(columns.where(LogEntry.hash.is_not(None), or_(*stretches)).group_by(*kinds)).all()
    seen = [line for line in lines if actor.acting_as is None or line.customer_id in (None, actor.acting_as)]
    began: dict[int, int] = {}
    for line in seen:
        if line.customer_id is not None:
            began[line.customer_id] = min(line.first, began.get(line.customer_id, line.first))
    return Changes(
        frozenset(began),
        any(line.object == "customer" and line.action in COMING_AND_GOING for line in seen),
        any(line.customer_id is None for line in seen),
        mark=now,
        began=began,
    )


def watch(desk: Desk, told: Callable[[], None], lost: Callable[[], None], *, every: float) -> Watcher:
    """Watches the store of a desk; see `db.watching`."""
    return Watcher(desk.store, told, lost, every=every)
