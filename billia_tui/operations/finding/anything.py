"""One question for everything that a caller may name (R213)."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from billia_tui.operations.actor import Actor
from billia_tui.operations.finding import jump, records
from billia_tui.operations.finding.jump import Hit
from billia_tui.operations.finding.records import Record


@dataclass(frozen=True, slots=True)
class Answer:
    """Customers, those named exactly first, and records that are named exactly."""

    customers: tuple[Hit, ...] = ()
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A line of what was found: `what` says what it is by, `customer` whose it is."""

    kind: str
    id: int
    customer_id: int
    customer: str
    what: str


def look_up(session: Session, actor: Actor, text: str) -> Answer:
    """What `text` finds; raises QueryError (too many words)."""
    return Answer(jump.customers(session, actor, text), records.named(session, actor, text))


def find(session: Session, actor: Actor, text: str) -> tuple[Found, ...]:
    """The same as lines: who is named exactly, then records, then the other customers."""
    answer = look_up(session, actor, text)
    customers = [
        (hit.exact, Found("customer", hit.id, hit.id, hit.username, f"{hit.name} · {hit.status}"))
        for hit in answer.customers
    ]
    return (
        *(line for exact, line in customers if exact),
        *(Found(one.kind, one.id, one.customer_id, one.customer, one.what) for one in answer.records),
        *(line for exact, line in customers if not exact),
    )
