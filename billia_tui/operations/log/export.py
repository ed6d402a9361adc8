"""The log as it is chained, for somebody else to verify (docs/log.md): each line with all that is hashed, as stored."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from billia_tui.db import chained_lines
from billia_tui.db.chained_lines import LOWEST, ChainedLine, Place
from billia_tui.errors import Forbidden
from billia_tui.operations.actor import Actor
from billia_tui.operations.desk import Desk
from billia_tui.operations.permissions import Right, require

TOGETHER = 1000
"""Lines in one page, each page a transaction of its own."""


HEADER = (
    "chain", "number", "id", "at", "admin_id", "acting_as", "customer_id", "object", "object_id", "action", "batch_id",
    "undoes", "salt", "before", "after", "reason", "digest", "hash",
)  # fmt: skip
"""What is exported of a line: as it is stored, not cleaned, `at` as it is hashed; an erased line has no salt."""


def lines(desk: Desk, *, chain: int | None = None, first: int = 1) -> Iterator[ChainedLine]:
    """The lines of every chain, or of one, by number, from `first` on in each; raises Forbidden."""
    known = desk.ask(chains)
    for each in known if chain is None else [chain]:
        after = Place(first - 1, -LOWEST - 1)
        while found := desk.ask(page, each, after):
            yield from found
            if len(found) < TOGETHER:
                break
            after = Place(found[-1].number, found[-1].id)


def chains(session: Session, actor: Actor) -> list[int]:
    """The chains that have lines; raises Forbidden."""
    _whole_log_only(actor)
    return list(chained_lines.chains(session))


def page(session: Session, actor: Actor, chain: int, after: Place) -> list[ChainedLine]:
    """The next lines of a chain; raises Forbidden."""
    _whole_log_only(actor)
    return chained_lines.page(session, chain, after, TOGETHER)


def _whole_log_only(actor: Actor) -> None:
    """The log of the whole business: for whoever manages it and reaches every reseller (R182, R185)."""
    require(actor, Right.STAFF)
    if actor.reach is not None:
        raise Forbidden("the log holds what every reseller's customers had done; you do not reach every reseller")
